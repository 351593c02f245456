//! The shape of the house: arrows point one way, between modules and between crates.

#[path = "architecture/cycles.rs"]
mod cycles;
#[path = "architecture/dependencies.rs"]
mod dependencies;
#[path = "architecture/modules.rs"]
mod modules;
#[path = "architecture/tokens.rs"]
mod tokens;

use std::path::PathBuf;

const CRATES: [&str; 3] = ["dsl", "engine", "cli"];

fn workspace() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn no_module_depends_on_one_that_depends_on_it() {
    for name in CRATES {
        let files = modules::files(&workspace().join(name).join("src"));
        assert!(files.iter().any(|file| file.module.is_empty()), "{name} has no root module");
        let cycles = cycles::cycles(&files);
        assert!(cycles.is_empty(), "module cycles in {name}:\n{}", cycles.join("\n"));
    }
}

#[test]
fn crates_depend_on_nothing_above_them() {
    let ui = ["clap", "comfy-table", "indicatif", "loyal-cli"];
    let dsl = ["rhai", "notify", "arrow", "arrow-array", "parquet", "rayon", "loyal-engine"];
    for (package, forbidden) in
        [("loyal-dsl", [&ui[..], &dsl].concat()), ("loyal-engine", ui.into())]
    {
        let found = dependencies::found(package, &forbidden);
        assert!(found.is_empty(), "{package} depends on {found:?}");
    }
}
