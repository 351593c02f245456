//! Types as written, options and parameters.

use super::grammar::Rule;
use super::node::{Built, Node};
use super::quantity::{currency, small, time_unit};
use crate::syntax::{Name, Parameter, TypeName, TypeNameKind};

/// `one of a, b`
pub(super) fn options(node: &Node<'_>) -> Built<Vec<Name>> {
    node.all(Rule::name).map(|option| option.name()).collect()
}

/// `(a: text, order)`
pub(super) fn parameters(node: &Node<'_>) -> Built<Vec<Parameter>> {
    node.all(Rule::parameter).map(|found| parameter(&found)).collect()
}

fn parameter(node: &Node<'_>) -> Built<Parameter> {
    let ty = node.get(Rule::type_name).map(|found| type_name(&found)).transpose()?;
    Ok(Parameter { name: node.name_of(Rule::label)?, ty })
}

/// `text`, `number with 3 places`, `Club`
pub(super) fn type_name(node: &Node<'_>) -> Built<TypeName> {
    let first = node.first()?;
    let kind = match first.rule() {
        Rule::k_text => TypeNameKind::Text,
        Rule::k_whole_number => TypeNameKind::WholeNumber,
        Rule::k_number => TypeNameKind::Number(places(node)?),
        Rule::k_percent => TypeNameKind::Percent,
        Rule::k_yes => TypeNameKind::YesNo,
        Rule::k_date => TypeNameKind::Date,
        Rule::k_datetime => TypeNameKind::DateTime,
        Rule::k_money if node.has(Rule::k_any_currency) => TypeNameKind::AnyMoney,
        Rule::k_money => {
            TypeNameKind::Money(node.get(Rule::currency).map(|code| currency(&code)).transpose()?)
        }
        Rule::k_point => TypeNameKind::Points,
        Rule::duration_type => TypeNameKind::Duration(time_unit(&first)?),
        Rule::k_membership => {
            TypeNameKind::Membership(node.get(Rule::name).map(|tier| tier.name()).transpose()?)
        }
        Rule::name if node.has(Rule::member) => {
            let path = node.all(Rule::member).map(|field| field.name_of(Rule::label));
            TypeNameKind::OfField(first.name()?, path.collect::<Built<_>>()?)
        }
        Rule::name => TypeNameKind::Named(first.name()?),
        _ => return Err(node.unreadable()),
    };
    Ok(TypeName { kind, span: node.span() })
}

pub(super) fn places(node: &Node<'_>) -> Built<Option<u8>> {
    let Some(places) = node.get(Rule::places) else { return Ok(None) };
    small(&places.child(Rule::number)?).map(Some)
}
