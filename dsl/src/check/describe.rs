//! Types in the analyst's words.

use super::Checker;
use crate::message::Message;
use crate::spelling;
use crate::types::{Length, Places, Points, Type, Unit};

impl Checker<'_> {
    pub(super) fn describe(&self, ty: &Type) -> Message {
        match ty {
            Type::Text => say!("a text"),
            Type::Bool => say!("yes or no"),
            Type::Date => say!("a date"),
            Type::DateTime => say!("a date with time"),
            Type::Quantity(Unit::Number, Places::Fixed(0)) => say!("a whole number"),
            Type::Quantity(unit, _) => describe_unit(unit),
            Type::Choice(choice) => say!("a value of `{of}`", of = self.choice_name(*choice)),
        }
    }

    pub(super) fn choice_name(&self, choice: u32) -> &str {
        self.choices.get(choice as usize).map_or("?", |choice| choice.name.as_str())
    }
}

pub(super) fn describe_unit(unit: &Unit) -> Message {
    match unit {
        Unit::Number => say!("a number"),
        Unit::Money(currency) => say!("money in {currency}", currency = &currency.0),
        Unit::AnyMoney => say!("money of any currency"),
        Unit::Points(points) => points_named(&points.name),
        Unit::Duration(Length::Months) => say!("a length of time in months"),
        Unit::Duration(Length::Days) => say!("a length of time in days"),
        Unit::Duration(Length::Minutes) => say!("a length of time in minutes"),
    }
}

/// A kind of points by its name, the plain ones by the word for them.
pub(super) fn points_named(name: &str) -> Message {
    if name == Points::PLAIN.name { say!("points") } else { Message::verbatim(name) }
}

/// The name that this one is most likely a slip of.
pub(super) fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<String> {
    spelling::nearest(name, names).map(str::to_owned)
}
