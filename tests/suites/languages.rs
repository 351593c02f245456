//! One language with two keyword sets.

use loyal_dsl::compile;
use loyal_dsl::ir::Program;
use loyal_dsl::source::SourceFile;
use loyal_tests::folders;

fn program(sources: &[SourceFile]) -> Program {
    compile(sources).unwrap_or_else(|report| panic!("{:#?}", report.diagnostics)).program
}

fn shipped(name: &str) -> Vec<SourceFile> {
    folders::sources(&folders::root().join("policies").join(name))
}

#[test]
fn english_and_chinese_keywords_mean_the_same_program() {
    let (english, chinese) =
        (program(&shipped("harbour-club")), program(&shipped("harbour-club-zh")));
    assert_eq!(english, chinese);
    assert_eq!(english.hash(), chinese.hash());
}

#[test]
fn the_order_of_files_does_not_change_the_program() {
    let mut sources = shipped("harbour-club");
    let first = program(&sources);
    sources.reverse();
    assert!(sources.len() > 1);
    assert_eq!(first, program(&sources));
}

#[test]
fn layout_and_comments_do_not_change_the_hash() {
    let mut sources = shipped("harbour-club");
    let before = program(&sources).hash();
    for source in &mut sources {
        source.text = format!("// a comment\n\n{}", source.text.replace("  ", "   "));
    }
    assert_eq!(before, program(&sources).hash());
}

#[test]
fn a_changed_figure_changes_the_hash() {
    let mut sources = shipped("harbour-club");
    let before = program(&sources).hash();
    for source in &mut sources {
        source.text = source.text.replace(">= 8000 CNY", ">= 8001 CNY");
    }
    assert_ne!(before, program(&sources).hash());
}

#[test]
fn files_of_both_languages_stand_in_one_folder() {
    let mut sources = shipped("harbour-club");
    let text = "定义 vip 指 spend >= 20000 CNY\n".into();
    sources.push(SourceFile { name: "vip.loyal".into(), text });
    let mixed = program(&sources);
    assert!(mixed.values.iter().any(|value| value.name == "vip"));
}
