//! One value as a format gives it → the `i64` that a batch holds, held against its field.

use jiff::tz::TimeZone;
use loyal_dsl::ir::Program;
use loyal_dsl::message::{Joint, Message};
use loyal_dsl::say;
use loyal_dsl::spelling::nearest;
use loyal_dsl::types::{Currency, Places, Type, Unit};

use super::any_money;
use super::decimal::{self, Misfit};
use super::duration;
use super::moment::{self, NoInstant, written};
use super::raw::{Raw, Unfit, show, unfit_quantity};
use crate::batch::Dictionary;

/// What a scalar field takes.
#[derive(Debug, Clone)]
pub(super) enum Target {
    Text,
    Bool,
    Date,
    DateTime(TimeZone),
    /// Money of any currency; without its code, of the programme's.
    AnyMoney(Option<Currency>),
    Quantity {
        unit: Unit,
        places: u8,
    },
    Choice(Vec<String>),
}

/// Why a value was refused.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    /// None where it is missing.
    pub(super) value: Option<Message>,
    pub(super) expected: Message,
    pub(super) help: Option<Message>,
}

impl Problem {
    /// Nothing stands where something is due.
    pub(super) fn missing(expected: Message) -> Problem {
        Problem { value: None, expected, help: None }
    }
}

impl Target {
    /// What a field of this type takes; datetimes without an offset are in `zone`.
    pub(super) fn of(ty: &Type, program: &Program, zone: &TimeZone) -> Target {
        match ty {
            Type::Text => Target::Text,
            Type::Bool => Target::Bool,
            Type::Date => Target::Date,
            Type::DateTime => Target::DateTime(zone.clone()),
            Type::Quantity(Unit::AnyMoney, _) => Target::AnyMoney(program.currency.clone()),
            Type::Quantity(unit, places) => {
                let places = match places {
                    Places::Fixed(places) => *places,
                    Places::Fraction => 0,
                };
                Target::Quantity { unit: unit.clone(), places }
            }
            Type::Choice(choice) => {
                let choice = usize::try_from(*choice).ok().and_then(|at| program.choices.get(at));
                Target::Choice(choice.map(|it| it.options.clone()).unwrap_or_default())
            }
        }
    }

    /// What fits, in words.
    pub(super) fn expected(&self) -> Message {
        match self {
            Target::Text => say!("a text"),
            Target::Bool => say!("true or false"),
            Target::Date => say!("a date such as 2026-01-31"),
            Target::DateTime(_) => say!("a date and time such as 2026-01-31T09:30:00+08:00"),
            Target::AnyMoney(_) => say!("money with its currency, such as 12.30 USD"),
            Target::Quantity { unit: Unit::Number, places: 4 } => {
                say!("a number with at most 4 decimal places, or a percentage such as 20%")
            }
            Target::Quantity { unit, places } => expected_quantity(unit, *places),
            Target::Choice(options) => {
                say!(
                    "one of {options}",
                    options = Joint::Comma.of(options.iter().map(String::as_str))
                )
            }
        }
    }

    /// The value as a batch holds it; `None` where it is missing, as an empty text is.
    #[inline]
    pub(super) fn read(
        &self,
        raw: Raw<'_>,
        texts: &mut Dictionary,
    ) -> Result<Option<i64>, Problem> {
        match self.usual(raw, texts) {
            Some(value) => Ok(Some(value)),
            None => self.unusual(raw),
        }
    }

    /// The value, where it is written as values of its kind mostly are.
    #[inline]
    fn usual(&self, raw: Raw<'_>, texts: &mut Dictionary) -> Option<i64> {
        match (self, raw) {
            (_, Raw::Text("") | Raw::Word("")) => None,
            (Target::Text, Raw::Text(text) | Raw::Word(text)) => Some(texts.intern(text)),
            (Target::Bool, Raw::Bool(value)) => Some(i64::from(value)),
            (Target::Date, Raw::Text(text) | Raw::Word(text)) => moment::parse_date(text),
            (Target::Quantity { places, .. }, Raw::Number(text)) => {
                decimal::parse(text, *places).ok()
            }
            (Target::Choice(options), Raw::Text(text) | Raw::Word(text)) => place(options, text),
            (_, _) => None,
        }
    }

