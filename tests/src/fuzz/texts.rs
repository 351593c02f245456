//! Texts of policies: read, checked, drawn, brought into their layout.

use loyal_dsl::compile;
use loyal_dsl::problems::Report;
use loyal_dsl::source::SourceFile;
use loyal_dsl::syntax::Language;
use miette::{GraphicalReportHandler, GraphicalTheme};

/// A text is read, whatever is in it, and everything that is said of it has its place in it.
pub(super) fn parse(bytes: &[u8]) {
    let Some(source) = source(bytes) else { return };
    let text = &source.text;
    let (file, problems) = loyal_dsl::parse::parse(0, &source);
    let problems = problems.iter().flat_map(|problem| problem.diagnostic().labels);
    let declared = file.declarations.iter().map(|declaration| declaration.span);
    let commented = file.comments.iter().map(|comment| comment.span);
    for span in problems.map(|(span, _)| span).chain(declared).chain(commented) {
        assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?}");
    }
}

/// A text is checked, and what is found is drawn in both languages.
pub(super) fn check(bytes: &[u8]) {
    let Some(source) = source(bytes) else { return };
    let again = compile(std::slice::from_ref(&source));
    let (program, report) = match compile(&[source]) {
        Ok(compiled) => (Some(compiled.program), compiled.report),
        Err(report) => (None, report),
    };
    assert!(program.is_some() != report.has_errors(), "sound, or something is wrong");
    assert_eq!(program.map(|it| it.hash()), again.ok().map(|it| it.program.hash()));
    for language in [Language::En, Language::Zh] {
        draw(&report, language);
    }
}

/// Draws what is found; the first of it, as drawing takes longer than finding.
pub(super) fn draw(report: &Report, language: Language) {
    let handler =
        GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_width(100);
    for drawable in report.drawables(language).iter().take(5) {
        let mut text = String::new();
        handler.render_report(&mut text, drawable).expect("a drawable message");
        assert!(!text.is_empty());
    }
}

/// The layout of a text is its own layout and means the same, in each language.
pub(super) fn format(bytes: &[u8]) {
    let Some(source) = source(bytes) else { return };
    let Ok(once) = formatted(&source.text, None) else { return };
    let again = formatted(&once, None).unwrap_or_else(|report| broken(&once, &report));
    assert_eq!(once, again, "twice is not once");
    let Ok(meant) = compile(&[source]) else { return };
    let meant = meant.program.hash();
    assert_eq!(meant, hash(&once), "{once}");
    for language in [Language::En, Language::Zh] {
        let turned = formatted(&once, Some(language)).unwrap_or_else(|it| broken(&once, &it));
        assert_eq!(meant, hash(&turned), "{once}\n→\n{turned}");
    }
}

fn formatted(text: &str, to: Option<Language>) -> Result<String, Report> {
    let source = SourceFile { name: "a.loyal".to_owned(), text: text.to_owned() };
    loyal_dsl::format::format(&[source], to).remove(0)
}

fn hash(text: &str) -> String {
    let source = SourceFile { name: "a.loyal".to_owned(), text: text.to_owned() };
    compile(&[source]).unwrap_or_else(|report| broken(text, &report)).program.hash()
}

fn broken(text: &str, report: &Report) -> ! {
    panic!("{:#?}\n{text}", report.diagnostics)
}

/// The bytes as a policy file, where they are a text.
pub(super) fn source(bytes: &[u8]) -> Option<SourceFile> {
    let text = std::str::from_utf8(bytes).ok()?.to_owned();
    Some(SourceFile { name: "a.loyal".to_owned(), text })
}
