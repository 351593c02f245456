//! Documents of objects and lists → what their records look like. JSON is YAML too.

use super::shape::{Met, Shape};
use crate::record::{Document, Kind};

/// Objects in one another, deeper than any record; aliases may stand in themselves.
const DEEPEST: usize = 16;

/// Adds the records of a document.
pub(super) fn add(shape: &mut Shape, document: &Document, most: usize) {
    let mut met = Met::default();
    for record in document.records().into_iter().take(most) {
        object(shape, document, record, &mut met, 0);
    }
}

fn object(shape: &mut Shape, document: &Document, node: usize, met: &mut Met, depth: usize) {
    let node = behind(document, node);
    let is_object = matches!(document.token(node).map(|it| &it.kind), Some(Kind::Map { .. }));
    if !is_object || depth > DEEPEST {
        return;
    }
    shape.records += 1;
    for (key, value) in document.entries(node) {
        let Some(Kind::Scalar { text: name, .. }) = document.token(key).map(|it| &it.kind) else {
            continue;
        };
        let value = behind(document, value);
        let field = shape.field(name);
        match document.token(value).map(|it| &it.kind) {
            Some(Kind::Scalar { text, plain }) => {
                let is_missing = text.is_empty() || *plain && matches!(&**text, "null" | "~");
                if !is_missing {
                    field.value(name, text, *plain, met);
                }
            }
            Some(Kind::Map { .. }) => {
                field.known += 1;
                object(&mut field.group, document, value, &mut Met::default(), depth + 1);
            }
            Some(Kind::List { .. }) => {
                field.known += 1;
                field.is_list = true;
                let mut met = Met::default();
                for element in document.elements(value) {
                    object(&mut field.elements, document, element, &mut met, depth + 1);
                }
            }
            Some(Kind::Alias(_) | Kind::End) | None => {}
        }
    }
}

/// The node that an alias repeats.
fn behind(document: &Document, node: usize) -> usize {
    match document.token(node).map(|token| &token.kind) {
        Some(Kind::Alias(target)) => *target,
        _ => node,
    }
}