    /// The value, written in another way.
    fn unusual(&self, raw: Raw<'_>) -> Result<Option<i64>, Problem> {
        if let Raw::Missing | Raw::Text("") | Raw::Word("") = raw {
            return Ok(None);
        }
        let value = match self {
            Target::Text => Err(unfit_text(raw)),
            Target::Bool => read_bool(raw),
            Target::Date => read_date(raw),
            Target::DateTime(zone) => read_datetime(raw, zone),
            Target::AnyMoney(own) => any_money::read(raw, own.as_ref()),
            Target::Quantity { unit, places } => read_quantity(raw, unit, *places),
            Target::Choice(options) => read_choice(raw, options),
        };
        value.map(Some).map_err(|fault| Problem {
            value: show(raw),
            expected: self.expected(),
            help: fault.0,
        })
    }
}

fn expected_quantity(unit: &Unit, places: u8) -> Message {
    let what = match (unit, places) {
        (Unit::Number, 0) => return say!("a whole number"),
        (Unit::Points(points), 0) => {
            return say!("a whole number of {points}", points = &*points.name);
        }
        (Unit::Money(currency), 0) => {
            return say!("a whole amount in {currency}", currency = &currency.0);
        }
        (Unit::Duration(length), _) => return duration::expected(*length),
        (Unit::Number | Unit::AnyMoney, _) => say!("a number"),
        (Unit::Points(points), _) => say!("a number of {points}", points = &*points.name),
        (Unit::Money(currency), _) => say!("money in {currency}", currency = &currency.0),
    };
    match places {
        1 => say!("{what} with at most 1 decimal place", what),
        _ => say!("{what} with at most {places} decimal places", what, places),
    }
}

fn unfit_text(raw: Raw<'_>) -> Unfit {
    match raw {
        Raw::Number(_) | Raw::Bool(_) => Unfit::help(say!("put it in quotes")),
        _ => Unfit::plain(),
    }
}

fn read_bool(raw: Raw<'_>) -> Result<i64, Unfit> {
    match raw {
        Raw::Word(word) => parse_yes_no(word.trim()).ok_or_else(Unfit::plain),
        Raw::Text(text) if parse_yes_no(text).is_some() => {
            Err(Unfit::help(say!("write true or false, without quotes")))
        }
        _ => Err(Unfit::plain()),
    }
}

fn parse_yes_no(word: &str) -> Option<i64> {
    let is_any = |words: [&str; 4]| words.iter().any(|it| word.eq_ignore_ascii_case(it));
    if is_any(["true", "yes", "1", "是"]) {
        return Some(1);
    }
    is_any(["false", "no", "0", "否"]).then_some(0)
}

fn read_date(raw: Raw<'_>) -> Result<i64, Unfit> {
    match raw {
        Raw::Text(text) | Raw::Word(text) => {
            let text = text.trim();
            moment::parse_date(text).ok_or_else(|| unfit_date(text))
        }
        Raw::Date(days) => moment::checked_days(days).ok_or_else(Unfit::plain),
        Raw::Instant(_) | Raw::Local(_) => {
            Err(Unfit::help(say!("the field holds a date without time")))
        }
        _ => Err(Unfit::plain()),
    }
}

fn unfit_date(text: &str) -> Unfit {
    let is_form = |it: &str| {
        let form: String =
            it.chars().map(|sign| if sign.is_ascii_digit() { '0' } else { sign }).collect();
        form == "0000-00-00"
    };
    if is_form(text) {
        return Unfit::help(say!("there is no such day"));
    }
    match text.get(..10) {
        Some(date) if is_form(date) && moment::parse_date(date).is_some() => {
            Unfit::help(say!("the field holds a date without time: {date}", date))
        }
        _ => Unfit::plain(),
    }
}

