//! An explanation as a tree of lines.

use loyal_dsl::message::Message;
use loyal_dsl::say;
use loyal_dsl::syntax::Language;
use loyal_engine::explain::{Explanation, Mark, Told};

use crate::visible;

/// The whole tree, each line with the place in the policy behind it.
pub(super) fn written(explanation: &Explanation, language: Language) -> String {
    let mut text = visible::line(&title(explanation).in_language(language)) + "\n";
    for told in explanation.told() {
        text.push('\n');
        line(&told, 0, language, &mut text);
    }
    text
}

/// How deep a short form looks.
const SHORT_DEPTH: usize = 2;
/// How long it may be.
const SHORT_LINES: usize = 8;

/// The first lines of what is told, and how many there are besides.
pub(crate) fn short(told: &Told, language: Language) -> Vec<String> {
    let within = |depth| {
        let mut lines = Vec::new();
        lines_within(told, depth, language, &mut lines);
        lines
    };
    let deep = within(SHORT_DEPTH);
    let mut lines = if deep.len() > SHORT_LINES { within(1) } else { deep };
    let more = lines.len().saturating_sub(SHORT_LINES);
    if more > 0 {
        lines.truncate(SHORT_LINES);
        let said = say!("… and {more} more lines", more);
        lines.push(format!("  {}", said.in_language(language)));
    }
    lines
}

fn lines_within(told: &Told, depth: usize, language: Language, lines: &mut Vec<String>) {
    let mut own = String::new();
    line_alone(told, language, &mut own);
    lines.push(own);
    let Some(depth) = depth.checked_sub(1) else { return };
    for below in &told.below {
        let start = lines.len();
        lines_within(below, depth, language, lines);
        lines.iter_mut().skip(start).for_each(|line| line.insert_str(0, "  "));
    }
}

/// Who is told of, and on which day.
pub(super) fn title(explanation: &Explanation) -> Message {
    let outcome = &explanation.outcome;
    let (customer, program, day) = (&outcome.customer, &outcome.program, &outcome.as_of);
    match &explanation.portfolio {
        Some(portfolio) => {
            say!(
                "group {customer} of {portfolio}, {program}, on {day}",
                customer,
                portfolio,
                program,
                day
            )
        }
        None => say!("customer {customer}, {program}, on {day}", customer, program, day),
    }
}

fn line(told: &Told, depth: usize, language: Language, text: &mut String) {
    text.push_str(&"  ".repeat(depth));
    line_alone(told, language, text);
    text.push('\n');
    for below in &told.below {
        line(below, depth + 1, language, text);
    }
}

fn line_alone(told: &Told, language: Language, text: &mut String) {
    let mark = match told.mark {
        Mark::Yes => "+ ",
        Mark::No => "- ",
        Mark::Plain => "",
    };
    text.push_str(mark);
    text.push_str(&visible::line(&told.said.in_language(language)));
    if !told.source.is_empty() {
        text.push_str(&visible::line(&format!("  ({})", told.source)));
    }
}
