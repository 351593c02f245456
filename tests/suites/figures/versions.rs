//! Versions of a programme, and the files that they use, from folders.

use std::fs;
use std::path::Path;

use loyal_engine::{LoadError, Policy};
use tempfile::TempDir;

const RECORD: &str = "record customer {\n  id: text key\n}\n";
const RULE: &str = "reward hello {\n  give gift_points\n}\n";

fn version(effective: &str, rest: &str) -> String {
    format!("program \"Club\" {{\n  effective {effective}\n}}\n{rest}")
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn load(path: &Path) -> Policy {
    Policy::load(path).unwrap_or_else(|error| match error {
        LoadError::Invalid(report) => panic!("{:#?}", report.diagnostics),
        other => panic!("{other}"),
    })
}

/// The first diagnostic of a policy that is not valid.
fn refused(path: &Path) -> (&'static str, String) {
    let Err(LoadError::Invalid(report)) = Policy::load(path) else { panic!("a valid policy") };
    assert_eq!(report.diagnostics.len(), 1, "{:#?}", report.diagnostics);
    (report.diagnostics[0].code, report.diagnostics[0].message.to_string())
}

fn amount(policy: &Policy, as_of: &str) -> String {
    let as_of = as_of.parse().expect("a date");
    let outcome = policy.evaluate_json(r#"{"id": "C-1"}"#, as_of).expect("an outcome");
    outcome.effects.first().and_then(|effect| effect.amount.clone()).unwrap_or_default()
}

#[test]
fn a_date_picks_its_version() {
    let old = version("through 2025-12-31", "define gift_points as 5 points\n");
    let new = version("from 2026-01-01", "define gift_points as 7 points\n");
    let common = format!("{RECORD}{RULE}");
    let files = [("b.loyal", old.as_str()), ("a.loyal", &new), ("common.loyal", &common)];
    let folder = folder(&files);
    let policy = load(folder.path());
    assert_eq!(amount(&policy, "2025-12-31"), "5");
    assert_eq!(amount(&policy, "2026-01-01"), "7");
    let hash = |day: &str| {
        let as_of = day.parse().expect("a date");
        policy.evaluate_json(r#"{"id": "C-1"}"#, as_of).expect("an outcome").policy
    };
    let hashes: Vec<String> = policy.versions().map(|it| it.program().hash()).collect();
    assert_eq!(hashes, [hash("2025-06-30"), hash("2026-06-30")]);
    assert_ne!(hashes[0], hashes[1]);
}

#[test]
fn a_date_between_versions_has_none() {
    let old = version("from 2025-01-01 through 2025-12-31", "");
    let new = version("from 2026-02-01", "");
    let common = format!("{RECORD}{RULE}define gift_points as 5 points\n");
    let folder = folder(&[("1.loyal", old.as_str()), ("2.loyal", &new), ("common.loyal", &common)]);
    let policy = load(folder.path());
    let gaps = policy.warnings().diagnostics.iter().filter(|found| found.code.starts_with("L08"));
    assert_eq!(gaps.count(), 1);
    let error = policy.evaluate_json("{}", "2026-01-15".parse().expect("a date")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`Club` is effective from 2025-01-01 through 2025-12-31 and from 2026-02-01, \
         and 2026-01-15 is not in that time"
    );
}

#[test]
fn a_used_file_belongs_to_its_users_alone() {
    let old = version("through 2025-12-31", "use \"more/old.loyal\"\n");
    let new = version("from 2026-01-01", "define gift_points as 7 points\n");
    let common = format!("{RECORD}{RULE}");
    let folder = folder(&[
        ("1.loyal", old.as_str()),
        ("2.loyal", &new),
        ("common.loyal", &common),
        ("more/old.loyal", "use \"older.loyal\"\n"),
        ("more/older.loyal", "define gift_points as 5 points\n"),
    ]);
    let policy = load(folder.path());
    assert_eq!(amount(&policy, "2025-12-31"), "5");
    assert_eq!(amount(&policy, "2026-01-01"), "7");
}

#[test]
fn one_file_brings_what_it_uses() {
    let main = version("from 2026-01-01", &format!("use \"rest.loyal\"\n{RECORD}"));
    let rest = format!("use \"rules/hello.loyal\"\n{RULE}");
    let folder = folder(&[
        ("main.loyal", main.as_str()),
        ("rest.loyal", &rest),
        ("rules/hello.loyal", "define gift_points as 3 points\n"),
        ("another.loyal", "define gift_points as 4 points\n"),
    ]);
    assert_eq!(amount(&load(&folder.path().join("main.loyal")), "2026-06-30"), "3");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let main = version("from 2026-01-01", &format!("use \"tables.loyal\"\n{RECORD}"));
    let folder = folder(&[("main.loyal", main.as_str())]);
    let (code, message) = refused(&folder.path().join("main.loyal"));
    assert_eq!((code, message.as_str()), ("L0834", "there is no policy file `tables.loyal`"));
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::{RECORD, RULE, amount, folder, load, refused, version};

    #[test]
    fn no_link_leads_out_of_the_folder() {
        let main = version("from 2026-01-01", &format!("use \"t.loyal\"\n{RECORD}"));
        let outer = folder(&[("t.loyal", "define t as 1\n"), ("inner/main.loyal", &main)]);
        let inner = outer.path().join("inner");
        symlink("../t.loyal", inner.join("t.loyal")).expect("a link");
        for path in [inner.join("main.loyal"), inner] {
            let (code, message) = refused(&path);
            assert_eq!(
                (code, message.as_str()),
                ("L0832", "`t.loyal` leads out of the policy folder")
            );
        }
    }

    #[test]
    fn a_link_within_the_folder_is_the_file_itself() {
        let main = version(
            "from 2026-01-01",
            &format!("use \"real/gifts.loyal\"\nuse \"link/gifts.loyal\"\n{RECORD}{RULE}"),
        );
        let folder = folder(&[
            ("main.loyal", main.as_str()),
            ("real/gifts.loyal", "define gift_points as 3 points\n"),
        ]);
        symlink("real", folder.path().join("link")).expect("a link");
        assert_eq!(amount(&load(&folder.path().join("main.loyal")), "2026-06-30"), "3");
        assert_eq!(amount(&load(folder.path()), "2026-06-30"), "3");
    }

    #[test]
    fn a_folder_that_links_to_itself_ends() {
        let main = version("from 2026-01-01", &format!("use \"loop/main.loyal\"\n{RECORD}"));
        let folder = folder(&[("main.loyal", main.as_str())]);
        symlink(".", folder.path().join("loop")).expect("a link");
        let (code, message) = refused(&folder.path().join("main.loyal"));
        assert_eq!((code, message.as_str()), ("L0833", "a file cannot use itself"));
    }
}
