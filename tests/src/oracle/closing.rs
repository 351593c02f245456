//! What stands at the end of an outcome. All figures of the customer are read before those of
//! elements, and all before the effects.

use indexmap::IndexMap;
use loyal_dsl::ir::Program;
use loyal_dsl::source::SourceFile;
use loyal_dsl::types::{Type, Unit};
use loyal_engine::outcome::{Broken, Published};

use super::expression::Customer;
use super::rule;
use super::text;
use super::value::{Failure, Value};

/// The published figures, and the guarantees that do not hold.
pub(super) fn closing(
    customer: &Customer<'_>,
    sources: &[SourceFile],
) -> Result<(IndexMap<String, Published>, Vec<Broken>), Failure> {
    let program = customer.program;
    let mut figures = IndexMap::new();
    for (name, id) in program.published_values() {
        let ty = &program.values[id.0 as usize].expr.ty;
        let value = customer.named(id)?.map(|value| shown(customer, &value, ty));
        figures.insert(name.to_owned(), Published::Value(value));
    }
    let broken = broken(customer, sources)?;
    for (name, for_each, value) in program.published_of_each() {
        let mut each = IndexMap::new();
        for subject in rule::subjects(customer, for_each)? {
            let keys: Vec<String> = subject.keys.into_values().collect();
            let read = customer.read(value, &subject.scope)?;
            each.insert(keys.join("/"), read.map(|read| shown(customer, &read, &value.ty)));
        }
        figures.insert(name.to_owned(), Published::Each(each));
    }
    let by_name = program.published.iter().map(|published| {
        let figure = figures.swap_remove(&published.name).expect("a figure of every name");
        (published.name.clone(), figure)
    });
    Ok((by_name.collect(), broken))
}

fn broken(customer: &Customer<'_>, sources: &[SourceFile]) -> Result<Vec<Broken>, Failure> {
    let mut broken = Vec::new();
    for guarantee in &customer.program.guarantees {
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
        Type::Quantity(Unit::Number | Unit::Points(_), _) => text::figure(value, ty, 0),
        _ => text::in_words(Some(value), ty, program, customer.zone),
    }
}
