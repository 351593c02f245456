//! `loyal explain`: as text, JSON and a page, in both languages; what names hold runs nowhere.

use std::fs;

use crate::loyal::{Ended, command, loyal, snapshot};

const CLUB: &str = "../../../policies/harbour-club";
const FIRM: &str = "../../../policies/firm-loyalty";

fn shop(data: &str, customer: &str, more: &[&str]) -> Ended {
    let mut arguments = vec!["explain", "corner-shop.loyal", data, "--customer", customer];
    arguments.extend(["--as-of", "2026-06-30"]);
    arguments.extend(more);
    loyal(&arguments)
}

fn club(customer: &str, more: &[&str]) -> Ended {
    let customers = format!("{CLUB}/customers.jsonl");
    let mut arguments = vec!["explain", CLUB, &customers, "--customer", customer];
    arguments.extend(["--as-of", "2026-06-30"]);
    arguments.extend(more);
    loyal(&arguments)
}

fn region(group: &str, more: &[&str]) -> Ended {
    let mut arguments = vec!["explain", FIRM, FIRM, "--group", group, "--as-of", "2026-12-31"];
    arguments.extend(more);
    loyal(&arguments)
}

#[test]
fn a_customer_in_words() {
    let ended = shop("customers.jsonl", "C-3", &[]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    assert!(ended.out.contains("45.00 CNY more for Silver"), "{}", ended.out);
    snapshot("explain_text", &ended.out);
    let ended = club("HC005", &[]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    snapshot("explain_club", &ended.out);
}

#[test]
fn a_customer_in_chinese_words() {
    let ended = club("HC005", &["--lang", "zh"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    snapshot("explain_club_zh", &ended.out);
}

#[test]
fn a_group_in_words() {
    let ended = region("华南", &["--lang", "zh"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    snapshot("explain_group_zh", &ended.out);
    let ended = region("华南", &["--portfolio", "部门"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    snapshot("explain_group", &ended.out);
}

#[test]
fn who_is_not_there_is_not_explained() {
    let ended = shop("customers.jsonl", "C-9", &[]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(1), ""));
    assert_eq!(ended.err, "error: there is no customer `C-9` in the data\n");
    for more in [&["华东", "--portfolio", "nowhere"][..], &["nowhere"]] {
        let ended = region(more[0], &more[1..]);
        assert_eq!((ended.code, ended.out.as_str()), (Some(1), ""));
        let expected = format!("error: there is no group `{}` in the data\n", more[0]);
        assert_eq!(ended.err, expected);
    }
}

#[test]
fn json_has_the_outcome_of_the_run() {
    let ended = club("HC005", &["--format", "json"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    let explained: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    let customers = format!("{CLUB}/customers.jsonl");
    let run = ["run", CLUB, &customers, "--customer", "HC005", "--as-of", "2026-06-30"];
    let run = loyal(&[&run[..], &["--format", "json"]].concat());
    let outcome: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(explained["outcome"], outcome);
    let shop = shop("customers.jsonl", "C-3", &["--format", "json"]);
    snapshot("explain_json", &shop.out);
}

#[test]
fn the_page_asks_for_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("why.html");
    let more = ["--format", "html", "--output", file.to_str().unwrap()];
    let ended = club("HC005", &more);
    assert_eq!((ended.code, ended.out.as_str(), ended.err.as_str()), (Some(0), "", ""));
    let page = fs::read_to_string(file).unwrap();
    for asks in ["http:", "https:", "//", "<script", "src=", "url(", "@import", "<a ", "<form"] {
        assert!(!page.contains(asks), "{asks}");
    }
    assert_eq!(page.matches("href=").count(), 1, "the icon, which is empty");
    assert!(page.contains("default-src 'none'") && page.contains("href=\"data:,\""), "{page}");
    let shop = shop("customers.jsonl", "C-3", &["--format", "html"]);
    snapshot("explain_html", &shop.out);
}

#[test]
fn what_names_hold_is_text_on_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let policy = folder.path().join("<img src=x>.loyal");
    fs::write(
        &policy,
        r#"program "<script>alert(1)</script>" { currency CNY }
record customer {
  id:    text key
  name:  text
}
reward greeting {
  when name is "<b onload='x'>&\"</b>"
  give 5 CNY as credit
  because "for {name}"
}
"#,
    )
    .unwrap();
    let customers = folder.path().join("customers.jsonl");
    let id = "<script>alert('x')</script>";
    let record = serde_json::json!({ "id": id, "name": "\u{202e}</style><script>\"&" });
    fs::write(&customers, record.to_string()).unwrap();
    let (policy, customers) = (policy.to_str().unwrap(), customers.to_str().unwrap());
    let arguments = ["explain", policy, customers, "--customer", id, "--as-of", "2026-06-30"];
    for language in ["en", "zh"] {
        let page = command(&[&arguments[..], &["--format", "html", "--lang", language]].concat());
        let output = { page }.output().unwrap();
        let page = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{page}");
        for tag in ["<script", "<img", "<b ", "</style><", "\u{202e}"] {
            assert!(!page.contains(tag), "{tag}: {page}");
        }
        let escaped = "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;";
        assert!(page.contains(escaped), "{page}");
    }
}
