//! Files and folders that are written whole or not at all: beside their place first, then renamed.
//!
//! A draft that is dropped leaves nothing behind, and what stood there before still stands.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile, TempDir};

/// A file in the making.
#[derive(Debug)]
pub(crate) struct FileDraft {
    place: Place,
}

#[derive(Debug)]
enum Place {
    /// A file beside its place.
    Beside { draft: BufWriter<NamedTempFile>, target: PathBuf },
    /// A device or pipe, which cannot be replaced.
    Stream(BufWriter<fs::File>),
}

impl FileDraft {
    pub(crate) fn new(path: &Path) -> io::Result<FileDraft> {
        let place = match fs::metadata(path) {
            Ok(found) if found.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Ok(found) if !found.is_file() => {
                let stream = fs::OpenOptions::new().write(true).open(path)?;
                Place::Stream(BufWriter::new(stream))
            }
            Ok(found) => beside(fs::canonicalize(path)?, mode(&found))?,
            Err(_) => beside(path.to_owned(), NEW_FILE)?,
        };
        Ok(FileDraft { place })
    }

    /// Puts the whole file in its place.
    pub(crate) fn persist(self) -> io::Result<()> {
        match self.place {
            Place::Beside { draft, target } => {
                let draft = draft.into_inner().map_err(io::IntoInnerError::into_error)?;
                draft.as_file().sync_all()?;
                draft.persist(target)?;
                Ok(())
            }
            Place::Stream(mut stream) => stream.flush(),
        }
    }
}

impl Write for FileDraft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.place {
            Place::Beside { draft, .. } => draft.write(bytes),
            Place::Stream(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.place {
            Place::Beside { draft, .. } => draft.flush(),
            Place::Stream(stream) => stream.flush(),
        }
    }
}

fn beside(target: PathBuf, mode: u32) -> io::Result<Place> {
    let draft = builder(mode).tempfile_in(parent(&target))?;
    Ok(Place::Beside { draft: BufWriter::new(draft), target })
}

/// A folder in the making: its files are written to [`FolderDraft::path`].
#[derive(Debug)]
pub(crate) struct FolderDraft {
    draft: TempDir,
    target: PathBuf,
}

impl FolderDraft {
    pub(crate) fn new(target: &Path) -> io::Result<FolderDraft> {
        let home = if target.is_dir() { target } else { parent(target) };
        if !target.is_dir() && target.exists() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        Ok(FolderDraft { draft: builder(0o777).tempdir_in(home)?, target: target.to_owned() })
    }

    /// Where the files are written meanwhile.
    pub(crate) fn path(&self) -> &Path {
        self.draft.path()
    }

    /// Puts the files in their place: the whole folder where there was none, else file by file,
    /// leaving other files of the folder alone.
    pub(crate) fn persist(self) -> io::Result<()> {
        if !self.target.is_dir() {
            fs::rename(self.draft.path(), &self.target)?;
            let _ = self.draft.keep();
            return Ok(());
        }
        for entry in fs::read_dir(self.draft.path())? {
            let entry = entry?;
            fs::rename(entry.path(), self.target.join(entry.file_name()))?;
        }
        self.draft.close()
    }
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Who may read and write a new file, as far as the user's mask lets them.
const NEW_FILE: u32 = 0o666;

/// Who may read and write what stands there.
#[cfg(unix)]
fn mode(found: &fs::Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    found.permissions().mode() & 0o777
}

#[cfg(not(unix))]
fn mode(_: &fs::Metadata) -> u32 {
    NEW_FILE
}

/// Names the draft, and lets the user's mask decide who may read it, as for any other file.
fn builder(mode: u32) -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(".loyal-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = mode;
    builder
}
