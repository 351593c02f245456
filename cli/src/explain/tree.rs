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
    let mark = match told.mark {
        Mark::Yes => "+ ",
        Mark::No => "- ",
        Mark::Plain => "",
    };
    text.push_str(&"  ".repeat(depth));
    text.push_str(mark);
    text.push_str(&visible::line(&told.said.in_language(language)));
    if !told.source.is_empty() {
        text.push_str(&visible::line(&format!("  ({})", told.source)));
    }
    text.push('\n');
    for below in &told.below {
        line(below, depth + 1, language, text);
    }
}
