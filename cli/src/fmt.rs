//! `loyal fmt`: policies in canonical layout, in their own keywords or in those of the other
//! language.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use loyal_dsl::format::format;
use loyal_dsl::message::Message;
use loyal_dsl::problems::Report;
use loyal_dsl::say;
use loyal_dsl::source::SourceFile;
use loyal_dsl::syntax::Language;
use loyal_engine::LoadError;
use loyal_engine::policy::text_of;
use similar::TextDiff;

use crate::failure::Failure;
use crate::language::{Lang, chosen};
use crate::output::FileDraft;
use crate::report;
use crate::status::Status;
use crate::visible;

const AFTER: &str = "\
Examples:
  loyal fmt policies/harbour-club
  loyal fmt --check policies
  loyal fmt --to zh - < harbour-club.loyal > harbour-club-zh.loyal

A file that cannot be read as a policy is left as it is, with the reason; the others are formatted.";

/// What stands for standard input.
const STANDARD_INPUT: &str = "-";

/// Unchanged lines around each change that `--check` shows.
const CONTEXT: usize = 1;

/// Bring policies into canonical layout, or into the keywords of the other language
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct Fmt {
    /// Policies: .loyal files, or folders with all their .loyal files; `-`, or none, for standard
    /// input to standard output
    #[arg(value_name = "POLICY")]
    policies: Vec<PathBuf>,
    /// Write nothing; show what would change, and exit with 1 if something would
    #[arg(long)]
    check: bool,
    /// The language of the keywords; as it is in each file where not given
    #[arg(long, value_enum, value_name = "LANGUAGE")]
    to: Option<Lang>,
}

impl Fmt {
    pub(crate) fn execute(&self, language: Language) -> Result<Status, Failure> {
        let to = self.to.map(|to| chosen(Some(to)));
        if self.policies.is_empty() || self.policies == [Path::new(STANDARD_INPUT)] {
            return self.standard_input(to, language);
        }
        let mut paths = BTreeSet::new();
        for policy in &self.policies {
            files(policy, &mut paths)?;
        }
        let sources = paths.iter().map(|path| source(path)).collect::<Result<Vec<_>, _>>()?;
        let mut worst = Status::Fine;
        for ((path, source), text) in paths.iter().zip(&sources).zip(format(&sources, to)) {
            worst = worst.max(match text {
                Ok(text) => self.file(path, source, &text, language)?,
                Err(problems) => refused(source, &problems, language)?,
            });
        }
        Ok(worst)
    }

    fn standard_input(&self, to: Option<Language>, language: Language) -> Result<Status, Failure> {
        let open = |source| Failure::Open { path: STANDARD_INPUT.into(), source };
        let mut text = String::new();
        io::stdin().read_to_string(&mut text).map_err(open)?;
        let source = SourceFile { name: STANDARD_INPUT.to_owned(), text };
        match format(std::slice::from_ref(&source), to).pop() {
            Some(Ok(text)) if self.check => differs(&source, &text, language),
            Some(Ok(text)) => {
                io::stdout().write_all(text.as_bytes())?;
                Ok(Status::Fine)
            }
            Some(Err(problems)) => {
                report::diagnostics(&problems, language);
                Ok(Status::Invalid)
            }
            None => Ok(Status::Fine),
        }
    }

    fn file(
        &self,
        path: &Path,
        source: &SourceFile,
        text: &str,
        language: Language,
    ) -> Result<Status, Failure> {
        if self.check {
            return differs(source, text, language);
        }
        if source.text != text {
            let mut draft = FileDraft::new(path).map_err(Failure::write(path))?;
            draft.write_all(text.as_bytes()).map_err(Failure::write(path))?;
            draft.persist().map_err(Failure::write(path))?;
            say(&source.name, &say!("formatted"), language)?;
        }
        Ok(Status::Fine)
    }
}

/// Names a file that is not in canonical layout, and shows what would change.
fn differs(source: &SourceFile, text: &str, language: Language) -> Result<Status, Failure> {
    if source.text == text {
        return Ok(Status::Fine);
    }
    say(&source.name, &say!("would be formatted"), language)?;
    let difference = TextDiff::from_lines(source.text.as_str(), text);
    let mut difference = difference.unified_diff();
    let difference = difference.context_radius(CONTEXT).missing_newline_hint(false).to_string();
    write!(anstream::stdout(), "{}", visible::source(&difference))?;
    Ok(Status::Findings)
}

fn refused(source: &SourceFile, problems: &Report, language: Language) -> Result<Status, Failure> {
    report::diagnostics(problems, language);
    say(&source.name, &say!("left as it is"), language)?;
    Ok(Status::Invalid)
}

fn say(name: &str, what: &Message, language: Language) -> Result<(), Failure> {
    let what = what.in_language(language);
    Ok(writeln!(anstream::stdout(), "{}: {what}", visible::line(name))?)
}

/// Adds the file, or the policy files of the folder and of the folders in it.
fn files(path: &Path, paths: &mut BTreeSet<PathBuf>) -> Result<(), Failure> {
    let metadata = fs::metadata(path).map_err(unread(path))?;
    if !metadata.is_dir() {
        paths.insert(path.to_owned());
        return Ok(());
    }
    let known = paths.len();
    collect(path, paths)?;
    if paths.len() == known {
        return Err(LoadError::Empty { path: path.to_owned() }.into());
    }
    Ok(())
}

/// Folders that are links are not followed, so that the walk ends.
fn collect(folder: &Path, paths: &mut BTreeSet<PathBuf>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder).map_err(unread(folder))? {
        let path = entry.map_err(unread(folder))?.path();
        let kind = fs::symlink_metadata(&path).map_err(unread(&path))?.file_type();
        if kind.is_dir() {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|extension| extension == "loyal") {
            paths.insert(path);
        }
    }
    Ok(())
}

fn source(path: &Path) -> Result<SourceFile, Failure> {
    Ok(SourceFile { name: path.display().to_string(), text: text_of(path)? })
}

fn unread(path: &Path) -> impl FnOnce(io::Error) -> Failure {
    move |source| Failure::Open { path: path.to_owned(), source }
}
