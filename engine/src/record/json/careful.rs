//! A record's text, of any form → rows, without a tree in between. Leaves are taken by their text.

use loyal_dsl::message::Message;
use loyal_dsl::say;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

use crate::record::draft::{At, Draft, Which};
use crate::record::raw::Raw;
use crate::record::schema::{Names, Read, Slot};

/// Reads the text of one customer, which stands at `start` of the piece, into the draft.
pub(super) fn read_record(draft: &mut Draft<'_>, text: &str, start: usize) {
    let origin = text.as_ptr().addr().wrapping_sub(start);
    draft.at = position(start);
    draft.begin(0);
    let mut json = serde_json::Deserializer::from_str(text);
    let record = Object { draft: &mut *draft, level: 0, names: None, origin };
    match record.deserialize(&mut json).and_then(|()| json.end()) {
        Ok(()) => draft.end(0),
        Err(error) => {
            draft.at = position(start);
            draft.give_up(text, say!("one JSON object: {error}", error = describe(&error)));
        }
    }
}

/// The error without its line, which counts within the record; its column helps in long lines.
pub(super) fn describe(error: &serde_json::Error) -> Message {
    let text = error.to_string();
    let fault = text.split(" at line ").next().unwrap_or_default();
    say!("{fault} at column {column}", fault, column = error.column())
}

pub(super) fn position(offset: usize) -> At {
    At::new(0, u64::try_from(offset).unwrap_or(0))
}

/// One object: a record (`names` absent) or a group of a record's fields.
struct Object<'d, 's> {
    draft: &'d mut Draft<'s>,
    level: usize,
    names: Option<&'s Names>,
    origin: usize,
}

impl<'de> DeserializeSeed<'de> for Object<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl Object<'_, '_> {
    /// Something stands here that is no object.
    fn refuse(self, raw: Raw<'_>) {
        match self.names {
            Some(names) => self.draft.put_group(self.level, names, raw),
            None => refuse_record(self.draft, self.level, raw),
        }
    }
}

/// A row that is no object: one problem, and none for the fields that it lacks.
fn refuse_record(draft: &mut Draft<'_>, level: usize, raw: Raw<'_>) {
    let value = match raw {
        Raw::Missing => Some(Message::verbatim("null")),
        raw => crate::record::raw::show(raw),
    };
    draft.refuse(level, Which::Record, value, say!("an object"));
    draft.pass_over_all(level);
}

macro_rules! refuse_scalars {
    () => {
        fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
            self.refuse(Raw::Bool(value));
            Ok(())
        }
        fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
            self.refuse(Raw::Scaled(i128::from(value), 0));
            Ok(())
        }
        fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
            self.refuse(Raw::Scaled(i128::from(value), 0));
            Ok(())
        }
        fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
            self.refuse(Raw::Nested("a number"));
            Ok(())
        }
        fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
            self.refuse(Raw::Text(text));
            Ok(())
        }
        fn visit_unit<E: Error>(self) -> Result<(), E> {
            self.refuse(Raw::Missing);
            Ok(())
        }
    };
}

impl<'de> Visitor<'de> for Object<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    refuse_scalars!();

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        self.refuse(Raw::Nested("a list"));
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Object { draft, level, names, origin } = self;
        let is_record = names.is_none();
        let schema = draft.schema;
        let Some(names) = names.or_else(|| schema.levels.get(level).map(|it| &it.names)) else {
            return Ok(());
        };
        let mut hint = 0;
        while let Some(found) = map.next_key_seed(Key { draft: &mut *draft, names, hint })? {
            let Some((at, slot)) = found else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            hint = at + 1;
            match slot {
                Slot::Group(names) => {
                    let names = Some(names);
                    map.next_value_seed(Object { draft: &mut *draft, level, names, origin })?;
                }
                Slot::Field(field) if draft.is_met(level, *field) => {
                    map.next_value::<IgnoredAny>()?;
                    draft.refuse_twice(level, *field);
                }
                Slot::Field(field) => match schema.levels.get(level).map(|it| it.read(*field)) {
                    Some(Read::Scalar(_)) => {
                        let raw = map.next_value::<&RawValue>()?.get();
                        draft.at = position(raw.as_ptr().addr().wrapping_sub(origin));
                        put_leaf(draft, level, *field, raw);
                    }
                    Some(Read::List(child)) => {
                        let list = Elements { draft, level, field: *field, child: *child, origin };
                        map.next_value_seed(list)?;
                    }
                    Some(Read::Skip) | None => {
                        map.next_value::<IgnoredAny>()?;
                    }
                },
            }
        }
        if is_record && level > 0 {
            draft.end(level);
        }
        Ok(())
    }
}

/// A leaf by its JSON text.
pub(super) fn put_leaf(draft: &mut Draft<'_>, level: usize, field: usize, raw: &str) {
    let text;
    let value = match raw.as_bytes().first() {
        Some(b'"') => match raw.get(1..raw.len().saturating_sub(1)) {
            Some(inner) if !inner.contains('\\') => Raw::Text(inner),
            _ => match serde_json::from_str::<String>(raw) {
                Ok(unescaped) => {
                    text = unescaped;
                    Raw::Text(&text)
                }
                Err(_) => Raw::Nested(raw),
            },
        },
        Some(b'n') => Raw::Missing,
        Some(b't') => Raw::Bool(true),
        Some(b'f') => Raw::Bool(false),
        Some(b'{' | b'[') | None => Raw::Nested(raw),
        Some(_) => Raw::Number(raw),
    };
    draft.put(level, field, value);
}

/// A name → its slot; `None` for a name that the record does not declare.
struct Key<'d, 's> {
    draft: &'d mut Draft<'s>,
    names: &'s Names,
    hint: usize,
}

impl<'de, 's> DeserializeSeed<'de> for Key<'_, 's> {
    type Value = Option<(usize, &'s Slot)>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_str(self)
    }
}

impl<'s> Visitor<'_> for Key<'_, 's> {
    type Value = Option<(usize, &'s Slot)>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        let found = self.names.find(name, self.hint);
        if found.is_none() {
            self.draft.note_unknown(self.names, name);
        }
        Ok(found)
    }
}

/// A list of elements.
struct Elements<'d, 's> {
    draft: &'d mut Draft<'s>,
    level: usize,
    field: usize,
    child: usize,
    origin: usize,
}

impl<'de> DeserializeSeed<'de> for Elements<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl Elements<'_, '_> {
    fn refuse(self, raw: Raw<'_>) {
        self.draft.put(self.level, self.field, raw);
    }
}

impl<'de> Visitor<'de> for Elements<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    refuse_scalars!();

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        self.refuse(Raw::Nested("an object"));
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let Elements { draft, level, field, child, origin } = self;
        while elements
            .next_element_seed(Element { draft: &mut *draft, level: child, origin })?
            .is_some()
        {}
        draft.close_list(level, field);
        Ok(())
    }
}

/// One element: its row begins only where there is one.
struct Element<'d, 's> {
    draft: &'d mut Draft<'s>,
    level: usize,
    origin: usize,
}

impl<'de> DeserializeSeed<'de> for Element<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        let Element { draft, level, origin } = self;
        draft.begin(level);
        json.deserialize_any(Object { draft, level, names: None, origin })
    }
}
