//! The engine's public interface, held as a snapshot: whoever changes it sees that it changes.
//!
//! What can be named from outside is read from the source: public items of public modules, and
//! what those show of private ones by `pub use`.

mod crate_source;
mod foreign;
mod shown;

use std::path::Path;

use crate_source::CrateSource;

fn engine() -> CrateSource {
    CrateSource::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../engine/src"))
}

#[test]
fn the_public_interface_is_as_recorded() {
    let engine = engine();
    let mut text = String::new();
    for (path, items) in shown::modules(&engine) {
        text += &format!("// {}\n{}\n", path.join("::"), shown::text(items));
    }
    assert!(text.contains("pub fn load(path: impl AsRef<Path>)"), "{text}");
    insta::assert_snapshot!("engine", text);
}

/// Arrow's types are how columns come, serde's how records come and outcomes go.
const WELCOME: [&str; 7] = ["std", "core", "alloc", "arrow", "serde", "serde_json", "loyal_dsl"];
/// Outcomes keep the order of the policy: maps that do are part of the interface.
const ORDERED_MAPS: &str = "indexmap";

#[test]
fn the_public_interface_has_no_types_of_dependencies() {
    let engine = engine();
    let mut found = foreign::crates(&engine);
    found.retain(|(name, _)| !WELCOME.contains(&&**name) && name != ORDERED_MAPS);
    assert!(found.is_empty(), "{found:#?}");
}
