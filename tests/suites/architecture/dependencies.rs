//! What a package depends on, itself or through others.

use std::process::Command;

/// Which of these packages are in the dependency tree of a package.
pub(crate) fn found(package: &str, wanted: &[&str]) -> Vec<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--package", package, "--edges", "normal,build", "--prefix", "none"])
        .args(["--format", "{p}", "--locked"])
        .current_dir(super::workspace())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).unwrap();
    let mut names: Vec<_> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(names.contains(&package), "the tree does not name {package} itself");
    names.retain(|name| wanted.contains(name));
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(str::to_owned).collect()
}

#[test]
fn a_dependency_that_is_there_is_found() {
    assert_eq!(found("loyal-cli", &["clap", "tokio", "arrow"]), ["arrow", "clap"]);
}
