//! The keys of an input so far, each with its first place. Keys that count up, as most do, take
//! no memory: of `C-0001` to `C-9000` only the ends are kept.

use super::rejection::Place;
use crate::batch::Dictionary;

/// Runs that are told apart; keys beyond them are kept one by one.
const RUNS: usize = 16;
/// The longest number that counts up.
const DIGITS: usize = 18;

/// Keys that were seen.
#[derive(Debug, Default)]
pub(super) struct Seen {
    runs: Vec<Run>,
    /// The keys outside of runs, with the place of each by its code.
    others: Dictionary,
    places: Vec<Spot>,
    /// A place of each file.
    files: Vec<Place>,
}

/// A line or row of one of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Spot {
    file: u32,
    at: u64,
}

/// Keys with one stem whose numbers follow each other, as do their places.
#[derive(Debug)]
struct Run {
    stem: Box<str>,
    width: usize,
    first: u64,
    count: u64,
    spot: Spot,
}

/// A key that may count up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Counted<'k> {
    stem: &'k str,
    width: usize,
    number: u64,
}

impl Seen {
    /// Notes a key; its first place where it was seen before.
    pub(super) fn note(&mut self, key: &str, place: &Place) -> Option<Place> {
        let counted = counted(key);
        if let Some(spot) = self.find(key, counted) {
            return Some(self.place(spot));
        }
        let spot = self.spot(place);
        match counted {
            Some(counted) if self.extend(counted, spot) => {}
            Some(Counted { stem, width, number }) if self.runs.len() < RUNS => {
                let run = Run { stem: stem.into(), width, first: number, count: 1, spot };
                self.runs.push(run);
            }
            _ => {
                self.others.intern(key);
                self.places.push(spot);
            }
        }
        None
    }

    fn find(&self, key: &str, counted: Option<Counted<'_>>) -> Option<Spot> {
        let run = counted.and_then(|counted| self.runs.iter().find_map(|run| run.spot_of(counted)));
        run.or_else(|| {
            let code = usize::try_from(self.others.code(key)?).ok()?;
            self.places.get(code).copied()
        })
    }

    /// Whether a key is the next of a run.
    fn extend(&mut self, counted: Counted<'_>, spot: Spot) -> bool {
        let next = self.runs.iter_mut().rev().find(|run| {
            let follows = Spot { at: run.spot.at.saturating_add(run.count), ..run.spot };
            run.offset(counted) == Some(run.count) && spot == follows
        });
        next.map(|run| run.count += 1).is_some()
    }

    fn spot(&mut self, place: &Place) -> Spot {
        let same =
            |known: &Place| known.file == place.file && known.row.is_some() == place.row.is_some();
        let file = self.files.iter().rposition(same).unwrap_or_else(|| {
            self.files.push(place.clone());
            self.files.len() - 1
        });
        let at = place.row.or(place.line).unwrap_or_default();
        Spot { file: u32::try_from(file).unwrap_or(u32::MAX), at }
    }

    fn place(&self, spot: Spot) -> Place {
        let known = self.files.get(spot.file as usize);
        known.map_or_else(
            || Place { file: "".into(), line: None, row: None },
            |known| Place {
                file: known.file.clone(),
                line: known.line.map(|_| spot.at),
                row: known.row.map(|_| spot.at),
            },
        )
    }
}

impl Run {
    /// How far behind its first a key stands, where it has its stem.
    fn offset(&self, counted: Counted<'_>) -> Option<u64> {
        let same = counted.width == self.width && counted.stem == &*self.stem;
        if same { counted.number.checked_sub(self.first) } else { None }
    }

    fn spot_of(&self, counted: Counted<'_>) -> Option<Spot> {
        let offset = self.offset(counted).filter(|offset| *offset < self.count)?;
        Some(Spot { at: self.spot.at.saturating_add(offset), ..self.spot })
    }
}

/// The number at the end of a key, and what stands before it.
fn counted(key: &str) -> Option<Counted<'_>> {
    let digits = key.bytes().rev().take_while(u8::is_ascii_digit).count().min(DIGITS);
    let (stem, number) = key.split_at_checked(key.len().checked_sub(digits)?)?;
    Some(Counted { stem, width: digits, number: number.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::{Place, Seen};

    fn row(at: usize) -> Place {
        Place::row(&Arc::from("customers"), at as u64 + 1)
    }

    #[test]
    fn keys_that_count_up_are_one_run() {
        let mut seen = Seen::default();
        for at in 0..5000 {
            assert_eq!(seen.note(&format!("C{at:05}"), &row(at)), None);
        }
        assert_eq!((seen.runs.len(), seen.places.len()), (1, 0));
        assert_eq!(seen.note("C01234", &row(6000)), Some(row(1234)));
        assert_eq!(seen.note("C1234", &row(6001)), None);
    }

    proptest! {
        #[test]
        fn the_first_place_of_every_key_is_known(
            keys in prop::collection::vec("[ab]?[0-9]{0,2}|[ab]0{16,20}[0-9]|餐[0-9]", 0..200),
        ) {
            let mut seen = Seen::default();
            for (at, key) in keys.iter().enumerate() {
                let first = keys.iter().position(|other| other == key).unwrap_or(at);
                let expected = (first < at).then(|| row(first));
                prop_assert_eq!(seen.note(key, &row(at)), expected, "{}", key);
            }
        }
    }
}
