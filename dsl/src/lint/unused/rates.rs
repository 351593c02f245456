//! Exchange rates that nothing needs.

use crate::lint::finding::Lint;
use crate::lint::money::{Currencies, has};
use crate::syntax::{Declaration, Rates};

/// Rates to a currency into which nothing is converted, or from one of which there is no money.
pub(super) fn unused(rates: &[Rates], declarations: &[&Declaration]) -> Vec<Lint> {
    let currencies = Currencies::of(declarations);
    let unused = rates.iter().filter(|rates| !needs(&currencies, rates));
    let lint = |rates: &Rates| Lint::UnusedRate {
        from: rates.from.text.clone(),
        to: rates.to.text.clone(),
        span: rates.span,
    };
    unused.map(lint).collect()
}

fn needs(currencies: &Currencies<'_>, rates: &Rates) -> bool {
    let Currencies { written, of_types, of_program, any, .. } = currencies;
    let from = rates.from.text.as_str();
    let has_some = *any || [written, of_types, of_program].iter().any(|names| has(names, from));
    has_some && has(&currencies.converted_to, &rates.to.text)
}
