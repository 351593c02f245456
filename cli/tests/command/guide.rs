//! The guides and the page of plans, followed step by step: their files are written, their commands run, and what the
//! commands print is what the guides show. With `UPDATE_DOCS` set, the guides are written anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::loyal::command;

/// A piece of a document.
enum Piece {
    /// Prose, and blocks without a meaning here.
    Text(String),
    /// A block for a file: appended to it, or its whole text where the fence says `new`.
    File { fence: String, path: String, whole: bool, text: String },
    /// Commands with what they print.
    Console(String),
}

fn pieces(document: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut lines = document.lines();
    let mut text = String::new();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else {
            text.extend([line, "\n"]);
            continue;
        };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let block = block.iter().flat_map(|line| [line, "\n"]).collect::<String>();
        let mut words = info.split(' ');
        let (language, path) = (words.next().unwrap_or_default(), words.next());
        pieces.push(Piece::Text(std::mem::take(&mut text)));
        pieces.push(match (language, path) {
            ("console", _) => Piece::Console(block),
            (_, Some(path)) => Piece::File {
                fence: info.to_owned(),
                path: path.to_owned(),
                whole: words.next() == Some("new"),
                text: block,
            },
            (_, None) => Piece::Text(format!("```{info}\n{block}```\n")),
        });
    }
    pieces.push(Piece::Text(text));
    pieces
}

/// The block again, with what its commands print in the folder.
fn run(console: &str, folder: &Path, language: &str) -> String {
    let mut shown = String::new();
    for line in console.lines().filter_map(|line| line.strip_prefix("$ ")) {
        let words: Vec<&str> = line.split(' ').collect();
        let Some(("loyal", arguments)) = words.split_first().map(|(first, rest)| (*first, rest))
        else {
            panic!("only `loyal` is run: {line}");
        };
        let output = command(arguments)
            .current_dir(folder)
            .env("LOYAL_LANG", language)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        shown.extend(["$ ", line, "\n"]);
        for stream in [output.stdout, output.stderr] {
            let stream = String::from_utf8(stream).unwrap();
            shown.extend(stream.lines().flat_map(|line| [line.trim_end(), "\n"]));
        }
    }
    shown
}

/// The document as it is once every step has been done in an empty folder.
fn followed(document: &str, language: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut written = String::new();
    for piece in pieces(document) {
        match piece {
            Piece::Text(text) => written += &text,
            Piece::File { fence, path, whole, text } => {
                let path = folder.path().join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                let before = fs::read_to_string(&path).unwrap_or_default();
                let before = if whole { String::new() } else { before };
                fs::write(path, before + &text).unwrap();
                written.extend(["```", &fence, "\n", &text, "```\n"]);
            }
            Piece::Console(console) => {
                written.extend(["```console\n", &run(&console, folder.path(), language), "```\n"]);
            }
        }
    }
    written
}

fn follow(name: &str, language: &str, least: usize) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
    let document = fs::read_to_string(&path).unwrap();
    let followed = followed(&document, language);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &followed).unwrap();
    }
    assert!(document.matches("```console").count() >= least, "the guide shows its commands");
    if let Some((shown, real)) = document.lines().zip(followed.lines()).find(|(a, b)| a != b) {
        panic!("{name} shows\n  {shown}\nand it is\n  {real}\nset UPDATE_DOCS=1 to write it anew");
    }
    assert_eq!(document.lines().count(), followed.lines().count(), "{name}");
}

#[test]
fn the_guide_can_be_followed() {
    follow("guide.md", "en", 6);
}

#[test]
fn the_chinese_guide_can_be_followed() {
    follow("guide.zh.md", "zh", 6);
}

#[test]
fn the_page_of_plans_can_be_followed() {
    follow("plan.md", "en", 1);
    let page = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/plan.md");
    assert!(!fs::read_to_string(page).unwrap().contains("error:"), "its policy is sound");
}
