//! Records without an outcome: the first of them listed, all of them counted and, where asked for,
//! written to a file.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use loyal_engine::outcome::{Outcome, RecordError};
use loyal_engine::record::{Place, Rejection, UnknownField};
use serde::Serialize;

use crate::failure::Failure;
use crate::output::FileDraft;
use crate::report;

/// How many of a kind are listed: about what fits a screen.
const LISTED: usize = 20;

#[derive(Debug)]
pub(super) struct Problems {
    rejected: Kind,
    /// Of the one customer that is asked for.
    own: Kind,
    of_nobody: u64,
    failed: Kind,
    /// Customers and groups for whom a guarantee does not hold.
    broken: Kind,
    unknown: BTreeMap<String, Place>,
    file: Option<(FileDraft, PathBuf)>,
}

/// A rejection as a line of the file.
#[derive(Debug, Serialize)]
struct RejectionLine<'a> {
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u64>,
    customer: Option<&'a str>,
    field: &'a str,
    value: &'a str,
    expected: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
}

/// Problems of one kind: how many, and the first of them.
#[derive(Debug, Default)]
struct Kind {
    count: u64,
    first: Vec<String>,
}

impl Problems {
    pub(super) fn new(path: Option<&Path>) -> Result<Problems, Failure> {
        let draft = |path| FileDraft::new(path).map_err(Failure::write(path));
        let file =
            path.map(|path| Ok::<_, Failure>((draft(path)?, path.to_owned()))).transpose()?;
        let (rejected, failed) = (Kind::default(), Kind::default());
        let (own, broken) = (Kind::default(), Kind::default());
        Ok(Problems { own, of_nobody: 0, rejected, failed, broken, unknown: BTreeMap::new(), file })
    }

    /// A record that does not fit the policy.
    /// `asked` is the one customer to be shown.
    pub(super) fn reject(
        &mut self,
        rejection: &Rejection,
        asked: Option<&str>,
    ) -> Result<(), Failure> {
        self.of_nobody += u64::from(rejection.is_of_nobody());
        if asked.is_some() && rejection.customer.as_deref() == asked {
            self.own.add(|| format!("rejected: {rejection}"));
        }
        self.rejected.add(|| format!("rejected: {rejection}"));
        self.write(&RejectionLine::from(rejection))
    }

    /// A record whose evaluation failed: of a customer, or of a group of the portfolio `whose`.
    pub(super) fn fail(&mut self, whose: &str, error: &RecordError) -> Result<(), Failure> {
        self.failed.add(|| failure(whose, error));
        self.write(error)
    }

    /// An outcome, which may break guarantees: of a customer, or of a group of the portfolio `whose`.
    pub(super) fn outcome(&mut self, whose: &str, outcome: &Outcome) {
        if !outcome.broken.is_empty() {
            self.broken.add(|| broken(whose, outcome));
        }
    }

    /// Customers and groups for whom a guarantee does not hold.
    pub(super) fn broken(&self) -> u64 {
        self.broken.count
    }

    /// Fields of the input that the policy's record does not have.
    pub(super) fn ignore(&mut self, fields: impl IntoIterator<Item = UnknownField>) {
        for field in fields {
            self.unknown.entry(field.name).or_insert(field.place);
        }
    }

    pub(super) fn rejected(&self) -> u64 {
        self.rejected.count
    }

    /// Rejections of the customer that is asked for.
    pub(super) fn own(&self) -> u64 {
        self.own.count
    }

    /// Rows of lists that belong to nobody.
    pub(super) fn of_nobody(&self) -> u64 {
        self.of_nobody
    }

    pub(super) fn failed(&self) -> u64 {
        self.failed.count
    }

    /// Says what was found, on standard error.
    pub(super) fn list(&self) {
        for (field, place) in &self.unknown {
            let text = "is not in the policy's record; it is ignored";
            report::note(&format!("warning: {place}: field `{field}` {text}"));
        }
        self.rejected.list("rejected", self.file.is_some());
        self.list_failed();
    }

    /// Says what is wrong with the customer that is asked for, on standard error.
    pub(super) fn list_own(&self) {
        self.own.list("rejected", self.file.is_some());
        self.list_failed();
    }

    fn list_failed(&self) {
        self.failed.list("failed", self.file.is_some());
        self.broken.list("with broken guarantees", true);
    }

    /// Puts the file with all of them in its place.
    pub(super) fn persist(self) -> Result<(), Failure> {
        match self.file {
            Some((draft, path)) => draft.persist().map_err(Failure::write(&path)),
            None => Ok(()),
        }
    }

    fn write(&mut self, problem: &impl Serialize) -> Result<(), Failure> {
        let Some((draft, path)) = &mut self.file else { return Ok(()) };
        serde_json::to_writer(&mut *draft, problem)
            .map_err(io::Error::from)
            .and_then(|()| draft.write_all(b"\n"))
            .map_err(Failure::write(path))
    }
}

impl<'a> From<&'a Rejection> for RejectionLine<'a> {
    fn from(rejection: &'a Rejection) -> RejectionLine<'a> {
        RejectionLine {
            file: &rejection.place.file,
            line: rejection.place.line,
            row: rejection.place.row,
            customer: rejection.customer.as_deref(),
            field: &rejection.field,
            value: &rejection.value,
            expected: &rejection.expected,
            help: rejection.help.as_deref(),
        }
    }
}

impl Kind {
    fn add(&mut self, line: impl FnOnce() -> String) {
        self.count += 1;
        if self.first.len() < LISTED {
            self.first.push(line());
        }
    }

    fn list(&self, what: &str, in_file: bool) {
        for line in &self.first {
            report::note(line);
        }
        let rest = self.count.saturating_sub(self.first.len() as u64);
        if rest > 0 {
            let hint = if in_file { "" } else { "; --rejections PATH writes them all" };
            report::note(&format!("and {rest} more {what}{hint}"));
        }
    }
}

fn broken(whose: &str, outcome: &Outcome) -> String {
    let claims = outcome.broken.iter().map(|broken| {
        let because = broken.because.as_ref().map_or(String::new(), |why| format!(": {why}"));
        format!("`{}` ({}){because}", broken.claim, broken.source)
    });
    let claims = claims.collect::<Vec<_>>().join("; ");
    format!("broken guarantee: {whose} `{}`: {claims}", outcome.customer)
}

fn failure(whose: &str, error: &RecordError) -> String {
    let detail = &error.error;
    let values: Vec<_> =
        detail.values.iter().map(|(name, value)| format!("{name} is {value}")).collect();
    let values =
        if values.is_empty() { String::new() } else { format!(" ({})", values.join(", ")) };
    format!(
        "failed: {whose} `{}`: {} in `{}` of {}, {}{values}",
        error.customer, detail.message, detail.expression, detail.within, detail.source
    )
}
