//! What analysts bring along from other languages, tools and plain speech, and how a policy says
//! it: data, a table for each keyword language.

use std::collections::HashMap;
use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::Deserialize;

use crate::syntax::Language;

/// The table of one language.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Habits {
    signs: IndexMap<String, Vec<String>>,
    words: IndexMap<String, Vec<String>>,
    numbers: HashMap<String, u32>,
    currencies: HashMap<String, String>,
    traditional: String,
}

/// The table of a language.
pub(crate) fn habits(language: Language) -> &'static Habits {
    static EN: OnceLock<Habits> = OnceLock::new();
    static ZH: OnceLock<Habits> = OnceLock::new();
    // A table that cannot be read is empty; a test reads every table.
    let read = |text: &str| serde_yaml::from_str(text).unwrap_or_default();
    match language {
        Language::En => EN.get_or_init(|| read(include_str!("habits/en.yaml"))),
        Language::Zh => ZH.get_or_init(|| read(include_str!("habits/zh.yaml"))),
    }
}

impl Habits {
    /// Signs with what is written instead, in the order of the table.
    pub(crate) fn signs(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.signs.iter().map(|(sign, instead)| (sign.as_str(), instead.as_slice()))
    }

    /// Words and phrases with what is written instead, in the order of the table.
    pub(crate) fn words(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.words.iter().map(|(words, instead)| (words.as_str(), instead.as_slice()))
    }

    /// The number that a word means.
    pub(crate) fn number(&self, word: &str) -> Option<u32> {
        self.numbers.get(&word.to_lowercase()).copied()
    }

    /// The currency that a sign or name outside the language means, as a policy writes it.
    pub(crate) fn currency(&self, word: &str) -> Option<&str> {
        let found = self.currencies.get(word).or_else(|| self.currencies.get(&word.to_lowercase()));
        found.or_else(|| self.currencies.get(&word.to_uppercase())).map(String::as_str)
    }

    /// A word with its traditional characters simplified, if it has any.
    pub(crate) fn simplified(&self, word: &str) -> Option<String> {
        let simple: String = word.chars().map(|character| self.simple(character)).collect();
        (simple != word).then_some(simple)
    }

    fn simple(&self, character: char) -> char {
        let mut pairs = self.traditional.chars().filter(|found| !found.is_whitespace());
        while let (Some(traditional), Some(simple)) = (pairs.next(), pairs.next()) {
            if traditional == character {
                return simple;
            }
        }
        character
    }
}

#[cfg(test)]
mod tests {
    use super::Habits;

    #[test]
    fn the_tables_can_be_read() {
        for text in [include_str!("habits/en.yaml"), include_str!("habits/zh.yaml")] {
            let habits: Habits = serde_yaml::from_str(text).expect("a table");
            assert!(habits.words.len() > 20 && habits.signs.len() > 20);
            let pairs = habits.traditional.chars().filter(|found| !found.is_whitespace());
            assert_eq!(pairs.count() % 2, 0);
        }
    }
}
