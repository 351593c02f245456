//! What came of tests, for reading.

use std::io::{self, Write};

use loyal_dsl::message::Message;
use loyal_dsl::say;
use loyal_dsl::syntax::Language;
use loyal_engine::explain::{Explanation, Told};
use loyal_engine::outcome_tests::{Difference, Verdict};
use similar::TextDiff;

use crate::explain::tree;
use crate::visible;

/// Unchanged lines around each change of an outcome.
const CONTEXT: usize = 2;

/// One test: a line, and how it differs and why.
pub(super) fn verdict(
    out: &mut impl Write,
    verdict: &Verdict,
    explanation: Option<&Explanation>,
    language: Language,
) -> io::Result<()> {
    let (file, line, test) = (&verdict.file, verdict.line, &verdict.name);
    let said = if verdict.passes() {
        say!("{file}:{line}: passes: {test}", file, line, test)
    } else {
        say!("{file}:{line}: FAILS: {test}", file, line, test)
    };
    writeln!(out, "{}", in_a_line(&said, language))?;
    differences(out, verdict, explanation, language)
}

/// How the outcome of a test differs, and why.
pub(super) fn differences(
    out: &mut impl Write,
    verdict: &Verdict,
    explanation: Option<&Explanation>,
    language: Language,
) -> io::Result<()> {
    for found in &verdict.differences {
        difference(out, &verdict.file, found, language)?;
        let told =
            explanation.into_iter().flat_map(|it| found.names().map(|name| it.told_of(name)));
        told.flatten().try_for_each(|told| why(out, &told, language))?;
    }
    Ok(())
}

/// What decided a value that differs, in short.
fn why(out: &mut impl Write, told: &Told, language: Language) -> io::Result<()> {
    writeln!(out, "      {}", in_a_line(&say!("why:"), language))?;
    tree::short(told, language).iter().try_for_each(|line| writeln!(out, "        {line}"))
}

fn in_a_line(said: &Message, language: Language) -> String {
    visible::line(&said.in_language(language))
}

/// How an outcome differs.
fn difference(
    out: &mut impl Write,
    file: &str,
    difference: &Difference,
    language: Language,
) -> io::Result<()> {
    let said = |said: &Message| in_a_line(said, language);
    match difference {
        Difference::NoOutcome(reason) => {
            writeln!(out, "    {}", said(&say!("no outcome: {reason}", reason)))
        }
        Difference::Statement { line, name, expected, found } => {
            let place = visible::line(&format!("{file}:{line}"));
            writeln!(out, "    {place}: {}", visible::line(name))?;
            writeln!(out, "      - {}", said(expected))?;
            writeln!(out, "      + {}", said(found))
        }
        Difference::Outcome { expected: None, found, .. } => {
            let new = say!("not reviewed yet; --accept takes it for reviewed:");
            writeln!(out, "    {}", said(&new))?;
            indented(out, found)
        }
        Difference::Outcome { expected: Some(expected), found, .. } => {
            writeln!(out, "    {}", said(&say!("the outcome is not that which was reviewed:")))?;
            let difference = TextDiff::from_lines(expected.as_str(), found.as_str());
            let mut difference = difference.unified_diff();
            let difference = difference.context_radius(CONTEXT).missing_newline_hint(false);
            indented(out, &difference.to_string())
        }
    }
}

fn indented(out: &mut impl Write, text: &str) -> io::Result<()> {
    visible::source(text).lines().try_for_each(|line| writeln!(out, "      {line}"))
}

/// How many passed.
pub(super) fn sum(
    out: &mut impl Write,
    verdicts: &[Verdict],
    language: Language,
) -> io::Result<()> {
    let failed = verdicts.iter().filter(|verdict| !verdict.passes()).count();
    let tests = match verdicts.len() {
        1 => say!("1 test"),
        count => say!("{count} tests", count),
    };
    let said = match failed {
        0 => say!("{tests}, all pass", tests),
        failed => say!("{tests}, {failed} failed", tests, failed),
    };
    writeln!(out, "{}", said.in_language(language))
}
