//! The adversarial corpus of `tests/adversary`: a file a topic, each case with what is said of it
//! in the snapshot beside it. Whatever a case holds, it is answered: nothing panics, nothing hangs,
//! and memory stays small.

mod data;
mod guard;
mod policies;
mod scripts;
mod values;

use std::path::Path;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};
use loyal_tests::folders;

use loyal_tests::corpus::{self, Topic};

/// How the cases of a folder are tried: the lines of what is said of a topic's cases.
type Trying = fn(Topic) -> Vec<String>;

const KINDS: [(&str, Trying); 4] = [
    ("policies", policies::answers),
    ("scripts", scripts::answers),
    ("data", data::answers),
    ("values", values::answers),
];

/// Cases that the corpus has at least.
const CASES: usize = 1000;

fn main() -> ExitCode {
    let mut trials = vec![Trial::test("the_corpus_is_large", || {
        let cases = KINDS.iter().flat_map(|(kind, _)| corpus::topics(kind));
        let cases: usize = cases.map(|topic| Topic::read(&topic).cases.len()).sum();
        assert!(cases >= CASES, "{cases} cases");
        Ok(())
    })];
    for (kind, trying) in KINDS {
        for topic in corpus::topics(kind) {
            let name = format!("{kind}/{}", folders::name(&topic));
            trials.push(Trial::test(name, move || {
                check(&topic, trying);
                Ok(())
            }));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// Holds the answers to a topic's cases against the snapshot beside it.
fn check(path: &Path, trying: Trying) {
    let answers = trying(Topic::read(path)).join("\n");
    let folder = path.parent().expect("a folder").to_path_buf();
    let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
    insta::with_settings!({
        snapshot_path => folder,
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!(name, answers) });
    guard::memory_is_small();
}
