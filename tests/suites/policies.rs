//! The shipped policies on their own customers: what each customer gets, and that the customers
//! reach all there is to reach.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use loyal_dsl::date::Date;
use loyal_dsl::ir::{Program, ValueId};
use loyal_dsl::source::Span;
use loyal_dsl::types::Type;
use loyal_engine::Policy;
use loyal_engine::batch::Batch;
use loyal_engine::needs::Needs;
use loyal_engine::outcome::{Outcome, RecordError};
use loyal_engine::outcome_tests::OutcomeTests;
use loyal_engine::plan::plan;
use loyal_engine::population::Evaluation;
use loyal_engine::record::{self, Options};
use loyal_tests::{branches, folders};

struct Shipped {
    name: String,
    folder: PathBuf,
    program: Program,
    customers: PathBuf,
    days: Vec<Date>,
}

/// The policies that have customers of their own.
fn shipped() -> Vec<Shipped> {
    let policies = folders::inside(&folders::root().join("policies"));
    policies
        .into_iter()
        .filter(|folder| folder.join("customers.jsonl").exists())
        .map(|folder| {
            let compiled = loyal_dsl::compile(&folders::sources(&folder));
            let program =
                compiled.unwrap_or_else(|report| panic!("{:#?}", report.diagnostics)).program;
            let customers = folder.join("customers.jsonl");
            let days = folders::as_of(&folder);
            Shipped { name: folders::name(&folder), folder, program, customers, days }
        })
        .collect()
}

fn batch(program: &Program, customers: &Path) -> Batch {
    let needs = Needs::of(program);
    let options = Options { batch_size: 1000, strict: true };
    let mut reader = record::open(customers, None, program, &needs, options).expect("customers");
    let decoded = reader.next().expect("a batch").expect("customers").decode();
    assert!(decoded.rejections.is_empty(), "{:?}", decoded.rejections);
    assert!(decoded.unknown_fields.is_empty(), "{:?}", decoded.unknown_fields);
    decoded.batch
}

/// The customers on each of the policy's days.
fn evaluated(shipped: &Shipped, program: Program) -> Vec<Result<Outcome, RecordError>> {
    let sources = folders::sources(&shipped.folder);
    let batch = batch(&program, &shipped.customers);
    let plan = plan(Arc::new(program), &sources);
    shipped.days.iter().flat_map(|day| plan.bind(*day).evaluate(&batch)).collect()
}

/// The customers on one of the policy's days, as they stand among one another.
fn among_all(shipped: &Shipped, day: Date) -> Vec<Outcome> {
    let policy = Policy::load(&shipped.folder).expect("a policy");
    let results = evaluation(shipped, &policy, day).results;
    results.into_iter().map(|result| result.expect("an outcome")).collect()
}

/// Surveys the customers, then evaluates them.
fn evaluation(shipped: &Shipped, policy: &Policy, day: Date) -> Evaluation {
    let customers = || batch(&shipped.program, &shipped.customers);
    let mut survey = policy.survey(day).expect("a day of the programme");
    while !survey.is_done() {
        let evaluation = survey.gathering().evaluate(&mut customers());
        survey.take(&evaluation, |_| true);
        survey.end_pass();
    }
    let population = survey.finish();
    let pass = policy.pass(day, Some(&population)).expect("the population of the day");
    pass.evaluate(&mut customers())
}

fn outcomes(shipped: &Shipped) -> Vec<Outcome> {
    shipped.days.iter().flat_map(|day| among_all(shipped, *day)).collect()
}

/// What the policy states for groups, whose records stand beside the customers.
fn groups(shipped: &Shipped) -> Vec<String> {
    shipped.days.iter().flat_map(|day| groups_on(shipped, *day)).collect()
}

fn groups_on(shipped: &Shipped, day: Date) -> Vec<String> {
    let policy = Policy::load(&shipped.folder).expect("a policy");
    let evaluation = evaluation(shipped, &policy, day);
    let mut shown = Vec::new();
    for mut groups in policy.groups(day).expect("a day of the programme") {
        groups.add(&evaluation.kept, |_| true);
        let options = Options { batch_size: 1000, strict: true };
        let reader = groups.open(&shipped.folder, options).expect("records of groups");
        for chunk in reader.into_iter().flatten() {
            let refused = groups.read(chunk.expect("records").decode());
            assert!(refused.is_empty(), "{refused:?}");
        }
        let outcomes = groups.finish().into_iter().map(|group| group.expect("an outcome"));
        shown.extend(outcomes.map(|group| serde_json::to_string_pretty(&group).expect("JSON")));
    }
    shown
}

