//! What the checker says of faulty policies: a folder a mistake, its messages beside it.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use loyal_dsl::allow::{FoundBy, found_by};
use loyal_dsl::compile;
use loyal_dsl::date::Date;
use loyal_dsl::problems::{Diagnostic, Report, Severity};
use loyal_dsl::source::SourceFile;
use loyal_dsl::syntax::Language;
use loyal_engine::Policy;
use loyal_tests::folders;
use miette::{GraphicalReportHandler, GraphicalTheme};

fn corpus() -> std::path::PathBuf {
    folders::root().join("tests/check")
}

/// What is found in a policy, valid or not.
fn report(case: &Path) -> Report {
    let compiled = match compile(&folders::sources(case)) {
        Ok(compiled) => compiled,
        Err(report) => return report,
    };
    let mut report = compiled.report;
    if let Some(day) = as_of(case) {
        let aged = compiled.aging.iter().filter(|aging| aging.holds_on(day));
        report.add(aged.map(|aging| aging.lint.diagnostic()));
        compiled.allowances.settle(&mut report, FoundBy::Day);
    }
    report
}

/// The day of which a case is asked, where it has one.
fn as_of(case: &Path) -> Option<Date> {
    let day = fs::read_to_string(case.join("as-of")).ok()?;
    Some(day.trim().parse().expect("a date"))
}

#[test]
fn a_policy_with_warnings_only_is_valid() {
    for case in folders::inside(&corpus().join("warnings")) {
        assert!(compile(&folders::sources(&case)).is_ok(), "{}", case.display());
    }
}

/// On the days on which their READMEs run them, too.
#[test]
fn the_shipped_policies_have_no_findings() {
    let mut found = Vec::new();
    for folder in folders::inside(&folders::root().join("policies")) {
        let policy = Policy::load(&folder).unwrap_or_else(|error| panic!("{error}"));
        let days = folders::as_of(&folder).into_iter().map(Some);
        for report in std::iter::once(None).chain(days).map(|day| policy.findings(day).report) {
            let findings = report.diagnostics.iter().map(|found| place(&report, found));
            found.extend(findings.map(|at| format!("{}/{at}", folders::name(&folder))));
        }
    }
    found.dedup();
    assert!(found.is_empty(), "{found:#?}");
}

fn place(report: &Report, diagnostic: &Diagnostic) -> String {
    let Diagnostic { code, message, .. } = diagnostic;
    let Some((file, start)) = diagnostic.place() else { return format!("{code} {message}") };
    let source = &report.sources[file as usize];
    let (line, _) = source.line_column(start);
    format!("{}:{line} {code} {message}", source.name)
}

/// The messages as `loyal check` draws them, without colour, 100 columns wide.
fn drawn(report: &Report, language: Language) -> String {
    let mut text = String::new();
    for drawable in report.drawables(language) {
        let mut handler =
            GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_width(100);
        if let Some(footer) = drawable.footer() {
            handler = handler.with_footer(footer);
        }
        handler.render_report(&mut text, &drawable).expect("a drawable message");
        writeln!(text).expect("room");
    }
    text
}

#[test]
fn every_faulty_policy_has_its_messages() {
    for topic in folders::inside(&corpus()) {
        for case in folders::inside(&topic) {
            let report = report(&case);
            assert!(!report.diagnostics.is_empty(), "{} has no findings", case.display());
            insta::with_settings!({ snapshot_path => &case, prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!("messages", drawn(&report, Language::En));
                insta::assert_snapshot!("messages.zh", drawn(&report, Language::Zh));
            });
        }
    }
}

/// One mistake, one message: all but the cases that are made of several.
#[test]
fn one_mistake_gives_one_message() {
    for topic in folders::inside(&corpus()) {
        for case in folders::inside(&topic) {
            let report = report(&case);
            let found: Vec<_> = report
                .diagnostics
                .iter()
                .map(|diagnostic| diagnostic.message.to_string())
                .collect();
            let mistakes = if case.ends_with("torn-policy-keeps-other-findings") { 3 } else { 1 };
            assert_eq!(found.len(), mistakes, "{}: {found:?}", case.display());
        }
    }
}

#[test]
fn five_independent_mistakes_are_found_in_one_run() {
    let folder = folders::root().join("tests/fixtures/five-mistakes");
    let Err(report) = compile(&folders::sources(&folder)) else { panic!("a valid policy") };
    let codes: Vec<&str> = report.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    assert_eq!(codes, ["L0201", "L0303", "L0601", "L0501", "L0401"]);
    assert!(report.diagnostics.iter().all(|diagnostic| diagnostic.help.is_some()));
}

/// What cannot be misunderstood may be typed as it comes.
#[test]
fn loose_typing_is_read() {
    for folder in ["typed-freely", "typed-freely-zh"] {
        let folder = folders::root().join("tests/fixtures").join(folder);
        let report = report(&folder);
        assert!(!report.has_errors(), "{}: {:?}", folder.display(), report.diagnostics);
    }
}

