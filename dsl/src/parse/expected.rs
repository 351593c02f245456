//! What may stand at a place, in the analyst's words.

use super::grammar::Rule;
use crate::keywords::keywords;
use crate::syntax::Language;

/// More than this is no help.
const MOST: usize = 7;

/// The names of rules, without repetition, keywords as the language spells them.
pub(super) fn words(rules: &[Rule], language: Language) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let (signs, others): (Vec<Rule>, Vec<Rule>) = rules.iter().partition(|rule| is_sign(**rule));
    for word in signs.iter().chain(&others).filter_map(|rule| word(*rule, language)) {
        if !words.contains(&word) && words.len() < MOST {
            words.push(word);
        }
    }
    words
}

/// Signs come first: a missing one is the likeliest slip.
fn is_sign(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::colon | Rule::comma | Rule::arrow | Rule::opening | Rule::closing | Rule::bar
    ) || matches!(rule, Rule::block | Rule::EOI)
}

/// A word that only another language has is not offered.
fn word(rule: Rule, language: Language) -> Option<String> {
    let name = format!("{rule:?}");
    if let Some(id) = name.strip_prefix("k_") {
        return keywords(language).spelling(id).map(|spelling| format!("`{spelling}`"));
    }
    let described =
        described(rule).map_or_else(|| format!("a {}", name.replace('_', " ")), str::to_owned);
    Some(described)
}

fn described(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::quoted | Rule::word | Rule::any_word | Rule::name | Rule::label => "a name",
        Rule::text => "a text in quotation marks",
        Rule::script_text => "a script in `\"\"\"`",
        Rule::number | Rule::count => "a number",
        Rule::date => "a date",
        Rule::block => "`{`",
        Rule::colon => "`:`",
        Rule::comma => "`,`",
        Rule::arrow => "`->`",
        Rule::opening => "`(`",
        Rule::closing => "`)`",
        Rule::bar => "`|`",
        Rule::money_form => "a form of money",
        Rule::percentage => "a percentage",
        Rule::expression
        | Rule::arithmetic
        | Rule::instant
        | Rule::operand
        | Rule::primary
        | Rule::counted
        | Rule::plain_name
        | Rule::parenthesis
        | Rule::lone_expression
        | Rule::day_name => "a value",
        Rule::minus
        | Rule::add
        | Rule::subtract
        | Rule::multiply
        | Rule::divide
        | Rule::of
        | Rule::turned_of
        | Rule::or_else
        | Rule::member
        | Rule::turned_shift
        | Rule::before_today
        | Rule::turned_part
        | Rule::at_date
        | Rule::converted => "an operator",
        Rule::and | Rule::or | Rule::not => "`and`, `or`, `not`",
        Rule::comparison
        | Rule::known
        | Rule::one_of
        | Rule::in_window
        | Rule::on_days
        | Rule::near
        | Rule::turned_near
        | Rule::turned_every => "a comparison",
        Rule::list | Rule::path | Rule::step_of_path => "a list",
        Rule::window => "a time window",
        Rule::days | Rule::date_range => "days",
        Rule::weekday => "a day of the week",
        Rule::month_name => "a month",
        Rule::festival_name => "a festival",
        Rule::every_word => "`every`",
        Rule::near_word => "`before` or `after`",
        Rule::calendar_clause => "a clause of a calendar",
        Rule::type_name | Rule::field_type => "a type",
        Rule::time_unit => "a unit of time",
        Rule::per_unit | Rule::full_unit => "an amount with its unit",
        Rule::currency => "a currency",
        Rule::unit => "a unit",
        Rule::options => "options",
        Rule::deadline => "a deadline",
        Rule::rounding | Rule::rounding_mode => "a way to round",
        Rule::rule_clause => "a clause of a rule",
        Rule::program_clause => "a clause of the programme",
        Rule::score_clause => "a clause of a score",
        Rule::field => "a field",
        Rule::level => "a level",
        Rule::tier_clause => "a clause of a tier",
        Rule::figure => "a figure",
        Rule::exchange_pair => "two currencies",
        Rule::from_day => "`from` and a day",
        Rule::modifier => "`key` or `optional`",
        Rule::declaration => "a declaration",
        Rule::EOI => "the end of the line",
        _ => return None,
    })
}
