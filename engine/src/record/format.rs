//! Which format an input has.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// A format of customer records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// A JSON array of records, or records one after the other.
    Json,
    /// One JSON record a line.
    JsonLines,
    /// A YAML list, one record, or several documents of either.
    Yaml,
    /// Comma-separated values: one file, or a folder with a file for each list.
    Csv,
    /// Parquet.
    Parquet,
    /// Arrow IPC, as a file or as a stream.
    Arrow,
}

/// A name that is no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a format; expected one of json, jsonl, yaml, csv, parquet, arrow")]
pub struct NotAFormat(pub String);

/// Extensions in the order in which a folder is searched.
const EXTENSIONS: &[(&str, Format)] = &[
    ("csv", Format::Csv),
    ("jsonl", Format::JsonLines),
    ("ndjson", Format::JsonLines),
    ("json", Format::Json),
    ("yaml", Format::Yaml),
    ("yml", Format::Yaml),
    ("parquet", Format::Parquet),
    ("arrow", Format::Arrow),
    ("ipc", Format::Arrow),
    ("feather", Format::Arrow),
];

impl Format {
    /// The format that a file's extension names.
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Format> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        EXTENSIONS.iter().find(|(name, _)| *name == extension).map(|(_, format)| *format)
    }

    /// The extensions that name this format, or all of them.
    pub(super) fn extensions(only: Option<Format>) -> impl Iterator<Item = &'static str> {
        let fits = move |format: Format| only.is_none_or(|only| only == format);
        EXTENSIONS.iter().filter(move |(_, format)| fits(*format)).map(|(name, _)| *name)
    }

    /// The format of text of which this is the first line; `None` where it is no JSON.
    pub(super) fn sniff(first_line: &[u8]) -> Option<Format> {
        let text = first_line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(first_line).trim_ascii();
        match text.first()? {
            b'[' => Some(Format::Json),
            b'{' => {
                let is_whole = serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok();
                Some(if is_whole { Format::JsonLines } else { Format::Json })
            }
            _ => None,
        }
    }
}

impl FromStr for Format {
    type Err = NotAFormat;

    fn from_str(name: &str) -> Result<Format, NotAFormat> {
        let found = EXTENSIONS.iter().find(|(extension, _)| *extension == name);
        found.map(|(_, format)| *format).ok_or_else(|| NotAFormat(name.to_owned()))
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Format::Json => "json",
            Format::JsonLines => "jsonl",
            Format::Yaml => "yaml",
            Format::Csv => "csv",
            Format::Parquet => "parquet",
            Format::Arrow => "arrow",
        })
    }
}
