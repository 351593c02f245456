//! Types, and parts of what becomes of a level, in words.

use loyal_dsl::ir::{Program, TransitionPart};
use loyal_dsl::message::Message;
use loyal_dsl::say;
use loyal_dsl::types::{Length, Places, Type, Unit};

/// A type with its unit and the places in which it is held.
pub(in crate::outline) fn kind(program: &Program, ty: &Type) -> Message {
    match ty {
        Type::Text => say!("text"),
        Type::Bool => say!("yes/no"),
        Type::Date => say!("date"),
        Type::DateTime => say!("datetime"),
        Type::Choice(choice) => {
            let choice = program.choices.get(*choice as usize);
            let name = choice.map_or("", |choice| choice.name.as_str());
            say!("one of `{name}`", name)
        }
        Type::Quantity(unit, Places::Fraction) => say!("{unit}, fraction", unit = said(unit)),
        Type::Quantity(unit, Places::Fixed(0)) => said(unit),
        Type::Quantity(unit, Places::Fixed(1)) => say!("{unit}, 1 place", unit = said(unit)),
        Type::Quantity(unit, Places::Fixed(places)) => {
            say!("{unit}, {places} places", unit = said(unit), places = usize::from(*places))
        }
    }
}

fn said(unit: &Unit) -> Message {
    match unit {
        Unit::Number => say!("number"),
        Unit::AnyMoney => say!("money of any currency"),
        Unit::Money(currency) => Message::verbatim(currency.0.as_str()),
        Unit::Points(points) => Message::verbatim(points.name.as_ref()),
        Unit::Duration(Length::Months) => say!("months"),
        Unit::Duration(Length::Days) => say!("days"),
        Unit::Duration(Length::Minutes) => say!("minutes"),
    }
}

/// A part of what becomes of a level.
pub(super) fn part(part: TransitionPart, of: Message) -> Message {
    match part {
        TransitionPart::Level => say!("the level in {of}", of),
        TransitionPart::Since => say!("since when, in {of}", of),
        TransitionPart::Until => say!("until when, in {of}", of),
        TransitionPart::Change => say!("the change in {of}", of),
        TransitionPart::Lowered => say!("when lowered, in {of}", of),
    }
}
