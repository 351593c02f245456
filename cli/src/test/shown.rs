//! What came of tests, for reading.

use std::io::{self, Write};

use loyal_engine::outcome_tests::{Difference, Verdict};
use similar::TextDiff;

use crate::visible;

/// Unchanged lines around each change of an outcome.
const CONTEXT: usize = 2;

/// One test: a line, and how it differs.
pub(super) fn verdict(out: &mut impl Write, verdict: &Verdict) -> io::Result<()> {
    let (word, place) = (if verdict.passes() { "passes" } else { "FAILS" }, &verdict.file);
    let line = format!("{place}:{}: {word}: {}", verdict.line, verdict.name);
    writeln!(out, "{}", visible::line(&line))?;
    verdict.differences.iter().try_for_each(|it| difference(out, &verdict.file, it))
}

/// How an outcome differs.
pub(super) fn difference(
    out: &mut impl Write,
    file: &str,
    difference: &Difference,
) -> io::Result<()> {
    match difference {
        Difference::NoOutcome(reason) => {
            writeln!(out, "    no outcome: {}", visible::line(reason))
        }
        Difference::Statement { line, name, expected, found } => {
            let place = visible::line(&format!("{file}:{line}"));
            writeln!(out, "    {place}: {}", visible::line(name))?;
            writeln!(out, "      - {}", visible::line(expected))?;
            writeln!(out, "      + {}", visible::line(found))
        }
        Difference::Outcome { expected: None, found } => {
            writeln!(out, "    not reviewed yet; --accept takes it for reviewed:")?;
            indented(out, found)
        }
        Difference::Outcome { expected: Some(expected), found } => {
            writeln!(out, "    the outcome is not that which was reviewed:")?;
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
pub(super) fn sum(out: &mut impl Write, verdicts: &[Verdict]) -> io::Result<()> {
    let failed = verdicts.iter().filter(|verdict| !verdict.passes()).count();
    let noun = if verdicts.len() == 1 { "test" } else { "tests" };
    match failed {
        0 => writeln!(out, "{} {noun}, all pass", verdicts.len()),
        failed => writeln!(out, "{} {noun}, {failed} failed", verdicts.len()),
    }
}
