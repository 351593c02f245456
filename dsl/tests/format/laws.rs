//! What holds of every file: its canonical layout means the same and stays as it is, in each
//! language and on the way back.

use loyal_dsl::format::format;
use loyal_dsl::parse::parse_as_written;
use loyal_dsl::problems::Report;
use loyal_dsl::source::SourceFile;
use loyal_dsl::syntax::Language;

/// A text in canonical layout.
pub(crate) fn formatted(text: &str, to: Option<Language>) -> Result<String, Report> {
    let source = SourceFile { name: "a.loyal".to_owned(), text: text.to_owned() };
    format(&[source], to).remove(0)
}

/// A text that cannot be read is left as it is.
pub(crate) fn hold_or_refused(text: &str) -> bool {
    let read = hold(text);
    assert!(read || formatted(text, None).is_err(), "formatted, though it is broken:\n{text}");
    read
}

/// The laws; whether the text could be read at all.
pub(crate) fn hold(text: &str) -> bool {
    let Some((tree, language)) = meaning(text) else { return false };
    let once = must(text, None, text);
    assert_eq!(Some(&tree), meaning(&once).map(|(tree, _)| tree).as_ref(), "\n{text}\n→\n{once}");
    assert_eq!(once, must(&once, None, text), "twice is not once");
    let other = if language == Language::En { Language::Zh } else { Language::En };
    let turned = must(text, Some(other), text);
    assert_eq!(Some((tree, other)), meaning(&turned), "\n{text}\n→\n{turned}");
    let back = must(&turned, Some(language), text);
    match language {
        Language::En => assert_eq!(once, back, "not the same on the way back from\n{turned}"),
        // English may need parentheses, which then stay.
        Language::Zh => assert_eq!(turned, must(&back, Some(other), text), "the second time"),
    }
    true
}

/// What needs no law for every random text: a translation is in canonical layout, whatever the
/// layout that it comes from.
pub(crate) fn translations_are_canonical(text: &str) {
    let Some((_, language)) = meaning(text) else { return };
    let other = if language == Language::En { Language::Zh } else { Language::En };
    let turned = must(text, Some(other), text);
    assert_eq!(turned, must(&must(text, None, text), Some(other), text));
    assert_eq!(turned, must(&turned, None, text));
}

fn must(text: &str, to: Option<Language>, from: &str) -> String {
    formatted(text, to).unwrap_or_else(|report| {
        panic!("{:#?}\n{text}\nmade of\n{from}", report.diagnostics);
    })
}

/// The tree of a sound text without places, and the names of days as they are in one language.
pub(crate) fn meaning(text: &str) -> Option<(String, Language)> {
    let source = SourceFile { name: "a.loyal".to_owned(), text: text.to_owned() };
    let (file, problems) = parse_as_written(0, &source);
    let tree = format!("{:?}", file.declarations);
    problems.is_empty().then(|| (without_words_of_days(&without_places(&tree)), file.language))
}

fn without_places(tree: &str) -> String {
    without(tree, "Span {", "}")
}

/// Where something is called like a day, the word is its name: in one language it is read as such,
/// in the other as a day, which the check then takes for the name.
fn without_words_of_days(tree: &str) -> String {
    let (open, name) = ("DayName(Name { text: \"", "Name { text: \"");
    let mut pieces = tree.split(open);
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| {
        let (word, rest) = piece.split_once('"').unwrap_or_default();
        let called = |open: &str| tree.matches(&format!("{open}{word}\"")).count();
        match rest.split_once("}, ").filter(|_| called(name) > called(open)) {
            Some((span, number)) => {
                let rest = number.split_once(')').map_or("", |cut| cut.1);
                text + "Name(" + name + word + "\"" + span + "})" + rest
            }
            None => text + open + rest,
        }
    })
}

fn without(tree: &str, open: &str, close: &str) -> String {
    let mut pieces = tree.split(open);
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| text + open + piece.split_once(close).map_or("", |cut| cut.1))
}
