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

use problems::{Diagnostic, Report};
use source::SourceFile;

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
    // What could not be parsed is not declared: that nothing has its name is no second mistake.
    let torn = !diagnostics.is_empty();
    let counted = problems.iter().filter(|problem| !(torn && problem.is_about_absence()));
    diagnostics.extend(counted.map(check::Problem::diagnostic));
    diagnostics.sort_by_key(Diagnostic::place);
    let report = Report { sources: files.to_vec(), diagnostics };
    match program {
        Some(program) if report.diagnostics.is_empty() => Ok(Compiled { program, report }),
        _ => Err(report),
    }
}
