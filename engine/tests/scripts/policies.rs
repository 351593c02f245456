//! Scripts within policies: what they are given, whom they fail, and where they are to blame.

use std::io::Cursor;

use super::run;
use loyal_dsl::problems::Severity;
use loyal_dsl::source::SourceFile;
use loyal_engine::record::{Format, Options};
use loyal_engine::script::Value;
use loyal_engine::{EvaluateError, LoadError, Policy, record};

const POLICY: &str = r#"
program "Scripts" {
  currency   CNY
  time zone  "UTC"
}

kind height: one of low, high

record customer {
  id:      text key
  years:   whole number
  spend:   money
  joined:  date
  level:   height
  city:    text
  known:   yes/no
  note:    text optional
}

script bonus(years: whole number, spend: money, joined: date, city: text, known: yes/no) -> points """
  let sum = 0;                        // { braces } and "quotes"
  for year in 0..years {
    sum += year;
    if year > 50 { throw "too old" }
  }
  if city == "X'ian" || joined.year == 2020 { sum += 100 }
  if known { sum += to_int(divide_down(spend, 100, 0)) }
  sum
"""

script endless(years: whole number) -> yes/no """loop {}"""

script next(level: height, joined: date) -> date """
  if level == "low" { joined + 30 } else { joined.plus_months(1) }
"""

earn bonus_points {
  give bonus(years, spend, joined, city, known)
  usable through next(level, joined)
  because "{note or else city}"
}

earn never {
  when years > 90 and endless(years)
  give 1 point
}
"#;

fn policy(text: &str) -> Result<Policy, LoadError> {
    let text = text.to_owned();
    Policy::from_sources(&[SourceFile { name: "scripts.loyal".to_owned(), text }])
}

fn customer(years: u32, level: &str) -> String {
    format!(
        r#"{{"id": "C-{years}", "years": {years}, "spend": "1234.56", "joined": "2020-01-31", "level": "{level}", "city": "Bonn", "known": true}}"#
    )
}

#[test]
fn scripts_are_given_values_and_give_some() {
    let policy = policy(POLICY).unwrap();
    let as_of = "2026-06-30".parse().unwrap();
    for (level, last_day) in [("low", "2020-03-01"), ("high", "2020-02-29")] {
        let outcome = policy.evaluate_json(&customer(4, level), as_of).unwrap();
        let effect = &outcome.effects[0];
        assert_eq!(effect.amount.as_deref(), Some("118"));
        assert_eq!(effect.last_day.as_deref(), Some(last_day));
        assert_eq!(outcome.effects.len(), 1);
    }
}

