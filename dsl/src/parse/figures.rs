//! Parameters: the head, then a figure a line.

use super::grammar::Rule;
use super::node::{Built, Node};
use super::quantity::day;
use super::reader::Reader;
use super::types::type_name;
use crate::lex::Line;
use crate::syntax::{Expr, Figure, Figures, Name, TypeName};

/// A whole `parameter`.
pub(super) fn declared(reader: &mut Reader<'_>, line: &Line) -> Option<Figures> {
    let head = reader.line(line, Rule::declaration, head);
    let mut figures = reader.lines(line.block.as_ref(), Rule::figure, figure);
    let (name, ty, only) = head?;
    figures.extend(only.map(|value| Figure { span: value.span, value, from: None }));
    Some(Figures { name, ty, figures })
}

fn head(node: &Node<'_>) -> Built<(Name, TypeName, Option<Expr>)> {
    let figures = node.first()?;
    let only = figures.get(Rule::expression).map(|only| only.expression()).transpose()?;
    let ty = type_name(&figures.child(Rule::type_name)?)?;
    Ok((figures.name_of(Rule::name)?, ty, only))
}

/// `8 CNY from 2019-04-01`
pub(super) fn figure(node: &Node<'_>) -> Built<Figure> {
    let from = node.get(Rule::from_day).unwrap_or_else(|| node.clone());
    let from = from.get(Rule::date).map(|found| day(&found)).transpose()?;
    Ok(Figure { value: node.expression_in(Rule::expression)?, from, span: node.span() })
}
