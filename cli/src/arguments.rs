//! What can be said on the command line.

use clap::{Parser, Subcommand};

use crate::check::Check;
use crate::completions::Completions;
use crate::diff::Diff;
use crate::explain::Explain;
use crate::explain_code::ExplainCode;
use crate::fmt::Fmt;
use crate::infer::Infer;
use crate::language::Lang;
use crate::man::Man;
use crate::new::New;
use crate::plan::Plan;
use crate::run::Run;
use crate::sample::Sample;
use crate::schema::Schema;
use crate::test::Test;
use crate::watch::Watch;

const AFTER: &str = "\
Exit codes:
  0  fine
  1  findings: warnings under --deny-warnings, files to be formatted under --check, broken
     guarantees, tests that fail, too little coverage, or no such customer
  2  wrong usage, or files that cannot be read or written
  3  the policy is not valid
  4  some records were rejected or failed; the others have outcomes";

/// Check loyalty policies and run them on customer records
#[derive(Debug, Parser)]
#[command(name = "loyal", version, after_help = AFTER, max_term_width = 100)]
pub(crate) struct Arguments {
    /// The language of messages; as the environment has it where not given
    #[arg(long, value_enum, global = true, display_order = 100, value_name = "LANGUAGE")]
    pub(crate) lang: Option<Lang>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    New(New),
    Check(Check),
    Fmt(Fmt),
    Explain(Explain),
    ExplainCode(ExplainCode),
    Plan(Plan),
    Run(Run),
    Sample(Sample),
    Test(Test),
    Infer(Infer),
    Schema(Schema),
    Diff(Diff),
    Watch(Watch),
    Completions(Completions),
    Man(Man),
}
