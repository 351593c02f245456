//! Explanations of the shipped policies on their own customers: they have the outcome of the run, and
//! account for all of it.
//! account for all of it, and what they say is missing is what is missing.

use std::fs;
use std::path::PathBuf;

use loyal_dsl::date::Date;
use loyal_engine::Policy;
use loyal_engine::batch::Batch;
use loyal_engine::explain::{Condition, Explanation, RuleAccount, SubjectAccount, Verdict};
use loyal_engine::outcome::Outcome;
use loyal_engine::population::Population;
use loyal_engine::record::{self, Options};
use loyal_tests::folders;

/// A shipped policy on one of its days, with all its customers.
struct Shipped {
    name: String,
    policy: Policy,
    day: Date,
    population: Population,
    /// The records, as text.
    records: Vec<String>,
    outcomes: Vec<Outcome>,
}

fn shipped() -> Vec<Shipped> {
    let folders = folders::inside(&folders::root().join("policies"));
    let with_customers = folders.into_iter().filter(|it| it.join("customers.jsonl").exists());
    with_customers.map(|folder| of_folder(&folder)).collect()
}

fn of_folder(folder: &PathBuf) -> Shipped {
    let policy = Policy::load(folder).expect("a policy");
    let day = folders::as_of(folder)[0];
    let path = folder.join("customers.jsonl");
    let batch = || -> Batch {
        let version = policy.version_on(day).expect("a day of the programme");
        let options = Options { batch_size: 1000, strict: false };
        let reader = record::open(&path, None, version.program(), version.needs(), options);
        reader.expect("customers").next().expect("a batch").expect("customers").decode().batch
    };
    let mut survey = policy.survey(day).expect("a day of the programme");
    while !survey.is_done() {
        let evaluation = survey.gathering().evaluate(&mut batch());
        survey.take(&evaluation, |_| true);
        survey.end_pass();
    }
    let population = survey.finish();
    let pass = policy.pass(day, Some(&population)).expect("the population of the day");
    let results = pass.evaluate(&mut batch()).results;
    let outcomes = results.into_iter().map(|result| result.expect("an outcome")).collect();
    let text = fs::read_to_string(&path).expect("customers");
    let records = text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect();
    let name = folders::name(folder);
    Shipped { name, policy, day, population, records, outcomes }
}

impl Shipped {
    fn explain(&self, record: &str) -> Explanation {
        let explained = self.policy.explain_json(record, self.day, Some(&self.population));
        explained.unwrap_or_else(|error| panic!("{}: {error}: {record}", self.name))
    }
}

#[test]
fn an_explanation_has_the_outcome_of_the_run_and_accounts_for_it() {
    let shipped = shipped();
    assert!(shipped.len() >= 10);
    for policy in &shipped {
        for (record, outcome) in policy.records.iter().zip(&policy.outcomes) {
            let explanation = policy.explain(record);
            assert_eq!(&explanation.outcome, outcome, "{}", policy.name);
            accounts_for(&policy.name, &explanation);
        }
    }
}

fn accounts_for(policy: &str, explanation: &Explanation) {
    let outcome = &explanation.outcome;
    let place = format!("{policy}, {}", outcome.customer);
    for class in &explanation.classes {
        let found = class.value.as_ref();
        assert_eq!(found, outcome.classes[&class.name].as_ref(), "{place}: {}", class.name);
    }
    for effect in &outcome.effects {
        let rule = explanation.rules.iter().find(|rule| rule.name == effect.rule);
        let subjects = rule.expect("the rule of an effect").subjects.iter();
        let own = subjects.filter(|subject| subject.subject == effect.subject);
        let applied: Vec<_> = own.filter(|it| it.verdict == Verdict::Applied).collect();
        assert_eq!(applied.len(), 1, "{place}: {}", effect.key);
        let made = applied[0].effects.iter().filter(|it| it.key.as_ref() == Some(&effect.key));
        assert_eq!(made.count(), 1, "{place}: {}", effect.key);
    }
    for rule in &explanation.rules {
        rule.subjects.iter().for_each(|subject| is_sound(&place, rule, subject));
    }
}

fn is_sound(place: &str, rule: &RuleAccount, subject: &SubjectAccount) {
    let place = format!("{place}: {} {:?} {subject:#?}", rule.name, subject.subject);
    let all_hold = subject.conditions.iter().all(|it| it.holds == Some(true));
    let excepted = subject.exceptions.iter().any(|it| it.condition.holds == Some(true));
    match &subject.verdict {
        Verdict::NotListed | Verdict::ConditionFailed => {
            assert!(!all_hold, "{place}");
            let failed = subject.conditions.iter().find_map(Condition::first_failed);
            assert!(failed.is_some_and(|failed| !failed.text.is_empty()), "{place}");
        }
        Verdict::Excepted { .. } => assert!(all_hold && excepted, "{place}"),
        Verdict::Applied
        | Verdict::NothingToGive
        | Verdict::GrantedBefore { .. }
        | Verdict::OtherChosen { .. }
        | Verdict::BudgetSpent
        | Verdict::HeldBack => assert!(all_hold && !excepted, "{place}"),
        Verdict::Limited { limits } => {
            assert!(all_hold && !excepted && !limits.is_empty(), "{place}");
        }
    }
}
