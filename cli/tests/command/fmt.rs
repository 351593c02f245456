//! Policies in canonical layout, in files and from standard input.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use crate::loyal::{Ended, command, loyal};

const UNTIDY: &str = "define a   as 1\n\n\n\ndefine b as a+1   // more\n";
const TIDY: &str = "define a as 1\n\ndefine b as a + 1                               // more\n";
const CHINESE: &str = "定义 a 指 1\n\n定义 b 指 a + 1                                 // more\n";
const BROKEN: &str = "define c as (1\n";

/// A folder with files of these names and texts.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn fmt(folder: &Path, arguments: &[&str]) -> Ended {
    let output = command(&[&["fmt"], arguments].concat()).current_dir(folder).output().unwrap();
    Ended {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn piped(arguments: &[&str], input: &str) -> Ended {
    let mut child = command(&[&["fmt"], arguments].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    Ended {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
fn files_of_a_folder_are_formatted_and_named() {
    let folder = folder(&[("a.loyal", UNTIDY), ("b.loyal", TIDY), ("notes.txt", UNTIDY)]);
    let ended = fmt(folder.path(), &["."]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    assert_eq!(ended.out, "./a.loyal: formatted\n");
    assert_eq!(read(folder.path(), "a.loyal"), TIDY);
    assert_eq!(read(folder.path(), "b.loyal"), TIDY);
    assert_eq!(read(folder.path(), "notes.txt"), UNTIDY);
}

#[test]
fn check_writes_nothing_and_shows_what_would_change() {
    let folder = folder(&[("a.loyal", UNTIDY), ("b.loyal", TIDY)]);
    let ended = fmt(folder.path(), &["--check", "a.loyal", "b.loyal"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(1), ""));
    let expected = "\
a.loyal: would be formatted
@@ -1,5 +1,3 @@
-define a   as 1
+define a as 1
 
-
-
-define b as a+1   // more
+define b as a + 1                               // more
";
    assert_eq!(ended.out, expected);
    assert_eq!(read(folder.path(), "a.loyal"), UNTIDY);
    assert_eq!(fmt(folder.path(), &["--check", "b.loyal"]).code, Some(0));
}

#[test]
fn a_broken_file_is_left_as_it_is_and_does_not_hold_up_the_others() {
    let folder = folder(&[("a.loyal", BROKEN), ("b.loyal", UNTIDY)]);
    let ended = fmt(folder.path(), &["a.loyal", "b.loyal"]);
    assert_eq!(ended.code, Some(3));
    assert_eq!(ended.out, "a.loyal: left as it is\nb.loyal: formatted\n");
    assert!(ended.err.contains("a.loyal:1:13"), "{}", ended.err);
    assert_eq!(read(folder.path(), "a.loyal"), BROKEN);
    assert_eq!(read(folder.path(), "b.loyal"), TIDY);
}

#[test]
fn a_policy_goes_into_the_other_language_and_back() {
    let folder = folder(&[("a.loyal", UNTIDY)]);
    let ended = fmt(folder.path(), &["--to", "zh", "a.loyal"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    assert_eq!(read(folder.path(), "a.loyal"), CHINESE);
    let ended = fmt(folder.path(), &["--to", "en", "a.loyal"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    assert_eq!(read(folder.path(), "a.loyal"), TIDY);
}

#[test]
fn standard_input_goes_to_standard_output() {
    for arguments in [&["-"][..], &[]] {
        let ended = piped(arguments, UNTIDY);
        assert_eq!((ended.code, ended.out.as_str(), ended.err.as_str()), (Some(0), TIDY, ""));
    }
    assert_eq!(piped(&["--to", "zh", "-"], UNTIDY).out, CHINESE);
    assert_eq!(piped(&["--check"], TIDY).code, Some(0));
    assert_eq!(piped(&["--check"], UNTIDY).code, Some(1));
    let broken = piped(&["-"], BROKEN);
    assert_eq!((broken.code, broken.out.as_str()), (Some(3), ""));
    assert!(broken.err.contains("-:1:13"), "{}", broken.err);
}

#[test]
fn what_cannot_be_read_ends_with_2() {
    let folder = folder(&[]);
    fs::write(folder.path().join("bytes.loyal"), [0xff, 0xfe]).unwrap();
    for (path, reason) in [
        ("nowhere.loyal", "cannot read `nowhere.loyal`"),
        ("bytes.loyal", "`bytes.loyal` is not a text in UTF-8"),
    ] {
        let ended = fmt(folder.path(), &[path]);
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""));
        assert!(ended.err.contains(reason), "{}", ended.err);
    }
    fs::create_dir(folder.path().join("empty")).unwrap();
    let ended = fmt(folder.path(), &["empty"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("there is no `.loyal` file in `empty`"), "{}", ended.err);
}

#[cfg(unix)]
#[test]
fn who_may_read_a_file_stays_as_it_is() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&[("a.loyal", UNTIDY)]);
    let path = folder.path().join("a.loyal");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(fmt(folder.path(), &["a.loyal"]).code, Some(0));
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn the_shipped_policies_are_in_canonical_layout() {
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies");
    let ended = loyal(&["fmt", "--check", policies.to_str().unwrap()]);
    assert_eq!((ended.code, ended.out.as_str(), ended.err.as_str()), (Some(0), "", ""));
}
