//! Exact amounts as explanations and records write them.

use std::fmt;

/// A number of steps of the last place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Amount {
    pub(super) units: i128,
    pub(super) places: u32,
}

impl Amount {
    /// Of `12.30 CNY`, `-5`; `None` of anything else.
    pub(super) fn of(text: &str) -> Option<Amount> {
        let number = text.split(' ').next()?;
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        if !part.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let units = format!("{whole}{part}").parse().ok()?;
        Some(Amount { units, places: u32::try_from(part.len()).ok()? })
    }

    /// One of the last place less.
    pub(super) fn less(self) -> Amount {
        Amount { units: self.units - 1, ..self }
    }

    /// One of the last place.
    pub(super) fn step(self) -> Amount {
        Amount { units: 1, ..self }
    }

    pub(super) fn times(self, sign: i128) -> Amount {
        Amount { units: self.units * sign, ..self }
    }

    pub(super) fn plus(self, other: Amount) -> Amount {
        let places = self.places.max(other.places);
        let scaled = |it: Amount| it.units * 10i128.pow(places - it.places);
        Amount { units: scaled(self) + scaled(other), places }
    }

    /// Whether both are as much, in whatever places.
    pub(super) fn is_as_much_as(self, other: Amount) -> bool {
        self.plus(other.times(-1)).units == 0
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.units < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", self.units.abs(), width = self.places as usize + 1);
        let (whole, part) = digits.split_at(digits.len() - self.places as usize);
        let point = if part.is_empty() { "" } else { "." };
        write!(formatter, "{sign}{whole}{point}{part}")
    }
}
