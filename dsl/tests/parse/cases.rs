//! A case is a folder with a policy, and a snapshot of its problems and its tree. Where a folder
//! holds `en.loyal` and `zh.loyal`, both must give one tree.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use loyal_dsl::parse::parse;
use loyal_dsl::source::SourceFile;
use loyal_dsl::syntax::File;

fn read(path: &Path) -> SourceFile {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    SourceFile { name, text: fs::read_to_string(path).unwrap() }
}

fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/parse");
    let entries = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// The tree without places.
fn tree(file: &File) -> String {
    let mut tree = String::new();
    for declaration in &file.declarations {
        writeln!(tree, "{declaration:?}").unwrap();
    }
    let mut plain = String::new();
    let mut rest = tree.as_str();
    while let Some(at) = rest.find("Span {") {
        let (before, after) = rest.split_at(at);
        plain += before.strip_suffix(", span: ").or(before.strip_suffix(", ")).unwrap_or(before);
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    (plain + rest).replace("allows: [], ", "")
}

fn report(path: &Path) -> String {
    let source = read(path);
    let (file, problems) = parse(0, &source);
    let mut report = String::new();
    for problem in problems {
        let diagnostic = problem.diagnostic();
        writeln!(report, "{} {}", diagnostic.code, diagnostic.message).unwrap();
        for (span, label) in &diagnostic.labels {
            let (line, column) = source.line_column(span.start);
            let text = source.text.get(span.start as usize..span.end as usize).unwrap();
            let short: String = text.chars().take(40).collect();
            writeln!(report, "  {line}:{column} {short:?} {label}").unwrap();
        }
        writeln!(
            report,
            "  help: {}",
            diagnostic.help.map(|help| help.to_string()).unwrap_or_default()
        )
        .unwrap();
    }
    for comment in &file.comments {
        writeln!(report, "comment {:?}", comment.text).unwrap();
    }
    report + "\n" + &short(&tree(&file))
}

/// A tree that is long because the case is about length says nothing more.
fn short(tree: &str) -> String {
    let line = |line: &str| match line.char_indices().nth(6000) {
        Some((at, _)) => format!("{}…\n", line.get(..at).unwrap()),
        None => format!("{line}\n"),
    };
    tree.lines().map(line).collect()
}

#[test]
fn every_case_gives_its_problems_and_its_tree() {
    for folder in folders() {
        let policy = folder.join("policy.loyal");
        if policy.exists() {
            let mut settings = insta::Settings::clone_current();
            settings.set_snapshot_path(&folder);
            settings.set_prepend_module_to_snapshot(false);
            settings.set_omit_expression(true);
            settings.bind(|| insta::assert_snapshot!("parsed", report(&policy)));
        }
    }
}

#[test]
fn both_languages_give_one_tree() {
    let pairs = folders().into_iter().filter(|folder| folder.join("zh.loyal").exists());
    let mut compared = 0;
    for folder in pairs {
        let parsed = |name: &str| {
            let (file, problems) = parse(0, &read(&folder.join(name)));
            let found: Vec<_> =
                problems.iter().map(loyal_dsl::parse::ParseProblem::diagnostic).collect();
            assert!(found.is_empty(), "{name}: {found:#?}");
            tree(&file)
        };
        for (english, chinese) in parsed("en.loyal").lines().zip(parsed("zh.loyal").lines()) {
            assert_eq!(english, chinese);
        }
        assert_eq!(parsed("en.loyal").lines().count(), parsed("zh.loyal").lines().count());
        compared += 1;
    }
    assert!(compared >= 3, "{compared}");
}

#[test]
fn names_are_read_back_from_the_original_text() {
    let text = "record 「生日 礼」 {\n  date: date\n}\n".to_owned();
    let (file, problems) = parse(7, &SourceFile { name: "a".to_owned(), text: text.clone() });
    assert_eq!(problems, []);
    let loyal_dsl::syntax::DeclarationKind::Record(record) = &file.declarations[0].kind else {
        panic!("a record was written");
    };
    assert_eq!(record.name.text, "生日 礼");
    assert_eq!(record.name.span.file, 7);
    let span = record.fields[0].name.span;
    assert_eq!(&text[span.start as usize..span.end as usize], "date");
}

#[test]
fn every_code_has_a_case() {
    let snapshots: String = folders()
        .iter()
        .filter_map(|folder| fs::read_to_string(folder.join("parsed.snap")).ok())
        .collect();
    let lexed = 101..=111;
    let parsed = (120..=123).chain(125..=135);
    for code in lexed.chain(parsed).chain([157, 159]) {
        assert!(snapshots.contains(&format!("\nL0{code} ")), "L0{code} has no case");
    }
}
