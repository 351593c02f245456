//! The mistakes of `tests/mutations` are noticed. `just mutations` puts all of them into a copy of
//! the engine, each asleep until `LOYAL_MUTATION` names it, and runs the suite `agreement` of that
//! copy with one after the other.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use indexmap::IndexMap;
use loyal_tests::folders;
use serde::Deserialize;

/// An expression of the engine and what stands in its place.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mutation {
    about: String,
    file: String,
    from: String,
    to: String,
    policies: Vec<String>,
}

fn mutations() -> IndexMap<String, Mutation> {
    let path = folders::root().join("tests/mutations/mutations.yaml");
    serde_yaml::from_str(&fs::read_to_string(path).expect("a file")).expect("mutations")
}

/// So that the list keeps step with the engine.
#[test]
fn every_mutation_has_one_place() {
    let mutations = mutations();
    assert!(mutations.len() >= 10);
    for (name, mutation) in mutations {
        let path = folders::root().join("engine/src").join(&mutation.file);
        let text = fs::read_to_string(path).expect("a file of the engine");
        assert_eq!(text.matches(&mutation.from).count(), 1, "{name}: {}", mutation.about);
        assert_ne!(mutation.from, mutation.to, "{name}");
        assert!(!mutation.policies.is_empty(), "{name}");
    }
}

#[test]
#[ignore = "builds a copy: `just mutations`"]
fn every_mutation_is_noticed() {
    let mutations = mutations();
    let copy = tempfile::tempdir().expect("a folder");
    copied(copy.path(), &mutations);
    let suite = built(copy.path());
    let mut unnoticed = Vec::new();
    for (name, mutation) in &mutations {
        for policy in &mutation.policies {
            assert!(agrees(&suite, copy.path(), "", policy), "{policy}, with nothing changed");
        }
        let noticed =
            mutation.policies.iter().find(|policy| !agrees(&suite, copy.path(), name, policy));
        match noticed {
            Some(policy) => println!("{name} ({}): noticed by `{policy}`", mutation.about),
            None => unnoticed.push(name),
        }
    }
    assert!(unnoticed.is_empty(), "not noticed: {unnoticed:?}");
}

/// Copies the project with all mutations in its engine.
fn copied(copy: &Path, mutations: &IndexMap<String, Mutation>) {
    for name in
        ["Cargo.toml", "Cargo.lock", "dsl", "engine", "cli", "tests", "benches", "policies", "docs"]
    {
        let from = folders::root().join(name);
        let done = Command::new("cp").arg("-r").arg(from).arg(copy).status().expect("cp");
        assert!(done.success(), "{name} is copied");
    }
    let source = copy.join("engine/src");
    for (name, mutation) in mutations {
        let path = source.join(&mutation.file);
        let text = fs::read_to_string(&path).expect("a file of the engine");
        let changed = changed(name, mutation);
        fs::write(&path, text.replace(&mutation.from, &changed)).expect("written");
    }
    let path = source.join("lib.rs");
    let text = fs::read_to_string(&path).expect("a file of the engine");
    fs::write(&path, text + AWAKE).expect("written");
}

/// Whether a mutation is awake.
const AWAKE: &str = r#"
pub(crate) fn awake(name: &str) -> bool {
    static NAME: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    NAME.get_or_init(|| std::env::var("LOYAL_MUTATION").unwrap_or_default()) == name
}
"#;

/// Both expressions, and behind a pattern of a match both values.
fn changed(name: &str, mutation: &Mutation) -> String {
    let (pattern, from, to) =
        match (mutation.from.split_once(" => "), mutation.to.split_once(" => ")) {
            (Some((pattern, from)), Some((_, to))) => (format!("{pattern} => "), from, to),
            _ => (String::new(), mutation.from.as_str(), mutation.to.as_str()),
        };
    format!("{pattern}(if crate::awake({name:?}) {{ {to} }} else {{ {from} }})")
}

/// Builds the suite of the copy, with what is built of its dependencies here.
fn built(copy: &Path) -> PathBuf {
    let target = folders::root().join("target");
    let command = Command::new(env!("CARGO"))
        .args(["test", "--workspace", "--test", "agreement", "--no-run", "--message-format=json"])
        .current_dir(copy)
        .env("CARGO_TARGET_DIR", target)
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo");
    assert!(command.status.success(), "the copy is built");
    let text = String::from_utf8(command.stdout).expect("a text");
    let suite = text.lines().rev().find_map(|line| {
        let artifact: serde_json::Value = serde_json::from_str(line).ok()?;
        (artifact["target"]["name"] == "agreement").then_some(())?;
        artifact["executable"].as_str().map(PathBuf::from)
    });
    suite.expect("a suite")
}

/// Whether engine and oracle agree on a policy with this mutation awake.
fn agrees(suite: &Path, copy: &Path, mutation: &str, policy: &str) -> bool {
    let run = Command::new(suite)
        .args(["--exact", policy])
        .current_dir(copy.join("tests"))
        .env("LOYAL_MUTATION", mutation)
        .stdout(Stdio::piped())
        .output()
        .expect("the suite");
    let told = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(told.contains("running 1 test"), "{policy} is tried:\n{told}");
    run.status.success()
}
