//! Which files make a version of the programme. A file with a `program` is a version of its own,
//! with all that it declares; a file without one belongs to every version, or, where files use it,
//! to its users.

use std::collections::{BTreeMap, BTreeSet};

use super::{Problem, VersionProblem};
use crate::date::Date;
use crate::source::{SourceFile, Span};
use crate::spelling::nearest;
use crate::syntax::{DeclarationKind, File, Program, ProgramClause, Text};
use crate::uses::{BadPath, Links, resolve};

/// The files of one version, by their numbers, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Numbers of the files.
    pub files: Vec<usize>,
}

/// The versions of a policy, in the order of their time, and what is wrong with them. Without any
/// `program`, and with one alone, all files are one version.
#[must_use]
pub fn versions(
    trees: &[File],
    sources: &[SourceFile],
    links: &Links,
) -> (Vec<Version>, Vec<Problem>) {
    let mut problems = Vec::new();
    let heads: BTreeMap<usize, &Program> = (0..).zip(trees).filter_map(head).collect();
    let uses = Uses::of(trees, sources, links, &heads, &mut problems);
    uses.check_cycles(sources, &mut problems);
    if heads.len() < 2 {
        let files = (0..trees.len()).collect();
        return (vec![Version { files }], problems);
    }
    let mut periods: Vec<(usize, Period<'_>)> =
        heads.iter().map(|(file, program)| (*file, Period::of(program))).collect();
    periods.sort_by_key(|(_, period)| (period.from, period.through.is_none(), period.through));
    check_periods(&periods, &mut problems);
    let common = |file: &usize| !heads.contains_key(file) && !uses.is_used(*file);
    let mut common: Vec<usize> = (0..trees.len()).filter(common).collect();
    // Files in a circle that nobody else uses: the circle is the mistake.
    let reached = uses.reached(common.iter().chain(heads.keys()).copied());
    common.extend((0..trees.len()).filter(|file| !reached.contains(file)));
    let versions = periods.iter().map(|(file, _)| {
        let files = uses.reached(common.iter().copied().chain([*file]));
        Version { files: files.into_iter().collect() }
    });
    (versions.collect(), problems)
}

fn head((number, file): (usize, &File)) -> Option<(usize, &Program)> {
    let program = file.declarations.iter().find_map(|declaration| match &declaration.kind {
        DeclarationKind::Program(program) => Some(program),
        _ => None,
    });
    program.map(|program| (number, program))
}

/// When a version holds, and where it says so.
struct Period<'a> {
    program: &'a Program,
    from: Option<i64>,
    through: Option<i64>,
    span: Span,
}

impl<'a> Period<'a> {
    fn of(program: &'a Program) -> Period<'a> {
        let always = Period { program, from: None, through: None, span: program.name.span };
        program.clauses.iter().fold(always, |period, clause| match clause {
            ProgramClause::Effective { from, through, span } => {
                Period { from: *from, through: *through, span: *span, ..period }
            }
            _ => period,
        })
    }
}

/// Each version against the one before it in time.
fn check_periods(periods: &[(usize, Period<'_>)], problems: &mut Vec<Problem>) {
    for ((_, first), (_, second)) in periods.iter().zip(periods.iter().skip(1)) {
        let (one, other) = (&first.program.name, &second.program.name);
        if one.value != other.value {
            let named = |name: &Text| (name.value.clone(), name.span);
            let (first, second) = (named(one), named(other));
            problems.push(VersionProblem::Names { first, second }.into());
        }
        let spans = (first.span, second.span);
        let (Some(end), Some(begin)) = (first.through, second.from) else {
            let (first, second) = spans;
            problems.push(VersionProblem::Overlap { first, second }.into());
            continue;
        };
        let (first, second) = spans;
        if begin <= end {
            problems.push(VersionProblem::Overlap { first, second }.into());
        } else if end + 1 < begin {
            let day = |day| Date::from_days(day).map(|day| day.to_string()).unwrap_or_default();
            let (from, through) = (day(end + 1), day(begin - 1));
            problems.push(VersionProblem::Gap { from, through, first, second }.into());
        }
    }
}

/// Which file uses which, and where it says so.
struct Uses {
    of: Vec<Vec<(usize, Span)>>,
}

impl Uses {
    fn of(
        trees: &[File],
        sources: &[SourceFile],
        links: &Links,
        heads: &BTreeMap<usize, &Program>,
        problems: &mut Vec<Problem>,
    ) -> Uses {
        let mut of = Vec::new();
        for (user, (tree, source)) in trees.iter().zip(sources).enumerate() {
            let mut found = Vec::new();
            for declaration in &tree.declarations {
                let DeclarationKind::Use(text) = &declaration.kind else { continue };
                match target(text, source, sources, links) {
                    Ok(used) if used == user => {
                        problems.push(VersionProblem::Itself { span: text.span }.into());
                    }
                    Ok(used) if heads.len() > 1 && heads.contains_key(&used) => {
                        let (written, span) = (text.value.clone(), text.span);
                        problems.push(VersionProblem::OfVersion { written, span }.into());
                    }
                    Ok(used) => found.push((used, text.span)),
                    Err(problem) => problems.push(problem.into()),
                }
            }
            of.push(found);
        }
        Uses { of }
    }

    fn is_used(&self, file: usize) -> bool {
        self.of.iter().flatten().any(|(used, _)| *used == file)
    }

    fn used_by(&self, file: usize) -> &[(usize, Span)] {
        self.of.get(file).map_or(&[], Vec::as_slice)
    }

    /// The files, with all that they use.
    fn reached(&self, files: impl Iterator<Item = usize>) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        let mut rest: Vec<usize> = files.collect();
        while let Some(file) = rest.pop() {
            if reached.insert(file) {
                rest.extend(self.used_by(file).iter().map(|(used, _)| *used));
            }
        }
        reached
    }

    /// A circle is reported once, on the line that closes it in the order of the files.
    fn check_cycles(&self, sources: &[SourceFile], problems: &mut Vec<Problem>) {
        let mut done = BTreeSet::new();
        for file in 0..self.of.len() {
            for (used, span) in self.used_by(file) {
                if done.contains(&file) || !self.reached([*used].into_iter()).contains(&file) {
                    continue;
                }
                let circle: Vec<usize> = self
                    .reached([file].into_iter())
                    .into_iter()
                    .filter(|other| self.reached([*other].into_iter()).contains(&file))
                    .collect();
                let name = |file: &usize| sources.get(*file).map(|source| source.name.clone());
                let files = circle.iter().filter_map(name).collect();
                problems.push(VersionProblem::Cycle { files, span: *span }.into());
                done.extend(circle);
            }
        }
    }
}

/// The file that a `use` means.
fn target(
    text: &Text,
    user: &SourceFile,
    sources: &[SourceFile],
    links: &Links,
) -> Result<usize, VersionProblem> {
    let (written, span) = (text.value.clone(), text.span);
    let name = match resolve(&user.name, &written) {
        Ok(name) => name,
        Err(BadPath::Absolute) => return Err(VersionProblem::Absolute { written, span }),
        Err(BadPath::Outside) => return Err(VersionProblem::Outside { written, span }),
    };
    if links.outside.contains(&name) {
        return Err(VersionProblem::Outside { written, span });
    }
    let name = links.same.get(&name).unwrap_or(&name);
    sources.iter().position(|source| source.name == *name).ok_or_else(|| {
        let names = sources.iter().map(|source| source.name.as_str());
        let others = names.filter(|name| *name != user.name);
        let nearest = nearest(&written, others).map(str::to_owned);
        VersionProblem::Missing { written, nearest, span }
    })
}
