//! What holds of every file: its canonical layout means the same and stays as it is, in each
//! language and on the way back.

use loyal_dsl::format::format;
use loyal_dsl::parse::parse;
use loyal_dsl::problems::Report;
use loyal_dsl::source::SourceFile;
use loyal_dsl::syntax::Language;

/// A text in canonical layout.
pub(crate) fn formatted(text: &str, to: Option<Language>) -> Result<String, Report> {
    let source = SourceFile { name: "a.loyal".to_owned(), text: text.to_owned() };
    format(&[source], to).remove(0)
}

/// The laws; whether the text could be read at all.
pub(crate) fn hold(text: &str) -> bool {
    let Some((tree, language)) = meaning(text) else {
        assert!(formatted(text, None).is_err(), "formatted, though it is broken:\n{text}");
        return false;
    };
    let once = must(text, None, text);
    assert_eq!(Some(&tree), meaning(&once).map(|(tree, _)| tree).as_ref(), "\n{text}\n→\n{once}");
    assert_eq!(once, must(&once, None, text), "twice is not once");
    let other = if language == Language::En { Language::Zh } else { Language::En };
    let turned = must(text, Some(other), text);
    assert_eq!(turned, must(&once, Some(other), text), "layout changes the translation");
    assert_eq!(turned, must(&turned, None, text), "a translation is not in canonical layout");
    let (turned_tree, _) = meaning(&turned).unwrap();
    assert_eq!(tree, turned_tree, "\n{text}\n→\n{turned}");
    let back = must(&turned, Some(language), text);
    if language == Language::En {
        assert_eq!(once, back, "not the same on the way back from\n{turned}");
    } else {
        assert_eq!(turned, must(&back, Some(other), text), "not the same the second time");
    }
    true
}

fn must(text: &str, to: Option<Language>, from: &str) -> String {
    formatted(text, to).unwrap_or_else(|report| {
        panic!("{:#?}\n{text}\nmade of\n{from}", report.diagnostics);
    })
}

/// The tree of a sound text without places, and the names of days as they are in one language.
pub(crate) fn meaning(text: &str) -> Option<(String, Language)> {
    let source = SourceFile { name: "a.loyal".to_owned(), text: text.to_owned() };
    let (file, problems) = parse(0, &source);
    let tree = format!("{:?}", file.declarations);
    problems.is_empty().then(|| (without_words_of_days(&without_places(&tree)), file.language))
}

fn without_places(tree: &str) -> String {
    without(tree, "Span {", "}")
}

fn without_words_of_days(tree: &str) -> String {
    without(tree, "DayName(Name { text: \"", "\"")
}

fn without(tree: &str, open: &str, close: &str) -> String {
    let mut pieces = tree.split(open);
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| text + open + piece.split_once(close).map_or("", |cut| cut.1))
}
