//! JSON Schemas (draft 2020-12) of a policy's records, and of what it gives.

mod outcome;
mod record;

use loyal_dsl::ir::Program;
use serde_json::{Map, Value, json};

pub use outcome::of_outcome;
pub use record::of_record;

/// The dialect of the schemas.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Both schemas of a program, as one document: `record` and `outcome` under `$defs`.
#[must_use]
pub fn of_program(program: &Program) -> Value {
    json!({
        "$schema": DIALECT,
        "title": program.name,
        "$defs": { "record": of_record(program), "outcome": of_outcome(program) },
    })
}

/// An object of these properties; of those that must be there, by name.
fn object(properties: Map<String, Value>, required: &[String], is_closed: bool) -> Value {
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("properties".to_owned(), Value::Object(properties));
    schema.insert("required".to_owned(), json!(required));
    if is_closed {
        schema.insert("additionalProperties".to_owned(), json!(false));
    }
    Value::Object(schema)
}
