//! YAML text → a flat list of tokens with their lines. The only file that says `saphyr`.

use loyal_dsl::say;
use std::collections::HashMap;
use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::rejection::{Place, ReadError};

/// Nesting of a document, deeper than any record.
const DEEPEST: usize = 64;

/// All documents of an input.
#[derive(Debug, Default)]
pub(crate) struct Document {
    tokens: Vec<Token>,
    /// The tokens at which the documents begin.
    roots: Vec<usize>,
}

/// One token.
#[derive(Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) line: u64,
}

/// What a token is. `end` is the token that closes a list or an object.
#[derive(Debug)]
pub(crate) enum Kind {
    Scalar {
        text: String,
        plain: bool,
    },
    List {
        end: usize,
    },
    Map {
        end: usize,
    },
    End,
    /// The token that is repeated here.
    Alias(usize),
}

impl Document {
    /// Reads all tokens.
    pub(crate) fn parse(text: &str, file: &Arc<str>) -> Result<Document, ReadError> {
        let mut document = Document::default();
        let (mut open, mut anchors) = (Vec::new(), HashMap::new());
        let mut parser = Parser::new_from_str(text);
        while let Some(event) = parser.next_event() {
            let (event, span) = event.map_err(|error| {
                let line = u64::try_from(error.marker().line()).unwrap_or(1).max(1);
                Place::line(file, line).error(say!("broken YAML: {error}", error = error.info()))
            })?;
            let line = u64::try_from(span.start.line()).unwrap_or(1).max(1);
            let here = document.tokens.len();
            let (kind, anchor) = match event {
                Event::Nothing
                | Event::StreamStart
                | Event::StreamEnd
                | Event::DocumentStart(_)
                | Event::DocumentEnd => continue,
                Event::Alias(anchor) => match anchors.get(&anchor) {
                    Some(target) => (Kind::Alias(*target), 0),
                    None => return Err(Place::line(file, line).error(say!("an alias of nothing"))),
                },
                Event::Scalar(text, style, anchor, tag) => {
                    let text_tag =
                        tag.is_some_and(|tag| tag.is_yaml_core_schema() && tag.suffix == "str");
                    let plain = style == ScalarStyle::Plain && !text_tag;
                    (Kind::Scalar { text: text.into_owned(), plain }, anchor)
                }
                Event::SequenceStart(anchor, _) => (Kind::List { end: here }, anchor),
                Event::MappingStart(anchor, _) => (Kind::Map { end: here }, anchor),
                Event::SequenceEnd | Event::MappingEnd => {
                    document.close(open.pop(), here);
                    (Kind::End, 0)
                }
            };
            if anchor > 0 {
                anchors.insert(anchor, here);
            }
            if open.is_empty() && !matches!(kind, Kind::End) {
                document.roots.push(here);
            }
            if let Kind::List { .. } | Kind::Map { .. } = kind {
                open.push(here);
            }
            if open.len() > DEEPEST {
                let message =
                    say!("lists and objects are nested deeper than {most}", most = DEEPEST);
                return Err(Place::line(file, line).error(message));
            }
            document.tokens.push(Token { kind, line });
        }
        Ok(document)
    }

    fn close(&mut self, start: Option<usize>, here: usize) {
        let token = start.and_then(|start| self.tokens.get_mut(start));
        if let Some(Kind::List { end } | Kind::Map { end }) = token.map(|it| &mut it.kind) {
            *end = here;
        }
    }

    pub(crate) fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
    }

    /// The tokens at which the documents begin.
    pub(crate) fn roots(&self) -> &[usize] {
        &self.roots
    }

    /// How many tokens a node has.
    pub(crate) fn size(&self, node: usize) -> usize {
        match self.token(node).map(|it| &it.kind) {
            Some(Kind::List { end } | Kind::Map { end }) => end.saturating_sub(node) + 1,
            _ => 1,
        }
    }

    /// The records: documents, or the elements of documents that are lists.
    pub(crate) fn records(&self) -> Vec<usize> {
        let mut records = Vec::new();
        for root in &self.roots {
            match self.token(*root).map(|it| &it.kind) {
                Some(Kind::List { .. }) => records.extend(self.elements(*root)),
                Some(Kind::Scalar { text, plain: true }) if text.is_empty() => {}
                _ => records.push(*root),
            }
        }
        records
    }

    /// The nodes of a list.
    pub(crate) fn elements(&self, list: usize) -> impl Iterator<Item = usize> {
        let mut next = list + 1;
        std::iter::from_fn(move || {
            let here = next;
            next = match &self.token(here)?.kind {
                Kind::List { end } | Kind::Map { end } => end + 1,
                Kind::Scalar { .. } | Kind::Alias(_) => here + 1,
                Kind::End => return None,
            };
            Some(here)
        })
    }

    /// The names and values of an object.
    pub(crate) fn entries(&self, map: usize) -> impl Iterator<Item = (usize, usize)> {
        let mut nodes = self.elements(map);
        std::iter::from_fn(move || Some((nodes.next()?, nodes.next()?)))
    }
}
