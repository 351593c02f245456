//! What records look like.

use std::collections::{BTreeSet, HashSet};

use indexmap::IndexMap;

/// Different texts up to which a field may be a choice.
const MOST_OPTIONS: usize = 8;

/// The records of one place.
#[derive(Debug, Default)]
pub(super) struct Shape {
    /// How many there are.
    pub(super) records: usize,
    pub(super) fields: IndexMap<String, Field>,
}

/// What stands under one name.
#[derive(Debug, Default)]
pub(super) struct Field {
    /// In how many records it has a value.
    pub(super) known: usize,
    pub(super) scalar: Scalar,
    /// Of objects.
    pub(super) group: Shape,
    /// Of the elements of lists.
    pub(super) elements: Shape,
    pub(super) is_list: bool,
    /// Whether a value comes twice among the records of a place.
    pub(super) is_repeated: bool,
}

/// What single values look like: how many are so.
#[derive(Debug, Default)]
pub(super) struct Scalar {
    pub(super) all: usize,
    pub(super) bools: usize,
    pub(super) wholes: usize,
    pub(super) decimals: usize,
    /// Decimals with two places, as money has.
    pub(super) cents: usize,
    pub(super) places: usize,
    pub(super) dates: usize,
    pub(super) datetimes: usize,
    /// Different texts, of few.
    pub(super) options: BTreeSet<String>,
    pub(super) has_many: bool,
}

impl Shape {
    pub(super) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    pub(super) fn field(&mut self, name: &str) -> &mut Field {
        self.fields.entry(name.to_owned()).or_default()
    }
}

/// The values of the records of one place so far.
#[derive(Debug, Default)]
pub(super) struct Met {
    values: HashSet<(String, String)>,
}

impl Field {
    /// Adds a value; one that is plain may be a number or yes/no.
    pub(super) fn value(&mut self, name: &str, text: &str, is_plain: bool, met: &mut Met) {
        self.known += 1;
        self.is_repeated |= !met.values.insert((name.to_owned(), text.to_owned()));
        self.scalar.add(text, is_plain);
    }
}

impl Scalar {
    fn add(&mut self, text: &str, is_plain: bool) {
        self.all += 1;
        let places = places(text);
        if is_plain && matches!(text, "true" | "false" | "yes" | "no" | "是" | "否") {
            self.bools += 1;
        } else if let Some(places) = places.filter(|places| is_plain || *places > 0) {
            self.decimals += 1;
            self.wholes += usize::from(places == 0);
            self.cents += usize::from(places == 2);
            self.places = self.places.max(places);
        } else if text.parse::<loyal_dsl::date::Date>().is_ok() {
            self.dates += 1;
        } else if is_datetime(text) {
            self.datetimes += 1;
        }
        if self.options.len() < MOST_OPTIONS || self.options.contains(text) {
            self.options.insert(text.to_owned());
        } else {
            self.has_many = true;
        }
    }
}

/// The places of a decimal.
fn places(text: &str) -> Option<usize> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let leads = whole.len() > 1 && whole.starts_with('0');
    let is_decimal = !whole.is_empty() && !leads && !digits.ends_with('.');
    (is_decimal && is_digits(whole) && is_digits(fraction)).then_some(fraction.len())
}

/// `2026-01-31T09:30`, with or without seconds and an offset.
fn is_datetime(text: &str) -> bool {
    let Some((date, time)) = text.split_at_checked(10) else { return false };
    let is_time = |time: &str| {
        let (hours, minutes) = time.split_at_checked(2).unwrap_or_default();
        let minutes = minutes.strip_prefix(':').and_then(|rest| rest.get(..2));
        let is_two = |text: &str| text.len() == 2 && text.bytes().all(|it| it.is_ascii_digit());
        is_two(hours) && minutes.is_some_and(is_two)
    };
    date.parse::<loyal_dsl::date::Date>().is_ok()
        && time.strip_prefix(['T', 't', ' ']).is_some_and(is_time)
}
