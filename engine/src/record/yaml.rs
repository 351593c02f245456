//! YAML: a list of records, one record, or several documents of either. The whole input is held
//! in memory. Scalars are taken by their text and understood by the core schema of YAML 1.2:
//! plain `12.30` is a number, plain `true` a yes, plain `null` missing, all else is text.

use loyal_dsl::message::Message;
use loyal_dsl::say;
use std::sync::Arc;

use super::arrange::arrange;
use super::decoded::Decoded;
use super::draft::{At, Draft, Which};
use super::piece::{Piece, Pieces, Source};
use super::raw::{Raw, show};
use super::rejection::{Place, ReadError};
use super::schema::{Names, Read, Schema, Slot};
use super::yaml_tokens::{Document, Kind, Token};

/// Values that one record may repeat by aliases: room for honest use, none for an explosion.
const MOST_ALIASED: usize = 100_000;
/// Nesting of one record with its aliases, which may stand within themselves.
const DEEPEST: usize = 64;

/// The records, `size` at a time.
pub(super) fn pieces(source: Source, size: usize) -> Result<Pieces, ReadError> {
    let file = Arc::clone(&source.file);
    let document = Arc::new(Document::parse(&source.read_text()?, &file)?);
    let records = document.records();
    let chunks: Vec<Vec<usize>> = records.chunks(size.max(1)).map(<[usize]>::to_vec).collect();
    Ok(Box::new(chunks.into_iter().map(move |records| {
        let (file, document) = (Arc::clone(&file), Arc::clone(&document));
        Ok(Box::new(YamlPiece { file, document, records }) as Box<dyn Piece>)
    })))
}

/// One record of a document that is held already.
pub(super) fn decode(
    schema: &Schema,
    file: &Arc<str>,
    document: &Arc<Document>,
    record: usize,
) -> Decoded {
    let (file, document) = (Arc::clone(file), Arc::clone(document));
    Box::new(YamlPiece { file, document, records: vec![record] }).decode(schema)
}

struct YamlPiece {
    file: Arc<str>,
    document: Arc<Document>,
    /// The tokens at which the records begin.
    records: Vec<usize>,
}

impl Piece for YamlPiece {
    fn decode(self: Box<Self>, schema: &Schema) -> Decoded {
        let mut draft = Draft::new(schema);
        for record in &self.records {
            draft.at = self.document.token(*record).map_or(At::default(), at);
            draft.begin(0);
            let mut walk =
                Walk { document: &self.document, draft: &mut draft, depth: 0, aliased: 0 };
            match walk.record(0, *record) {
                Ok(()) => draft.end(0),
                Err(Explosion) => {
                    draft.give_up("aliases", say!("aliases that repeat fewer values"));
                }
            }
        }
        arrange(draft, |at| Place::line(&self.file, at.position()))
    }
}

fn at(token: &Token) -> At {
    At::new(0, token.line)
}

/// Aliases that repeat too much.
struct Explosion;

struct Walk<'w, 's> {
    document: &'w Document,
    draft: &'w mut Draft<'s>,
    depth: usize,
    aliased: usize,
}

impl<'w, 's> Walk<'w, 's> {
    /// The token at a node, behind its aliases.
    fn resolve(&mut self, node: usize) -> Result<Option<(usize, &'w Token)>, Explosion> {
        let mut node = node;
        for _ in 0..DEEPEST {
            match self.document.token(node) {
                Some(Token { kind: Kind::Alias(target), .. }) => {
                    self.aliased += self.document.size(*target);
                    node = *target;
                }
                token => {
                    let bounded = self.aliased <= MOST_ALIASED && self.depth <= DEEPEST;
                    return if bounded { Ok(token.map(|it| (node, it))) } else { Err(Explosion) };
                }
            }
        }
        Err(Explosion)
    }

    /// A record, whose row has begun.
    fn record(&mut self, level: usize, node: usize) -> Result<(), Explosion> {
        let schema = self.draft.schema;
        let Some((node, token)) = self.resolve(node)? else { return Ok(()) };
        if let (Kind::Map { .. }, Some(plan)) = (&token.kind, schema.levels.get(level)) {
            return self.entries(level, &plan.names, node);
        }
        let value = match raw(token) {
            Raw::Missing => Some(Message::verbatim("null")),
            raw => show(raw),
        };
        self.draft.refuse(level, Which::Record, value, say!("an object"));
        self.draft.pass_over_all(level);
        Ok(())
    }

