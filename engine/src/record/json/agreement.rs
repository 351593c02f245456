//! The quick reader of JSON and the careful one read the same: the same columns, texts, places and
//! unknown fields, and the same rejections in the same words.

use std::fmt::Write;
use std::sync::Arc;

use loyal_dsl::source::SourceFile;
use proptest::prelude::*;
use proptest::sample::Index;

use super::careful;
use super::usual::Habits;
use crate::needs::Needs;
use crate::record::arrange::arrange;
use crate::record::decoded::Decoded;
use crate::record::draft::Draft;
use crate::record::rejection::Place;
use crate::record::schema::Schema;

const PROGRAM: &str = r#"
program "Two readers" {
  currency   CNY
  time zone  "Europe/Berlin"
  rounding   half up
}

record customer {
  id:        text key
  name:      text optional
  born:      date optional
  seen:      datetime optional
  spent:     money
  share:     percent optional
  age:       whole number
  wants:     yes/no
  tone:      one of warm, cold
  membership:  membership optional
  orders:    list of order dated by date {
    id:      text key
    date:    date
    amount:  money
    lines:   list of line {
      sku:    text key
      count:  whole number optional
    }
  }
}

tier Club {
  Base
  Silver  when spent >= 100 CNY
  held in membership
  valid for 12 months, renewed at the end
  falls one level at a time
}

reward some {
  when spent > 10 CNY and count of orders > 1
  give 5 points
}
"#;

/// The schema of the policy, with all fields or with those that it reads.
fn schema(strict: bool) -> Schema {
    let source = SourceFile { name: "two.loyal".to_owned(), text: PROGRAM.to_owned() };
    let program = loyal_dsl::compile(&[source]).unwrap().program;
    Schema::new(&program, &Needs::of(&program), strict).unwrap()
}

/// Reads the records, as if each were a line of its own.
fn read(
    schema: &Schema,
    records: &[String],
    mut one: impl FnMut(&mut Draft<'_>, &str, usize),
) -> Decoded {
    let mut draft = Draft::new(schema);
    let mut start = 0;
    for record in records {
        one(&mut draft, record, start);
        start += record.len() + 1;
    }
    let file = Arc::from("records");
    arrange(draft, |at| Place::line(&file, at.position()))
}

/// Everything that was read, in words.
fn written(decoded: &Decoded) -> String {
    let texts: Vec<&str> = (0..200).map(|code| decoded.batch.texts.text(code)).collect();
    let Decoded { batch, places, rejections, records, unknown_fields, ordinals } = decoded;
    let customers = &batch.customers;
    let mut all = format!("{customers:?}\n{texts:?}\n{places:?}\n{records}\n{ordinals:?}\n");
    write!(all, "{unknown_fields:?}\n{rejections:#?}").unwrap();
    all
}

/// How many of the records the quick reader leaves to the careful one.
fn agree(schema: &Schema, records: &[String]) -> Result<usize, TestCaseError> {
    let (mut habits, mut left) = (Habits::default(), 0);
    let quick = read(schema, records, |draft, text, start| {
        if habits.read_record(draft, text, start).is_none() {
            careful::read_record(draft, text, start);
            left += 1;
        }
    });
    let careful = read(schema, records, careful::read_record);
    prop_assert_eq!(written(&quick), written(&careful), "{:#?}", records);
    Ok(left)
}

fn any_leaf() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        r#""a""#,
        r#""餐厅""#,
        r#""caf\u00e9""#,
        r#""q\"q\\""#,
        r#""\ud800""#,
        r#""\ud83d\ude00""#,
        r#""""#,
        r#"" ""#,
        r#""warm""#,
        r#""Cold""#,
        "1",
        "0",
        "-0",
        "-7",
        "12.30",
        "12.305",
        "1e2",
        "1E-2",
        "0.001",
        "99999999999999999999",
        "9223372036854775807",
        "01",
        "1.",
        ".5",
        "-",
        "1e",
        r#""12.30 CNY""#,
        r#""5 USD""#,
        r#""20%""#,
        r#""7""#,
        r#""2026-01-31""#,
        r#""2026-02-30""#,
        r#""2026-01-31T09:30""#,
        r#""2026-03-29T02:30""#,
        r#""2026-01-31T09:30:00.25+08:00""#,
        "null",
        "true",
        "false",
        "nul",
        "{}",
        "[]",
        "[1]",
        r#"{"level":"Gold"}"#,
        r#"{"a":{"b":[1,{"c":null}]}}"#,
        r"[{}]",
        "[null]",
        r#"["x",]"#,
        "tru",
        "",
        "\"\u{1}\"",
        "\"a\u{7f}b\"",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
    ])
}