#[test]
fn a_script_fails_its_own_record_at_its_own_line() {
    let policy = policy(POLICY).unwrap();
    let as_of = "2026-06-30".parse().unwrap();
    let records: Vec<String> = [4, 60, 3, 95, 5].map(|years| customer(years, "low")).into();
    let results: Vec<_> =
        records.iter().map(|record| policy.evaluate_json(record, as_of)).collect();
    let amount =
        |at: usize| results[at].as_ref().unwrap().effects[0].amount.clone().unwrap_or_default();
    assert_eq!([amount(0), amount(2), amount(4)], ["118", "115", "122"]);
    let Err(EvaluateError::Failed(failed)) = &results[1] else { panic!("{:?}", results[1]) };
    let detail = &failed.error;
    assert_eq!(detail.code, "script_failed");
    assert_eq!(detail.message, "`bonus`: the script stops: `too old`");
    assert_eq!(detail.within, "bonus_points");
    assert_eq!(detail.expression, r#"if year > 50 { throw "too old" }"#);
    let line = POLICY.lines().position(|line| line.contains("too old")).unwrap() + 1;
    assert_eq!(detail.source, format!("scripts.loyal:{line}"));
    assert_eq!(detail.values["years"], "60");
}

#[test]
fn a_batch_holds_what_records_alone_do() {
    let policy = policy(POLICY).unwrap();
    let bound = policy.bind("2026-06-30".parse().unwrap()).unwrap();
    let lines: Vec<String> = (0..70).map(|years| customer(years, "high")).collect();
    let text = Cursor::new(lines.join("\n"));
    let (program, needs) = (policy.program(), policy.needs());
    let options = Options { batch_size: 70, strict: false };
    let mut reader =
        record::open_stream(text, "records", Some(Format::JsonLines), program, needs, options)
            .unwrap();
    let batch = reader.next().unwrap().unwrap().decode().batch;
    let results = bound.evaluate(&batch);
    let failed: Vec<usize> = (0..results.len()).filter(|at| results[*at].is_err()).collect();
    assert_eq!(failed, (52..70).collect::<Vec<_>>());
}

#[test]
fn a_mistake_in_a_script_is_found_with_the_policy() {
    for (good, bad, code, message, at) in [
        ("sum += year;", "sum +=;", "L1001", "the script `bonus` cannot be read", "sum +=;"),
        ("  sum\n\"\"\"", "  summ\n\"\"\"", "L1001", "nothing is called `summ` here", "summ"),
        ("loop {}", "eval(\"1\")", "L1001", "eval", "eval"),
        ("loop {}", "2 ** 3", "L1001", "**", "2 **"),
        ("loop {}", "import \"x\" as y", "L1001", "import", "import"),
        ("+ 30 }", "+ 12345678901234567890123456789 }", "L1003", "28 digits", "1234567"),
    ] {
        let text = POLICY.replace(good, bad);
        let Err(LoadError::Invalid(report)) = policy(&text) else { panic!("{bad} is fine") };
        let errors = report.diagnostics.iter().filter(|found| found.severity == Severity::Error);
        let [problem] = errors.collect::<Vec<_>>()[..] else { panic!("{report:?}") };
        assert_eq!(problem.code, code, "{bad}");
        assert!(problem.message.to_string().contains(message), "{bad}: {}", problem.message);
        let line = |offset: u32| report.sources[0].line_column(offset).0;
        let due = u32::try_from(text.find(at).unwrap()).unwrap();
        assert_eq!(line(problem.labels[0].0.start), line(due), "{bad}: {}", problem.message);
    }
    let Err(LoadError::Invalid(report)) =
        policy(&POLICY.replace("known: yes", "while: yes").replace("if known", "if 1 == 1"))
    else {
        panic!("`while` is a name")
    };
    assert_eq!(report.diagnostics[0].code, "L1002");
}

#[test]
fn results_are_of_the_declared_type() {
    for (ty, body, message) in [
        ("points", "1.5", "the script gives `1.5`, and a whole number"),
        ("money", "0.125", "at most 2 decimal places"),
        ("number", "true", "the script gives `true`, and a number"),
        ("yes/no", "1", "the script gives `1`, and `true` or `false` is due"),
        ("date", "\"2026-01-01\" ", "and a date"),
        ("colour", "\"blue\" ", "one of the texts `red`, `green` is due"),
        ("points", "let x = 1;", "the script gives nothing"),
    ] {
        let found = run(&format!("(unused: number) -> {ty}"), body, &[Value::Quantity(0, 0)]);
        let found = found.expect_err(body).message;
        assert!(found.contains(message), "{body}: {found}");
    }
    let colour = run(
        "(c: colour) -> colour",
        "if c == \"red\" { \"green\" } else { \"red\" }",
        &[Value::Option(0)],
    );
    assert_eq!(colour, Ok(Value::Option(1)));
}

#[test]
fn what_a_script_cannot_hold_is_an_error() {
    let found = run("(x: number) -> number", "x", &[Value::Quantity(i128::MAX, 6)]);
    assert_eq!(found.unwrap_err().message, "`x` is too large");
    let found = run("(x: points) -> points", "x", &[Value::Quantity(1 << 70, 0)]);
    assert_eq!(found.unwrap_err().message, "`x` is too large");
}