    fn entries(&mut self, level: usize, names: &'s Names, map: usize) -> Result<(), Explosion> {
        self.depth += 1;
        let mut hint = 0;
        for (key, value) in self.document.entries(map) {
            let Some((_, key)) = self.resolve(key)? else { continue };
            self.draft.at = at(key);
            let name = match &key.kind {
                Kind::Scalar { text, .. } => text.as_str(),
                _ => "?",
            };
            let Some((found, slot)) = names.find(name, hint) else {
                self.draft.note_unknown(names, name);
                continue;
            };
            hint = found + 1;
            match slot {
                Slot::Group(names) => self.group(level, names, value)?,
                Slot::Field(field) if self.draft.is_met(level, *field) => {
                    self.draft.refuse_twice(level, *field);
                }
                Slot::Field(field) => self.field(level, *field, value)?,
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn group(&mut self, level: usize, names: &'s Names, node: usize) -> Result<(), Explosion> {
        let Some((node, token)) = self.resolve(node)? else { return Ok(()) };
        self.draft.at = at(token);
        if let Kind::Map { .. } = &token.kind {
            return self.entries(level, names, node);
        }
        self.draft.put_group(level, names, raw(token));
        Ok(())
    }

    fn field(&mut self, level: usize, field: usize, node: usize) -> Result<(), Explosion> {
        let schema = self.draft.schema;
        let Some((node, token)) = self.resolve(node)? else { return Ok(()) };
        self.draft.at = at(token);
        match (schema.levels.get(level).map(|it| it.read(field)), &token.kind) {
            (Some(Read::List(child)), Kind::List { .. }) => {
                self.depth += 1;
                for element in self.document.elements(node) {
                    self.draft.at = self.document.token(element).map_or(At::default(), at);
                    self.draft.begin(*child);
                    self.record(*child, element)?;
                    self.draft.end(*child);
                }
                self.depth -= 1;
                self.draft.close_list(level, field);
            }
            (Some(Read::Scalar(_) | Read::List(_)), _) => self.draft.put(level, field, raw(token)),
            (Some(Read::Skip) | None, _) => {}
        }
        Ok(())
    }
}

/// A scalar by the core schema.
fn raw(token: &Token) -> Raw<'_> {
    match &token.kind {
        Kind::Scalar { text, plain: false } => Raw::Text(text),
        Kind::Scalar { text, plain: true } => match text.as_str() {
            "" | "~" | "null" | "Null" | "NULL" => Raw::Missing,
            "true" | "True" | "TRUE" => Raw::Bool(true),
            "false" | "False" | "FALSE" => Raw::Bool(false),
            text if is_number(text) => Raw::Number(text),
            text => Raw::Text(text),
        },
        Kind::List { .. } => Raw::Nested("a list"),
        Kind::Map { .. } => Raw::Nested("an object"),
        Kind::Alias(_) | Kind::End => Raw::Nested("an alias"),
    }
}

/// Whether a plain scalar is a number in the core schema: `[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?`,
/// `0o…`, `0x…`, `.inf`, `.nan`.
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let digits = |it: &str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(hex) = text.strip_prefix("0x") {
        return !hex.is_empty() && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    if let Some(octal) = text.strip_prefix("0o") {
        return !octal.is_empty() && octal.bytes().all(|byte| matches!(byte, b'0'..=b'7'));
    }
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let mantissa = match mantissa.split_once('.') {
        Some((whole, fraction)) => {
            (whole.is_empty() || digits(whole))
                && (fraction.is_empty() || digits(fraction))
                && !(whole.is_empty() && fraction.is_empty())
        }
        None => digits(mantissa),
    };
    mantissa && digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))
}

#[cfg(test)]
mod tests {
    use super::is_number;

    #[test]
    fn plain_numbers_are_told_from_texts() {
        for number in ["1", "-1.50", "+2", ".5", "5.", "1e3", "1E-3", "0x1F", "0o17", ".inf", "007"]
        {
            assert!(is_number(number), "{number}");
        }
        for text in ["", ".", "-", "e3", "1e", "2026-01-31", "12:30", "1_000", "1.2.3", "C1", "0x"]
        {
            assert!(!is_number(text), "{text}");
        }
    }
}
