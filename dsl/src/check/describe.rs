//! Types in the analyst's words.

use super::Checker;
use crate::spelling;
use crate::types::{Places, Type, Unit};

impl Checker<'_> {
    pub(super) fn describe(&self, ty: &Type) -> String {
        match ty {
            Type::Text => "a text".into(),
            Type::Bool => "yes or no".into(),
            Type::Date => "a date".into(),
            Type::DateTime => "a date with time".into(),
            Type::Quantity(Unit::Number, Places::Fixed(0)) => "a whole number".into(),
            Type::Quantity(unit, _) => describe_unit(unit),
            Type::Choice(choice) => format!("a value of `{}`", self.choice_name(*choice)),
        }
    }

    pub(super) fn choice_name(&self, choice: u32) -> &str {
        self.choices.get(choice as usize).map_or("?", |choice| choice.name.as_str())
    }
}

pub(super) fn describe_unit(unit: &Unit) -> String {
    match unit {
        Unit::Number => "a number".into(),
        Unit::Money(currency) => format!("money in {}", currency.0),
        Unit::AnyMoney => "money of any currency".into(),
        Unit::Points(points) => points.name.clone().into_owned(),
    }
}

/// The name that this one is most likely a slip of.
pub(super) fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<String> {
    spelling::nearest(name, names).map(str::to_owned)
}
