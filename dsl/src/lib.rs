//! The Loyal policy language: text → [`syntax`] → [`ir`].
//!
//! [`compile`] runs the passes: [`parse`] reads each file for itself and goes on after a mistake,
//! [`check`] reads the files of a policy together. Nothing here reads a file, a clock or the
//! environment.

pub mod problems;
pub mod source;

pub mod keywords;
mod lex;
pub mod parse;
pub mod syntax;

pub mod date;
pub mod spelling;
pub mod types;

pub mod check;
pub mod ir;
mod torn;

use problems::{Diagnostic, Report};
use source::SourceFile;
use torn::Torn;

/// A policy that is sound.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// The checked program.
    pub program: ir::Program,
    /// Its sources, and what may surprise in them.
    pub report: Report,
}

/// Parses and checks the files of one policy together.
///
/// # Errors
/// Everything that is wrong, in the order of the files and their texts.
pub fn compile(files: &[SourceFile]) -> Result<Compiled, Report> {
    let mut trees = Vec::new();
    let mut diagnostics = Vec::new();
    for (index, file) in (0u32..).zip(files) {
        let (tree, problems) = parse::parse(index, file);
        trees.push(tree);
        diagnostics.extend(problems.iter().map(parse::ParseProblem::diagnostic));
    }
    let (program, problems) = check::check(&trees);
    let torn = Torn::new(files, &trees, &diagnostics);
    let standing: Vec<Diagnostic> = problems
        .iter()
        .filter(|problem| torn.stands(problem))
        .map(check::Problem::diagnostic)
        .collect();
    diagnostics.extend(standing);
    diagnostics.sort_by_key(Diagnostic::place);
    let report = Report { sources: files.to_vec(), diagnostics };
    match program {
        Some(program) if !report.has_errors() => Ok(Compiled { program, report }),
        _ => Err(report),
    }
}
