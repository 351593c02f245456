//! The keyword tables: the same ids in each, no spelling twice, a rule of the grammar for each.

use std::collections::{BTreeMap, BTreeSet};

use loyal_dsl::keywords::{LANGUAGES, keywords};

#[test]
fn every_id_stands_in_every_table() {
    let sets: Vec<BTreeSet<_>> =
        LANGUAGES.iter().map(|language| keywords(*language).ids().collect()).collect();
    assert!(sets.iter().all(|set| *set == sets[0] && set.len() > 100));
}

#[test]
fn no_spelling_is_ambiguous() {
    for language in LANGUAGES {
        let mut seen = BTreeMap::new();
        for phrase in keywords(language).phrases() {
            let before = seen.insert(phrase.words.clone(), phrase.writes.clone());
            assert_eq!(before, None, "{:?} is spelt twice", phrase.words);
        }
    }
}

#[test]
fn every_keyword_is_spelt_and_reads_back() {
    for language in LANGUAGES {
        for id in keywords(language).ids() {
            let spelling = keywords(language).spelling(id).unwrap();
            assert!(!spelling.is_empty());
            assert_eq!(keywords(language).meaning(spelling), Some(id));
        }
    }
}

#[test]
fn no_currency_or_numeral_is_a_keyword() {
    for word in ["元", "美元", "港元", "欧元", "英镑", "日元", "万", "亿"] {
        let chinese = keywords(loyal_dsl::syntax::Language::Zh);
        assert!(chinese.currency(word).is_some() || chinese.numeral(word).is_some());
        assert_eq!(chinese.meaning(word), None);
    }
}

#[test]
fn the_grammar_has_a_rule_for_every_keyword() {
    let grammar = include_str!("../../src/keywords.pest");
    let ruled: BTreeSet<&str> = grammar
        .lines()
        .filter_map(|line| line.strip_prefix("k_")?.split_once(' ').map(|(id, _)| id))
        .collect();
    for language in LANGUAGES {
        let ids: BTreeSet<&str> = keywords(language)
            .phrases()
            .flat_map(|phrase| phrase.writes)
            .filter(|id| *id != "/")
            .collect();
        assert!(ids.is_subset(&ruled), "{:?}", ids.difference(&ruled));
    }
}
