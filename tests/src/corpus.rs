//! The files of the corpus.

use std::fs;
use std::path::{Path, PathBuf};

use crate::folders;
use indexmap::IndexMap;
use serde::Deserialize;

/// The cases of a topic.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// What the cases try.
    pub about: String,
    /// What stands around each case, which takes the place of `{case}`.
    #[serde(default)]
    pub frame: Option<String>,
    /// The policy that reads the data.
    #[serde(default)]
    pub policy: Option<String>,
    /// The name under which a case is given.
    #[serde(default)]
    pub file: Option<String>,
    /// A record that is sound.
    #[serde(default)]
    pub record: Option<String>,
    /// By name.
    pub cases: IndexMap<String, Case>,
}

/// What is tried.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Case {
    /// One text.
    Text(Text),
    /// Several files and symbolic links.
    Folder {
        files: IndexMap<String, Text>,
        #[serde(default)]
        links: IndexMap<String, String>,
    },
}

/// A text, whole or in pieces.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Text {
    Whole(String),
    Pieces(Vec<Piece>),
}

/// A piece of a text.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Piece {
    Text(String),
    Repeated {
        repeat: String,
        times: usize,
    },
    /// Bytes in hexadecimal digits.
    Bytes {
        bytes: String,
    },
}

impl Topic {
    /// Reads a topic.
    pub fn read(path: &Path) -> Topic {
        let text = fs::read_to_string(path).expect("a readable file");
        let topic: Topic = serde_yaml::from_str(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(!topic.about.is_empty() && !topic.cases.is_empty(), "{}", path.display());
        topic
    }

    /// The bytes of a text within the frame.
    pub fn framed(&self, text: &Text) -> Vec<u8> {
        let Some(frame) = &self.frame else { return text.bytes() };
        let (before, after) = frame.split_once("{case}").expect("a place for the case");
        [before.as_bytes(), &text.bytes(), after.as_bytes()].concat()
    }

    /// The bytes of a case that is one text.
    pub fn one(&self, case: &Case) -> Vec<u8> {
        match case {
            Case::Text(text) => self.framed(text),
            Case::Folder { .. } => panic!("this topic has cases of one text"),
        }
    }
}

impl Text {
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Text::Whole(text) => text.clone().into_bytes(),
            Text::Pieces(pieces) => pieces.iter().flat_map(Piece::bytes).collect(),
        }
    }
}

impl Piece {
    fn bytes(&self) -> Vec<u8> {
        match self {
            Piece::Text(text) => text.clone().into_bytes(),
            Piece::Repeated { repeat, times } => repeat.repeat(*times).into_bytes(),
            Piece::Bytes { bytes } => {
                let digits: Vec<u8> = bytes.bytes().filter(|it| *it != b' ').collect();
                let byte = |pair: &[u8]| {
                    u8::from_str_radix(std::str::from_utf8(pair).expect("digits"), 16)
                };
                digits.chunks(2).map(|pair| byte(pair).expect("two digits")).collect()
            }
        }
    }
}

/// The topics of a kind, in the order of their names.
pub fn topics(kind: &str) -> Vec<PathBuf> {
    let folder = folders::root().join("tests/adversary").join(kind);
    let entries = fs::read_dir(&folder).expect("a readable folder");
    let mut topics: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a readable entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .collect();
    topics.sort();
    assert!(!topics.is_empty(), "{}", folder.display());
    topics
}
