//! The order of declarations and of files means nothing, nor does which declaration stands in which
//! file: the program, its hash and every outcome stay the same.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use loyal_dsl::ir::Program;
use loyal_dsl::parse::parse;
use loyal_dsl::source::SourceFile;
use loyal_dsl::syntax::Language;
use loyal_engine::Policy;
use loyal_tests::folders;

/// Shuffles of each policy.
const SHUFFLES: u64 = 4;

/// A declaration's text, with the comments before it.
struct Piece {
    text: String,
    chinese: bool,
}

fn pieces(sources: &[SourceFile]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (number, source) in (0..).zip(sources) {
        let (tree, problems) = parse(number, source);
        assert!(problems.is_empty(), "{}: {problems:?}", source.name);
        let mut start = 0;
        for declaration in &tree.declarations {
            let end = declaration.span.end as usize;
            let text = source.text[start..end].trim_start_matches(';').to_owned();
            pieces.push(Piece { text, chinese: tree.language == Language::Zh });
            start = end;
        }
    }
    pieces
}

fn draw(seed: u64, what: &str, index: usize) -> u64 {
    let mut hasher = DefaultHasher::new();
    (seed, what, index).hash(&mut hasher);
    hasher.finish()
}

/// The declarations in another order, in other files, the files in another order.
fn shuffled(pieces: &[Piece], files: u64, seed: u64) -> Vec<SourceFile> {
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    order.sort_by_key(|index| draw(seed, "place", *index));
    let mut texts: BTreeMap<(u64, bool), String> = BTreeMap::new();
    for index in order {
        let piece = &pieces[index];
        let file = draw(seed, "file", index) % files;
        let text = texts.entry((file, piece.chinese)).or_default();
        *text = format!("{text}\n{}\n", piece.text);
    }
    let mut sources: Vec<SourceFile> = texts
        .into_iter()
        .map(|((file, chinese), text)| SourceFile { name: format!("{file}-{chinese}.loyal"), text })
        .collect();
    sources.sort_by_key(|source| draw(seed, &source.name, 0));
    sources
}

fn program(sources: &[SourceFile]) -> Program {
    match loyal_dsl::compile(sources) {
        Ok(compiled) => compiled.program,
        Err(report) => {
            let found: Vec<_> =
                report.diagnostics.iter().map(|found| found.message.to_string()).collect();
            panic!("{found:#?}")
        }
    }
}

/// Every outcome, but for the lines on which rules stand.
fn outcomes(sources: &[SourceFile], customers: &str) -> Vec<String> {
    let policy = Policy::from_sources(sources).unwrap_or_else(|error| panic!("{error}"));
    let as_of = "2026-06-30".parse().expect("a date");
    let outcome = |line| match policy.evaluate_json(line, as_of) {
        Ok(mut outcome) => {
            outcome.effects.iter_mut().for_each(|effect| effect.source.clear());
            serde_json::to_string(&outcome).expect("JSON")
        }
        Err(loyal_engine::EvaluateError::Failed(error)) => error.error.message,
        Err(other) => other.to_string(),
    };
    customers.lines().map(outcome).collect()
}

fn check(sources: &[SourceFile], customers: &str) {
    let (due, pieces) = (program(sources), pieces(sources));
    let due_outcomes = outcomes(sources, customers);
    for seed in 0..SHUFFLES {
        let shuffled = shuffled(&pieces, seed % 3 + 1, seed);
        assert!(shuffled.iter().all(|file| sources.iter().all(|other| other.text != file.text)));
        let found = program(&shuffled);
        assert_eq!(found.hash(), due.hash(), "{} with seed {seed}", due.name);
        assert!(found == due, "{} with seed {seed}", due.name);
        assert_eq!(outcomes(&shuffled, customers), due_outcomes, "{} with seed {seed}", due.name);
    }
}

#[test]
fn shipped_policies_mean_the_same_in_any_order() {
    let shipped = folders::inside(&folders::root().join("policies"));
    assert!(shipped.len() > 4);
    for folder in shipped {
        let customers = fs::read_to_string(folder.join("customers.jsonl")).unwrap_or_default();
        let first: Vec<&str> = customers.lines().take(20).collect();
        check(&folders::sources(&folder), &first.join("\n"));
    }
}

/// The policies of the reference: each begins with its `program`.
#[test]
fn the_reference_means_the_same_in_any_order() {
    let text = fs::read_to_string(Path::new(&folders::root()).join("docs/language.md"));
    let text = text.expect("the reference");
    let blocks = text.split("```loyal\n").skip(1);
    let blocks = blocks.map(|rest| rest.split("\n```").next().unwrap_or_default());
    let mut policies: Vec<String> = Vec::new();
    for block in blocks {
        let begins = block.contains("program \"") || block.contains("计划 \"");
        match policies.last_mut().filter(|_| !begins) {
            Some(policy) => *policy = format!("{policy}\n{block}"),
            None => policies.push(block.to_owned()),
        }
    }
    assert!(policies.len() > 1);
    for text in policies {
        check(&[SourceFile { name: "reference.loyal".into(), text }], "");
    }
}
