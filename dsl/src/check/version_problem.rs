//! What is wrong with the versions of a programme, and with the files that one file uses.

use super::figure_problem::Parts;
use super::wording::quoted;
use crate::message::Joint;
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
                say!("`{written}` is not a path within the policy folder", written),
                vec![(*span, say!("an absolute path"))],
                Some(say!("write the path as seen from this file: `use \"tables.loyal\"`")),
            ),
            VersionProblem::Outside { written, span } => (
                "L0832",
                say!("`{written}` leads out of the policy folder", written),
                vec![(*span, say!("not in this folder, nor in one below it"))],
                Some(say!("put the file into the folder of this one, or below it")),
            ),
            VersionProblem::Itself { span } => (
                "L0833",
                say!("a file cannot use itself"),
                vec![(*span, say!("is this file"))],
                Some(say!("delete the line, or name another file")),
            ),
            VersionProblem::Missing { written, nearest, span } => (
                "L0834",
                say!("there is no policy file `{written}`", written),
                vec![(*span, say!("no such `.loyal` file in the folder of this one"))],
                Some(nearest.as_ref().map_or_else(
                    || say!("correct the path, which is seen from this file, or add the file"),
                    |name| say!("did you mean `{name}`?", name),
                )),
            ),
            VersionProblem::Cycle { files, span } => (
                "L0835",
                say!("{files} use one another", files = Joint::Comma.of(files.iter().map(quoted))),
                vec![(*span, say!("closes the circle"))],
                Some(say!("delete one of the lines: a used file's names are known without it")),
            ),
            VersionProblem::OfVersion { written, span } => (
                "L0836",
                say!(
                    "`{written}` is a version of the programme, and cannot be used by another file",
                    written
                ),
                vec![(*span, say!("has a `program` of its own"))],
                Some(say!("move what both need into a file without `program`, and use that")),
            ),
            VersionProblem::Overlap { first, second } => (
                "L0821",
                say!("two versions of the programme hold on the same day"),
                vec![
                    (*second, say!("this version begins before the other ends")),
                    (*first, say!("the other version")),
                ],
                Some(say!(
                    "end one before the next begins: `effective from 2025-01-01 through 2025-12-31`"
                )),
            ),
            VersionProblem::Gap { from, through, first, second } => (
                "L0822",
                say!(
                    "no version of the programme holds from {from} through {through}",
                    from,
                    through
                ),
                vec![
                    (*second, say!("this version begins later")),
                    (*first, say!("the version before ends here")),
                ],
                Some(say!(
                    "let one version begin on the day after the other ends, unless the programme rests"
                )),
            ),
            VersionProblem::Names { first, second } => (
                "L0823",
                say!(
                    "the versions have different names, `{first}` and `{second}`",
                    first = &first.0,
                    second = &second.0
                ),
                vec![(second.1, say!("another name")), (first.1, say!("the first version's name"))],
                Some(say!(
                    "give all versions one name, by which grants are known; another programme needs a folder of its own"
                )),
            ),
        }
    }
}
