//! Clauses that belong to another declaration.

use crate::message::Message;
use crate::parse::grammar::Rule;

/// The rules of lines, with where such a line belongs.
const PLACES: &[Rule] = &[
    Rule::rule_clause,
    Rule::tier_line,
    Rule::score_clause,
    Rule::program_clause,
    Rule::calendar_clause,
    Rule::budget_clause,
    Rule::portfolio_clause,
    Rule::declaration,
];

/// The other place where a line would be read, that begins with a keyword.
pub(in crate::parse) fn clause_of_another(
    here: Rule,
    reads: &dyn Fn(Rule) -> bool,
) -> Option<(Message, Message)> {
    let here_said = place(here)?;
    let found = PLACES.iter().copied().filter(|rule| *rule != here).find(|rule| reads(*rule))?;
    Some((place(found)?, here_said))
}

fn place(rule: Rule) -> Option<Message> {
    Some(match rule {
        Rule::rule_clause => say!("a rule"),
        Rule::tier_line => say!("a tier"),
        Rule::segment => say!("a class"),
        Rule::case => say!("a `define`"),
        Rule::field => say!("a record"),
        Rule::score_clause => say!("a score"),
        Rule::program_clause => say!("the programme"),
        Rule::calendar_clause => say!("a calendar"),
        Rule::budget_clause => say!("a budget"),
        Rule::portfolio_clause => say!("a portfolio"),
        Rule::table_row | Rule::table_head => say!("a table"),
        Rule::figure => say!("a parameter"),
        Rule::declaration => say!("the policy itself, outside all braces"),
        _ => return None,
    })
}
