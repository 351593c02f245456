//! The documents do what they say: their policies are valid, their outcomes are real.

use std::fs;
use std::path::Path;

use loyal_dsl::source::SourceFile;
use loyal_engine::Policy;
use loyal_tests::folders;

/// The code blocks of a document in one language.
fn blocks(document: &Path, language: &str) -> Vec<String> {
    let text = fs::read_to_string(document)
        .unwrap_or_else(|error| panic!("{}: {error}", document.display()));
    let fence = format!("```{language}\n");
    text.split(&fence)
        .skip(1)
        .map(|rest| rest.split("\n```").next().unwrap_or_default().to_owned() + "\n")
        .collect()
}

/// White space between words does not count.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_policy_of_the_readme_stands_in_the_shipped_one() {
    let shipped: String = folders::sources(&folders::root().join("policies/harbour-club"))
        .into_iter()
        .map(|source| source.text)
        .collect();
    let blocks = blocks(&folders::root().join("README.md"), "loyal");
    assert!(!blocks.is_empty());
    for block in blocks {
        assert!(words(&shipped).contains(&words(&block)), "{block}");
    }
}

#[test]
fn the_outcome_of_the_readme_is_one_of_the_shipped_run() {
    let folder = folders::root().join("policies/harbour-club");
    let policy = Policy::load(&folder).expect("a valid policy");
    let as_of = "2026-06-30".parse().expect("a date");
    let customers = fs::read_to_string(folder.join("customers.jsonl")).expect("customers");
    let effects: Vec<serde_json::Value> = customers
        .lines()
        .flat_map(|line| policy.evaluate_json(line, as_of).expect("an outcome").effects)
        .map(|effect| serde_json::to_value(effect).expect("JSON"))
        .collect();
    let blocks = blocks(&folders::root().join("README.md"), "json");
    assert!(!blocks.is_empty());
    for block in blocks {
        let shown: serde_json::Value = serde_json::from_str(&block).expect("JSON");
        assert!(effects.contains(&shown), "{block}");
    }
}

/// A reference shows one thing at a time: names that are not read yet, rules without the reason
/// that they would have.
const OF_WHOLE_POLICIES: [&str; 2] = ["L0902", "L0905"];

/// Each block of a reference goes on where those before it ended, until a new programme.
#[test]
fn the_policies_of_the_language_references_are_valid() {
    let mut findings = Vec::new();
    for (page, program) in [("language.md", "program \""), ("language.zh.md", "计划 \"")] {
        let mut text = String::new();
        for block in reference(page) {
            if block.contains(program) {
                text.clear();
            }
            text += &block;
            let source = SourceFile { name: page.into(), text: text.clone() };
            let report = match loyal_dsl::compile(&[source]) {
                Ok(compiled) => compiled.report,
                Err(report) => report,
            };
            let found = report.diagnostics.iter();
            let found = found.filter(|problem| !OF_WHOLE_POLICIES.contains(&problem.code));
            findings.extend(
                found.map(|found| format!("{page}: {} {} in\n{block}", found.code, found.message)),
            );
        }
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

fn reference(page: &str) -> Vec<String> {
    let blocks = blocks(&folders::root().join("docs").join(page), "loyal");
    assert!(blocks.len() > 10);
    blocks
}

/// Every declaration of the Chinese page is one of the English page, in the same order: only names
/// and texts are other ones.
#[test]
fn the_chinese_reference_holds_policies_of_the_english_one() {
    let english = declarations("language.md");
    let mut rest = english.iter();
    let mut lacking = Vec::new();
    for (tree, chinese) in declarations("language.zh.md") {
        let mut passed = rest.clone();
        if passed.any(|(english, _)| *english == tree) {
            rest = passed;
        } else {
            lacking.push((tree, chinese, rest.as_slice().first()));
        }
    }
    assert!(lacking.is_empty(), "the English page has none of these from there on: {lacking:#?}");
}

/// The tree of each declaration of a page without its names and texts, and its block.
fn declarations(page: &str) -> Vec<(String, String)> {
    let mut trees = Vec::new();
    for block in reference(page) {
        let source = SourceFile { name: page.into(), text: block.clone() };
        let (file, problems) = loyal_dsl::parse::parse(0, &source);
        assert!(problems.is_empty(), "{page}: {block}");
        for declaration in file.declarations {
            trees.push((without_places_and_texts(&format!("{declaration:?}")), block.clone()));
        }
    }
    trees
}

fn without_places_and_texts(tree: &str) -> String {
    let mut plain = String::new();
    let mut rest = tree;
    while let Some(at) = rest.find(['"', 'S']) {
        let (before, after) = rest.split_at(at);
        plain += before;
        rest = if let Some(text) = after.strip_prefix('"') {
            plain.push('…');
            after_the_text(text)
        } else if after.starts_with("Span {") {
            after.split_once('}').map_or("", |(_, after)| after)
        } else {
            plain.push('S');
            after.strip_prefix('S').unwrap_or_default()
        };
    }
    plain += rest;
    // Words stand elsewhere about what a text shows.
    plain.replace("Text(…), ", "").replace(", Text(…)", "").replace("Text(…)", "")
}

/// What follows the quotation mark that closes a text.
fn after_the_text(text: &str) -> &str {
    let mut escaped = false;
    let end = text.find(|letter| {
        let closes = letter == '"' && !escaped;
        escaped = letter == '\\' && !escaped;
        closes
    });
    end.and_then(|end| text.get(end + 1..)).unwrap_or_default()
}

#[test]
fn the_commands_of_the_documents_are_those_of_the_command() {
    let readme = fs::read_to_string(folders::root().join("README.md")).expect("a README");
    let commands: Vec<&str> = readme.lines().filter(|line| line.starts_with("cargo ")).collect();
    assert!(commands.iter().any(|line| line.contains(
        "run policies/harbour-club policies/harbour-club/customers.jsonl --as-of 2026-06-30"
    )));
    assert!(commands.contains(&"cargo test --workspace"));
}
