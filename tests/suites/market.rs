//! The cases that stand beside a policy in `cases.yaml`, each a test named by its id.
//!
//! A case is one customer record (whole), an as-of date, and what the outcome must hold:
//!
//! ```yaml
//! - id: EU-3
//!   as_of: 2026-06-30
//!   record: { … }
//!   expect:
//!     effects: [{ rule: compensation, amount: "200.00" }]
//! ```
//!
//! Of a map the expected keys are compared; `null` expects that there is no such key. A list is
//! compared whole, so `effects: []` expects that nothing is given.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use loyal_engine::Policy;
use loyal_tests::folders;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    as_of: String,
    record: Value,
    expect: Value,
}

fn main() -> ExitCode {
    let policies = ["policies", "tests/agreement"];
    let policies = policies.iter().flat_map(|it| folders::inside(&folders::root().join(it)));
    let files: Vec<PathBuf> =
        policies.map(|policy| policy.join("cases.yaml")).filter(|file| file.exists()).collect();
    assert!(!files.is_empty(), "there are cases to run");
    let trials: Vec<Trial> = files.iter().flat_map(|file| trials(file)).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// The cases of a file, named `policy::id`.
fn trials(file: &Path) -> Vec<Trial> {
    let folder = file.parent().expect("a folder");
    let policy = Arc::new(Policy::load(folder));
    let text = fs::read_to_string(file).expect("readable cases");
    let cases: Vec<Case> =
        serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    assert!(!cases.is_empty(), "{} has no cases", file.display());
    let trial = |case: Case| {
        let policy = Arc::clone(&policy);
        Trial::test(format!("{}::{}", folders::name(folder), case.id), move || {
            let policy = policy.as_ref().as_ref().map_err(Failed::from)?;
            check(policy, &case)
        })
    };
    cases.into_iter().map(trial).collect()
}

fn check(policy: &Policy, case: &Case) -> Result<(), Failed> {
    let outcome = policy.evaluate(&case.record, case.as_of.parse()?)?;
    let found = serde_json::to_value(&outcome)?;
    let mut differences = Vec::new();
    compare("outcome", &case.expect, &found, &mut differences);
    if differences.is_empty() {
        return Ok(());
    }
    Err(format!("{}\n{found:#}", differences.join("\n")).into())
}

/// Notes each place where the outcome is not what is expected.
fn compare(place: &str, expected: &Value, found: &Value, differences: &mut Vec<String>) {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            for (key, expected) in expected {
                let found = found.get(key).unwrap_or(&Value::Null);
                compare(&format!("{place}.{key}"), expected, found, differences);
            }
        }
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => {
            for (index, (expected, found)) in expected.iter().zip(found).enumerate() {
                compare(&format!("{place}[{index}]"), expected, found, differences);
            }
        }
        _ if expected == found => {}
        (_, Value::Array(list)) if expected.is_array() => {
            let length = expected.as_array().map_or(0, Vec::len);
            differences.push(format!("{place}: {length} expected, {} found", list.len()));
        }
        _ => differences.push(format!("{place}: {expected} expected, {found} found")),
    }
}
