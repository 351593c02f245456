//! The Loyal policy language: text → [`syntax`] → [`ir`].
//!
//! [`compile`] runs the passes: [`parse`] reads each file for itself and goes on after a mistake,
//! [`check`] reads the files of a policy together. Nothing here reads a file, a clock or the
//! environment.

#[macro_use]
pub mod message;
pub mod problems;
pub mod source;

pub mod format;
mod habits;
pub mod keywords;
mod lex;
pub mod parse;
pub mod syntax;

pub mod date;
pub mod spelling;
pub mod types;
pub mod uses;

pub mod allow;
pub mod check;
mod habitual;
pub mod ir;
pub mod lint;
mod torn;

use allow::{AllowProblem, Allowances, FoundBy};
use lint::{Aging, Lint};
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
    /// What the policy lets stand: to be held against what is found later, too.
    pub allowances: Allowances,
    /// What will surprise in them from some day on.
    pub aging: Vec<Aging>,
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
    let mut mended = Vec::new();
    for (index, file) in (0u32..).zip(files) {
        let (tree, problems) = parse::parse(index, file);
        trees.push(tree);
        let (read, lost): (Vec<_>, Vec<_>) =
            problems.iter().partition(|problem| problem.is_mended());
        mended.extend(read.into_iter().map(parse::ParseProblem::diagnostic));
        diagnostics.extend(lost.into_iter().map(parse::ParseProblem::diagnostic));
    }
    let (versions, mut problems) = check::versions(&trees, files, links);
    let mut programs = Vec::new();
    let (mut surprises, mut aging) = (lint::of_policy(&trees), Vec::new());
    for (rest, version) in (0..versions.len()).rev().zip(versions) {
        let trees: Vec<&syntax::File> =
            version.files.iter().filter_map(|file| trees.get(*file)).collect();
        let (program, found) = check::check(&trees);
        problems.extend(found);
        let Some(program) = program else { continue };
        surprises.extend(lint::of_version(&trees, &program, files));
        aging.extend(lint::aging(&trees, &program, files, rest == 0));
        programs.push(program);
    }
    let torn = Torn::new(files, &trees, &diagnostics, &mended);
    let standing: Vec<Diagnostic> = problems
        .iter()
        .filter(|problem| torn.stands(problem))
        .map(|problem| problem.diagnostic(files))
        .collect();
    diagnostics.append(&mut mended);
    diagnostics.extend(habitual::explained(files, standing));
    let (allowances, problems) = Allowances::of(&trees);
    diagnostics.extend(problems.iter().map(AllowProblem::diagnostic));
    let mut report =
        Report { sources: files.to_vec(), diagnostics: Vec::new(), allowed: Vec::new() };
    report.add(diagnostics);
    match programs.pop() {
        Some(program) if !report.has_errors() => {
            report.add(surprises.iter().map(Lint::diagnostic));
            allowances.settle(&mut report, FoundBy::Check);
            Ok(Compiled { program, earlier: programs, report, allowances, aging })
        }
        _ => {
            allowances.silence(&mut report);
            Err(report)
        }
    }
}