/// Slips of typing on lines of their own: each is named, and nothing else.
#[test]
fn thirty_slips_give_thirty_messages() {
    for (folder, language) in
        [("thirty-mistakes", Language::En), ("thirty-mistakes-zh", Language::Zh)]
    {
        let folder = folders::root().join("tests/fixtures").join(folder);
        let report = report(&folder);
        insta::with_settings!({ snapshot_path => &folder, prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!("messages", drawn(&report, language));
        });
        assert_eq!(report.diagnostics.len(), 30, "{}", folder.display());
        let source = &report.sources[0];
        let places =
            report.diagnostics.iter().map(|found| source.line_column(found.labels[0].0.start).0);
        assert_eq!(places.collect::<BTreeSet<_>>().len(), 30, "{}", folder.display());
    }
}

/// The codes that stand in the sources of the checker and of the parser.
fn declared_codes(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            declared_codes(&path, found);
            continue;
        }
        let text = fs::read_to_string(&path).unwrap_or_default();
        // Where a code is given a comma follows it; where it is only compared, none does.
        let parts: Vec<&str> = text.split('"').collect();
        let given = parts.windows(2).filter(|pair| is_code(pair[0]) && pair[1].starts_with(','));
        found.extend(given.map(|pair| pair[0].to_owned()));
    }
}

fn is_code(word: &str) -> bool {
    word.len() == 5
        && word.starts_with('L')
        && word.bytes().skip(1).all(|byte| byte.is_ascii_digit())
}

/// Whoever writes a new warning puts its code into `codes.yaml`.
#[test]
fn warnings_and_no_errors_can_be_allowed() {
    for topic in folders::inside(&corpus()) {
        for case in folders::inside(&topic) {
            for Diagnostic { code, severity, .. } in report(&case).diagnostics {
                let warns = severity == Severity::Warning;
                assert_eq!(found_by(code).is_some(), warns, "{code} in {}", case.display());
            }
        }
    }
    let mut codes = Vec::new();
    declared_codes(&folders::root().join("engine/src/analyse"), &mut codes);
    for code in codes {
        assert_eq!(found_by(&code), Some(FoundBy::Analysis), "{code}");
    }
}

/// The parser's own codes are held by its suite; these are the checker's and those of the passes
/// behind it.
#[test]
fn every_code_of_the_checker_has_a_case() {
    let mut codes = Vec::new();
    for pass in ["check", "allow", "lint"] {
        declared_codes(&folders::root().join("dsl/src").join(pass), &mut codes);
    }
    let declared: BTreeSet<String> = codes.iter().cloned().collect();
    let mut seen = BTreeSet::new();
    for topic in folders::inside(&corpus()) {
        for case in folders::inside(&topic) {
            let report = report(&case);
            seen.extend(report.diagnostics.iter().map(|diagnostic| diagnostic.code.to_owned()));
        }
    }
    assert!(declared.len() > 40, "{declared:?}");
    let missing: Vec<&String> = declared.difference(&seen).collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
}

/// Each code stands once, where its message is written.
#[test]
fn every_code_means_one_thing() {
    let mut codes = Vec::new();
    for crate_of in ["dsl/src", "engine/src", "cli/src"] {
        declared_codes(&folders::root().join(crate_of), &mut codes);
    }
    codes.sort();
    let twice: Vec<&[String]> = codes.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

/// The analysis comes later than the check, and its findings are held against the same lines.
#[test]
fn a_finding_that_may_stand_is_kept_with_its_reason() {
    let text = "program \"P\" {\n  currency CNY\n  allow L0902 because \"columns to come\"\n}\n\
        record customer {\n  id: text key\n  spent: money\n}\n\
        allow L1401 because \"nobody spends less\"\n\
        table rate(paid: money) -> whole number {\n\
          | paid      | rate |\n  | >= 10 CNY | 1    |\n}\n\
        define twice as 2 * spent\n\
        publish result as rate(spent)\n";
    let source = SourceFile { name: "policy.loyal".into(), text: text.into() };
    let policy = Policy::from_sources(&[source]).expect("a valid policy");
    let loaded: Vec<&str> = policy.warnings().allowed.iter().map(|it| it.diagnostic.code).collect();
    assert_eq!(loaded, ["L0902"]);
    let report = policy.findings(None).report;
    assert!(report.diagnostics.is_empty(), "{:?}", report.diagnostics);
    let kept = report.allowed.iter().map(|it| (it.diagnostic.code, it.reason.as_str()));
    let expected = [("L0902", "columns to come"), ("L1401", "nobody spends less")];
    assert_eq!(kept.collect::<Vec<_>>(), expected);
}

/// Whether something of the analysis is allowed in vain is only known after the analysis, and of
/// what is asked of a day on that day.
#[test]
fn what_is_allowed_in_vain_is_told_by_the_pass_that_looked() {
    let text = "program \"P\" {\n  currency CNY\n  allow L1401 because \"a\"\n  allow L0919 because \"b\"\n}\n\
        record customer {\n  id: text key\n  spent: money\n}\npublish spent\n";
    let source = SourceFile { name: "policy.loyal".into(), text: text.into() };
    let policy = Policy::from_sources(&[source]).expect("a valid policy");
    let codes = |report: &Report| -> Vec<&str> {
        report.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
    };
    assert!(codes(policy.warnings()).is_empty());
    assert_eq!(codes(&policy.findings(None).report), ["L0911"]);
    let day = "2026-06-30".parse().expect("a date");
    assert_eq!(codes(&policy.findings(Some(day)).report), ["L0911", "L0911"]);
}
