//! One language with two keyword sets.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;

use loyal_dsl::compile;
use loyal_dsl::ir::Program;
use loyal_dsl::keywords::{Keywords, keywords};
use loyal_dsl::source::SourceFile;
use loyal_dsl::syntax::Language;
use loyal_tests::folders;

fn program(sources: &[SourceFile]) -> Program {
    compile(sources).unwrap_or_else(|report| panic!("{:#?}", report.diagnostics)).program
}

fn shipped(name: &str) -> Vec<SourceFile> {
    folders::sources(&folders::root().join("policies").join(name))
}

#[test]
fn english_and_chinese_keywords_mean_the_same_program() {
    let (english, chinese) =
        (program(&shipped("harbour-club")), program(&shipped("harbour-club-zh")));
    assert_eq!(english, chinese);
    assert_eq!(english.hash(), chinese.hash());
}

#[test]
fn the_order_of_files_does_not_change_the_program() {
    let mut sources = shipped("harbour-club");
    let first = program(&sources);
    sources.reverse();
    assert!(sources.len() > 1);
    assert_eq!(first, program(&sources));
}

#[test]
fn layout_and_comments_do_not_change_the_hash() {
    let mut sources = shipped("harbour-club");
    let before = program(&sources).hash();
    for source in &mut sources {
        source.text = format!("// a comment\n\n{}", source.text.replace("  ", "   "));
    }
    assert_eq!(before, program(&sources).hash());
}

#[test]
fn a_changed_figure_changes_the_hash() {
    let mut sources = shipped("harbour-club");
    let before = program(&sources).hash();
    for source in &mut sources {
        source.text = source.text.replace(">= 8000 CNY", ">= 8001 CNY");
    }
    assert_ne!(before, program(&sources).hash());
}

#[test]
fn files_of_both_languages_stand_in_one_folder() {
    let mut sources = shipped("harbour-club");
    let text = "定义 vip 指 spend >= 20000 CNY\n".into();
    sources.push(SourceFile { name: "vip.loyal".into(), text });
    let mixed = program(&sources);
    assert!(mixed.values.iter().any(|value| value.name == "vip"));
}

const HEAD: &str = "\
# Keywords

Every word of the language in English and Chinese; where there are several spellings, the first is the one to write. A file uses
one set. A word that is not reserved is a name wherever a name is due.

";

/// The spellings that stand for exactly these keywords.
fn spellings(keywords: &Keywords, writes: &[&str]) -> String {
    let phrases = keywords.phrases().filter(|phrase| phrase.writes == writes);
    let spelt: Vec<String> =
        phrases.map(|phrase| format!("`{}`", phrase.words.join(" "))).collect();
    spelt.join(", ")
}

/// The document as the keyword tables have it.
fn document() -> String {
    let (english, chinese) = (keywords(Language::En), keywords(Language::Zh));
    let mut text = format!("{HEAD}| English | 中文 |\n|---|---|\n");
    for id in english.ids() {
        let (english, chinese) = (spellings(english, &[id]), spellings(chinese, &[id]));
        writeln!(text, "| {english} | {chinese} |").expect("room");
    }
    text += "\n## Chinese words of another order, and words that join several\n\n";
    text += "| 中文 | stands for |\n|---|---|\n";
    let single: BTreeSet<&str> = english.ids().collect();
    for phrase in chinese.phrases() {
        if let [only] = phrase.writes.as_slice()
            && single.contains(only)
        {
            continue;
        }
        let writes: Vec<String> = phrase.writes.iter().map(|id| english_of(english, id)).collect();
        writeln!(text, "| `{}` | {} |", phrase.words.join(" "), writes.join(" ")).expect("room");
    }
    text += "\n## Lists and fields of a history and a membership\n\n";
    text += "A policy may write them in either language; data has the English ones.\n\n";
    text += "| English | 中文 |\n|---|---|\n";
    for ((id, english), (of, chinese)) in english.fields().zip(chinese.fields()) {
        assert_eq!(id, of, "every table names the same fields, in the same order");
        writeln!(text, "| `{english}` | `{chinese}` |").expect("room");
    }
    text += "\n## Chinese names of currencies, and numerals\n\n| 中文 | stands for |\n|---|---|\n";
    for (name, code) in chinese.currencies() {
        writeln!(text, "| `{name}` | {code} |").expect("room");
    }
    for (word, power) in chinese.numerals() {
        writeln!(text, "| `{word}` | 1{} times |", "0".repeat(power as usize)).expect("room");
    }
    text
}

/// Signs stand for themselves; words of another order have no English spelling.
fn english_of(english: &Keywords, id: &str) -> String {
    match (english.spelling(id), id) {
        (Some(spelling), _) => format!("`{spelling}`"),
        (None, "turned_of") => "`of`, turned round: `y 的 x` is `x of y`".to_owned(),
        (None, "counted_from") => "closes `from`: `自 d 起`".to_owned(),
        (None, sign) => format!("`{sign}`"),
    }
}

/// Written anew where `UPDATE_DOCUMENTS` is set.
#[test]
fn the_document_of_the_keywords_is_their_table() {
    let path = folders::root().join("docs/keywords.md");
    let due = document();
    if std::env::var_os("UPDATE_DOCUMENTS").is_some() {
        fs::write(&path, &due).expect("a document");
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    let help =
        "UPDATE_DOCUMENTS=1 cargo test -p loyal-tests --test languages writes docs/keywords.md";
    assert!(found == due, "{help}");
}
