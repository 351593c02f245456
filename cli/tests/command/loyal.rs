//! Runs the command.

use std::path::PathBuf;
use std::process::{Command, Stdio};

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// The command in the folder of the fixtures, without settings of the surroundings.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_loyal"));
    command
        .args(arguments)
        .current_dir(fixtures())
        .env_remove("COLUMNS")
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .env("LOYAL_LANG", "en")
        .stdin(Stdio::null());
    command
}

pub(crate) fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

pub(crate) fn loyal(arguments: &[&str]) -> Ended {
    let output = command(arguments).output().unwrap();
    Ended {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// `loyal run` of the corner shop for the end of June.
pub(crate) fn run(data: &str, more: &[&str]) -> Ended {
    let mut arguments = vec!["run", "corner-shop.loyal", data, "--as-of", "2026-06-30"];
    arguments.extend(more);
    loyal(&arguments)
}

/// Holds a text against its snapshot, without the hash of the policy, which changes whenever the
/// canonical form does.
pub(crate) fn snapshot(name: &str, text: &str) {
    insta::with_settings!({ filters => vec![("[0-9a-f]{64}", "[policy]")] }, {
        insta::assert_snapshot!(name, text);
    });
}
