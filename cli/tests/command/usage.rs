use crate::loyal::{loyal, run, snapshot};

#[test]
fn help_tells_everything() {
    for command in ["", "check", "run", "completions", "man"] {
        let arguments: Vec<_> =
            [command, "--help"].into_iter().filter(|it| !it.is_empty()).collect();
        let ended = loyal(&arguments);
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
        let name = if command.is_empty() { "loyal" } else { command };
        snapshot(&format!("help_{name}"), &ended.out);
    }
}

#[test]
fn wrong_usage_ends_with_2_and_says_what_is_wrong() {
    let base = ["run", "corner-shop.loyal", "customers.jsonl"];
    let cases: [(&[&str], &str); 9] = [
        (&[], "the following required arguments were not provided"),
        (&["--as-of", "2026-02-30"], "there is no such day in the calendar"),
        (&["--as-of", "30.06.2026"], "write year, month and day as in 2026-06-30"),
        (&["--as-of", "today"], "write year, month and day as in 2026-06-30"),
        (
            &["--as-of", "2026-06-30", "--format", "xml"],
            "[possible values: table, json, csv, parquet]",
        ),
        (&["--as-of", "2026-06-30", "--threads", "0"], "--threads"),
        (&["--as-of", "2026-06-30", "--batch-size", "0"], "--batch-size"),
        (&["--as-of", "2026-06-30", "--formt", "json"], "'--format'"),
        (
            &["--as-of", "2026-06-30", "--input-format", "xls"],
            "[possible values: json, jsonl, yaml",
        ),
    ];
    for (more, expected) in cases {
        let ended = loyal(&[&base, more].concat());
        assert_eq!(ended.code, Some(2), "{more:?}: {}", ended.err);
        assert!(ended.err.contains(expected), "{more:?}: {}", ended.err);
        assert_eq!(ended.out, "");
    }
}

#[test]
fn no_command_shows_the_help_and_ends_with_2() {
    let ended = loyal(&[]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("Usage: loyal <COMMAND>"), "{}", ended.err);
}

#[test]
fn a_file_that_is_not_there_ends_with_2_and_its_name() {
    let missing = loyal(&["check", "nowhere.loyal"]);
    assert_eq!(missing.code, Some(2));
    assert!(missing.err.starts_with("error: cannot read `nowhere.loyal`\n"), "{}", missing.err);
    assert!(missing.err.contains("because: No such file"), "{}", missing.err);
    let missing = run("nowhere.jsonl", &[]);
    assert_eq!(missing.code, Some(2));
    assert!(missing.err.contains("nowhere.jsonl"), "{}", missing.err);
}

#[test]
fn parquet_needs_a_folder() {
    let ended = run("customers.jsonl", &["--format", "parquet"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("name it with --output"), "{}", ended.err);
}

#[test]
fn completions_and_manual_pages_name_the_options() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ended = loyal(&["completions", shell]);
        assert_eq!(ended.code, Some(0));
        assert!(ended.out.contains("as-of"), "{shell}");
    }
    assert!(loyal(&["man"]).out.starts_with(".ie"));
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("man1");
    assert_eq!(loyal(&["man", "--output", pages.to_str().unwrap()]).code, Some(0));
    let page = std::fs::read_to_string(pages.join("loyal-run.1")).unwrap();
    assert!(page.contains("as\\-of"), "{page}");
}
