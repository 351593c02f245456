//! Synthetic customers in every format.

use crate::loyal::loyal;

fn sample(more: &[&str]) -> crate::loyal::Ended {
    let mut arguments = vec!["sample", "corner-shop.loyal", "-n", "50", "--as-of", "2026-06-30"];
    arguments.extend(more);
    loyal(&arguments)
}

#[test]
fn every_format_holds_the_same_customers() {
    for policy in ["corner-shop.loyal", "stays.loyal"] {
        every_format(policy);
    }
}

fn every_format(policy: &str) {
    let folder = tempfile::tempdir().unwrap();
    let outcomes = |name: &str, more: &[&str]| {
        let path = folder.path().join(name);
        let path = path.to_str().unwrap();
        let made = ["sample", policy, "-n", "50", "--as-of", "2026-06-30", "--output", path];
        let made = loyal(&[&made, more].concat());
        assert_eq!((made.code, made.err.as_str()), (Some(0), ""), "{policy} {name}");
        let read = ["run", policy, path, "--as-of", "2026-06-30", "--format", "json", "--quiet"];
        let ended = loyal(&read);
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{policy} {name}");
        ended.out
    };
    let lines = outcomes("customers.jsonl", &[]);
    assert_eq!(lines.lines().count(), 50);
    for name in ["customers.json", "customers.yaml", "customers.parquet", "customers.arrow"] {
        assert_eq!(outcomes(name, &[]), lines, "{policy} {name}");
    }
    assert_eq!(outcomes("tables", &["--format", "csv"]), lines, "{policy}");
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let (first, again) = (sample(&[]), sample(&["--seed", "1"]));
    assert_eq!(first.out, again.out);
    assert_ne!(first.out, sample(&["--seed", "2"]).out);
    assert_eq!(first.out.lines().count(), 50);
}

#[test]
fn what_cannot_be_printed_needs_a_place() {
    for format in ["parquet", "arrow", "csv"] {
        let ended = sample(&["--format", format]);
        assert_eq!(ended.code, Some(2), "{format}");
        assert!(ended.err.contains("--output"), "{}", ended.err);
    }
}
