//! The check that no customer comes twice in an input.

use loyal_dsl::message::Message;
use loyal_dsl::say;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::arrange::show_key;
use super::decoded::Decoded;
use super::rejection::{Place, Rejection};
use super::schema::{Level, Read, Schema};
use crate::batch::FieldData;

/// The keys of an input so far, each with the place where it stood first. All of them are held in
/// memory.
#[derive(Debug)]
pub struct Keys {
    schema: Arc<Schema>,
    seen: HashMap<Box<str>, Place>,
}

impl Keys {
    /// No keys yet.
    #[must_use]
    pub fn new(schema: Arc<Schema>) -> Keys {
        Keys { schema, seen: HashMap::new() }
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
        for row in 0..decoded.batch.customers.len {
            let (Some(text), Some(place)) =
                (key_text(decoded, level.read(key), key, row), decoded.places.get(row))
            else {
                continue;
            };
            match self.seen.entry(text.into_boxed_str()) {
                Entry::Vacant(free) => {
                    free.insert(place.clone());
                }
                Entry::Occupied(first) => {
                    let ordinal = decoded.ordinals.get(row).copied().unwrap_or(row);
                    let place = place.clone();
                    let rejection = repeated_key(level, key, first.key(), first.get(), place);
                    decoded.rejections.push(Rejection { ordinal, ..rejection });
                    repeated.push(row);
                }
            }
        }
        decoded.rejections.sort_by_key(|rejection| rejection.ordinal);
        repeated
    }
}

fn key_text(decoded: &Decoded, read: &Read, key: usize, row: usize) -> Option<String> {
    match decoded.batch.customers.fields.get(key)? {
        FieldData::Scalar(column) => Some(show_key(read, column.get(row)?, &decoded.batch.texts)),
        FieldData::Absent | FieldData::List(_) => None,
    }
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
