//! Where files may lie, and what is none of the policy's.

use std::fs;
use std::os::unix::fs::symlink;

use loyal_engine::live::Reload;

use crate::folder::{
    MAIN, Mounted, Style, by_events, figures, fill, first, generation, outcome, plain, second,
    until, until_live, watch,
};

#[test]
fn a_mounted_folder_is_followed_when_its_link_is_turned() {
    let mut folder = Mounted::new(1);
    let live = watch(folder.path(), by_events());
    for figure in 2..5 {
        folder.publish(Style::Symlink, figure);
        until_live(&live, figure);
    }
}

#[test]
fn a_link_to_the_folder_is_followed_when_it_is_turned() {
    let (old, new, place) = (plain(1), plain(2), tempfile::tempdir().expect("a folder"));
    let link = place.path().join("policy");
    symlink(old.path(), &link).expect("a link");
    let live = watch(&link, by_events());
    symlink(new.path(), place.path().join("next")).expect("a link");
    fs::rename(place.path().join("next"), &link).expect("renamed");
    until_live(&live, 2);
    fill(new.path(), 3);
    until_live(&live, 3);
}

#[test]
fn one_file_and_those_that_it_uses_are_one_generation() {
    let folder = tempfile::tempdir().expect("a folder");
    let main = folder.path().join("main.loyal");
    let text = format!("use \"inner/figures.loyal\"\n{MAIN}");
    fs::write(&main, text).expect("written");
    fs::create_dir(folder.path().join("inner")).expect("a folder");
    let figures = folder.path().join("inner/figures.loyal");
    fs::write(&figures, first(1) + &second(1)).expect("written");
    let live = watch(&main, by_events());
    fs::write(&figures, first(2) + &second(2)).expect("written");
    until_live(&live, 2);
    assert_eq!(outcome(&live).generation, generation(&main));
}

#[test]
fn a_file_in_a_new_inner_folder_is_found() {
    let folder = plain(1);
    let live = watch(folder.path(), by_events());
    let before = outcome(&live).generation;
    fs::create_dir(folder.path().join("inner")).expect("a folder");
    fs::write(folder.path().join("inner/third.loyal"), "define third as 3\n").expect("written");
    until("a new generation", || outcome(&live).generation != before);
}

#[test]
fn hidden_files_and_other_files_are_not_the_policys() {
    let folder = plain(1);
    let live = watch(folder.path(), by_events().without_events());
    for name in [".#first.loyal", ".first.loyal.swp", "first.loyal~", "notes.txt"] {
        fs::write(folder.path().join(name), "not a policy").expect("written");
    }
    fs::create_dir(folder.path().join("..old")).expect("a folder");
    fill(&folder.path().join("..old"), 7);
    assert!(matches!(live.reload(), Reload::Same(_)));
    assert_eq!(figures(&outcome(&live)), (1, 1));
}
