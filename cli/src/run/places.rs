//! Files that a run would write over what it reads, or over each other: refused before any work.

use std::path::{Path, PathBuf};

use loyal_dsl::message::Message;
use loyal_dsl::say;

use crate::failure::Failure;
use crate::format::Format;

/// What a run reads and writes.
pub(super) struct Places<'a> {
    pub(super) policy: &'a Path,
    pub(super) data: &'a Path,
    pub(super) format: Format,
    pub(super) output: Option<&'a Path>,
    pub(super) rejections: Option<&'a Path>,
}

impl Places<'_> {
    /// Refuses an output that is an input or another output.
    pub(super) fn check(&self) -> Result<(), Failure> {
        let outputs = self.outputs();
        for path in &outputs {
            self.held_against_inputs(path, "--output")?;
        }
        let Some(rejections) = self.rejections.and_then(identity) else { return Ok(()) };
        self.held_against_inputs(&rejections, "--rejections")?;
        if outputs.contains(&rejections) {
            let path = rejections.display().to_string();
            return Err(Failure::Usage(say!(
                "`--output` and `--rejections` name the same file, `{path}`",
                path
            )));
        }
        Ok(())
    }

    /// The output, and the files in it where it is a folder.
    fn outputs(&self) -> Vec<PathBuf> {
        let Some(output) = self.output.and_then(identity) else { return Vec::new() };
        let extension = match self.format {
            Format::Csv => "csv",
            Format::Parquet => "parquet",
            Format::Table | Format::Json => return vec![output],
        };
        let files = ["customers", "effects", "groups", "group_effects"]
            .map(|name| format!("{name}.{extension}"));
        let files = files.map(|name| output.join(name));
        std::iter::once(output).chain(files).collect()
    }

    fn held_against_inputs(&self, path: &Path, option: &str) -> Result<(), Failure> {
        let refused = |what: Message| {
            let path = path.display().to_string();
            Err(Failure::Usage(say!(
                "`{option}` would write over {what}, `{path}`",
                option,
                what,
                path
            )))
        };
        if self.data != Path::new("-")
            && let Some(data) = identity(self.data)
        {
            let within = data.is_dir() && path.parent() == Some(&data) && path.exists();
            if path == data || within {
                return refused(say!("the data"));
            }
        }
        if let Some(policy) = identity(self.policy) {
            let is_source = path.extension().is_some_and(|extension| extension == "loyal");
            if path == policy && !policy.is_dir() || is_source && path.starts_with(&policy) {
                return refused(say!("the policy"));
            }
        }
        Ok(())
    }
}

/// The one spelling of a path, also of a file that is not there yet; `None` for devices and pipes,
/// which are not replaced, and for what cannot be written anyway.
fn identity(path: &Path) -> Option<PathBuf> {
    if let Ok(whole) = path.canonicalize() {
        return (whole.is_file() || whole.is_dir()).then_some(whole);
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new(".")).canonicalize().ok()?;
    Some(parent.join(path.file_name()?))
}