fn read_datetime(raw: Raw<'_>, zone: &TimeZone) -> Result<i64, Unfit> {
    match raw {
        Raw::Text(text) | Raw::Word(text) => {
            let text = text.trim();
            moment::parse_datetime(text, zone).map_err(|why| match moment::parse_date(text) {
                Some(_) => Unfit::help(say!("the time of day is missing")),
                None => unfit_instant(why, zone),
            })
        }
        Raw::Instant(instant) => moment::checked_instant(instant).ok_or_else(Unfit::plain),
        Raw::Local(wall) => moment::local(wall, zone).map_err(|why| unfit_instant(why, zone)),
        Raw::Date(_) => Err(Unfit::help(say!("the time of day is missing"))),
        _ => Err(Unfit::plain()),
    }
}

fn unfit_instant(why: NoInstant, zone: &TimeZone) -> Unfit {
    let name = zone.iana_name().unwrap_or("the programme");
    match why {
        NoInstant::Unreadable => Unfit::plain(),
        NoInstant::Skipped(before, after) => Unfit::help(say!(
            "the clocks of {name} skip this time, going from {before} to {after}: correct it, or write it with an offset",
            name,
            before = written(before),
            after = written(after)
        )),
        NoInstant::Repeated(first, second) => Unfit::help(say!(
            "the clocks of {name} show this time twice: write it with an offset, {first} or {second}",
            name,
            first = written(first),
            second = written(second)
        )),
    }
}

fn read_quantity(raw: Raw<'_>, unit: &Unit, places: u8) -> Result<i64, Unfit> {
    let value = match raw {
        Raw::Number(text) => decimal::parse(text, places),
        Raw::Text(text) | Raw::Word(text) => return parse_quantity(text.trim(), unit, places),
        Raw::Scaled(value, scale) => decimal::rescale(value, scale, places),
        Raw::Huge => Err(Misfit::TooLarge),
        _ => Err(Misfit::NotADecimal),
    };
    value.map_err(|misfit| unfit_quantity(misfit, places))
}

fn parse_quantity(text: &str, unit: &Unit, places: u8) -> Result<i64, Unfit> {
    let number = match unit {
        Unit::Number if places == 4 && text.ends_with('%') => {
            let percent = text.strip_suffix('%').unwrap_or(text).trim_end();
            return decimal::parse(percent, 2).map_err(|misfit| unfit_quantity(misfit, places));
        }
        Unit::Money(currency) => match text.strip_suffix(currency.0.as_str()) {
            Some(number) => number.trim_end(),
            None => text,
        },
        Unit::Duration(length) => match duration::read(text, *length) {
            Some(read) => return read,
            None => text,
        },
        Unit::Number | Unit::AnyMoney | Unit::Points(_) => text,
    };
    decimal::parse(number, places).map_err(|misfit| match (unit, foreign_code(number)) {
        (Unit::Money(currency), Some(code)) => {
            let own = &currency.0;
            Unfit::help(say!("`{code}` is not the field's currency, {own}", code, own))
        }
        _ => unfit_quantity(misfit, places),
    })
}

/// The three capitals that end the text after a number, if there are such.
fn foreign_code(text: &str) -> Option<&str> {
    let code = text.get(text.len().checked_sub(3)?..)?;
    let number = text.strip_suffix(code)?.trim_end();
    let is_code = code.bytes().all(|byte| byte.is_ascii_uppercase());
    (is_code && number.ends_with(|it: char| it.is_ascii_digit())).then_some(code)
}

fn read_choice(raw: Raw<'_>, options: &[String]) -> Result<i64, Unfit> {
    let text = match raw {
        Raw::Text(text) => text,
        Raw::Word(text) => text.trim(),
        _ => return Err(Unfit::plain()),
    };
    let near = || nearest(text, options.iter().map(String::as_str));
    place(options, text).ok_or_else(|| match near() {
        Some(option) => Unfit::help(say!("did you mean `{near}`?", near = option)),
        None => Unfit::plain(),
    })
}

/// The place of an option.
fn place(options: &[String], text: &str) -> Option<i64> {
    let found = options.iter().position(|option| option == text)?;
    i64::try_from(found).ok()
}
