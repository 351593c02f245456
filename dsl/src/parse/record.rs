//! The fields of a record, with those of its lists and nested records.

use super::grammar::Rule;
use super::node::{Built, Node};
use super::reader::Reader;
use super::types::{options, type_name};
use crate::lex::{Block, Line};
use crate::syntax::{Field, FieldType, Name};

/// The fields in a block.
pub(super) fn fields(reader: &mut Reader<'_>, block: Option<&Block>) -> Vec<Field> {
    let lines = block.map(|block| block.lines.as_slice()).unwrap_or_default();
    lines.iter().filter_map(|line| field(reader, line)).collect()
}

fn field(reader: &mut Reader<'_>, line: &Line) -> Option<Field> {
    let mut field = reader.line(line, Rule::field, head);
    let inner = fields(reader, line.block.as_ref());
    if let Some(field) = &mut field {
        match &mut field.ty {
            FieldType::List { fields, .. } | FieldType::Nested(fields) => *fields = inner,
            FieldType::Scalar(_) | FieldType::OneOf(_) | FieldType::History => {}
        }
    }
    field
}

/// A field whose inner fields are still to come.
fn head(node: &Node<'_>) -> Built<Field> {
    let name = node.name_of(Rule::label)?;
    let written = node.child(Rule::field_type)?.first()?;
    let has = |rule| {
        let nested = written.all(Rule::modifier).filter(|_| written.rule() == Rule::nested_type);
        node.all(Rule::modifier).chain(nested).any(|modifier| modifier.has(rule))
    };
    Ok(Field {
        key: has(Rule::k_key),
        optional: has(Rule::k_optional),
        span: name.span.to(written.span()),
        name,
        ty: field_type(&written)?,
    })
}

fn field_type(node: &Node<'_>) -> Built<FieldType> {
    Ok(match node.rule() {
        Rule::list_type => FieldType::List {
            element: node.name_of(Rule::name)?,
            dated_by: dated_by(node)?,
            fields: Vec::new(),
        },
        Rule::nested_type => FieldType::Nested(Vec::new()),
        Rule::options => FieldType::OneOf(options(node)?),
        Rule::history_type => FieldType::History,
        Rule::type_name => FieldType::Scalar(type_name(node)?),
        _ => return Err(node.unreadable()),
    })
}

fn dated_by(node: &Node<'_>) -> Built<Option<Name>> {
    node.get(Rule::dated_by).map(|found| found.name_of(Rule::name)).transpose()
}
