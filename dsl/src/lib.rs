//! The Loyal policy language: text → [`syntax`] → [`ir`].
//!
//! [`compile`] runs the passes: [`parse`] reads each file for itself and goes on after a mistake,
//! [`check`] reads the files of a policy together. Nothing here reads a file, a clock or the
//! environment.

#[macro_use]
pub mod message;
pub mod problems;
pub mod source;

mod habits;
pub mod keywords;
mod lex;
pub mod parse;
pub mod syntax;

pub mod date;
pub mod spelling;
pub mod types;
pub mod uses;

pub mod check;
pub mod ir;
mod habitual;
mod torn;

use problems::{Diagnostic, Report};
use source::SourceFile;
use torn::Torn;
use uses::Links;

/// A policy that is sound.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// The checked program; of several versions, the last in time.
    pub program: ir::Program,
    /// The versions before it, in the order of their time.
    pub earlier: Vec<ir::Program>,
    /// Its sources, and what may surprise in them.
    pub report: Report,
}

/// Parses and checks the files of one policy together.
///
/// # Errors
/// Everything that is wrong, in the order of the files and their texts.
pub fn compile(files: &[SourceFile]) -> Result<Compiled, Report> {
    compile_linked(files, &Links::default())
}

/// The same, with what is known of names beside those of the files.
///
/// # Errors
/// Everything that is wrong, in the order of the files and their texts.
pub fn compile_linked(files: &[SourceFile], links: &Links) -> Result<Compiled, Report> {
    let mut trees = Vec::new();
    let mut diagnostics = Vec::new();
    for (index, file) in (0u32..).zip(files) {
        let (tree, problems) = parse::parse(index, file);
        trees.push(tree);
        diagnostics.extend(problems.iter().map(parse::ParseProblem::diagnostic));
    }
    let (versions, mut problems) = check::versions(&trees, files, links);
    let mut programs = Vec::new();
    for version in versions {
        let trees: Vec<&syntax::File> =
            version.files.iter().filter_map(|file| trees.get(*file)).collect();
        let (program, found) = check::check(&trees);
        programs.extend(program);
        problems.extend(found);
    }
    let torn = Torn::new(files, &trees, &diagnostics);
    let standing: Vec<Diagnostic> = problems
        .iter()
        .filter(|problem| torn.stands(problem))
        .map(check::Problem::diagnostic)
        .collect();
    diagnostics.extend(habitual::explained(files, standing));
    diagnostics.sort_by_key(Diagnostic::place);
    once_each(&mut diagnostics);
    let report = Report { sources: files.to_vec(), diagnostics };
    match programs.pop() {
        Some(program) if !report.has_errors() => {
            Ok(Compiled { program, earlier: programs, report })
        }
        _ => Err(report),
    }
}

/// Of a file in several versions everything is said once.
fn once_each(diagnostics: &mut Vec<Diagnostic>) {
    let mut said: Vec<Diagnostic> = Vec::new();
    for diagnostic in diagnostics.drain(..) {
        if !said.contains(&diagnostic) {
            said.push(diagnostic);
        }
    }
    *diagnostics = said;
}
