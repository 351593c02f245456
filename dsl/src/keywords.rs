//! The keywords of each language: data that lexing, completion, highlighting and docs share.
//!
//! A keyword has an id that no language owns; a table spells it, with phrases of whole words.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::Deserialize;

use crate::syntax::Language;

/// The id of a keyword, such as `for_each`.
pub type KeywordId = &'static str;

/// Words that declare, where they begin a line and a name or text follows.
pub const DECLARATIONS: &[KeywordId] = &[
    "program",
    "record",
    "kind",
    "point",
    "define",
    "table",
    "tier",
    "class",
    "score",
    "earn",
    "reward",
    "redeem",
    "recovery",
    "contact",
    "penalty",
    "reversal",
    "parameter",
    "exchange",
    "choose",
    "budget",
    "portfolio",
    "calendar",
    "script",
    "publish",
    "guarantee",
    "use",
    "allow",
];

/// Declarations of the programme, its records and its customers as a whole; all others may stand
/// in a portfolio, and are then about its groups.
const OUTSIDE_PORTFOLIOS: &[KeywordId] = &[
    "program",
    "record",
    "kind",
    "parameter",
    "exchange",
    "budget",
    "portfolio",
    "calendar",
    "script",
    "use",
];

/// Whether a word may declare something of a group.
#[must_use]
pub fn declared_in_portfolio(id: &str) -> bool {
    DECLARATIONS.contains(&id) && !OUTSIDE_PORTFOLIOS.contains(&id)
}

/// Words that begin a clause of a rule.
pub const CLAUSES: &[KeywordId] = &[
    "for_each",
    "when",
    "unless",
    "give",
    "times",
    "plus",
    "round",
    "at_least",
    "at_most",
    "only_up_to",
    "largest_first",
    "only_the_largest",
    "usable_through",
    "valid",
    "do",
    "escalate_to",
    "follow_up",
    "because",
    "needs_approval_by",
    "offer_one_of",
    "take",
    "suspend",
    "forfeit",
    "reverse",
    "adjust",
    "cost",
    "automatic",
    "priority",
    "available_after",
    "available_from",
];

/// Words that cannot begin a clause: a line that begins with one continues the line before.
pub const CONTINUATIONS: &[KeywordId] = &[
    "and",
    "or",
    "or_else",
    "is",
    "is_not",
    "is_one_of",
    "is_not_one_of",
    "in",
    "of",
    "where",
    "in_last",
    "in_next",
    "in_this",
    "in_previous",
    "in_same_period",
    "in_year",
    "including_future",
    "in_calendar",
    "turned_of",
    "implies",
    "keeps_when",
    "for_life_when",
];

/// Phrases that begin like a unit: behind a number the unit is meant (`within 1 day of`).
pub const PARTS_LIKE_UNITS: &[KeywordId] = &["year_of", "month_of", "day_of"];

/// What a phrase of the source stands for: keyword ids, or a sign such as `/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// Its words.
    pub words: Vec<&'static str>,
    /// What it is written as.
    pub writes: Vec<KeywordId>,
}

/// The spellings of one language.
#[derive(Debug)]
pub struct Keywords {
    data: &'static Data,
    phrases: HashMap<&'static str, Vec<Phrase>>,
    /// Every word of a phrase, and every id.
    words: HashSet<&'static str>,
}

/// One table as its file has it.
#[derive(Debug, Default, Deserialize)]
struct Data {
    keywords: IndexMap<String, Vec<String>>,
    turns: IndexMap<String, Vec<String>>,
    parts: IndexMap<String, Vec<String>>,
    fields: IndexMap<String, Vec<String>>,
    currencies: IndexMap<String, String>,
    currency_signs: IndexMap<char, String>,
    numerals: IndexMap<String, u32>,
    compounds: IndexMap<String, Vec<String>>,
    places: IndexMap<String, IndexMap<String, String>>,
}

/// Every language that has a table.
pub const LANGUAGES: [Language; 2] = [Language::En, Language::Zh];

/// The table of a language.
#[must_use]
pub fn keywords(language: Language) -> &'static Keywords {
    static EN: OnceLock<Keywords> = OnceLock::new();
    static ZH: OnceLock<Keywords> = OnceLock::new();
    match language {
        Language::En => EN.get_or_init(|| Keywords::of(data(language))),
        Language::Zh => ZH.get_or_init(|| Keywords::of(data(language))),
    }
}

/// A table that cannot be read is empty; the tests read every table.
fn data(language: Language) -> &'static Data {
    static EN: OnceLock<Data> = OnceLock::new();
    static ZH: OnceLock<Data> = OnceLock::new();
    let read = |text: &str| serde_yaml::from_str(text).unwrap_or_default();
    match language {
        Language::En => EN.get_or_init(|| read(include_str!("keywords/en.yaml"))),
        Language::Zh => ZH.get_or_init(|| read(include_str!("keywords/zh.yaml"))),
    }
}

