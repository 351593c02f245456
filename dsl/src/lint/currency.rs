//! Money of a currency that the policy cannot mean.

use super::finding::Lint;
use super::money::{Currencies, first_of_each, has};
use crate::ir::Program;
use crate::spelling::nearest;
use crate::syntax::Declaration;

/// The currencies that countries use, by ISO 4217, with those that some gave up in 2025 or later;
/// the most used first, as the likelier ones where a code is misspelt.
const USED: &str = "CNY USD EUR GBP JPY HKD AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL \
    BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD \
    FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS \
    KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK \
    MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD \
    SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX \
    USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

pub(super) fn find(declarations: &[&Declaration], program: &Program) -> Vec<Lint> {
    let currencies = Currencies::of(declarations);
    let used = |code: &str| USED.split_whitespace().any(|known| known == code);
    let unknown = first_of_each(currencies.all()).filter(|(code, _)| !used(code));
    let mut found: Vec<Lint> = unknown
        .map(|(code, span)| {
            let nearest = nearest(code, USED.split_whitespace()).map(str::to_owned);
            Lint::NoCountry { code: code.to_owned(), nearest, span }
        })
        .collect();
    found.extend(foreign(&currencies, program));
    found
}

/// Figures in a currency of which the policy neither has money nor rates.
fn foreign(currencies: &Currencies<'_>, program: &Program) -> Vec<Lint> {
    let Some(own) = program.currency.as_ref().filter(|_| !currencies.any) else {
        return Vec::new();
    };
    let known = |code: &str| {
        code == own.0 || has(&currencies.of_types, code) || has(&currencies.of_rates, code)
    };
    let used = |code: &str| USED.split_whitespace().any(|other| other == code);
    let written = first_of_each(currencies.written.iter().copied());
    let foreign = written.filter(|(code, _)| !known(code) && used(code));
    let lint =
        |(code, span): (&str, _)| Lint::Foreign { code: code.to_owned(), own: own.0.clone(), span };
    foreign.map(lint).collect()
}
