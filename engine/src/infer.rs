//! Data → the declaration of a record that fits it: a proposal, to be read and put right.

#![expect(clippy::disallowed_methods, reason = "the caller names the file to be read")]

mod columns;
mod shape;
mod values;
mod write;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use loyal_dsl::message::Message;
use loyal_dsl::say;

use crate::record::{Document, Format, Place, ReadError, parquet_fields};
use shape::Shape;

/// Records that are looked at.
const MOST: usize = 10_000;

/// The `record customer` that fits the first 10,000 records of a file, as text in the layout of
/// `loyal fmt`. Of Parquet the columns are read, not the records, so that keys and choices remain to
/// be found.
pub fn infer(path: &Path, format: Option<Format>) -> Result<String, ReadError> {
    let name: Arc<str> = path.display().to_string().into();
    let place = || Place::file(&name);
    let format = format.or_else(|| Format::of_path(path)).ok_or_else(|| {
        let error = place().error(say!("it does not tell its format"));
        error.help(say!("give the format: json, jsonl, yaml, csv, parquet or arrow"))
    })?;
    let text = || {
        fs::read_to_string(path)
            .map_err(|error| place().error(Message::verbatim(error.to_string())))
    };
    let mut shape = Shape::default();
    match format {
        Format::Json | Format::Yaml => {
            let document = Document::parse(&text()?, &name)?;
            values::add(&mut shape, &document, MOST);
        }
        Format::JsonLines => {
            for (at, line) in text()?.lines().take(MOST).enumerate() {
                let line = Document::parse(line, &name).map_err(|error| {
                    let place = Place::line(&name, u64::try_from(at + 1).unwrap_or(1));
                    place.error(error.message)
                })?;
                values::add(&mut shape, &line, 1);
            }
        }
        Format::Csv => columns::add_csv(&mut shape, &text()?, MOST)
            .map_err(|error| place().error(Message::verbatim(error.to_string())))?,
        Format::Parquet => columns::add_fields(&mut shape, &parquet_fields(path)?),
        Format::Arrow => return Err(place().error(say!("Arrow files are not looked into"))),
    }
    if shape.is_empty() {
        return Err(place().error(say!("there is no record in it")));
    }
    Ok(write::declaration(&shape))
}
