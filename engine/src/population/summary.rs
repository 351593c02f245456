//! A population as a file: JSON with a version, the hash of the policy and the day.
//!
//! Values stand as the whole numbers of their places (`12.30` as `1230`), quotients as
//! `numerator/denominator`, texts behind a `"`.

use std::str::FromStr;

use arrow::datatypes::i256;
use loyal_dsl::date::Date;
use loyal_dsl::message::Message;
use loyal_dsl::say;
use serde::{Deserialize, Serialize};

use super::Population;
use super::fund::{Spending, Turn};
use super::ranking::Ranked;
use crate::evaluate::Measure;

/// The version of the form.
const VERSION: u32 = 1;

/// Why a population cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PopulationError {
    /// The policy looks at all customers, and nothing is said of them.
    #[error("{}", self.message())]
    Missing,
    /// The text is not a population.
    #[error("{}", self.message())]
    Form(#[from] serde_json::Error),
    /// A value in it cannot be read.
    #[error("{}", self.message())]
    Value(String),
    /// It has another version.
    #[error("{}", self.message())]
    Version {
        /// The version found.
        found: u32,
    },
    /// It was made by another policy.
    #[error("{}", self.message())]
    Policy,
    /// It was made for another day.
    #[error("{}", self.message())]
    AsOf {
        /// Its day.
        found: Date,
        /// The day asked for.
        asked: Date,
    },
}

impl PopulationError {
    /// As it is said.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            PopulationError::Missing => say!(
                "the policy ranks customers or shares a budget among them: it needs a population"
            ),
            PopulationError::Form(_) => say!("this is not the file of a population"),
            PopulationError::Value(value) => {
                say!("`{value}` in the file of the population is not a value", value)
            }
            PopulationError::Version { found } => say!(
                "the population has version {found} of its form, and this program reads version 1",
                found
            ),
            PopulationError::Policy => say!(
                "the population was made by another policy, or by an earlier state of this one"
            ),
            PopulationError::AsOf { found, asked } => say!(
                "the population is of {found}, and outcomes are asked for {asked}",
                found = found.to_string(),
                asked = asked.to_string()
            ),
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Shown {
    version: u32,
    policy: String,
    as_of: String,
    customers: u64,
    rankings: Vec<Vec<(String, u64)>>,
    budgets: Vec<ShownSpending>,
}

#[derive(Debug, Serialize, Deserialize)]
struct ShownSpending {
    /// In millionths.
    spent: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    cut: Option<ShownCut>,
}

#[derive(Debug, Serialize, Deserialize)]
struct ShownCut {
    order: Vec<Option<String>>,
    customer: String,
    place: usize,
    /// In millionths.
    granted: String,
}

impl Population {
    /// The file's text.
    #[must_use]
    pub fn to_json(&self) -> String {
        let ranking = |ranked: &Ranked| {
            ranked.values().map(|(value, customers)| (show(value), customers)).collect()
        };
        let shown = Shown {
            version: VERSION,
            policy: self.policy.clone(),
            as_of: self.as_of.to_string(),
            customers: self.customers,
            rankings: self.rankings.iter().map(ranking).collect(),
            budgets: self.spending.iter().map(ShownSpending::of).collect(),
        };
        serde_json::to_string(&shown).unwrap_or_default()
    }

    /// Reads the file's text.
    pub fn from_json(text: &str) -> Result<Population, PopulationError> {
        let shown: Shown = serde_json::from_str(text)?;
        if shown.version != VERSION {
            return Err(PopulationError::Version { found: shown.version });
        }
        let as_of = shown.as_of.parse().map_err(|_| PopulationError::Value(shown.as_of.clone()))?;
        let mut rankings = Vec::new();
        for values in &shown.rankings {
            let mut ranked = Ranked::default();
            for (value, customers) in values {
                ranked.add(read(value)?, *customers);
            }
            rankings.push(ranked);
        }
        let spending = shown.budgets.iter().map(ShownSpending::read).collect::<Result<_, _>>()?;
        let (policy, customers) = (shown.policy, shown.customers);
        Ok(Population { policy, as_of, customers, rankings, spending })
    }

    /// Whether it is of this policy and this day.
    pub(crate) fn check(&self, policy: &str, as_of: Date) -> Result<(), PopulationError> {
        if self.policy != policy {
            return Err(PopulationError::Policy);
        }
        if self.as_of != as_of {
            return Err(PopulationError::AsOf { found: self.as_of, asked: as_of });
        }
        Ok(())
    }
}

impl ShownSpending {
    fn of(spending: &Spending) -> ShownSpending {
        let cut = spending.cut.as_ref().map(|(turn, granted)| ShownCut {
            order: turn.order.iter().map(|value| value.as_ref().map(show)).collect(),
            customer: turn.customer.clone(),
            place: turn.place,
            granted: granted.to_string(),
        });
        ShownSpending { spent: spending.spent.to_string(), cut }
    }

    fn read(&self) -> Result<Spending, PopulationError> {
        let cut = self.cut.as_ref().map(|cut| {
            let order = cut.order.iter().map(|value| value.as_deref().map(read).transpose());
            let order = order.collect::<Result<_, _>>()?;
            let turn = Turn { order, customer: cut.customer.clone(), place: cut.place };
            Ok::<_, PopulationError>((turn, number(&cut.granted)?))
        });
        Ok(Spending { spent: number(&self.spent)?, cut: cut.transpose()? })
    }
}

fn show(value: &Measure) -> String {
    match value {
        Measure::Text(text) => format!("\"{text}"),
        Measure::Whole(value) => value.to_string(),
        Measure::Ratio(ratio) => format!("{}/{}", ratio.0, ratio.1),
    }
}

fn read(text: &str) -> Result<Measure, PopulationError> {
    if let Some(text) = text.strip_prefix('"') {
        return Ok(Measure::Text(text.into()));
    }
    if let Some((numerator, denominator)) = text.split_once('/') {
        let part = |part| i256::from_str(part).ok();
        let ratio = part(numerator).zip(part(denominator)).filter(|(_, d)| *d > i256::ZERO);
        let ratio = ratio.ok_or_else(|| PopulationError::Value(text.to_owned()))?;
        return Ok(Measure::Ratio(Box::new(ratio)));
    }
    number(text).map(Measure::Whole)
}

fn number(text: &str) -> Result<i128, PopulationError> {
    text.parse().map_err(|_| PopulationError::Value(text.to_owned()))
}
