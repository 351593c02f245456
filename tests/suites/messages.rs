//! What is said to people is said in every language: each template of the sources has its
//! translation, with the same places.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use loyal_dsl::message::{places, translations};
use loyal_dsl::syntax::Language;
use loyal_tests::folders;

/// The templates of all crates, as their sources have them.
fn templates() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for name in ["dsl/src", "engine/src", "cli/src"] {
        collect(&folders::root().join(name), &mut found);
    }
    found
}

fn collect(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).expect("a readable file");
            let product = text.split("#[cfg(test)]").next().unwrap_or_default();
            found.extend(said(product));
        }
    }
}

/// The first text of every `say!` in a source.
fn said(source: &str) -> Vec<String> {
    let calls = source.split("say!(").skip(1);
    calls.filter_map(|rest| rest.trim_start().strip_prefix('"').map(literal)).collect()
}

/// The value of a Rust text, from behind its opening quotation mark.
fn literal(source: &str) -> String {
    let mut text = String::new();
    let mut signs = source.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '"' => break,
            '\\' => match signs.next() {
                Some('\n') => {
                    let rest = signs.as_str().trim_start();
                    signs = rest.chars();
                }
                Some('n') => text.push('\n'),
                Some(escaped) => text.push(escaped),
                None => break,
            },
            other => text.push(other),
        }
    }
    text
}

#[test]
fn every_template_is_translated_and_no_other() {
    let templates = templates();
    assert!(templates.len() > 500, "{} templates", templates.len());
    let translated: BTreeSet<String> = translations(Language::Zh).keys().cloned().collect();
    let missing: Vec<_> = templates.difference(&translated).collect();
    assert!(missing.is_empty(), "without translation: {missing:#?}");
    let orphans: Vec<_> = translated.difference(&templates).collect();
    assert!(orphans.is_empty(), "said nowhere: {orphans:#?}");
}

#[test]
fn a_translation_has_the_places_of_its_template() {
    for (template, translation) in translations(Language::Zh) {
        let sorted = |text: &str| places(text).iter().map(ToString::to_string).collect();
        let (theirs, ours): (BTreeSet<String>, BTreeSet<String>) =
            (sorted(template), sorted(translation));
        assert_eq!(theirs, ours, "{template}");
    }
}

/// Words that Chinese texts have in Latin letters.
const LATIN: [&str; 13] = [
    "CNY", "ISO", "Rhai", "Unicode", "UTF", "JSON", "YAML", "CSV", "Parquet", "Arrow", "UTC",
    "spells", "PT",
];

/// English between Chinese is a text that was forgotten.
#[test]
fn no_translation_speaks_english() {
    let mut english = BTreeMap::new();
    for (template, translation) in translations(Language::Zh) {
        let mut plain = String::new();
        let mut rest = translation.as_str();
        while let Some((before, after)) = rest.split_once('「') {
            plain += before;
            rest = after.split_once('」').map_or("", |(_, after)| after);
        }
        plain += rest;
        for place in places(translation) {
            plain = plain.replace(&format!("{{{place}}}"), "");
        }
        let words = plain.split(|sign: char| !sign.is_ascii_alphabetic());
        let strange: Vec<&str> =
            words.filter(|word| word.len() > 1 && !LATIN.contains(word)).collect();
        if !strange.is_empty() {
            english.insert(template, format!("{translation}: {strange:?}"));
        }
    }
    assert!(english.is_empty(), "{english:#?}");
}