#[test]
fn every_policy_has_outcome_tests_and_they_pass() {
    for policy in shipped() {
        let tests = OutcomeTests::load(&policy.folder).expect("tests");
        assert!(tests.len() >= 3, "{} has tests", policy.name);
        let loaded = Policy::load(&policy.folder).expect("a policy");
        for verdict in tests.run(&loaded).expect("verdicts") {
            assert!(verdict.passes(), "{}: {:#?}", policy.name, verdict.differences);
        }
    }
}

#[test]
fn every_customer_gets_what_the_policy_says() {
    let shipped = shipped();
    assert!(shipped.len() >= 4);
    for policy in &shipped {
        let outcomes = outcomes(policy);
        assert!(outcomes.len() >= 20, "{}", policy.name);
        let lines: Vec<String> = outcomes
            .iter()
            .map(|outcome| serde_json::to_string_pretty(outcome).expect("JSON"))
            .chain(groups(policy))
            .collect();
        insta::with_settings!({
            snapshot_path => &policy.folder,
            prepend_module_to_snapshot => false,
            omit_expression => true,
            filters => vec![("[0-9a-f]{64}", "[hash]")],
        }, {
            insta::assert_snapshot!("outcomes", lines.join("\n"));
        });
    }
}

#[test]
fn the_customers_reach_every_effect_level_segment_and_band() {
    for policy in shipped() {
        let outcomes = outcomes(&policy);
        let mut reached: BTreeSet<String> = BTreeSet::new();
        for outcome in &outcomes {
            reached
                .extend(outcome.tiers.iter().map(|(name, tier)| format!("{name}: {}", tier.level)));
            reached.extend(outcome.classes.iter().flat_map(|(name, segment)| {
                segment.iter().map(move |segment| format!("{name}: {segment}"))
            }));
            reached.extend(outcome.scores.iter().flat_map(|(name, score)| {
                score.band.iter().map(move |band| format!("{name}: {band}"))
            }));
            reached.extend(outcome.effects.iter().map(place));
        }
        let due = everything(&policy.program);
        let missing: Vec<&String> = due.difference(&reached).collect();
        assert!(missing.is_empty(), "{}: nobody reaches {missing:?}", policy.name);
    }
}

/// Rule and place of an effect, as its key has them behind programme, rule, customer and subject.
fn place(effect: &loyal_engine::outcome::Effect) -> String {
    let place = effect.key.split('/').nth(3 + effect.subject.len()).unwrap_or_default();
    format!("{} effect {place}", effect.rule)
}

fn everything(program: &Program) -> BTreeSet<String> {
    let options = |name: &str, id: ValueId| -> Vec<String> {
        let Type::Choice(choice) = program.values[id.0 as usize].expr.ty else { return Vec::new() };
        let options = &program.choices[choice as usize].options;
        options.iter().map(|option| format!("{name}: {option}")).collect()
    };
    let mut due = BTreeSet::new();
    due.extend(program.tiers.iter().flat_map(|tier| options(&tier.name, tier.level)));
    due.extend(program.classes.iter().flat_map(|class| options(&class.name, class.segment)));
    for score in &program.scores {
        due.extend(score.band.iter().flat_map(|band| options(&score.name, *band)));
    }
    for rule in &program.rules {
        due.extend((1..=rule.effects.len()).map(|place| format!("{} effect {place}", rule.name)));
    }
    due
}

/// Rows of tables, levels, segments, bands, cases and exceptions: each is taken by somebody. A
/// table that is read in several places counts once.
#[test]
fn the_customers_take_every_branch() {
    for policy in shipped() {
        let mut taken: BTreeMap<Span, bool> = BTreeMap::new();
        let branches = (0..).map_while(|index| branches::poisoned(&policy.program, index));
        for (program, span) in branches {
            let fails = || evaluated(&policy, program).iter().any(Result::is_err);
            let taken = taken.entry(span).or_default();
            *taken = *taken || fails();
        }
        assert!(taken.len() > 5, "{}: {} branches", policy.name, taken.len());
        let missed: Vec<String> = taken
            .iter()
            .filter(|(_, taken)| !**taken)
            .map(|(span, _)| shown(&policy, *span))
            .collect();
        assert!(missed.is_empty(), "{}: nobody takes {missed:#?}", policy.name);
    }
}

fn shown(policy: &Shipped, span: Span) -> String {
    let source = &folders::sources(&policy.folder)[span.file as usize];
    let (line, _) = source.line_column(span.start);
    format!("{}:{line} `{}`", source.name, &source.text[span.start as usize..span.end as usize])
}

#[test]
fn every_policy_has_a_readme_that_names_its_command() {
    for policy in shipped() {
        let readme = fs::read_to_string(policy.folder.join("README.md")).expect("a README");
        assert!(readme.contains(&format!("run policies/{}", policy.name)), "{}", policy.name);
    }
}