/// A name and the values that mostly stand behind it.
fn member(name: &'static str, usual: &'static [&'static str]) -> BoxedStrategy<(String, String)> {
    let name = prop_oneof![
        60 => Just(name.to_owned()),
        1 => Just("colour".to_owned()),
        1 => Just("id".to_owned()),
        1 => Just("membership".to_owned()),
        1 => Just("i\\u0064".to_owned()),
    ];
    let value = prop_oneof![
        30 => prop::sample::select(usual).prop_map(str::to_owned),
        1 => any_leaf().prop_map(str::to_owned),
    ];
    (name, value).boxed()
}

/// Members with blanks around them, some absent, in this order or in another.
fn object(members: Vec<BoxedStrategy<(String, String)>>) -> BoxedStrategy<String> {
    let present = members.into_iter().map(|member| prop::option::weighted(0.93, member));
    let members = present.collect::<Vec<_>>().prop_flat_map(|members| {
        let members: Vec<_> = members.into_iter().flatten().collect();
        prop_oneof![4 => Just(members.clone()), 1 => Just(members).prop_shuffle()]
    });
    let blank = prop::sample::select(vec!["", "", "", " ", "\t", "  \r\n"]);
    (members, blank)
        .prop_map(|(members, blank)| {
            let member = |(name, value)| format!("{blank}\"{name}\"{blank}:{blank}{value}{blank}");
            format!("{{{}}}", members.into_iter().map(member).collect::<Vec<_>>().join(","))
        })
        .boxed()
}

fn list(elements: BoxedStrategy<String>) -> BoxedStrategy<String> {
    prop::collection::vec(elements, 0..4).prop_map(|it| format!("[{}]", it.join(","))).boxed()
}

fn named(name: &'static str, value: BoxedStrategy<String>) -> BoxedStrategy<(String, String)> {
    let value = prop_oneof![30 => value, 1 => any_leaf().prop_map(str::to_owned)];
    value.prop_map(move |value| (name.to_owned(), value)).boxed()
}

fn record() -> BoxedStrategy<String> {
    let line = object(vec![
        member("sku", &[r#""a""#, r#""b""#, r#""c""#]),
        member("count", &["1", "2", "null"]),
    ]);
    let order = object(vec![
        member("id", &[r#""O1""#, r#""O2""#, r#""O3""#, r#""O4""#]),
        member("date", &[r#""2026-01-31""#, r#""2025-12-01""#, r#""2026-01-30""#]),
        member("amount", &["1", "12.30", "-0.5"]),
        named("lines", list(line)),
    ]);
    let membership = object(vec![
        member("level", &[r#""Base""#, r#""Silv\u0065r""#, "null"]),
        member("since", &[r#""2020-02-29""#, "null"]),
    ]);
    object(vec![
        member("id", &[r#""C1""#, r#""C2""#, r#""C3""#, r#""C4""#, r#""客5""#]),
        member("name", &[r#""Ines""#, r#""a much longer name, of a person""#, r#""""#, "null"]),
        member("born", &[r#""1991-12-20""#, "null"]),
        member("seen", &[r#""2026-01-31T09:30:00Z""#, r#""2026-01-31 09:30""#]),
        member("spent", &["0", "12.30", "1e2", r#""12.30 CNY""#]),
        member("share", &["0.25", r#""20%""#]),
        member("age", &["0", "18", "-1"]),
        member("wants", &["true", "false"]),
        member("tone", &[r#""warm""#, r#""cold""#]),
        named("membership", membership),
        named("orders", list(order)),
    ])
}

/// A sign of the text is left out, doubled, or replaced.
fn mutated(text: String, at: Index, how: u8) -> String {
    const SIGNS: [&str; 16] =
        ["\"", "\\", ",", ":", "{", "}", "[", "]", "0", ".", "-", "e", " ", "\u{1}", "é", "n"];
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    if places.is_empty() {
        return text;
    }
    let at = places[at.index(places.len())];
    let (before, rest) = text.split_at(at);
    let mut after = rest.chars();
    let sign = after.next();
    let after = after.as_str();
    match how {
        0 => format!("{before}{after}"),
        1 => format!("{before}{}{rest}", sign.unwrap_or(' ')),
        2 => before.to_owned(),
        how if how < 19 => format!("{before}{}{after}", SIGNS[usize::from(how - 3) % 16]),
        how => format!("{before}{}{rest}", SIGNS[usize::from(how) % 16]),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn records_and_mutated_records_are_read_as_with_care(
        records in prop::collection::vec(
            (record(), prop::option::weighted(0.3, (any::<Index>(), 0..40_u8))),
            1..7,
        ),
        strict in any::<bool>(),
    ) {
        let records: Vec<String> = records
            .into_iter()
            .map(|(text, mutation)| match mutation {
                Some((at, how)) => mutated(text, at, how),
                None => text,
            })
            .collect();
        agree(&schema(strict), &records)?;
    }
}

#[test]
fn usual_records_are_not_left_to_the_careful_reader() {
    let record = r#"{"wants": false, "id":"C1","name":"caf\u00e9","born":null,"spent":12.30,
        "age":18,"tone":"warm","membership":{"since":"2020-02-29"},"colour":[{"a":1.5e3}],
        "orders":[{"id":"O1","date":"2026-01-31","amount":1,"lines":[]},
                  {"id":"O2","date":"2026-01-30","amount":"x","lines":[{"sku":"a"}]}]}"#;
    let records = vec![record.to_owned(), record.replace("C1", "C2")];
    assert_eq!(agree(&schema(true), &records).ok(), Some(0));
}
