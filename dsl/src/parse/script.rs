//! Scripts: the head by the grammar, the body as it stands.

use super::grammar::Rule;
use super::node::{Built, Node};
use super::reader::Reader;
use super::types::{parameters, type_name};
use crate::lex::Line;
use crate::source::Span;
use crate::syntax::{Script, Text};

/// Bytes of `"""`.
const MARK: u32 = 3;

/// A whole script.
pub(super) fn script(reader: &mut Reader<'_>, line: &Line) -> Option<Script> {
    reader.line(line, Rule::declaration, |node| {
        let script = node.first()?;
        Ok(Script {
            name: script.name_of(Rule::name)?,
            parameters: parameters(&script.child(Rule::parameters)?)?,
            result: type_name(&script.child(Rule::type_name)?)?,
            body: body(&script.child(Rule::script_text)?)?,
        })
    })
}

fn body(node: &Node<'_>) -> Built<Text> {
    let token = node.token()?;
    let Span { file, start, .. } = token.span;
    let start = start + MARK;
    let length = u32::try_from(token.text.len()).unwrap_or(u32::MAX);
    let span = Span { file, start, end: start.saturating_add(length) };
    Ok(Text { value: token.text.clone(), span })
}
