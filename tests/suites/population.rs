//! What looks at many customers at once: against a naive reading of it, and one record against the
//! batch that it stood in.

use std::collections::{BTreeMap, BTreeSet};

use loyal_dsl::date::Date;
use loyal_dsl::ir::{FieldKind, Filled, Portfolio, Program, RecordId};
use loyal_dsl::source::SourceFile;
use loyal_engine::Policy;
use loyal_engine::outcome::Outcome;
use loyal_engine::population::Population;
use loyal_engine::record::{self, Decoded, Options};
use loyal_tests::oracle::{Field, Oracle, Record, Value};
use loyal_tests::records::random::{self, Chance};
use loyal_tests::records::{edges, json};
use loyal_tests::{agreement, folders};

/// What is added to a shipped policy.
const CROWD: &str = r#"
define place as rank of spend
define key_customer as top 20% of customers by spend

class standing {
  first   when place is 1
  key     when key_customer
  others  otherwise
}

reward thanks_of_the_few {
  when standing is not others
  give 40 CNY as credit
  give coupon "KEY" worth 30 CNY
  because "place {place}"
}

budget goodwill {
  100 CNY per month
  for complaint_credit, thanks_of_the_few
  ordered by spend from highest, then id
}
"#;

fn club() -> (Policy, String, Date) {
    let folder = folders::root().join("policies/harbour-club");
    let mut sources = folders::sources(&folder);
    sources.push(SourceFile { name: "crowd.loyal".to_owned(), text: CROWD.to_owned() });
    let policy = Policy::from_sources(&sources).unwrap_or_else(|error| panic!("{error}"));
    let customers = std::fs::read_to_string(folder.join("customers.jsonl")).expect("customers");
    (policy, customers, folders::as_of(&folder)[0])
}

fn decoded(policy: &Policy, customers: &str) -> Decoded {
    let stream = std::io::Cursor::new(customers.to_owned().into_bytes());
    let format = Some(record::Format::JsonLines);
    let (program, options) = (policy.program(), Options::default());
    let mut reader =
        record::open_stream(stream, "customers", format, program, policy.needs(), options)
            .expect("a stream");
    let decoded = reader.next().expect("a piece").expect("records").decode();
    assert!(decoded.rejections.is_empty(), "{:?}", decoded.rejections);
    decoded
}

fn population(policy: &Policy, customers: &str, as_of: Date) -> Population {
    let mut survey = policy.survey(as_of).expect("a day of the programme");
    while !survey.is_done() {
        let evaluation = survey.gathering().evaluate(&mut decoded(policy, customers).batch);
        survey.take(&evaluation, |_| true);
        survey.end_pass();
    }
    survey.finish()
}

fn batch(policy: &Policy, customers: &str, population: &Population) -> Vec<Outcome> {
    let pass = policy.pass(population.as_of(), Some(population)).expect("a population");
    let results = pass.evaluate(&mut decoded(policy, customers).batch).results;
    results.into_iter().map(|result| result.expect("an outcome")).collect()
}

#[test]
fn one_record_has_the_outcome_that_it_had_in_the_batch() {
    let (policy, customers, as_of) = club();
    let written = population(&policy, &customers, as_of).to_json();
    let read = Population::from_json(&written).expect("a population");
    assert_eq!(read.to_json(), written);
    let outcomes = batch(&policy, &customers, &read);
    assert!(outcomes.len() >= 20);
    for (line, outcome) in customers.lines().zip(&outcomes) {
        let alone = policy.evaluate_json_with(line, as_of, &read).expect("an outcome");
        assert_eq!(alone, *outcome);
        assert!(policy.evaluate_json(line, as_of).is_err());
    }
    let standings: BTreeSet<&Option<String>> =
        outcomes.iter().filter_map(|outcome| outcome.classes.get("standing")).collect();
    assert_eq!(standings.len(), 3);
}

/// Of every shipped policy, on each of its days: what a host is told of one record, with the file
/// that the run over all customers wrote, is what that run told.
#[test]
fn one_record_of_every_policy_has_the_outcome_that_it_had_in_the_batch() {
    let policies = folders::inside(&folders::root().join("policies"));
    let mut compared = 0;
    for folder in policies.iter().filter(|folder| folder.join("customers.jsonl").exists()) {
        let policy = Policy::load(folder).unwrap_or_else(|error| panic!("{error}"));
        let customers = std::fs::read_to_string(folder.join("customers.jsonl")).expect("customers");
        for as_of in folders::as_of(folder) {
            let written = population(&policy, &customers, as_of).to_json();
            let read = Population::from_json(&written).expect("a population");
            let outcomes = batch(&policy, &customers, &read);
            let lines = customers.lines().filter(|line| !line.trim().is_empty());
            for (line, outcome) in lines.zip(&outcomes) {
                let alone = policy.evaluate_json_with(line, as_of, &read).expect("an outcome");
                assert_eq!(alone, *outcome, "{}", folder.display());
                compared += 1;
            }
        }
    }
    assert!(compared > 400, "{compared}");
}

