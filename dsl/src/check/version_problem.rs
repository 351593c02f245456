//! What is wrong with the versions of a programme, and with the files that one file uses.

use super::figure_problem::Parts;
use crate::source::Span;

/// A mistake in `use`, or in how the versions of a programme follow one another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VersionProblem {
    /// `use "/tables.loyal"`
    Absolute { written: String, span: Span },
    /// `use "../tables.loyal"`, or a link that leads out of the folder.
    Outside { written: String, span: Span },
    /// A file that uses itself.
    Itself { span: Span },
    /// No such file.
    Missing { written: String, nearest: Option<String>, span: Span },
    /// Files that use one another.
    Cycle { files: Vec<String>, span: Span },
    /// A version that is used by another file.
    OfVersion { written: String, span: Span },
    /// Two versions that hold on one day.
    Overlap { first: Span, second: Span },
    /// Days on which no version holds.
    Gap { from: String, through: String, first: Span, second: Span },
    /// Versions with different names.
    Names { first: (String, Span), second: (String, Span) },
}

impl VersionProblem {
    pub(super) fn parts(&self) -> Parts {
        match self {
            VersionProblem::Absolute { written, span } => (
                "L0831",
                format!("`{written}` is not a path within the policy folder"),
                vec![(*span, "an absolute path".into())],
                Some("write the path as seen from this file: `use \"tables.loyal\"`".into()),
            ),
            VersionProblem::Outside { written, span } => (
                "L0832",
                format!("`{written}` leads out of the policy folder"),
                vec![(*span, "not in this folder, nor in one below it".into())],
                Some("put the file into the folder of this one, or below it".into()),
            ),
            VersionProblem::Itself { span } => (
                "L0833",
                "a file cannot use itself".into(),
                vec![(*span, "is this file".into())],
                Some("delete the line, or name another file".into()),
            ),
            VersionProblem::Missing { written, nearest, span } => (
                "L0834",
                format!("there is no policy file `{written}`"),
                vec![(*span, "no such `.loyal` file in the folder of this one".into())],
                Some(nearest.as_ref().map_or_else(
                    || "correct the path, which is seen from this file, or add the file".to_owned(),
                    |name| format!("did you mean `{name}`?"),
                )),
            ),
            VersionProblem::Cycle { files, span } => (
                "L0835",
                format!("{} use one another", listed(files)),
                vec![(*span, "closes the circle".into())],
                Some("delete one of the lines: a used file's names are known without it".into()),
            ),
            VersionProblem::OfVersion { written, span } => (
                "L0836",
                format!("`{written}` is a version of the programme, and cannot be used by another file"),
                vec![(*span, "has a `program` of its own".into())],
                Some("move what both need into a file without `program`, and use that".into()),
            ),
            VersionProblem::Overlap { first, second } => (
                "L0821",
                "two versions of the programme hold on the same day".into(),
                vec![
                    (*second, "this version begins before the other ends".into()),
                    (*first, "the other version".into()),
                ],
                Some("end one before the next begins: `effective from 2025-01-01 through 2025-12-31`".into()),
            ),
            VersionProblem::Gap { from, through, first, second } => (
                "L0822",
                format!("no version of the programme holds from {from} through {through}"),
                vec![
                    (*second, "this version begins later".into()),
                    (*first, "the version before ends here".into()),
                ],
                Some("let one version begin on the day after the other ends, unless the programme rests".into()),
            ),
            VersionProblem::Names { first, second } => (
                "L0823",
                format!("the versions have different names, `{}` and `{}`", first.0, second.0),
                vec![
                    (second.1, "another name".into()),
                    (first.1, "the first version's name".into()),
                ],
                Some("give all versions one name, by which grants are known; another programme needs a folder of its own".into()),
            ),
        }
    }
}

fn listed(files: &[String]) -> String {
    files.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
