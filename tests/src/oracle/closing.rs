//! What stands at the end of an outcome. All figures of the customer are read before those of
//! elements, and all before the effects; those that read totals come after them.

use indexmap::IndexMap;
use loyal_dsl::ir::{Program, ValueId};
use loyal_dsl::source::SourceFile;
use loyal_dsl::types::{Type, Unit};
use loyal_engine::outcome::{Broken, Published};

use super::expression::Customer;
use super::rule;
use super::text;
use super::value::{Failure, Value};

/// Published figures, and guarantees that do not hold.
pub(super) type Closing = (IndexMap<String, Published>, Vec<Broken>);

/// Those that read no totals of effects.
pub(super) fn closing(customer: &Customer<'_>, sources: &[SourceFile]) -> Result<Closing, Failure> {
    let program = customer.program;
    let (mut figures, broken) = of_customer(customer, sources, false)?;
    for (name, for_each, value) in program.published_of_each() {
        let mut each = IndexMap::new();
        for subject in rule::subjects(customer, for_each)? {
            let keys: Vec<String> = subject.keys.into_values().collect();
            let read = customer.read(value, &subject.scope)?;
            each.insert(keys.join("/"), read.map(|read| shown(customer, &read, &value.ty)));
        }
        figures.insert(name.to_owned(), Published::Each(each));
    }
    Ok((by_name(figures), broken))
}

/// Figures in the order of their names.
pub(super) fn by_name(mut figures: IndexMap<String, Published>) -> IndexMap<String, Published> {
    figures.sort_keys();
    figures
}

/// The figures and guarantees of the customer that read totals of effects, or those that do not.
pub(super) fn of_customer(
    customer: &Customer<'_>,
    sources: &[SourceFile],
    totals: bool,
) -> Result<Closing, Failure> {
    let program = customer.program;
    let reads = program.closing_values();
    let mut figures = IndexMap::new();
    for (name, id) in program.published_values() {
        if reads[id.0 as usize] != totals {
            continue;
        }
        let ty = &program.values[id.0 as usize].expr.ty;
        let value = customer.named(id)?.map(|value| shown(customer, &value, ty));
        figures.insert(name.to_owned(), Published::Value(value));
    }
    let broken = broken(customer, sources, &|id| reads[id.0 as usize] == totals)?;
    Ok((figures, broken))
}

fn broken(
    customer: &Customer<'_>,
    sources: &[SourceFile],
    wanted: &dyn Fn(ValueId) -> bool,
) -> Result<Vec<Broken>, Failure> {
    let mut broken = Vec::new();
    for guarantee in customer.program.guarantees.iter().filter(|it| wanted(it.claim)) {
        if customer.named(guarantee.claim)?.is_some_and(Value::bool) {
            continue;
        }
        let source = &sources[guarantee.span.file as usize];
        let claim = &source.text[guarantee.span.start as usize..guarantee.span.end as usize];
        let (line, _) = source.line_column(guarantee.span.start);
        broken.push(Broken {
            claim: claim.split_whitespace().collect::<Vec<_>>().join(" "),
            source: format!("{}:{line}", source.name),
            because: guarantee.because.clone(),
        });
    }
    Ok(broken)
}

/// Money of the programme's currency, points and numbers without unit.
fn shown(customer: &Customer<'_>, value: &Value, ty: &Type) -> String {
    let program: &Program = customer.program;
    match ty {
        Type::Quantity(Unit::Money(currency), _) if program.currency.as_ref() == Some(currency) => {
            text::figure(value, ty, currency.places())
        }
        Type::Quantity(Unit::Number | Unit::Points(_) | Unit::Duration(_), _) => {
            text::figure(value, ty, 0)
        }
        _ => text::in_words(Some(value), ty, program, customer.zone),
    }
}
