//! Parameters and exchange rates: the head, then a figure a line.

use super::grammar::Rule;
use super::node::{Built, Node};
use super::quantity::{currency, day};
use super::reader::Reader;
use super::types::type_name;
use crate::lex::Line;
use crate::syntax::{Expr, Figure, Figures, Name, Rates, TypeName};

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

/// A whole `exchange`.
pub(super) fn exchange(reader: &mut Reader<'_>, line: &Line) -> Option<Vec<Rates>> {
    let head = reader.line(line, Rule::declaration, |_| Ok(()));
    let pairs = line.block.as_ref().map(|block| block.lines.as_slice()).unwrap_or_default();
    let rates = pairs.iter().filter_map(|line| pair(reader, line)).collect();
    head.map(|()| rates)
}

/// `USD to CNY { 7.10 from 2026-01-01 }`
fn pair(reader: &mut Reader<'_>, line: &Line) -> Option<Rates> {
    let head = reader.line(line, Rule::exchange_pair, |node| {
        let mut codes = node.all(Rule::currency).map(|code| currency(&code));
        let only = node.get(Rule::expression).map(|only| only.expression()).transpose()?;
        match (codes.next(), codes.next()) {
            (Some(from), Some(to)) => Ok((from?, to?, only)),
            _ => Err(node.unreadable()),
        }
    });
    let mut figures = reader.lines(line.block.as_ref(), Rule::figure, figure);
    let (from, to, only) = head?;
    figures.extend(only.map(|value| Figure { span: value.span, value, from: None }));
    Some(Rates { span: from.span.to(to.span), from, to, figures })
}
