//! Types of the language: what values are, in which unit, with how many places.

use std::borrow::Cow;

use serde::Serialize;

/// A type. Whether a value may be missing is said beside it, not in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub enum Type {
    /// `text`
    Text,
    /// `yes/no`
    Bool,
    /// `date`: days since 1970-01-01.
    Date,
    /// `datetime`: microseconds since 1970-01-01T00:00Z.
    DateTime,
    /// A number, a percentage, money, points or a length of time.
    Quantity(Unit, Places),
    /// A value of [`crate::ir::Program::choices`], held as the index of its option.
    Choice(u32),
}

/// What a quantity counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub enum Unit {
    /// A plain number; `percent` is one with four places.
    Number,
    /// Money of one currency.
    Money(Currency),
    /// Money of any currency: thousandths times [`CODES`], plus the code of the currency. No
    /// arithmetic; it is converted first.
    AnyMoney,
    /// Points of one kind.
    Points(Points),
    /// Lengths of time of one kind.
    Duration(Length),
}

/// A kind of lengths of time, by what it counts. One is never turned into another: a month is not
/// thirty days, and a day is not always 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Length {
    /// Months; a year is twelve.
    Months,
    /// Days; a week is seven.
    Days,
    /// Minutes; an hour is sixty.
    Minutes,
}

impl Length {
    /// What it counts, as outcomes name it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Length::Months => "months",
            Length::Days => "days",
            Length::Minutes => "minutes",
        }
    }

    /// A number of it in words: `24 months`, `1 day`.
    #[must_use]
    pub fn counted(self, number: &str) -> String {
        let name = self.name();
        let name = if number == "1" { name.trim_end_matches('s') } else { name };
        format!("{number} {name}")
    }
}

/// A kind of points, by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Points {
    /// `points` for those of which every programme has some, else as declared.
    pub name: Cow<'static, str>,
    /// Decimal places in which they are given.
    pub places: u8,
}

impl Points {
    /// The points of which every programme has some.
    pub const PLAIN: Points = Points { name: Cow::Borrowed("points"), places: 0 };
}

impl Unit {
    /// As outcomes and histories write it; empty for a plain number, and for money that names its own.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Unit::Number | Unit::AnyMoney => "",
            Unit::Money(currency) => &currency.0,
            Unit::Points(points) => &points.name,
            Unit::Duration(length) => length.name(),
        }
    }

    /// Places to which it is granted: those of a currency's minor unit or of the kind of points;
    /// numbers are whole.
    #[must_use]
    pub fn places(&self) -> u8 {
        match self {
            Unit::Number | Unit::AnyMoney | Unit::Duration(_) => 0,
            Unit::Money(currency) => currency.places(),
            Unit::Points(points) => points.places,
        }
    }
}

/// How exactly a quantity is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Places {
    /// A whole number of units of `10^-n`.
    Fixed(u8),
    /// An unrounded quotient: numerator and denominator.
    Fraction,
}

/// An ISO 4217 code, such as `CNY`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Currency(pub String);

impl Currency {
    /// Decimal places of the minor unit (ISO 4217): 0 for JPY, KRW and their like, 3 for KWD and
    /// its like, else 2.
    #[must_use]
    pub fn places(&self) -> u8 {
        match self.0.as_str() {
            "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF"
            | "UGX" | "UYI" | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
            "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
            _ => 2,
        }
    }
}

/// Codes of currencies are below this: three letters, each one of 26.
pub const CODES: i64 = 32_768;

/// Places in which money of any currency is held.
pub const ANY_MONEY_PLACES: u8 = 3;

impl Currency {
    /// The code as a number below [`CODES`]; `None` for what is not three capitals.
    #[must_use]
    pub fn number(&self) -> Option<i64> {
        let letters: &[u8; 3] = self.0.as_bytes().try_into().ok()?;
        letters.iter().try_fold(0i64, |number, letter| {
            letter.is_ascii_uppercase().then(|| number * 26 + i64::from(letter - b'A'))
        })
    }

    /// The currency of a number.
    #[must_use]
    pub fn numbered(number: i64) -> Option<Currency> {
        let letter = |place: i64| u8::try_from(number / place % 26).ok().map(|at| b'A' + at);
        let letters = [letter(676)?, letter(26)?, letter(1)?];
        let known = (0..26 * 676).contains(&number);
        String::from_utf8(letters.to_vec()).ok().filter(|_| known).map(Currency)
    }
}

impl Type {
    /// `money of any currency`
    pub const ANY_MONEY: Type = Type::Quantity(Unit::AnyMoney, Places::Fixed(0));
    /// A whole number.
    pub const WHOLE: Type = Type::Quantity(Unit::Number, Places::Fixed(0));
    /// A plain number without declared places.
    pub const NUMBER: Type = Type::Quantity(Unit::Number, Places::Fixed(6));
    /// A percentage, as a fraction of one.
    pub const PERCENT: Type = Type::Quantity(Unit::Number, Places::Fixed(4));
    /// Whole points.
    pub const POINTS: Type = Type::Quantity(Unit::Points(Points::PLAIN), Places::Fixed(0));

    /// Money in the currency's minor unit.
    #[must_use]
    pub fn money(currency: Currency) -> Type {
        let places = currency.places();
        Type::Quantity(Unit::Money(currency), Places::Fixed(places))
    }

    /// Points of a kind, in its places.
    #[must_use]
    pub fn points(points: Points) -> Type {
        let places = points.places;
        Type::Quantity(Unit::Points(points), Places::Fixed(places))
    }

    /// Decimal places, where this is a quantity held as a scaled whole number.
    #[must_use]
    pub fn places(&self) -> Option<u8> {
        match self {
            Type::Quantity(_, Places::Fixed(places)) => Some(*places),
            _ => None,
        }
    }
}
