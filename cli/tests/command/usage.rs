use crate::loyal::{loyal, run, snapshot};

#[test]
fn help_tells_everything() {
    for command in [
        "",
        "check",
        "explain",
        "explain-code",
        "fmt",
        "plan",
        "run",
        "sample",
        "diff",
        "watch",
        "test",
        "new",
        "infer",
        "schema",
        "completions",
        "man",
    ] {
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
    assert!(ended.err.contains("Usage: loyal [OPTIONS] <COMMAND>"), "{}", ended.err);
}

#[test]
fn a_file_that_is_not_there_ends_with_2_and_its_name() {
    let missing = loyal(&["check", "nowhere.loyal"]);
    assert_eq!(missing.code, Some(2));
    assert!(missing.err.starts_with("error: cannot read `nowhere.loyal`\n"), "{}", missing.err);
    assert!(missing.err.contains("because: there is no such file or folder"), "{}", missing.err);
    let missing = run("nowhere.jsonl", &[]);
    assert_eq!(missing.code, Some(2));
    assert!(missing.err.contains("nowhere.jsonl"), "{}", missing.err);
}

#[test]
fn parquet_needs_a_folder() {
    let ended = run("customers.jsonl", &["--format", "parquet"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("name it with `--output`"), "{}", ended.err);
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

/// A folder with a policy, data and a further list's file of its own.
fn shop() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["corner-shop.loyal", "customers.jsonl"] {
        std::fs::copy(crate::loyal::fixtures().join(name), folder.path().join(name)).unwrap();
    }
    std::fs::create_dir(folder.path().join("export")).unwrap();
    std::fs::create_dir(folder.path().join("t")).unwrap();
    for name in ["customers.csv", "orders.csv"] {
        std::fs::write(folder.path().join("export").join(name), "id\n").unwrap();
    }
    folder
}

#[test]
fn an_output_over_an_input_or_another_output_ends_with_2_before_the_work() {
    let folder = shop();
    let cases: [(&[&str], &str); 9] = [
        (&["customers.jsonl", "-o", "out", "--rejections", "./out"], "the same file"),
        (&["customers.jsonl", "-o", "export/../customers.jsonl"], "over the data"),
        (&["customers.jsonl", "--rejections", "customers.jsonl"], "over the data"),
        (&["customers.jsonl", "-o", "corner-shop.loyal"], "over the policy"),
        (&["customers.jsonl", "--rejections", "new.loyal"], "over the policy"),
        (&["export", "--rejections", "export/orders.csv"], "over the data"),
        (&["export", "--format", "csv", "-o", "export"], "over the data"),
        (&["export/customers.csv", "--format", "csv", "-o", "export"], "over the data"),
        (
            &["customers.jsonl", "--format", "csv", "-o", "t", "--rejections", "t/effects.csv"],
            "the same file",
        ),
    ];
    for (more, expected) in cases {
        let arguments = [&["run", ".", more[0], "--as-of", "2026-06-30"], &more[1..]].concat();
        let mut command = crate::loyal::command(&arguments);
        let output = command.current_dir(folder.path()).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{more:?}: {text}");
        assert!(text.contains(expected), "{more:?}: {text}");
    }
    let same = |name| {
        let found = std::fs::read(folder.path().join(name)).unwrap();
        found == std::fs::read(crate::loyal::fixtures().join(name)).unwrap()
    };
    assert!(same("corner-shop.loyal") && same("customers.jsonl"));
}

#[test]
fn more_threads_than_can_be_are_as_many_as_can_be() {
    let more = ["--format", "json", "--threads", "18446744073709551615"];
    let ended = run("customers.jsonl", &more);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert_eq!(ended.out, run("customers.jsonl", &["--format", "json"]).out);
}
