//! Inputs that mean nothing: no panic, spans inside the text.

use loyal_dsl::keywords::{LANGUAGES, keywords};
use loyal_dsl::parse::parse;
use loyal_dsl::source::SourceFile;
use proptest::prelude::*;

fn survives(text: &str) {
    let source = SourceFile { name: "soup".to_owned(), text: text.to_owned() };
    let (file, problems) = parse(0, &source);
    let problems = problems.iter().flat_map(|problem| problem.diagnostic().labels);
    let declared = file.declarations.iter().map(|declaration| declaration.span);
    let commented = file.comments.iter().map(|comment| comment.span);
    for span in problems.map(|(span, _)| span).chain(declared).chain(commented) {
        assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?} {text:?}");
    }
}

/// Words of both languages, signs, and pieces that begin something and do not end it.
fn word() -> impl Strategy<Value = String> {
    let spellings: Vec<String> = LANGUAGES
        .iter()
        .flat_map(|language| keywords(*language).phrases())
        .map(|phrase| phrase.words.join(" "))
        .collect();
    let signs = [
        "(",
        ")",
        "{",
        "}",
        "|",
        ",",
        ";",
        ":",
        ".",
        "..",
        "<",
        ">=",
        "=",
        "+",
        "-",
        "*",
        "/",
        "%",
        "->",
        "\n",
        "\n",
        "\n",
        "\"a\"",
        "\"{x}\"",
        "\"{",
        "「生日 礼」",
        "`",
        "1",
        "2.5",
        "2026-01-31",
        "2026-02-30",
        "万",
        "¥",
        "元",
        "CNY",
        "x",
        "orders",
        "（",
        "。",
        "\u{202e}",
        "// c",
        "\\",
    ];
    let signs = proptest::sample::select(signs.map(str::to_owned).to_vec());
    prop_oneof![2 => proptest::sample::select(spellings), 3 => signs]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn soup_of_words_does_not_panic(words in proptest::collection::vec(word(), 0..60)) {
        survives(&words.join(" "));
    }

    #[test]
    fn soup_in_a_clause_does_not_panic(words in proptest::collection::vec(word(), 0..30)) {
        survives(&format!("define a as {}", words.join(" ")));
        survives(&format!("奖励 a {{\n 给 {}\n}}", words.join(" ")));
    }

    #[test]
    fn soup_of_characters_does_not_panic(text in "\\PC*") {
        survives(&text);
    }
}

#[test]
fn deep_nesting_does_not_overflow_the_stack() {
    let openers = [
        "(",
        "not ",
        "- ",
        "month of ",
        "sum of ",
        "larger of ",
        "any x where ",
        "f(",
        "3 days after ",
        "every x has ",
        "full 3 in ",
        "1 per 2 of ",
        "remainder of ",
        "x is not ",
        "a + not ",
        "{",
        "larger of a and ",
        "20% of (",
        "x in last (",
        "days from (",
        "end of month ",
        "- (not ",
        "sum of a in x where ",
        "x is one of ",
        "(x) points per (",
        "a or else not ",
    ];
    for opener in openers {
        for count in [60, 64, 2000, 20000] {
            survives(&format!("define a as {}1\ndefine b as 2\n", opener.repeat(count)));
        }
    }
}

#[test]
fn long_chains_are_read_in_time() {
    survives(&format!("define a as 1{}", " + 1".repeat(2400)));
    survives(&format!("define a as x{}", " and x is known".repeat(1200)));
    survives(&"(".repeat(100_000));
    survives(&"}".repeat(10_000));
    survives(&"record a {\n".repeat(5_000));
    survives(&"define a as 1\n".repeat(5_000));
}

/// A form that is tried, given up and tried again must not double the work at every bracket.
#[test]
fn nested_forms_are_read_in_time() {
    let openers = [
        "(",
        "f(",
        "days from (",
        "full 3 in (",
        "sum of (",
        "month of (",
        "x with largest (",
        "every x where (",
        "any x where (",
        "latest (",
        "1 per (",
        "x after (",
        "3 days after (",
        "larger of (",
        "-(",
        "x is one of (",
        "x in last (",
        "remainder of (",
        "合计 (",
        "较大 (",
        "月份 (",
        "x 后 (",
        "天 自 (",
        "整 3 在 (",
        "所有 x 其中 (",
    ];
    for opener in openers {
        for depth in [30, 60] {
            let nested = format!("{}1{}", opener.repeat(depth), ")".repeat(depth));
            survives(&format!("define a as {nested}"));
            survives(&format!("定义 a 指 {nested}"));
            survives(&format!("table t(a: text) -> text {{\n|a|b|\n|{nested}|{nested}|\n}}"));
            survives(&format!("reward r {{\n give {nested}\n do \"x\" within {nested}\n}}"));
        }
    }
}