/// Who fails in what reads no rank counts in no rank; a failure in what reads one comes too late to
/// change it.
#[test]
fn a_record_that_fails_counts_in_no_rank() {
    let text = r#"
program "Ranks" {
  currency   CNY
  time zone  "UTC"
  rounding   half up
}

record customer {
  id:      text key
  spend:   money
  visits:  whole number
  late:    whole number
}

define place as rank of spend
define best as top 50% of customers by spend
define twice as 2 * place

reward per_visit {
  give spend / visits as credit
  round down
}

reward best_first {
  when best and twice < 100
  give 10 CNY / late as credit
  round down
}

publish place
"#;
    let source = SourceFile { name: "ranks.loyal".to_owned(), text: text.to_owned() };
    let policy = Policy::from_sources(&[source]).unwrap_or_else(|error| panic!("{error}"));
    let customers = [("A", 900, 1, 0), ("B", 800, 0, 1), ("C", 700, 1, 1), ("D", 1, 1, 1)].map(
        |(id, spend, visits, late)| {
            format!(r#"{{"id": "{id}", "spend": {spend}, "visits": {visits}, "late": {late}}}"#)
        },
    );
    let as_of = "2026-06-30".parse().expect("a date");
    let population = population(&policy, &customers.join("\n"), as_of);
    assert_eq!(population.customers(), 3);
    let pass = policy.pass(as_of, Some(&population)).expect("a population");
    let results = pass.evaluate(&mut decoded(&policy, &customers.join("\n")).batch).results;
    let places = results.iter().map(|result| match result {
        Ok(outcome) => format!("{:?}", outcome.published["place"]),
        Err(error) => format!("{} in {}", error.error.code, error.error.within),
    });
    let places: Vec<String> = places.collect();
    let expected = [
        "division_by_zero in best_first",
        "division_by_zero in per_visit",
        "Value(Some(\"2\"))",
        "Value(Some(\"3\"))",
    ];
    assert_eq!(places, expected);
}

#[test]
fn a_fund_is_spent_to_the_cent_and_no_further() {
    let (policy, customers, as_of) = club();
    let outcomes = batch(&policy, &customers, &population(&policy, &customers, as_of));
    let drawn = ["complaint_credit", "thanks_of_the_few"];
    let effects = outcomes.iter().flat_map(|outcome| &outcome.effects);
    let paid = effects.filter(|effect| drawn.contains(&effect.rule.as_str()));
    let cents: i64 = paid
        .filter_map(|effect| effect.amount.as_ref())
        .map(|amount| amount.replace('.', "").parse::<i64>().expect("cents"))
        .sum();
    assert_eq!(cents, 10_000);
}

/// Of one customer, the rule of a higher priority takes first; its name would come last.
#[test]
fn a_higher_priority_takes_from_the_fund_first() {
    let text = r#"
program "Fund" { currency CNY }
record customer { id: text key }
reward a_gift { give 60 CNY as cash }
reward b_gift {
  give 60 CNY as cash
  priority 1
}
budget fund {
  100 CNY
  for a_gift, b_gift
  ordered by id
}
"#;
    let source = SourceFile { name: "fund.loyal".to_owned(), text: text.to_owned() };
    let policy = Policy::from_sources(&[source]).unwrap_or_else(|error| panic!("{error}"));
    let (customers, as_of) = (r#"{"id": "A"}"#, "2026-06-30".parse().expect("a date"));
    let outcomes = batch(&policy, customers, &population(&policy, customers, as_of));
    let given: Vec<_> = outcomes[0]
        .effects
        .iter()
        .map(|effect| (&*effect.rule, effect.amount.as_deref()))
        .collect();
    assert_eq!(given, [("a_gift", Some("40.00")), ("b_gift", Some("60.00"))]);
}

#[test]
fn a_population_serves_its_own_policy_and_day_only() {
    let (policy, customers, as_of) = club();
    let population = population(&policy, &customers, as_of);
    let line = customers.lines().next().expect("a customer");
    let later = Date::from_days(as_of.days() + 1).expect("a date");
    let error = policy.evaluate_json_with(line, later, &population).expect_err("another day");
    assert!(error.to_string().contains("outcomes are asked for"), "{error}");
    let other = Policy::load(folders::root().join("policies/harbour-club")).expect("a policy");
    let error = other.evaluate_json_with(line, as_of, &population).expect_err("another policy");
    assert!(error.to_string().contains("another policy"), "{error}");
    assert!(Population::from_json("{}").is_err());
}

/// The groups of the firm's policy, on random customers, are what the oracle says of records that
/// are put together by hand.
#[test]
fn groups_agree_with_the_oracle() {
    let folder = folders::root().join("policies/firm-loyalty");
    let mut sources = folders::sources(&folder);
    for source in &mut sources {
        // Groups without records of their own.
        source.text = source.text.replace("上年结果 有值 且 上年结果 < 50", "流失占比 有值");
        source.text = source.text.replace("(1000 * 人数) 元", "1000 元");
        source.text =
            source.text.replace("{名称} {人数} 人", "{部门}").replace("{名称} 的", "{部门}");
        if let Some((before, after)) = source.text.split_once("档案 部门 {") {
            let (_, after) = after.split_once("\n}\n").expect("the end of the record");
            source.text = format!("{before}{after}");
        }
    }
    let policy = Policy::from_sources(&sources).unwrap_or_else(|error| panic!("{error}"));
    let as_of = folders::as_of(&folder)[0];
    let program = policy.program();
    let portfolio = program.crowd.portfolios.first().expect("a portfolio");
    let mut chance = Chance::new(7);
    let today = as_of.to_string().parse().expect("a date");
    let edges = edges::edges(program, &Oracle::new(program, &sources, as_of), today);
    let customers = random::customers(program, &edges, 300, &mut chance);
    let lines: Vec<String> =
        customers.iter().map(|customer| json::line(program, customer)).collect();
    let expected = by_hand(program, portfolio, &sources, &customers, as_of);

    let mut groups = policy.groups(as_of).expect("a day");
    let pass = policy.pass(as_of, None).expect("no population is needed");
    let evaluation = pass.evaluate(&mut decoded(&policy, &lines.join("\n")).batch);
    let groups_of_firm = groups.first_mut().expect("groups");
    groups_of_firm.add(&evaluation.kept, |_| true);
    let given: BTreeMap<String, String> = groups
        .remove(0)
        .finish()
        .into_iter()
        .map(|result| result.expect("an outcome"))
        .map(|group| (group.group().to_owned(), agreement::verdict(&unhashed(group.outcome))))
        .collect();
    assert!(given.len() > 3, "{} groups", given.len());
    assert_eq!(given, expected);
}

fn unhashed(mut outcome: Outcome) -> Outcome {
    outcome.policy.clear();
    outcome
}

fn by_hand(
    program: &Program,
    portfolio: &Portfolio,
    sources: &[SourceFile],
    customers: &[Record],
    as_of: Date,
) -> BTreeMap<String, String> {
    let oracle = Oracle::new(program, sources, as_of);
    let mut groups: BTreeMap<String, (Value, Vec<Record>)> = BTreeMap::new();
    for customer in customers {
        let read = |expr| oracle.read(expr, customer).expect("a value");
        let Some(key) = read(&portfolio.by) else { continue };
        let Value::Text(text) = key.clone() else { panic!("a text") };
        let members = &mut groups.entry(text).or_insert((key, Vec::new())).1;
        if read(&portfolio.include) == Some(Value::Bool(true)) {
            let fields = portfolio.members.iter().map(|member| Field::Scalar(read(member)));
            members.push(Record { fields: fields.collect() });
        }
    }
    let inner = Oracle::new(&portfolio.program, sources, as_of);
    let outcome = |(text, (key, members)): (String, (Value, Vec<Record>))| {
        let record = group_record(&portfolio.program, &key, &members);
        (text, agreement::verdict(&unhashed(inner.evaluate(&record).expect("an outcome"))))
    };
    groups.into_iter().map(outcome).collect()
}

fn group_record(program: &Program, key: &Value, members: &[Record]) -> Record {
    let declared = &program.records[0].fields;
    let fields = declared.iter().map(|field| match (&field.kind, field.filled) {
        (FieldKind::List(element), Some(Filled::Members)) => {
            Field::List(members.iter().map(|row| member(program, *element, row)).collect())
        }
        _ => Field::Scalar(Some(key.clone())),
    });
    Record { fields: fields.collect() }
}

/// The fields of a customer stand in the order in which the groups ask for them.
fn member(program: &Program, element: RecordId, read: &Record) -> Record {
    let declared = &program.records[element.0 as usize].fields;
    let fields = declared.iter().map(|field| match field.filled {
        Some(Filled::Member(at)) => read.fields[at as usize].clone(),
        other => panic!("{other:?}"),
    });
    Record { fields: fields.collect() }
}
