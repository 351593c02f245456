//! The `loyal` command: arguments → policy → records → outcomes, with reports on the way and an
//! exit code at the end.

mod arguments;
mod check;
mod columnar;
mod completions;
mod diff;
mod explain;
mod explain_code;
mod failure;
mod fmt;
mod format;
mod in_order;
mod infer;
mod language;
mod man;
mod new;
mod output;
mod pages;
mod plan;
mod report;
mod run;
mod sample;
mod schema;
mod status;
mod test;
mod visible;
mod watch;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use arguments::{Arguments, Command};
use failure::Failure;
use loyal_dsl::syntax::Language;
use status::Status;

fn main() -> ExitCode {
    quiet_contained_panics();
    let arguments = Arguments::parse();
    let language = language::chosen(arguments.lang);
    let status = execute(arguments.command, language).unwrap_or_else(|failure| {
        report::failure(&failure, language);
        failure.status()
    });
    status.into()
}

/// Damaged input is reported as such, without the panic by which it was found.
fn quiet_contained_panics() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !loyal_engine::record::panic_is_contained() {
            report(info);
        }
    }));
}

fn execute(command: Command, language: Language) -> Result<Status, Failure> {
    match command {
        Command::Check(check) => check.execute(language),
        Command::Fmt(fmt) => fmt.execute(language),
        Command::Explain(explain) => explain.execute(language),
        Command::ExplainCode(explain) => explain.execute(language),
        Command::Diff(diff) => diff.execute(language),
        Command::Watch(watch) => watch.execute(language),
        Command::Plan(plan) => plan.execute(language),
        Command::Run(run) => run.execute(language),
        Command::Sample(sample) => sample.execute(),
        Command::Infer(infer) => infer.execute(),
        Command::Schema(schema) => schema.execute(),
        Command::New(new) => new.execute(language),
        Command::Test(test) => test.execute(language),
        Command::Completions(completions) => completions.execute(Arguments::command()),
        Command::Man(man) => man.execute(Arguments::command()),
    }
}
