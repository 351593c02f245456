//! Explanations of the shipped policies on their own customers: they have the run's outcome, they
//! account for all of it, and what they say is missing is what is missing.

mod giving;
mod lacks;
mod shipped;

use loyal_engine::explain::{Condition, Explanation, RuleAccount, SubjectAccount, Verdict};
use shipped::shipped;

#[test]
fn an_explanation_has_the_outcome_of_the_run_and_accounts_for_it() {
    let (shipped, mut compared) = (shipped(), 0);
    for policy in &shipped {
        let mut explainer = policy.explainer();
        for (record, outcome) in policy.records.iter().zip(&policy.outcomes) {
            let explanation = explainer.explain_json(record).expect("an explanation");
            assert_eq!(&explanation.outcome, outcome, "{}", policy.name);
            accounts_for(&policy.name, &explanation);
            compared += 1;
        }
    }
    assert!(shipped.len() >= 20 && compared > 400, "{compared} on {} days", shipped.len());
}

fn accounts_for(policy: &str, explanation: &Explanation) {
    let outcome = &explanation.outcome;
    let place = format!("{policy}, {}", outcome.customer);
    for class in &explanation.classes {
        let found = class.value.as_ref();
        assert_eq!(found, outcome.classes[&class.name].as_ref(), "{place}: {}", class.name);
    }
    assert_eq!(explanation.classes.len(), outcome.classes.len(), "{place}");
    for score in &explanation.scores {
        let stated = &outcome.scores[&score.total.name];
        assert_eq!(score.total.value, stated.total, "{place}: {}", score.total.name);
        let band = score.band.as_ref().and_then(|band| band.value.clone());
        assert_eq!(band, stated.band, "{place}: {}", score.total.name);
    }
    assert_eq!(explanation.scores.len(), outcome.scores.len(), "{place}");
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
        for subject in rule.subjects.iter().filter(|it| it.verdict == Verdict::Applied) {
            let own = outcome.effects.iter().filter(|effect| effect.rule == rule.name);
            let made = own.filter(|effect| effect.subject == subject.subject).count();
            assert!(made > 0, "{place}: {} applies and gives nothing", rule.name);
        }
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
