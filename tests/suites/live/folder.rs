//! A folder with a policy, written as editors, scripts and clusters write.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use loyal_engine::live::{LiveOutcome, Settings};
use loyal_engine::outcome::Published;
use loyal_engine::{LivePolicy, Policy};
use tempfile::TempDir;

pub(crate) const MAIN: &str = r#"
program "Live" {
  time zone "UTC"
  rounding  half up
}

record customer {
  id:  text key
}

publish alpha, beta
"#;

pub(crate) const CUSTOMER: &str = r#"{"id": "C-1"}"#;
/// Nothing that is waited for takes this long.
pub(crate) const LONG: Duration = Duration::from_secs(20);

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// Emptied, then filled in two steps.
    Truncate,
    /// Another file takes its name.
    RenameOver,
    /// The old file is moved aside, a new one written, the old one deleted.
    Backup,
    /// Deleted, then made.
    DeleteAndCreate,
    /// A link to a folder is turned to another one.
    Symlink,
}

impl Style {
    pub(crate) const ALL: [Style; 5] =
        [Style::Truncate, Style::RenameOver, Style::Backup, Style::DeleteAndCreate, Style::Symlink];
}

/// A folder as Kubernetes mounts it: files are links into `..data`, which is a link to the folder
/// of a version.
pub(crate) struct Mounted {
    folder: TempDir,
    versions: usize,
}

impl Mounted {
    pub(crate) fn new(figure: u64) -> Mounted {
        let mut mounted = Mounted { folder: tempfile::tempdir().expect("a folder"), versions: 0 };
        mounted.turn(&first(figure), &second(figure));
        for name in ["main.loyal", "first.loyal", "second.loyal"] {
            symlink(Path::new("..data").join(name), mounted.path().join(name)).expect("a link");
        }
        mounted
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Makes the folder say this figure. Whatever is read on the way is no valid policy.
    pub(crate) fn publish(&mut self, style: Style, figure: u64) {
        match style {
            Style::Symlink => self.turn(&first(figure), &second(figure)),
            Style::Truncate | Style::RenameOver | Style::Backup | Style::DeleteAndCreate => {
                let data = self.path().join("..data");
                put(style, &data.join("second.loyal"), &broken(figure));
                put(style, &data.join("first.loyal"), &first(figure));
                put(style, &data.join("second.loyal"), &second(figure));
            }
        }
    }

    /// Makes the folder a broken policy.
    pub(crate) fn damage(&mut self, style: Style, figure: u64) {
        match style {
            Style::Symlink => self.turn(&first(figure), &broken(figure)),
            Style::Truncate | Style::RenameOver | Style::Backup | Style::DeleteAndCreate => {
                put(style, &self.path().join("..data/second.loyal"), &broken(figure));
            }
        }
    }

    fn turn(&mut self, first: &str, second: &str) {
        self.versions += 1;
        let name = format!("..version_{}", self.versions);
        let version = self.path().join(&name);
        fs::create_dir(&version).expect("a new folder");
        for (file, text) in [("main.loyal", MAIN), ("first.loyal", first), ("second.loyal", second)]
        {
            fs::write(version.join(file), text).expect("a written file");
        }
        let old = fs::canonicalize(self.path().join("..data")).ok();
        symlink(&name, self.path().join("..data_new")).expect("a link");
        fs::rename(self.path().join("..data_new"), self.path().join("..data")).expect("renamed");
        old.iter().for_each(|old| fs::remove_dir_all(old).expect("deleted"));
    }
}

/// An ordinary folder.
pub(crate) fn plain(figure: u64) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fill(folder.path(), figure);
    folder
}

pub(crate) fn fill(folder: &Path, figure: u64) {
    for (file, text) in [
        ("main.loyal", MAIN.to_owned()),
        ("first.loyal", first(figure)),
        ("second.loyal", second(figure)),
    ] {
        fs::write(folder.join(file), text).expect("a written file");
    }
}

/// Half of it is no valid policy.
pub(crate) fn first(figure: u64) -> String {
    format!("define alpha as ({figure})\n")
}

pub(crate) fn second(figure: u64) -> String {
    format!("define beta as ({figure})\n")
}

pub(crate) fn broken(figure: u64) -> String {
    format!("define beta as ({figure}) + nothing_of_that_name\n")
}

/// Writes a file in a style of writing files.
pub(crate) fn put(style: Style, path: &Path, text: &str) {
    let beside = |ending: &str| PathBuf::from(format!("{}{ending}", path.display()));
    match style {
        Style::Truncate => in_two_steps(path, text),
        Style::RenameOver => {
            fs::write(beside(".new"), text).expect("a written file");
            fs::rename(beside(".new"), path).expect("renamed");
        }
        Style::Backup => {
            fs::rename(path, beside("~")).expect("renamed");
            in_two_steps(path, text);
            fs::remove_file(beside("~")).expect("deleted");
        }
        Style::DeleteAndCreate => {
            fs::remove_file(path).expect("deleted");
            fs::write(path, text).expect("a written file");
        }
        Style::Symlink => panic!("a link is turned, not written"),
    }
}

fn in_two_steps(path: &Path, text: &str) {
    let (half, rest) = text.split_at(text.len() / 2);
    let mut file = File::create(path).expect("an empty file");
    file.write_all(half.as_bytes()).expect("a half");
    file.flush().expect("flushed");
    std::thread::yield_now();
    file.write_all(rest.as_bytes()).expect("the rest");
}

/// Only events: whatever becomes live does so by them.
pub(crate) fn by_events() -> Settings {
    Settings::new().poll_every(Duration::from_secs(3600))
}

pub(crate) fn watch(path: &Path, settings: Settings) -> LivePolicy {
    LivePolicy::watch_with(path, settings).expect("a good policy")
}

pub(crate) fn outcome(live: &LivePolicy) -> LiveOutcome {
    live.evaluate_json(CUSTOMER, "2026-06-30".parse().expect("a date")).expect("an outcome")
}

/// The figures that an outcome shows: one of each file.
pub(crate) fn figures(outcome: &LiveOutcome) -> (u64, u64) {
    let figure = |name: &str| match outcome.outcome.published.get(name) {
        Some(Published::Value(Some(text))) => text.parse().expect("a number"),
        other => panic!("{name}: {other:?}"),
    };
    (figure("alpha"), figure("beta"))
}

/// Waits until something holds, and says how long it took.
pub(crate) fn until(what: &str, holds: impl Fn() -> bool) -> Duration {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < LONG, "{what}: not within {LONG:?}");
        sleep(Duration::from_millis(2));
    }
    start.elapsed()
}

/// Waits until the live policy says a figure.
pub(crate) fn until_live(live: &LivePolicy, figure: u64) -> Duration {
    until(&format!("figure {figure}"), || figures(&outcome(live)) == (figure, figure))
}

/// The generation that the files at a path are.
pub(crate) fn generation(path: &Path) -> String {
    Policy::load(path).expect("a valid policy").generation().to_owned()
}
