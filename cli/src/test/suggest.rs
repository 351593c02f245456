//! `loyal test --suggest`: tests for what is not covered, to be read and pasted.

use std::io::{self, Write};

use loyal_dsl::message::Message;
use loyal_dsl::say;
use loyal_dsl::syntax::Language;
use loyal_engine::coverage::{Point, PointKind, Suggestion, Suggestions};
use serde_json::Value;

use super::coverage;
use super::yaml;
use crate::visible;

/// The words of a test file.
struct Words {
    tests: &'static str,
    test: &'static str,
    as_of: &'static str,
    customer: &'static str,
    expect: &'static str,
}

fn words(language: Language) -> Words {
    match language {
        Language::En => Words {
            tests: "tests",
            test: "test",
            as_of: "as of",
            customer: "customer",
            expect: "expect",
        },
        Language::Zh => {
            Words {
                tests: "测试集", test: "测试", as_of: "日期", customer: "客户", expect: "预期"
            }
        }
    }
}

/// Writes the tests as a list; as a whole file where it is to be the first.
pub(super) fn show(
    out: &mut impl Write,
    suggestions: &Suggestions,
    is_first: bool,
    language: Language,
) -> io::Result<()> {
    let remark = |said: Message| visible::line(&said.in_language(language));
    let (found, missing) = (&suggestions.found, &suggestions.missing);
    if found.is_empty() && missing.is_empty() {
        return writeln!(out, "# {}", remark(say!("the tests cover everything")));
    }
    if !found.is_empty() {
        let read =
            say!("the outcomes are those of the policy as it is: read them before they are tests");
        writeln!(out, "# {}", remark(read))?;
    }
    if is_first && !found.is_empty() {
        writeln!(out, "{}:", words(language).tests)?;
    }
    for suggestion in found {
        one(out, suggestion, language)?;
    }
    if !missing.is_empty() {
        let count = missing.len();
        writeln!(out, "# {}", remark(say!("no customer was found for {count} more:", count)))?;
    }
    for point in missing {
        writeln!(out, "#   {}", remark(coverage::missed(point)))?;
    }
    Ok(())
}

fn one(out: &mut impl Write, suggestion: &Suggestion, language: Language) -> io::Result<()> {
    let words = words(language);
    let claims: Vec<String> = suggestion
        .covers
        .iter()
        .map(|point| visible::line(&covered(point).in_language(language)))
        .collect();
    let Some((first, more)) = claims.split_first() else { return Ok(()) };
    for claim in more {
        let also = say!("covers as well: {claim}", claim).in_language(language);
        writeln!(out, "  # {}", visible::line(&also))?;
    }
    writeln!(out, "  - {}: {}", words.test, yaml::scalar(first))?;
    writeln!(out, "    {}: {}", words.as_of, suggestion.as_of)?;
    writeln!(out, "    {}:", words.customer)?;
    let record: Value = serde_json::from_str(&suggestion.customer)?;
    yaml::fields(out, &record, "      ")?;
    writeln!(out, "    {}:", words.expect)?;
    for (name, texts) in &suggestion.expected {
        let texts: Vec<String> = texts.iter().map(|text| yaml::scalar(text)).collect();
        let written = match texts.as_slice() {
            [text] => text.clone(),
            several => format!("[{}]", several.join(", ")),
        };
        writeln!(out, "      {}: {written}", yaml::scalar(name))?;
    }
    Ok(())
}

/// `spend >= 2000 CNY` holds (club.loyal:12)
fn covered(point: &Point) -> Message {
    let what = match point.kind {
        PointKind::Rule => say!("gives something"),
        PointKind::Level => say!("is held"),
        PointKind::Row | PointKind::Branch => say!("is taken"),
        PointKind::Holds => say!("holds"),
        PointKind::Fails => say!("does not hold"),
    };
    let (file, line, text) = (&point.file, point.line, &point.text);
    say!("`{text}` {what} ({file}:{line})", text, what, file, line)
}
