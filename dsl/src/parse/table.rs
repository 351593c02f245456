//! Decision tables: the head row, then the rows.

use super::expression::comparison;
use super::grammar::Rule;
use super::node::{Built, Node};
use super::problem::ParseProblem;
use super::reader::{Reader, reads};
use super::slip::{Slip, SlipKind};
use super::types::{parameters, type_name};
use crate::lex::{Line, Token, TokenKind};
use crate::source::Span;
use crate::syntax::{
    Binary, Cell, CellKind, Expr, ExprKind, HitPolicy, Name, Row, Table, TypeNameKind,
};

/// A whole table.
pub(super) fn table(reader: &mut Reader<'_>, line: &Line) -> Option<Table> {
    let table = reader.line(line, Rule::declaration, head);
    let lines = line.block.as_ref().map(|block| block.lines.as_slice()).unwrap_or_default();
    let (head, rows) = match lines.split_first() {
        Some((first, rows)) if !reads(first, Rule::table_row) || has_labels(first) => {
            (Some(first), rows)
        }
        _ => (None, lines),
    };
    if let (None, Some(table)) = (head, &table) {
        let span = rows.first().map_or_else(|| line.span(), Line::span);
        let names = table.parameters.iter().map(|parameter| parameter.name.text.as_str());
        let names: Vec<&str> = names.chain([table.name.text.as_str()]).collect();
        reader.problems.push(ParseProblem::NoHead { head: names.join(" | "), span });
    }
    let heads = head.and_then(|line| reader.line(line, Rule::table_head, head_row));
    let rows = rows.iter();
    let percent = table.as_ref().is_some_and(|table| table.result.kind == TypeNameKind::Percent);
    let rows = rows.filter_map(|line| {
        reader.line(line, Rule::table_row, |node| {
            row(node).and_then(|row| shares(row, percent, node))
        })
    });
    let rows = rows.collect();
    Some(Table { heads: heads?, rows, ..table? })
}

/// Whether a row may be a head: it has nothing but words.
fn has_labels(line: &Line) -> bool {
    let word = |token: &Token| {
        matches!(token.kind, TokenKind::Name | TokenKind::Keyword(_)) || token.is_sign("|")
    };
    line.tokens.iter().all(word)
}

fn head(node: &Node<'_>) -> Built<Table> {
    let table = node.first()?;
    Ok(Table {
        name: table.name_of(Rule::name)?,
        parameters: parameters(&table.child(Rule::parameters)?)?,
        result: type_name(&table.child(Rule::type_name)?)?,
        hit: table.get(Rule::hit_policy).map_or(Ok(HitPolicy::FirstMatch), |hit| policy(&hit))?,
        heads: Vec::new(),
        rows: Vec::new(),
    })
}

fn policy(node: &Node<'_>) -> Built<HitPolicy> {
    Ok(match node.first()?.rule() {
        Rule::k_first_match => HitPolicy::FirstMatch,
        Rule::k_unique => HitPolicy::Unique,
        Rule::k_sum_of_matches => HitPolicy::SumOfMatches,
        Rule::k_by_slice => HitPolicy::BySlice,
        _ => return Err(node.unreadable()),
    })
}

fn head_row(node: &Node<'_>) -> Built<Vec<Name>> {
    node.all(Rule::label).map(|label| label.name()).collect()
}

fn row(node: &Node<'_>) -> Built<Row> {
    let cells: Vec<Node<'_>> = node.all(Rule::cell).collect();
    let mut read = Vec::with_capacity(cells.len());
    for (index, found) in cells.iter().enumerate() {
        let cell = cell(found)?;
        let otherwise = cell.kind == CellKind::Otherwise && index == 0;
        if otherwise {
            asks_nothing(cells.get(1..).unwrap_or_default(), cell.span)?;
        }
        read.push(cell);
        if otherwise {
            break;
        }
    }
    Ok(Row { cells: read, result: node.expression_in(Rule::expression)?, span: node.span() })
}

/// What stands behind `otherwise` is blank, or asks for anything.
fn asks_nothing(cells: &[Node<'_>], otherwise: Span) -> Built<()> {
    for found in cells {
        let asks = found.first()?.rule() != Rule::blank
            && !matches!(cell(found)?.kind, CellKind::Any | CellKind::Otherwise);
        if asks {
            return Err(ParseProblem::AskedBehindOtherwise { asked: found.span(), otherwise });
        }
    }
    Ok(())
}

fn cell(node: &Node<'_>) -> Built<Cell> {
    let inner = node.first()?;
    let kind = match inner.rule() {
        Rule::cell_word => cell_word(&inner)?,
        Rule::compared => {
            let sign = comparison(&inner.child(Rule::comparison)?)?;
            CellKind::Compare(sign, inner.expression_in(Rule::arithmetic)?)
        }
        Rule::range => range(&inner)?,
        Rule::values => match difference(&inner)? {
            Some(slip) => return Err(ParseProblem::Slip(slip)),
            None => CellKind::Values(inner.expressions(Rule::arithmetic)?),
        },
        Rule::blank => return Err(ParseProblem::BlankCell(node.span())),
        _ => return Err(node.unreadable()),
    };
    Ok(Cell { kind, span: node.span() })
}

/// In a column of percentages a number without its sign may mean either.
fn shares(row: Row, percent: bool, node: &Node<'_>) -> Built<Row> {
    let ExprKind::Number { mantissa, percent: false, .. } = row.result.kind else { return Ok(row) };
    if !percent || mantissa == 0 {
        return Ok(row);
    }
    let span = row.result.span;
    Err(ParseProblem::NoPercent { number: node.written(span), span })
}

/// `1-5` is meant as a range.
fn difference(values: &Node<'_>) -> Built<Option<Slip>> {
    let expressions = values.expressions(Rule::arithmetic)?;
    let [Expr { kind: ExprKind::Binary(Binary::Subtract, left, right), span }] =
        expressions.as_slice()
    else {
        return Ok(None);
    };
    let plain = |side: &Expr| matches!(side.kind, ExprKind::Number { .. } | ExprKind::Money { .. });
    let found = values.written(*span);
    let instead = found.replacen(['-', '－', '−'], "..", 1);
    let (kind, span) = (SlipKind::Word, *span);
    Ok((plain(left) && plain(right)).then_some(Slip {
        kind,
        found,
        instead,
        line: None,
        span,
        mended: false,
    }))
}

fn cell_word(node: &Node<'_>) -> Built<CellKind> {
    Ok(match node.first()?.rule() {
        Rule::k_otherwise => CellKind::Otherwise,
        Rule::k_any => CellKind::Any,
        Rule::k_missing => CellKind::Missing,
        Rule::k_known => CellKind::Known,
        _ => return Err(node.unreadable()),
    })
}

fn range(node: &Node<'_>) -> Built<CellKind> {
    let mut ends = node.all(Rule::arithmetic).map(|end| end.expression());
    match (ends.next(), ends.next()) {
        (Some(from), Some(to)) => {
            let includes_end = !node.has(Rule::excluding);
            Ok(CellKind::Range { from: from?, to: to?, includes_end })
        }
        _ => Err(node.unreadable()),
    }
}
