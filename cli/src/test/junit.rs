//! What came of tests in the XML of `JUnit`, for pipelines.

use std::io::{self, Write};

use loyal_dsl::say;
use loyal_dsl::syntax::Language;
use loyal_engine::explain::Explanation;
use loyal_engine::outcome_tests::Verdict;

use super::shown;

/// Writes all of them: a suite a file.
pub(super) fn write(
    out: &mut impl Write,
    verdicts: &[Verdict],
    explanations: &[Option<Explanation>],
    language: Language,
) -> io::Result<()> {
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    let (count, failed) = counts(verdicts);
    writeln!(out, r#"<testsuites name="loyal test" tests="{count}" failures="{failed}">"#)?;
    let mut explanations = explanations.iter();
    for suite in verdicts.chunk_by(|one, other| one.file == other.file) {
        let name = suite.first().map(|verdict| escaped(&verdict.file)).unwrap_or_default();
        let (count, failed) = counts(suite);
        writeln!(out, r#"  <testsuite name="{name}" tests="{count}" failures="{failed}">"#)?;
        for (verdict, explanation) in suite.iter().zip(explanations.by_ref()) {
            case(out, verdict, explanation.as_ref(), language)?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn counts(verdicts: &[Verdict]) -> (usize, usize) {
    (verdicts.len(), verdicts.iter().filter(|verdict| !verdict.passes()).count())
}

fn case(
    out: &mut impl Write,
    verdict: &Verdict,
    explanation: Option<&Explanation>,
    language: Language,
) -> io::Result<()> {
    let (name, file) = (escaped(&verdict.name), escaped(&verdict.file));
    let line = verdict.line;
    write!(out, r#"    <testcase name="{name}" classname="{file}" file="{file}" line="{line}""#)?;
    if verdict.passes() {
        return writeln!(out, "/>");
    }
    let mut text = Vec::new();
    shown::differences(&mut text, verdict, explanation, language)?;
    let text = escaped(&String::from_utf8_lossy(&text));
    let failure = escaped(&say!("not as expected").in_language(language));
    writeln!(out, ">\n      <failure message=\"{failure}\">{text}</failure>")?;
    writeln!(out, "    </testcase>")
}

/// The text with nothing in it that XML would take for its own, and no sign that it forbids.
fn escaped(text: &str) -> String {
    let mut written = String::new();
    for sign in text.chars() {
        match sign {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            '\n' | '\t' => written.push(sign),
            '\u{fffe}' | '\u{ffff}' => written.push('\u{fffd}'),
            sign if sign.is_control() => written.push('\u{fffd}'),
            sign => written.push(sign),
        }
    }
    written
}
