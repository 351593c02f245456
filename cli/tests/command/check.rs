use crate::loyal::{command, loyal};

#[test]
fn a_sound_policy_ends_with_0_and_one_line() {
    let ended = loyal(&["check", "corner-shop.loyal"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert_eq!(ended.err, "");
    assert_eq!(ended.out.lines().count(), 1);
    let start = "corner-shop.loyal: `Corner Shop` is valid: 2 rules, 1 tier, 0 classes, 0 scores, ";
    assert!(ended.out.starts_with(start), "{}", ended.out);
    assert!(ended.out.ends_with("no findings in 1 file\n"), "{}", ended.out);
}

#[test]
fn a_broken_policy_ends_with_3_and_a_drawn_diagnostic() {
    let ended = loyal(&["check", "broken.loyal"]);
    assert_eq!(ended.code, Some(3));
    assert_eq!(ended.out, "broken.loyal: not valid: 1 error in 1 file\n");
    assert!(ended.err.contains("`years_since_joining`"), "{}", ended.err);
    assert!(ended.err.contains("broken.loyal:10:"), "{}", ended.err);
    assert!(!ended.err.contains('\u{1b}'), "no colour where there is no terminal: {}", ended.err);
}

#[test]
fn the_worst_of_several_policies_decides() {
    let ended = loyal(&["check", "broken.loyal", "corner-shop.loyal"]);
    assert_eq!(ended.code, Some(3));
    assert_eq!(ended.out.lines().count(), 2);
}

#[test]
fn colour_is_there_when_forced() {
    let forced = command(&["check", "broken.loyal"]).env("CLICOLOR_FORCE", "1").output().unwrap();
    assert!(String::from_utf8_lossy(&forced.stderr).contains('\u{1b}'));
    let denied = command(&["check", "broken.loyal"]).env("NO_COLOR", "1").output().unwrap();
    assert!(!String::from_utf8_lossy(&denied.stderr).contains('\u{1b}'));
}

#[test]
fn a_run_refuses_a_broken_policy() {
    let ended = loyal(&["run", "broken.loyal", "customers.jsonl", "--as-of", "2026-06-30"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(3), ""));
    assert!(ended.err.contains("`years_since_joining`"), "{}", ended.err);
}

#[test]
fn a_folder_without_policies_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let ended = loyal(&["check", folder.path().to_str().unwrap()]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("there is no `.loyal` file in"), "{}", ended.err);
}

#[test]
fn every_version_of_a_programme_is_told_of() {
    let ended = loyal(&["check", "two-years"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let each = "1 rule, 0 tiers, 0 classes, 0 scores, 1 value";
    let line = format!(
        "two-years: `Two Years` is valid in 2 versions, through 2025-12-31: {each}; \
         from 2026-01-01 through 2026-12-31: {each}; no findings in 3 files\n"
    );
    assert_eq!(ended.out, line);
}

#[test]
fn a_run_takes_the_version_of_its_date() {
    let run = |day: &str| {
        let arguments = ["run", "two-years", "customers.jsonl", "--as-of", day, "--format", "json"];
        loyal(&arguments)
    };
    for (day, amount) in [("2025-12-31", "\"amount\":\"5\""), ("2026-01-01", "\"amount\":\"7\"")] {
        let ended = run(day);
        assert!(ended.out.lines().all(|line| line.contains(amount)), "{}", ended.out);
        assert!(!ended.out.is_empty(), "{}", ended.err);
    }
    let ended = run("2027-01-01");
    assert!(
        ended
            .err
            .contains("from 2026-01-01 through 2026-12-31, and 2027-01-01 is not in that time"),
        "{}",
        ended.err
    );
}

#[test]
fn what_is_allowed_is_counted_and_not_drawn() {
    let ended = loyal(&["check", "--deny-warnings", "allowed.loyal"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    assert!(ended.out.ends_with("no findings in 1 file, 1 allowed\n"), "{}", ended.out);
}

#[test]
fn a_day_shows_what_has_grown_old() {
    let ended = loyal(&["check", "--deny-warnings", "--as-of", "2027-01-01", "allowed.loyal"]);
    assert_eq!(ended.code, Some(1), "{}", ended.err);
    assert!(ended.err.contains("the programme was over on 2026-12-31"), "{}", ended.err);
    let wrong = loyal(&["check", "--as-of", "tomorrow", "allowed.loyal"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.err.contains("`tomorrow` is not a date"), "{}", wrong.err);
}
