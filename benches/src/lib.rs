//! What is measured: harbour-club on the customers that `just bench` samples.

pub mod hand;
pub mod process;
pub mod rules;

use std::path::{Path, PathBuf};

use loyal_dsl::date::Date;
use loyal_engine::Policy;
use loyal_engine::batch::Batch;
use loyal_engine::record::{self, Format, Options};

/// The day for which all is evaluated.
#[must_use]
pub fn as_of() -> Date {
    "2026-06-30".parse().expect("a date")
}

/// A path from the root of the project.
#[must_use]
pub fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// The policy that is measured.
#[must_use]
pub fn harbour_club() -> Policy {
    Policy::load(root("policies/harbour-club")).expect("a sound policy")
}

/// The bytes of a file of sampled customers.
#[must_use]
pub fn sampled(name: &str) -> Vec<u8> {
    let path = root("target/bench").join(name);
    std::fs::read(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; `just bench` makes it", path.display()))
}

/// All customers of some bytes, in batches.
#[must_use]
pub fn batches(policy: &Policy, bytes: Vec<u8>, format: Format, batch_size: usize) -> Vec<Batch> {
    let version = policy.version_on(as_of()).expect("a version");
    let options = Options { batch_size, strict: false };
    let stream = std::io::Cursor::new(bytes);
    let (program, needs) = (version.program(), version.needs());
    let reader = record::open_stream(stream, "sample", Some(format), program, needs, options);
    let decoded = reader.expect("a reader").map(|chunk| chunk.expect("a chunk").decode());
    decoded.map(|decoded| decoded.batch).collect()
}

/// How many bytes a file has, or all files of a folder.
#[must_use]
pub fn sizes(path: &Path) -> u64 {
    if path.is_dir() {
        let files = std::fs::read_dir(path).expect("a folder");
        return files.map(|file| sizes(&file.expect("a file").path())).sum();
    }
    std::fs::metadata(path).expect("a file").len()
}
