//! What errors say of policies as they are written.
#![expect(clippy::panic, clippy::expect_used, reason = "a test fails by panicking")]

use loyal_dsl::source::SourceFile;
use loyal_engine::outcome::ErrorDetail;
use loyal_engine::{Policy, needs::Needs, record};

/// The error of the one customer whose `n` is given, where a reward of so much is conditional.
fn error(defines: &str, condition: &str, n: i64) -> ErrorDetail {
    let text = format!(
        "program \"Errors\" {{\n  currency CNY\n}}\nrecord customer {{\n  id: text key\n  n: whole number\n  seen: date\n}}\n{defines}\nreward r {{\n  when {condition}\n  give badge \"b\"\n}}\n"
    );
    let source = SourceFile { name: "errors.loyal".to_owned(), text };
    let policy = Policy::from_sources(&[source]).unwrap_or_else(|error| panic!("{error}"));
    let needs = Needs::of(policy.program());
    let line = format!("{{\"id\":\"c\",\"n\":{n},\"seen\":\"2026-01-31\"}}");
    let options = record::Options { batch_size: 1, strict: false };
    let format = Some(record::Format::JsonLines);
    let text = std::io::Cursor::new(line);
    let reader = record::open_stream(text, "records", format, policy.program(), &needs, options);
    let chunk = reader.expect("readable").next().expect("a record").expect("readable").decode();
    assert!(chunk.rejections.is_empty(), "{:?}", chunk.rejections);
    let bound = policy.bind("2026-06-30".parse().expect("a date")).expect("effective");
    bound.evaluate(&chunk.batch).remove(0).expect_err("an error").error
}

#[track_caller]
fn check(error: &ErrorDetail, code: &str, expression: &str, values: &[&str]) {
    let shown: Vec<_> =
        error.values.iter().map(|(name, value)| format!("{name} is {value}")).collect();
    assert_eq!((error.code, error.expression.as_str()), (code, expression));
    assert_eq!(shown, values);
}

#[test]
fn a_date_outside_the_calendar_is_no_large_value() {
    let constant = error("", "seen > today - 3000 years", 1);
    check(&constant, "date_out_of_range", "today - 3000 years", &["today is 2026-06-30"]);
    assert_eq!(constant.message, "the date lies outside the years 1 to 9999");
    let counted = error("", "(n) months before seen < today", 90_000);
    check(
        &counted,
        "date_out_of_range",
        "(n) months before seen",
        &["seen is 2026-01-31", "n is 90000"],
    );
    let added = error("", "seen + (n) days > today", 9_000_000);
    check(&added, "date_out_of_range", "seen + (n) days", &["seen is 2026-01-31", "n is 9000000"]);
    let after = error("define many as n * 2", "(many) years after seen > today", 9_000);
    let values = ["seen is 2026-01-31", "many is 18000"];
    check(&after, "date_out_of_range", "(many) years after seen", &values);
}

#[test]
fn values_are_those_that_the_policy_names() {
    let negated = error("", "1 / (n - n) > -n", 5);
    check(&negated, "division_by_zero", "1 / (n - n)", &["n is 5"]);
}

#[test]
fn a_small_fraction_is_shown_by_its_parts() {
    let defines = "define part as 1 / n / n / n";
    let error = error(defines, "part / (n - n) > 1", 1_000);
    let values = ["part is 1/1000000000", "n is 1000"];
    check(&error, "division_by_zero", "part / (n - n)", &values);
}
