//! Records without an outcome: the first of them listed, all of them counted and, where asked for,
//! written to a file.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use loyal_dsl::message::{Joint, Message};
use loyal_dsl::say;
use loyal_dsl::syntax::Language;
use loyal_engine::outcome::{Broken, RecordError};
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
    language: Language,
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
    value: String,
    expected: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
}

/// Problems of one kind: how many, and the first of them.
#[derive(Debug, Default)]
struct Kind {
    count: u64,
    first: Vec<Message>,
}

impl Problems {
    pub(super) fn new(path: Option<&Path>, language: Language) -> Result<Problems, Failure> {
        let draft = |path| FileDraft::new(path).map_err(Failure::write(path));
        let file =
            path.map(|path| Ok::<_, Failure>((draft(path)?, path.to_owned()))).transpose()?;
        let (rejected, failed) = (Kind::default(), Kind::default());
        let (own, broken) = (Kind::default(), Kind::default());
        let unknown = BTreeMap::new();
        Ok(Problems { own, of_nobody: 0, rejected, failed, broken, unknown, file, language })
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
            self.own.add(|| rejected(rejection));
        }
        self.rejected.add(|| rejected(rejection));
        self.write(&RejectionLine::new(rejection, self.language))
    }

    /// A record whose evaluation failed: of a customer, or of a group of the portfolio `whose`.
    pub(super) fn fail(&mut self, whose: Option<&str>, error: &RecordError) -> Result<(), Failure> {
        self.failed.add(|| failure(whose, error));
        self.write(error)
    }

    /// An outcome, which may break guarantees: of a customer, or of a group of the portfolio `whose`.
    pub(super) fn outcome(&mut self, whose: Option<&str>, key: &str, claims: &[Broken]) {
        if !claims.is_empty() {
            self.broken.add(|| broken(whose, key, claims));
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
            let place = place.message();
            let warning = say!(
                "warning: {place}: field `{field}` is not in the policy's record; it is ignored",
                place,
                field
            );
            report::note(&warning, self.language);
        }
        self.list_of(&self.rejected, &say!("rejected"), self.file.is_some());
        self.list_failed();
    }

    /// Says what is wrong with the customer that is asked for, on standard error.
    pub(super) fn list_own(&self) {
        self.list_of(&self.own, &say!("rejected"), self.file.is_some());
        self.list_failed();
    }

    fn list_failed(&self) {
        self.list_of(&self.failed, &say!("failed"), self.file.is_some());
        self.list_of(&self.broken, &say!("with broken guarantees"), true);
    }

    fn list_of(&self, kind: &Kind, what: &Message, in_file: bool) {
        for line in &kind.first {
            report::note(line, self.language);
        }
        match kind.count.saturating_sub(kind.first.len() as u64) {
            0 => {}
            rest if in_file => {
                report::note(&say!("and {rest} more {what}", rest, what), self.language);
            }
            rest => {
                let more =
                    say!("and {rest} more {what}; `--rejections PATH` writes them all", rest, what);
                report::note(&more, self.language);
            }
        }
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

impl<'a> RejectionLine<'a> {
    fn new(rejection: &'a Rejection, language: Language) -> RejectionLine<'a> {
        let said = |message: &Message| message.in_language(language);
        RejectionLine {
            file: &rejection.place.file,
            line: rejection.place.line,
            row: rejection.place.row,
            customer: rejection.customer.as_deref(),
            field: &rejection.field,
            value: rejection.value.as_ref().map(said).unwrap_or_default(),
            expected: said(&rejection.expected),
            help: rejection.help.as_ref().map(said),
        }
    }
}

impl Kind {
    fn add(&mut self, line: impl FnOnce() -> Message) {
        self.count += 1;
        if self.first.len() < LISTED {
            self.first.push(line());
        }
    }
}

fn rejected(rejection: &Rejection) -> Message {
    say!("rejected: {rejection}", rejection = rejection.message())
}

/// The customer, or the group of a portfolio.
fn named(whose: Option<&str>, key: &str) -> Message {
    match whose {
        Some(portfolio) => say!("{portfolio} `{key}`", portfolio, key),
        None => say!("customer `{key}`", key),
    }
}

fn broken(whose: Option<&str>, key: &str, broken: &[Broken]) -> Message {
    let claims = broken.iter().map(|broken| {
        let because = broken.because.as_ref().map_or(String::new(), |why| format!(": {why}"));
        format!("`{}` ({}){because}", broken.claim, broken.source)
    });
    let claims = claims.collect::<Vec<_>>().join("; ");
    say!("broken guarantee: {whose}: {claims}", whose = named(whose, key), claims)
}

fn failure(whose: Option<&str>, error: &RecordError) -> Message {
    let detail = &error.error;
    let values: Vec<_> =
        detail.values.iter().map(|(name, value)| say!("{name} is {value}", name, value)).collect();
    let failed = say!(
        "failed: {whose}: {fault} in `{expression}` of {within}, {source}",
        whose = named(whose, &error.customer),
        fault = Message::again(&detail.message),
        expression = &detail.expression,
        within = &detail.within,
        source = &detail.source
    );
    match values.as_slice() {
        [] => failed,
        _ => say!("{failed} ({values})", failed, values = Joint::Comma.of(values)),
    }
}
