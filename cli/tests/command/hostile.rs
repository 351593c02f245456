//! Names that mean something to a spreadsheet, a terminal or a browser reach none of them as such.

use std::fs;

use crate::loyal::{run, snapshot};

const CUSTOMERS: &str = "../../../tests/adversary/outputs/customers.jsonl";

#[test]
fn a_terminal_is_not_told_what_to_do() {
    let ended = run(CUSTOMERS, &[]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let plain = |letter: char| letter == '\n' || !letter.is_control();
    assert!(ended.out.chars().all(plain), "{:?}", ended.out);
    assert!(!ended.out.contains('\u{202e}'));
    snapshot("hostile_table", &ended.out);
}

#[test]
fn a_spreadsheet_finds_no_formulas() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("outcomes");
    let path = output.display().to_string();
    let ended = run(CUSTOMERS, &["--format", "csv", "--output", &path]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    for name in ["customers", "effects"] {
        let text = fs::read_to_string(output.join(name).with_extension("csv")).unwrap();
        let formula = |line: &str| line.starts_with(['=', '+', '-', '@']);
        assert!(!text.lines().any(formula), "{text}");
        snapshot(&format!("hostile_{name}"), &text.escape_debug().to_string().replace("\\n", "\n"));
    }
}
