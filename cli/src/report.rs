//! What is said on standard error: diagnostics of policies, failures, notes.

use std::error::Error;
use std::io::{self, ErrorKind, IsTerminal, Write};

use anstream::ColorChoice;
use loyal_dsl::message::Message;
use loyal_dsl::problems::Report;
use loyal_dsl::say;
use loyal_dsl::syntax::Language;
use loyal_engine::LoadError;
use miette::{GraphicalReportHandler, GraphicalTheme};
use terminal_size::{Width, terminal_size_of};

use crate::failure::Failure;
use crate::visible;

/// The width of text where there is no terminal.
pub(crate) const PLAIN_WIDTH: usize = 100;

/// Diagnostics that are drawn; of more, the number is told.
const MOST_DRAWN: usize = 200;

/// Draws the diagnostics of a policy.
pub(crate) fn diagnostics(report: &Report, language: Language) {
    let mut first = shown(report);
    let more = first.diagnostics.len().saturating_sub(MOST_DRAWN);
    first.diagnostics.truncate(MOST_DRAWN);
    for drawable in first.drawables(language) {
        let mut handler = handler();
        if let Some(footer) = drawable.footer() {
            handler = handler.with_footer(footer);
        }
        let mut text = String::new();
        if handler.render_report(&mut text, &drawable).is_ok() {
            let _ = writeln!(anstream::stderr(), "{text}");
        }
    }
    if more > 0 {
        note(&say!("{more} more are not shown; mend these first", more), language);
    }
}

/// Says why the command ends, with every cause.
pub(crate) fn failure(failure: &Failure, language: Language) {
    if failure.is_closed_pipe() {
        return;
    }
    if let Failure::Load(LoadError::Invalid(report)) = failure {
        diagnostics(report, language);
        note(&say!("error: {failure}", failure = say!("the policy is not valid")), language);
        return;
    }
    note(&say!("error: {failure}", failure = failure.message()), language);
    let mut cause = failure.source();
    while let Some(error) = cause {
        note(&say!("  because: {cause}", cause = said(error)), language);
        cause = error.source();
    }
    if let Failure::Read(error) = failure
        && let Some(help) = &error.help
    {
        note(&say!("  help: {help}", help = &**help), language);
    }
}

/// What a library or the system says; in its own words where it says it seldom.
fn said(error: &(dyn Error + 'static)) -> Message {
    match error.downcast_ref::<io::Error>().map(io::Error::kind) {
        Some(ErrorKind::NotFound) => say!("there is no such file or folder"),
        Some(ErrorKind::PermissionDenied) => say!("it is not allowed"),
        Some(ErrorKind::IsADirectory) => say!("it is a folder"),
        Some(ErrorKind::NotADirectory) => say!("a part of the path is no folder"),
        _ => Message::verbatim(error.to_string()),
    }
}

/// The report without signs that steer a terminal.
fn shown(report: &Report) -> Report {
    let mut report = report.clone();
    for source in &mut report.sources {
        source.name = visible::line(&source.name);
        source.text = visible::source(&source.text);
    }
    let diagnostics = report.diagnostics.into_iter();
    report.diagnostics =
        diagnostics.map(|diagnostic| diagnostic.with_words(visible::line)).collect();
    report
}

/// One line on standard error. That nobody can read it is no reason to stop.
pub(crate) fn note(text: &Message, language: Language) {
    let _ = writeln!(anstream::stderr(), "{}", visible::line(&text.in_language(language)));
}

/// The columns of standard output.
pub(crate) fn columns() -> u16 {
    let width = if io::stdout().is_terminal() { terminal_size_of(io::stdout()) } else { None };
    let plain = u16::try_from(PLAIN_WIDTH).unwrap_or(u16::MAX);
    width.map_or(plain, |(Width(columns), _)| columns)
}

fn handler() -> GraphicalReportHandler {
    let width = if io::stderr().is_terminal() { terminal_size_of(io::stderr()) } else { None };
    let width = width.map_or(PLAIN_WIDTH, |(Width(columns), _)| usize::from(columns));
    GraphicalReportHandler::new_themed(theme()).with_width(width).with_links(false)
}

fn theme() -> GraphicalTheme {
    if anstream::AutoStream::choice(&io::stderr()) == ColorChoice::Never {
        GraphicalTheme::unicode_nocolor()
    } else {
        GraphicalTheme::unicode()
    }
}
