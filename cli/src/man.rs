//! `loyal man`: manual pages.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Command};
use clap_mangen::Man as Page;

use crate::failure::Failure;
use crate::output::FolderDraft;
use crate::status::Status;

const AFTER: &str = "\
Examples:
  loyal man | man -l -
  loyal man --output ~/.local/share/man/man1";

/// Write the manual page, or a folder with the pages of all commands
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct Man {
    /// The folder for a page a command, in place of the main page on standard output
    #[arg(long, value_name = "FOLDER")]
    output: Option<PathBuf>,
}

impl Man {
    /// `whole` is the command line to be described.
    pub(crate) fn execute(&self, whole: Command) -> Result<Status, Failure> {
        match &self.output {
            Some(folder) => pages(whole, folder).map_err(Failure::write(folder))?,
            None => main_page(whole)?,
        }
        Ok(Status::Fine)
    }
}

fn main_page(whole: Command) -> std::io::Result<()> {
    let mut page = Vec::new();
    Page::new(whole).render(&mut page)?;
    std::io::stdout().write_all(&page)
}

fn pages(whole: Command, folder: &Path) -> std::io::Result<()> {
    let draft = FolderDraft::new(folder)?;
    clap_mangen::generate_to(whole, draft.path())?;
    draft.persist()
}
