//! The check that no customer comes twice in an input.

use loyal_dsl::message::Message;
use loyal_dsl::say;
use std::borrow::Cow;
use std::sync::Arc;

use super::arrange::show_key;
use super::decoded::Decoded;
use super::rejection::{Place, Rejection};
use super::scalar::Target;
use super::schema::{Level, Read, Schema};
use super::seen::Seen;
use crate::batch::FieldData;

/// The keys of an input so far, each with the place where it stood first. Those that do not count
/// up are held in memory.
#[derive(Debug)]
pub struct Keys {
    schema: Arc<Schema>,
    seen: Seen,
}

impl Keys {
    /// No keys yet.
    #[must_use]
    pub fn new(schema: Arc<Schema>) -> Keys {
        Keys { schema, seen: Seen::default() }
    }

    /// Takes the customers of the next piece; pieces must come in the order of the input. Gives
    /// the rows whose key stood before, in rising order: their outcomes are to be dropped. Each is
    /// added to the piece's rejections, in the order of the input.
    pub fn check(&mut self, decoded: &mut Decoded) -> Vec<usize> {
        let mut repeated = Vec::new();
        let Some((level, key)) = self.schema.levels.first().and_then(|it| Some((it, it.key?)))
        else {
            return repeated;
        };
        let mut refused = Vec::new();
        for row in 0..decoded.batch.customers.len {
            let (Some(text), Some(place)) =
                (key_text(decoded, level.read(key), key, row), decoded.places.get(row))
            else {
                continue;
            };
            if let Some(first) = self.seen.note(&text, place) {
                let ordinal = decoded.ordinals.get(row).copied().unwrap_or(row);
                let rejection = repeated_key(level, key, &text, &first, place.clone());
                refused.push(Rejection { ordinal, ..rejection });
                repeated.push(row);
            }
        }
        decoded.rejections.append(&mut refused);
        decoded.rejections.sort_by_key(|rejection| rejection.ordinal);
        repeated
    }
}

fn key_text<'d>(decoded: &'d Decoded, read: &Read, key: usize, row: usize) -> Option<Cow<'d, str>> {
    let FieldData::Scalar(column) = decoded.batch.customers.fields.get(key)? else { return None };
    let value = column.get(row)?;
    Some(match read {
        Read::Scalar(Target::Text) => Cow::Borrowed(decoded.batch.texts.text(value)),
        _ => Cow::Owned(show_key(read, value, &decoded.batch.texts)),
    })
}

fn repeated_key(level: &Level, field: usize, key: &str, first: &Place, place: Place) -> Rejection {
    Rejection {
        place,
        customer: Some(key.to_owned()),
        field: level.fields.get(field).map(|it| it.name.clone()).unwrap_or_default(),
        value: Some(Message::verbatim(key)),
        expected: say!("a key that occurs once in the input"),
        help: Some(say!("it stands already in {first}", first = first.message())),
        ordinal: 0,
    }
}
