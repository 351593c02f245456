//! Findings in the words of one language, with lines and columns in place of spans.

use std::path::Path;

use loyal_dsl::problems::{Report, Severity};
use loyal_dsl::source::{SourceFile, Span};
use loyal_dsl::syntax::Language;
use loyal_engine::analyse::{Finding, Witness};
use serde::Serialize;

/// A finding as programs read it.
#[derive(Debug, Serialize)]
pub(super) struct Said {
    pub(super) code: &'static str,
    pub(super) severity: &'static str,
    pub(super) message: String,
    /// None where the policy lacks something as a whole.
    #[serde(flatten)]
    pub(super) place: Option<Place>,
    pub(super) help: Option<String>,
    /// Where it is, first, and what it conflicts with.
    pub(super) labels: Vec<Label>,
    /// Who proves it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) witnesses: Vec<Witness>,
    /// Why the policy lets it stand, where it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) allowed: Option<String>,
}

/// What is said of a place.
#[derive(Debug, Serialize)]
pub(super) struct Label {
    #[serde(flatten)]
    pub(super) place: Place,
    pub(super) message: String,
}

/// A part of a file; lines and columns (in characters) from 1, the end behind the last.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Place {
    pub(super) file: String,
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) end_line: usize,
    pub(super) end_column: usize,
}

impl Said {
    /// `policy` is the path by which the policy was named.
    pub(super) fn new(
        finding: Finding,
        report: &Report,
        policy: &Path,
        language: Language,
    ) -> Said {
        let Finding { diagnostic, witnesses } = finding;
        let label = |(span, label): &(Span, loyal_dsl::message::Message)| {
            let place = place(*span, &report.sources, policy)?;
            Some(Label { place, message: label.in_language(language) })
        };
        let labels: Vec<Label> = diagnostic.labels.iter().filter_map(label).collect();
        Said {
            code: diagnostic.code,
            severity: match diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            message: diagnostic.message.in_language(language),
            place: labels.first().map(|label| label.place.clone()),
            help: diagnostic.help.map(|help| help.in_language(language)),
            labels,
            witnesses,
            allowed: None,
        }
    }

    /// The message with what is said of its place, and how to mend it.
    pub(super) fn whole(&self) -> String {
        let label = self.labels.first().map(|label| format!("\n{}", label.message));
        let help = self.help.as_ref().map(|help| format!("\n{help}"));
        [Some(self.message.clone()), label, help].into_iter().flatten().collect()
    }
}

fn place(span: Span, sources: &[SourceFile], policy: &Path) -> Option<Place> {
    let source = sources.get(span.file as usize)?;
    let (line, column) = source.line_column(span.start);
    let (end_line, end_column) = source.line_column(span.end);
    let file = if policy.is_dir() { policy.join(&source.name) } else { policy.to_owned() };
    let file = file.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    Some(Place { file, line, column, end_line, end_column })
}
