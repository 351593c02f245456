//! `loyal watch`: an edit, and what it changes.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use crate::loyal::{command, fixtures};

/// A command that runs until it is dropped.
struct Watching {
    child: Child,
    out: Receiver<String>,
    err: Receiver<String>,
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, lines) = channel();
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    lines
}

impl Watching {
    fn start(policy: &str) -> Watching {
        let arguments = ["watch", policy, "customers.jsonl", "--as-of", "2026-06-30"];
        let mut command = command(&arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (out, err) = (lines(child.stdout.take().unwrap()), lines(child.stderr.take().unwrap()));
        Watching { child, out, err }
    }

    /// The lines up to one that has this in it.
    fn until(lines: &Receiver<String>, text: &str) -> String {
        let mut seen = String::new();
        while !seen.contains(text) {
            let line = lines.recv_timeout(Duration::from_secs(20));
            let line = line.unwrap_or_else(|error| panic!("no `{text}`, {error}, in\n{seen}"));
            seen.extend([line.as_str(), "\n"]);
        }
        seen
    }
}

#[test]
fn each_save_shows_what_it_changes_and_an_error_keeps_the_last_good_version() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corner-shop.loyal");
    let text = fs::read_to_string(fixtures().join("corner-shop.loyal")).unwrap();
    fs::write(&path, &text).unwrap();
    let watching = Watching::start(&path.display().to_string());
    Watching::until(&watching.out, "watching `Corner Shop` with 3 customers");

    fs::write(&path, text.replace("1 point per", "2 points per")).unwrap();
    let seen = Watching::until(&watching.out, "C-3");
    assert!(seen.contains("2 of 3 customers get something else"), "{seen}");

    fs::write(&path, text.replace("spend >= 100", "spent >= 100")).unwrap();
    let seen = Watching::until(&watching.err, "the last good version stays");
    assert!(seen.contains("`spent`"), "{seen}");

    fs::write(&path, text.replace("1 point per", "2 points per").replace("5 CNY as", "6 CNY as"))
        .unwrap();
    let seen = Watching::until(&watching.out, "1 of 3 customers get something else");
    assert!(!seen.contains("C-1"), "{seen}");
    let seen = Watching::until(&watching.out, "credit 6.00 CNY");
    assert!(!seen.contains("purchase_points"), "compared with the last good version: {seen}");
}

#[test]
fn a_policy_that_is_broken_at_first_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corner-shop.loyal");
    let text = fs::read_to_string(fixtures().join("corner-shop.loyal")).unwrap();
    fs::write(&path, text.replace("spend >= 100", "spent >= 100")).unwrap();
    let watching = Watching::start(&path.display().to_string());
    Watching::until(&watching.err, "`spent`");
    fs::write(&path, text).unwrap();
    Watching::until(&watching.out, "watching `Corner Shop` with 3 customers");
}
