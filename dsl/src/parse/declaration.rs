//! Declarations: the head by the grammar, then what stands in the braces, line by line.

use super::grammar::Rule;
use super::node::{Built, Node};
use super::reader::Reader;
use super::{
    budget, calendar, choose, closing, figures, gift, lapse, portfolio, program, record, rule,
    score, script, table, tier, types,
};
use crate::keywords::KeywordId;
use crate::lex::Line;
use crate::syntax::{
    Calendar, Class, DeclarationKind, Define, DefineBody, Expr, Kind, Name, PointsKind, Program,
    Record,
};

/// Reads the declaration that begins with the keyword.
pub(super) fn declaration(
    reader: &mut Reader<'_>,
    word: KeywordId,
    line: &Line,
) -> Option<DeclarationKind> {
    match word {
        "program" => program(reader, line).map(DeclarationKind::Program),
        "record" => record(reader, line).map(DeclarationKind::Record),
        "kind" => kind(reader, line).map(DeclarationKind::Kind),
        "point" => points(reader, line).map(DeclarationKind::Points),
        "parameter" => figures::declared(reader, line).map(DeclarationKind::Figures),
        "exchange" => Some(DeclarationKind::Exchange(figures::exchange(reader, line)?)),
        "use" => reader
            .line(line, Rule::declaration, |node| node.first()?.text())
            .map(DeclarationKind::Use),
        "define" => define(reader, line).map(DeclarationKind::Define),
        "table" => table::table(reader, line).map(DeclarationKind::Table),
        "tier" => tier::tier(reader, line).map(DeclarationKind::Tier),
        "class" => class(reader, line).map(DeclarationKind::Class),
        "score" => score::score(reader, line).map(DeclarationKind::Score),
        "budget" => budget::budget(reader, line).map(DeclarationKind::Budget),
        "publish" => closing::publish(reader, line).map(DeclarationKind::Publish),
        "guarantee" => closing::guarantee(reader, line).map(DeclarationKind::Guarantee),
        "choose" => choose::choose(reader, line).map(DeclarationKind::Choose),
        "calendar" => calendar(reader, line).map(DeclarationKind::Calendar),
        "portfolio" => {
            portfolio::portfolio(reader, line, declaration).map(DeclarationKind::Portfolio)
        }
        "script" => script::script(reader, line).map(DeclarationKind::Script),
        _ => rule::rule(reader, line).map(DeclarationKind::Rule),
    }
}

fn program(reader: &mut Reader<'_>, line: &Line) -> Option<Program> {
    let name = reader.line(line, Rule::declaration, |node| node.first()?.text());
    let clauses = reader.lines(line.block.as_ref(), Rule::program_clause, program::clause);
    Some(Program { name: name?, clauses })
}

fn record(reader: &mut Reader<'_>, line: &Line) -> Option<Record> {
    let name = reader.line(line, Rule::declaration, head_name);
    let fields = record::fields(reader, line.block.as_ref());
    Some(Record { name: name?, fields })
}

/// The name in a declaration's head.
fn head_name(node: &Node<'_>) -> Built<Name> {
    node.first()?.name_of(Rule::name)
}

fn kind(reader: &mut Reader<'_>, line: &Line) -> Option<Kind> {
    reader.line(line, Rule::declaration, |node| {
        let options = types::options(&node.first()?.child(Rule::options)?)?;
        Ok(Kind { name: head_name(node)?, options })
    })
}

fn points(reader: &mut Reader<'_>, line: &Line) -> Option<PointsKind> {
    let lapses = reader.lines(line.block.as_ref(), Rule::lapse_clause, lapse::clause);
    let kind = reader.line(line, Rule::declaration, |node| {
        let points = node.first()?;
        Ok(PointsKind {
            lapses: Vec::new(),
            name: points.get(Rule::name).map(|name| name.name()).transpose()?,
            places: types::places(&points)?,
            worth: gift::worth(&points)?,
            span: points.span(),
        })
    })?;
    Some(PointsKind { lapses, ..kind })
}

fn define(reader: &mut Reader<'_>, line: &Line) -> Option<Define> {
    let head = reader.line(line, Rule::declaration, |node| {
        let define = node.first()?;
        let parameters = define.get(Rule::parameters).map(|found| types::parameters(&found));
        let value = define.get(Rule::expression).map(|value| value.expression());
        Ok((head_name(node)?, parameters.transpose()?.unwrap_or_default(), value.transpose()?))
    });
    let cases = reader.lines(line.block.as_ref(), Rule::case, case);
    let (name, parameters, value) = head?;
    Some(Define {
        name,
        parameters,
        body: value.map_or(DefineBody::Cases(cases), DefineBody::Expr),
    })
}

/// `100 when …`, `0 otherwise`
fn case(node: &Node<'_>) -> Built<(Expr, Option<Expr>)> {
    let mut parts = node.all(Rule::expression).map(|part| part.expression());
    let value = parts.next().ok_or_else(|| node.unreadable())??;
    Ok((value, parts.next().transpose()?))
}

fn calendar(reader: &mut Reader<'_>, line: &Line) -> Option<Calendar> {
    let name = reader.line(line, Rule::declaration, head_name);
    let clauses = reader.lines(line.block.as_ref(), Rule::calendar_clause, calendar::clause);
    Some(Calendar { name: name?, clauses })
}

fn class(reader: &mut Reader<'_>, line: &Line) -> Option<Class> {
    let name = reader.line(line, Rule::declaration, head_name);
    let segments = reader.lines(line.block.as_ref(), Rule::segment, named_condition);
    Some(Class { name: name?, segments })
}

/// `sleeping when …`, `stable otherwise`
fn named_condition(node: &Node<'_>) -> Built<(Name, Option<Expr>)> {
    let condition = node.get(Rule::expression).map(|condition| condition.expression());
    Ok((node.name_of(Rule::name)?, condition.transpose()?))
}