impl Keywords {
    fn of(data: &'static Data) -> Keywords {
        let mut phrases: HashMap<&'static str, Vec<Phrase>> = HashMap::new();
        for phrase in all_phrases(data) {
            if let Some(first) = phrase.words.first().copied() {
                phrases.entry(first).or_default().push(phrase);
            }
        }
        for candidates in phrases.values_mut() {
            candidates.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len()));
        }
        let words = all_phrases(data).flat_map(|phrase| [phrase.words, phrase.writes].concat());
        Keywords { data, phrases, words: words.collect() }
    }

    /// Whether a name may be taken for something else somewhere: a word of a phrase or of the
    /// grammar, a currency, or what multiplies a number.
    #[must_use]
    pub fn is_taken(&self, name: &str) -> bool {
        let code = name.len() == 3 && name.bytes().all(|letter| letter.is_ascii_uppercase());
        let money = code || self.currency(name).is_some();
        money || self.words.contains(name) || self.numeral(name).is_some()
    }

    /// The phrases that begin with a word, longest first.
    #[must_use]
    pub fn beginning_with(&self, word: &str) -> &[Phrase] {
        self.phrases.get(word).map_or(&[], Vec::as_slice)
    }

    /// Every phrase with what it stands for: keywords, words of another order, compounds.
    pub fn phrases(&self) -> impl Iterator<Item = Phrase> {
        all_phrases(self.data)
    }

    /// The ids of the keywords, in the order of the table.
    pub fn ids(&self) -> impl Iterator<Item = KeywordId> {
        self.data.keywords.keys().map(String::as_str)
    }

    /// How a keyword is written: its first spelling.
    #[must_use]
    pub fn spelling(&self, id: &str) -> Option<&'static str> {
        let spellings = self.data.keywords.get(id).or_else(|| self.data.turns.get(id))?;
        spellings.first().map(String::as_str)
    }

    /// How a keyword is written at a place that asks for a spelling of its own.
    #[must_use]
    pub fn spelling_in(&self, id: &str, place: &str) -> Option<&'static str> {
        self.data.places.get(id)?.get(place).map(String::as_str)
    }

    /// The places that ask for a spelling of their own, with the keyword and the spelling.
    pub fn places(&self) -> impl Iterator<Item = (KeywordId, &'static str, &'static str)> {
        self.data.places.iter().flat_map(|(id, places)| {
            places.iter().map(|(place, spelling)| (id.as_str(), place.as_str(), spelling.as_str()))
        })
    }

    /// The word that stands for these keywords: the first of several.
    #[must_use]
    pub fn compound(&self, ids: &[&str]) -> Option<&'static str> {
        let mut found = self.data.compounds.iter().filter(|(_, writes)| *writes == ids);
        found.next().map(|(word, _)| word.as_str())
    }

    /// The keyword that a single phrase spells.
    #[must_use]
    pub fn meaning(&self, text: &str) -> Option<KeywordId> {
        let words = words(text);
        let phrase = self
            .beginning_with(words.first()?)
            .iter()
            .find(|phrase| phrase.words == words && phrase.writes.len() == 1)?;
        phrase.writes.first().copied()
    }

    /// The part of a tier with memory that a name behind its point stands for, such as `rose`.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<&'static str> {
        let spelt = |spellings: &Vec<String>| spellings.iter().any(|spelling| spelling == name);
        self.data.parts.iter().find(|(_, spellings)| spelt(spellings)).map(|(id, _)| id.as_str())
    }

    /// The list or field of a history or membership that a name stands for, such as `amount`.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static str> {
        let spelt = |spellings: &Vec<String>| spellings.iter().any(|spelling| spelling == name);
        self.data.fields.iter().find(|(_, spellings)| spelt(spellings)).map(|(id, _)| id.as_str())
    }

    /// The lists and fields of histories and memberships, and how they are written.
    pub fn fields(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let first = |(id, spellings): (&'static String, &'static Vec<String>)| {
            Some((id.as_str(), spellings.first()?.as_str()))
        };
        self.data.fields.iter().filter_map(first)
    }

    /// The ISO code of a currency's everyday name, such as 元.
    #[must_use]
    pub fn currency(&self, word: &str) -> Option<&'static str> {
        self.data.currencies.get(word).map(String::as_str)
    }

    /// The everyday names of currencies with their ISO codes.
    pub fn currencies(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.data.currencies.iter().map(|(name, code)| (name.as_str(), code.as_str()))
    }

    /// The words that multiply a number, with their powers of ten.
    pub fn numerals(&self) -> impl Iterator<Item = (&'static str, u32)> {
        self.data.numerals.iter().map(|(word, power)| (word.as_str(), *power))
    }

    /// The ISO code of a currency's sign, such as ¥.
    #[must_use]
    pub fn currency_of_sign(&self, sign: char) -> Option<&'static str> {
        self.data.currency_signs.get(&sign).map(String::as_str)
    }

    /// The power of ten of a word that begins `text`, such as 万, and the word's length in bytes.
    #[must_use]
    pub fn numeral(&self, text: &str) -> Option<(u32, usize)> {
        let (word, power) =
            self.data.numerals.iter().find(|(word, _)| text.starts_with(word.as_str()))?;
        Some((*power, word.len()))
    }
}

fn all_phrases(data: &'static Data) -> impl Iterator<Item = Phrase> {
    let single = data.keywords.iter().chain(&data.turns).flat_map(|(id, spellings)| {
        spellings.iter().map(move |spelling| phrase(spelling, vec![id.as_str()]))
    });
    let compounds = data
        .compounds
        .iter()
        .map(|(spelling, ids)| phrase(spelling, ids.iter().map(String::as_str).collect()));
    single.chain(compounds)
}

fn phrase(spelling: &'static str, writes: Vec<KeywordId>) -> Phrase {
    Phrase { words: words(spelling), writes }
}

/// The words of a spelling, as the scanner cuts them: `Mid`, `-` and `Autumn`.
fn words(spelling: &str) -> Vec<&str> {
    let parts = spelling.split(' ').flat_map(|word| word.split_inclusive(JOINTS));
    let split = |part| match str::strip_suffix(part, JOINTS) {
        Some(word) => [word, part.get(word.len()..).unwrap_or_default()],
        None => [part, ""],
    };
    parts.flat_map(split).filter(|word| !word.is_empty()).collect()
}

/// Signs that may stand within a phrase.
pub const JOINTS: [char; 2] = ['-', '\''];
