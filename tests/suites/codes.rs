//! The pages of the codes: every code has one in each language, its bad example shows the code
//! and nothing else, its good example shows nothing.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use loyal_dsl::date::Date;
use loyal_dsl::problems::Report;
use loyal_dsl::source::SourceFile;
use loyal_dsl::syntax::Language;
use loyal_engine::{LoadError, Policy};
use loyal_tests::folders;

/// Codes that no short policy shows.
const WITHOUT_EXAMPLE: [&str; 5] = ["L0103", "L0128", "L0136", "L0158", "L1499"];

/// What short policies show beside the code that they are about: names that are not read yet, rules
/// without the reason that they would have.
const OF_WHOLE_POLICIES: [&str; 2] = ["L0902", "L0905"];

fn pages(language: &str) -> PathBuf {
    folders::root().join("docs/codes").join(language)
}

fn page(language: &str, code: &str) -> String {
    let path = pages(language).join(format!("{code}.md"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn is_code(word: &str) -> bool {
    word.len() == 5
        && word.starts_with('L')
        && word.bytes().skip(1).all(|byte| byte.is_ascii_digit())
}

/// The codes that stand in the sources of a folder.
fn codes_in(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            codes_in(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).expect("a readable file");
            found.extend(text.split('"').filter(|word| is_code(word)).map(str::to_owned));
        }
    }
}

fn codes() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    codes_in(&folders::root().join("dsl/src"), &mut found);
    codes_in(&folders::root().join("engine/src"), &mut found);
    found
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let codes = codes();
    assert!(codes.len() > 150, "{codes:?}");
    for language in ["", "zh"] {
        let files = fs::read_dir(pages(language)).expect("the folder of pages");
        let names = files.map(|file| file.expect("a readable folder").path());
        let there: BTreeSet<String> = names
            .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
            .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
            .collect();
        let folder = pages(language);
        let missing: Vec<_> = codes.difference(&there).collect();
        assert!(missing.is_empty(), "write pages in {}: {missing:?}", folder.display());
        let orphans: Vec<_> = there.difference(&codes).collect();
        assert!(orphans.is_empty(), "no code has these pages in {}: {orphans:?}", folder.display());
    }
}

/// The policies of a page, the bad one first, each with the day of which it is asked.
fn policies(language: &str, code: &str) -> Vec<(Vec<SourceFile>, Option<Date>)> {
    let page = page(language, code);
    let sections = page.split("\n## ").skip(1);
    let sections = sections.map(|section| (sources(language, section), as_of(section)));
    sections.filter(|(sources, _)| !sources.is_empty()).collect()
}

/// The day behind a block's `loyal`.
fn as_of(section: &str) -> Option<Date> {
    let (_, rest) = section.split_once("```loyal as-of=")?;
    rest.lines().next().map(|day| day.parse().expect("a date"))
}

/// Blocks with a file name belong together; a policy without a programme stands behind the common
/// one.
fn sources(language: &str, section: &str) -> Vec<SourceFile> {
    let preamble = pages(language).join("preamble.loyal");
    let preamble = fs::read_to_string(preamble).expect("the common policy");
    let blocks = section.split("```loyal").skip(1).map(|block| {
        let (info, rest) = block.split_once('\n').expect("a block of lines");
        let text = rest.split_once("```\n").map_or(rest, |(text, _)| text);
        (info.trim().strip_prefix("file="), text)
    });
    let source = |(name, text): (Option<&str>, &str)| match name {
        Some(name) => SourceFile { name: name.into(), text: text.into() },
        None if text.starts_with("program") || text.starts_with("计划") => {
            SourceFile { name: "policy.loyal".into(), text: text.into() }
        }
        None => SourceFile { name: "policy.loyal".into(), text: format!("{preamble}{text}") },
    };
    blocks.map(source).collect()
}

/// What is found in a policy, valid or not.
fn found(code: &str, (sources, as_of): &(Vec<SourceFile>, Option<Date>)) -> Vec<String> {
    let said = |report: &Report| -> Vec<String> {
        let beside = |other: &str| other != code && OF_WHOLE_POLICIES.contains(&other);
        let diagnostics = report.diagnostics.iter().filter(|found| !beside(found.code));
        diagnostics.map(|found| format!("{} {}", found.code, found.message)).collect()
    };
    match Policy::from_sources(sources) {
        Ok(policy) => said(&policy.findings(*as_of).report),
        Err(LoadError::Invalid(report)) => said(&report),
        Err(error) => panic!("{error}"),
    }
}

/// What is wrong with the examples of a page.
fn faults(language: &str, code: &str) -> Option<String> {
    let policies = policies(language, code);
    let [bad, good] = policies.as_slice() else {
        let expected = policies.is_empty() && WITHOUT_EXAMPLE.contains(&code);
        return (!expected).then(|| format!("{language} {code}: {} examples", policies.len()));
    };
    let (bad, good) = (found(code, bad), found(code, good));
    let shows = matches!(bad.as_slice(), [only] if only.starts_with(code));
    (!shows || !good.is_empty()).then(|| format!("{language} {code}: bad {bad:?}, good {good:?}"))
}

#[test]
fn the_examples_show_what_they_should() {
    let codes = codes();
    let pages =
        ["", "zh"].into_iter().flat_map(|language| codes.iter().map(move |code| (language, code)));
    let faults: Vec<String> = pages.filter_map(|(language, code)| faults(language, code)).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

/// What is said of letter case is of English alone.
const ENGLISH_ONLY: [&str; 1] = ["L0147"];

/// Words without spaces and traditional characters are of Chinese alone.
const CHINESE_ONLY: [&str; 2] = ["L0144", "L0148"];

#[test]
fn the_examples_speak_the_language_of_their_page() {
    for (folder, language) in [("", Language::En), ("zh", Language::Zh)] {
        for code in codes() {
            let expected = match code.as_str() {
                code if ENGLISH_ONLY.contains(&code) => Language::En,
                code if CHINESE_ONLY.contains(&code) => Language::Zh,
                _ => language,
            };
            let sources = policies(folder, &code).into_iter().flat_map(|(sources, _)| sources);
            for source in sources {
                let (file, _) = loyal_dsl::parse::parse(0, &source);
                assert_eq!(file.language, expected, "{code}: {}", source.text);
            }
        }
    }
}

#[test]
fn a_page_begins_with_its_code_and_says_how_to_mend_it() {
    for code in codes() {
        for (language, colon, mend) in [("", ": ", "How to mend it"), ("zh", "：", "怎样改正")]
        {
            let page = page(language, &code);
            assert!(page.starts_with(&format!("# {code}{colon}")), "{language} {code}");
            assert!(page.contains(&format!("\n## {mend}\n")), "{language} {code}");
        }
    }
}
