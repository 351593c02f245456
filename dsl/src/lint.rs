//! What is allowed and hardly meant: each lint is a warning, on by default, and only told of a policy
//! without errors.

mod aging;
mod backwards;
mod chosen;
mod currency;
mod dated;
mod day;
mod decided;
mod figure;
mod finding;
mod fund;
mod level;
mod money;
mod repeated;
mod shadow;
mod text;
mod unreasoned;
mod unused;
mod worthless;

pub use aging::Aging;
pub use finding::Lint;

use crate::ir::Program;
use crate::source::SourceFile;
use crate::syntax::{Declaration, DeclarationKind, File};
use text::Texts;

/// What is found in the files of one version of a policy.
#[must_use]
pub fn of_version(files: &[&File], program: &Program, sources: &[SourceFile]) -> Vec<Lint> {
    let (declarations, texts) = (declarations(files.iter().copied()), Texts(sources));
    let mut found = repeated::find(&declarations, texts);
    found.extend(shadow::find(&declarations, files));
    found.extend(unreasoned::find(&declarations));
    found.extend(backwards::find(&declarations, program, texts));
    found.extend(currency::find(&declarations, program));
    found.extend(chosen::find(&declarations, texts));
    found.extend(figure::find(&declarations, program));
    found.extend(decided::find(&declarations, program));
    found.extend(worthless::find(&declarations));
    found.extend(level::find(&declarations, texts));
    found.extend(fund::find(&declarations));
    found
}

/// What is found in all versions together: a name that one of them reads is not unused.
#[must_use]
pub fn of_policy(files: &[File]) -> Vec<Lint> {
    unused::find(&declarations(files))
}

/// What will be found in a version from some day on; `last` for the version behind which there is
/// none.
#[must_use]
pub fn aging(files: &[&File], program: &Program, sources: &[SourceFile], last: bool) -> Vec<Aging> {
    let declarations = declarations(files.iter().copied());
    let end = if last { aging::end(&declarations, program) } else { None };
    end.into_iter().chain(aging::find(&declarations, program, Texts(sources))).collect()
}

/// All declarations, those of portfolios behind them.
fn declarations<'a>(files: impl IntoIterator<Item = &'a File>) -> Vec<&'a Declaration> {
    let outer = files.into_iter().flat_map(|file| &file.declarations);
    outer.flat_map(|declaration| std::iter::once(declaration).chain(inner(declaration))).collect()
}

fn inner(declaration: &Declaration) -> &[Declaration] {
    match &declaration.kind {
        DeclarationKind::Portfolio(portfolio) => &portfolio.declarations,
        _ => &[],
    }
}
