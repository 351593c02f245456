//! What stands at the end of an outcome: published figures and guarantees.

use super::grammar::Rule;
use super::list::list;
use super::node::{Built, Node};
use super::reader::Reader;
use crate::lex::Line;
use crate::syntax::{Guarantee, ListExpr, Name, Publish, PublishWhat};

/// `publish spend, visits`, `publish left as 100 - spent`, `publish due for each lot in lots`
pub(super) fn publish(reader: &mut Reader<'_>, line: &Line) -> Option<Publish> {
    reader.line(line, Rule::declaration, |node| {
        let publish = node.first()?;
        let names: Vec<Name> =
            publish.all(Rule::name).map(|name| name.name()).collect::<Built<_>>()?;
        let value = publish.get(Rule::expression).map(|value| value.expression()).transpose()?;
        let each = publish.get(Rule::for_each).map(|found| each(&found)).transpose()?;
        let what = match (value, each) {
            (value, Some((element, list))) => PublishWhat::Each { value, element, list },
            (Some(value), None) => PublishWhat::Value(value),
            (None, None) => PublishWhat::Named,
        };
        Ok(Publish { names, what })
    })
}

fn each(node: &Node<'_>) -> Built<(Name, ListExpr)> {
    Ok((node.name_of(Rule::name)?, list(&node.child(Rule::list)?)?))
}

/// `guarantee rose and Club is Platinum implies spend >= 20000 CNY because "…"`
pub(super) fn guarantee(reader: &mut Reader<'_>, line: &Line) -> Option<Guarantee> {
    reader.line(line, Rule::declaration, |node| {
        let guarantee = node.first()?;
        let mut parts = guarantee.expressions(Rule::expression)?.into_iter();
        let first = parts.next().ok_or_else(|| guarantee.unreadable())?;
        let (premise, claim) = match parts.next() {
            Some(claim) => (Some(first), claim),
            None => (None, first),
        };
        let because = guarantee.get(Rule::because).map(|because| because.text()).transpose()?;
        Ok(Guarantee { premise, claim, because })
    })
}
