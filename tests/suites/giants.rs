//! Giants: policies and records far larger than anybody writes are read in time and in little
//! memory, or said to be too large. All by `just soak`.
//!
//! `LOYAL_GIGABYTES` asks for so many gigabytes of records.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Read};
use std::time::{Duration, Instant};

use loyal_dsl::source::SourceFile;
use loyal_engine::Policy;
use loyal_engine::policy::{Evaluated, LoadError};
use loyal_engine::record::{self, Format, Options};
use tempfile::TempDir;

const HEAD: &str = "program \"Giant\" {\n  currency   CNY\n  time zone  \"UTC\"\n}\n\n\
    record customer {\n  id:      text key\n  name:    text optional\n  visits:  whole number\n}\n\n";

fn rules(file: usize, count: usize) -> String {
    (0..count).fold(String::new(), |mut text, at| {
        let rule = format!("reward r{file}_{at} {{\n  when visits >= {file}\n  give 1 point\n");
        writeln!(text, "{rule}  because \"came often\"\n}}\n").expect("room");
        text
    })
}

/// A folder with a policy of so many files and rules.
fn folder(files: usize, rules_a_file: usize) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.loyal"), HEAD).expect("written");
    for file in 1..files {
        let path = folder.path().join(format!("r{file:05}.loyal"));
        fs::write(path, rules(file, rules_a_file)).expect("written");
    }
    folder
}

/// What is refused for its size has one message.
fn refused(policy: Result<Policy, LoadError>) {
    let Err(LoadError::Invalid(report)) = policy else { panic!("it is refused") };
    let said: Vec<&str> = report.diagnostics.iter().map(|found| found.code).collect();
    assert_eq!(said, ["L0602"]);
}

#[test]
#[ignore = "a giant: `just soak`"]
fn a_policy_of_ten_thousand_files() {
    let folder = folder(10_000, 1);
    let before = Instant::now();
    let policy = Policy::load(folder.path()).expect("a policy");
    assert_eq!(policy.program().rules.len(), 9_999);
    let loaded = before.elapsed();
    assert!(policy.findings(None).report.diagnostics.is_empty());
    println!("loaded in {loaded:?}, analysed after {:?}; {} KiB", before.elapsed(), peak());
    assert!(before.elapsed() < Duration::from_secs(60));
}

#[test]
#[ignore = "a giant: `just soak`"]
fn a_policy_of_a_hundred_thousand_rules_is_too_large() {
    let folder = folder(10_001, 10);
    let before = Instant::now();
    refused(Policy::load(folder.path()));
    println!("refused in {:?}; {} KiB", before.elapsed(), peak());
}

#[test]
#[ignore = "a giant: `just soak`"]
fn a_table_of_a_million_rows_is_too_large() {
    let mut text = HEAD.to_owned();
    text.push_str("table t(a: whole number) -> whole number {\n  | a | value |\n");
    for row in 0..1_000_000 {
        writeln!(text, "  | {row} | {} |", row % 100).expect("room");
    }
    text.push_str("  | otherwise | 0 |\n}\n\ndefine x as t(visits)\n\npublish x\n");
    let before = Instant::now();
    refused(Policy::from_sources(&[SourceFile { name: "giant.loyal".to_owned(), text }]));
    println!("refused in {:?}; {} KiB", before.elapsed(), peak());
}

#[test]
#[ignore = "a giant: `just soak`"]
fn ten_gigabytes_of_records_are_read_in_bounded_memory() {
    let gigabytes = std::env::var("LOYAL_GIGABYTES").ok();
    let gigabytes: u64 = gigabytes.map_or(10, |text| text.parse().expect("a number"));
    let text = format!("{HEAD}publish visits\n");
    let source = SourceFile { name: "giant.loyal".to_owned(), text };
    let policy = Policy::from_sources(&[source]).expect("a policy");
    let bound = policy.bind("2026-06-30".parse().expect("a date")).expect("a day");
    let lines = Lines { next: 0, line: Vec::new(), at: 0, left: gigabytes << 30 };
    let (program, needs) = (policy.program(), policy.needs());
    let format = Some(Format::JsonLines);
    // The most that was held begins anew: other giants may have run before in this process.
    let _ = fs::write("/proc/self/clear_refs", "5");
    let reader = record::open_stream(lines, "giant", format, program, needs, Options::default());
    let reader = reader.expect("records");
    let mut keys = reader.keys();
    let (mut outcomes, mut early, before) = (0_u64, 0, Instant::now());
    for chunk in reader {
        let decoded = chunk.expect("records").decode();
        let results = bound.evaluate(&decoded.batch);
        let evaluated = Evaluated::admitted(results, decoded, &mut keys);
        assert!(evaluated.rejections.is_empty());
        outcomes += evaluated.results.iter().filter(|result| result.is_ok()).count() as u64;
        if outcomes < 1_000_000 {
            early = peak();
        }
    }
    println!("{gigabytes} GB, {outcomes} records in {:?}", before.elapsed());
    println!("{early} KiB were held after a million records, at most {} KiB", peak());
    assert!(peak() < early + early / 10, "memory grows");
}

/// JSON lines without end, cut where enough was read.
struct Lines {
    next: u64,
    line: Vec<u8>,
    at: usize,
    left: u64,
}

impl Read for Lines {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at == self.line.len() {
            if self.left == 0 {
                return Ok(0);
            }
            let (number, padding) = (self.next, "x".repeat(160));
            self.line = format!(
                "{{\"id\": \"C{number:012}\", \"name\": \"{padding}\", \"visits\": {}}}\n",
                number % 50
            )
            .into_bytes();
            self.left = self.left.saturating_sub(self.line.len() as u64);
            (self.next, self.at) = (number + 1, 0);
        }
        let count = into.len().min(self.line.len() - self.at);
        into[..count].copy_from_slice(&self.line[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

/// The most memory that the process held, in KiB; where the system says it.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}
