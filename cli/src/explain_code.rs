//! `loyal explain-code`: what a diagnostic means.

use std::io::Write;

use clap::Args;
use loyal_dsl::syntax::Language;

use crate::failure::Failure;
use crate::pages::{self, PAGES};
use crate::status::Status;

const AFTER: &str = "\
Examples:
  loyal explain-code L0201
  loyal explain-code L0201 --lang zh
  loyal explain-code";

/// Explain the code of a diagnostic, with a wrong and a right example
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct ExplainCode {
    /// The code, such as L0201; all codes with a line each where not given
    code: Option<String>,
}

impl ExplainCode {
    pub(crate) fn execute(&self, language: Language) -> Result<Status, Failure> {
        let mut out = anstream::stdout().lock();
        let Some(code) = &self.code else {
            for page in PAGES {
                writeln!(out, "{}  {}", page.code, page.title(language))?;
            }
            return Ok(Status::Fine);
        };
        let page = pages::of(&code.to_ascii_uppercase())
            .ok_or_else(|| Failure::NoSuchCode(code.clone()))?;
        write!(out, "{}", page.text(language))?;
        Ok(Status::Fine)
    }
}
