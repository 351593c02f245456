//! What may stand at a place, in the analyst's words.

use super::grammar::Rule;
use crate::keywords::keywords;
use crate::message::Message;
use crate::syntax::Language;

/// More than this is no help.
const MOST: usize = 7;

/// The names of rules, without repetition, keywords as the language spells them.
pub(super) fn words(rules: &[Rule], language: Language) -> Vec<Message> {
    let mut words: Vec<Message> = Vec::new();
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

/// A word that only another language has is not offered, nor what has no name of its own.
fn word(rule: Rule, language: Language) -> Option<Message> {
    let name = format!("{rule:?}");
    if let Some(id) = name.strip_prefix("k_") {
        return keywords(language).spelling(id).map(|spelling| say!("`{spelling}`", spelling));
    }
    described(rule)
}

fn described(rule: Rule) -> Option<Message> {
    Some(match rule {
        Rule::quoted | Rule::word | Rule::any_word | Rule::name | Rule::label => say!("a name"),
        Rule::code => say!("the code of a finding, such as `L0905`"),
        Rule::text => say!("a text in quotation marks"),
        Rule::script_text => say!("a script in `\"\"\"`"),
        Rule::number | Rule::count => say!("a number"),
        Rule::date => say!("a date"),
        Rule::block => say!("`{`"),
        Rule::colon => say!("`:`"),
        Rule::comma => say!("`,`"),
        Rule::arrow => say!("`->`"),
        Rule::opening => say!("`(`"),
        Rule::closing => say!("`)`"),
        Rule::bar => say!("`|`"),
        Rule::money_form => say!("a form of money"),
        Rule::percentage => say!("a percentage"),
        Rule::expression
        | Rule::arithmetic
        | Rule::instant
        | Rule::operand
        | Rule::primary
        | Rule::counted
        | Rule::plain_name
        | Rule::parenthesis
        | Rule::lone_expression
        | Rule::aggregate
        | Rule::reduction
        | Rule::reduction_word
        | Rule::extreme_word
        | Rule::opening_word
        | Rule::anniversary_word
        | Rule::day_name => say!("a value"),
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
        | Rule::converted => say!("an operator"),
        Rule::and | Rule::or | Rule::not => say!("`and`, `or`, `not`"),
        Rule::comparison
        | Rule::known
        | Rule::one_of
        | Rule::in_top
        | Rule::in_window
        | Rule::on_days
        | Rule::near
        | Rule::turned_near
        | Rule::top_share
        | Rule::turned_every => say!("a comparison"),
        Rule::list | Rule::path | Rule::step_of_path | Rule::turned_steps => say!("a list"),
        Rule::window => say!("a time window"),
        Rule::days | Rule::date_range => say!("some days"),
        Rule::weekday => say!("a day of the week"),
        Rule::month_name => say!("a month"),
        Rule::festival_name => say!("a festival"),
        Rule::every_word => say!("`every`"),
        Rule::near_word => say!("`before` or `after`"),
        Rule::named_days => say!("a name and its days"),
        Rule::time_of_day => say!("a time of day"),
        Rule::calendar_clause => say!("a clause of a calendar"),
        Rule::type_name | Rule::field_type | Rule::history_type | Rule::nested_type => {
            say!("a type")
        }
        Rule::time_unit => say!("a unit of time"),
        Rule::per_unit | Rule::full_unit => say!("an amount with its unit"),
        Rule::currency => say!("a currency"),
        Rule::unit | Rule::kind_of_points => say!("a unit"),
        Rule::parameters => say!("parameters in parentheses"),
        Rule::hit_policy => say!("a way in which rows match"),
        Rule::table_head => say!("a head row"),
        Rule::segment => say!("a segment"),
        Rule::options => say!("options"),
        Rule::deadline => say!("a deadline"),
        Rule::rounding | Rule::rounding_mode => say!("a way to round"),
        Rule::budget_clause => say!("a clause of a budget"),
        Rule::portfolio_clause => say!("a clause of a portfolio"),
        Rule::rule_clause => say!("a clause of a rule"),
        Rule::program_clause => say!("a clause of the programme"),
        Rule::score_clause => say!("a clause of a score"),
        Rule::field => say!("a field"),
        Rule::level => say!("a level"),
        Rule::tier_clause => say!("a clause of a tier"),
        Rule::figure => say!("a figure"),
        Rule::exchange_pair => say!("two currencies"),
        Rule::from_day => say!("`from` and a day"),
        Rule::modifier => say!("`key` or `optional`"),
        Rule::declaration => say!("a declaration"),
        Rule::EOI => say!("the end of the line"),
        _ => return None,
    })
}
