//! Conditions: whether they hold, and what they lack.

use indexmap::IndexMap;
use serde::Serialize;

/// A condition, whether it holds, and what it reads.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Condition {
    /// As the policy writes it.
    pub text: String,
    /// `file:line`
    pub source: String,
    /// Whether it holds; absent where what stands before it decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holds: Option<bool>,
    /// Whether its opposite is asked for: `holds` says whether that is so.
    #[serde(skip_serializing_if = "is_not")]
    pub negated: bool,
    /// Whether it asks that the value is known of which the text speaks.
    #[serde(skip_serializing_if = "is_not")]
    pub known: bool,
    /// What it reads, by its text; `None` where it is missing.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub values: IndexMap<String, Option<String>>,
    /// What a comparison lacks, where it does not hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lacks: Option<Lack>,
    /// How its parts are joined, where it has some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joined: Option<Joined>,
    /// Its parts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Condition>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks")]
fn is_not(flag: &bool) -> bool {
    !flag
}

/// How parts of a condition are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Joined {
    /// Every one must hold.
    All,
    /// One is enough.
    Any,
}

/// What a comparison lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lack {
    /// What is measured, as the policy writes it.
    pub measure: String,
    /// What it comes to; `None` where it is missing.
    pub value: Option<String>,
    /// How it must stand to the bar.
    pub must_be: MustBe,
    /// The bar.
    pub bar: Option<String>,
    /// The least change with which it holds, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
    /// The last day on which more of it counts, where what is measured is of a period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// How a measure must stand to its bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MustBe {
    /// `is`
    Equal,
    /// `is not`
    Other,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

/// A change of what is measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Which way.
    pub way: Way,
    /// How much, with its unit; of time, a whole number.
    pub by: String,
    /// In what it is counted, where that is time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<TimeUnit>,
}

/// Which way something must change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// More of it, or later.
    More,
    /// Less of it, or earlier.
    Less,
}

/// In what time is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    /// Of dates.
    Days,
    /// Of times of day.
    Minutes,
}
