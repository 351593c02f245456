//! Rules as sentences: how they ended for every subject.

use loyal_dsl::message::{Joint, Message};
use loyal_dsl::say;

use super::super::account::{
    Clause, Condition, Decision, EffectAccount, RuleAccount, SubjectAccount, Verdict,
};
use super::{Mark, Told, listed};

impl RuleAccount {
    pub(super) fn told(&self) -> Told {
        let name = &self.name;
        if let ([subject], None) = (self.subjects.as_slice(), &self.each)
            && subject.subject.is_empty()
        {
            let verdict = subject.said();
            let said = say!("`{name}`: {verdict}", name, verdict);
            return Told::new(subject.mark(), said, &self.source, subject.below());
        }
        let is_out = |subject: &&SubjectAccount| subject.verdict == Verdict::NotListed;
        let (out, looked): (Vec<_>, Vec<_>) = self.subjects.iter().partition(is_out);
        let given = looked.iter().any(|subject| subject.mark() == Mark::Yes);
        let mut below: Vec<Told> = looked.into_iter().map(SubjectAccount::told).collect();
        if !out.is_empty() {
            let (count, each) = (out.len(), self.each.as_deref().unwrap_or_default());
            let said = say!("{count} more do not stand in `{each}`", count, each);
            below.push(Told::new(Mark::Plain, said, &self.source, Vec::new()));
        }
        let said = match (below.is_empty(), given) {
            (true, _) => say!("`{name}`: there is nothing that it looks at", name),
            (false, true) => say!("`{name}`: applied", name),
            (false, false) => say!("`{name}`: not applied", name),
        };
        Told::new(if given { Mark::Yes } else { Mark::No }, said, &self.source, below)
    }
}

impl SubjectAccount {
    fn told(&self) -> Told {
        let subject: Vec<String> =
            self.subject.iter().map(|(name, key)| format!("{name} {key}")).collect();
        let (subject, verdict) = (subject.join(", "), self.said());
        Told::new(self.mark(), say!("{subject}: {verdict}", subject, verdict), "", self.below())
    }

    fn mark(&self) -> Mark {
        if self.verdict == Verdict::Applied { Mark::Yes } else { Mark::No }
    }

    /// How it ended, as a sentence.
    #[must_use]
    pub fn said(&self) -> Message {
        match &self.verdict {
            Verdict::Applied => say!("applied"),
            Verdict::NotListed => say!("not in the list that the rule looks at"),
            Verdict::ConditionFailed => {
                let failed = self.conditions.iter().find_map(Condition::first_failed);
                match failed.map(|failed| (failed.lacks.as_ref(), &failed.text)) {
                    Some((Some(lack), _)) => say!("not applied: {lack}", lack = lack.said()),
                    Some((None, text)) => say!("not applied: `{text}`", text),
                    None => say!("not applied"),
                }
            }
            Verdict::Excepted { exception } => say!("not applied: unless `{exception}`", exception),
            Verdict::NothingToGive => say!("there is nothing to give"),
            Verdict::GrantedBefore { on } => say!("not applied: granted on {on}", on),
            Verdict::OtherChosen { rule } => say!("not applied: `{rule}` was chosen instead", rule),
            Verdict::Limited { limits } => {
                let limits = clauses(limits);
                say!("not applied: the limit leaves nothing: {limits}", limits)
            }
            Verdict::BudgetSpent => say!("not applied: the budget is spent"),
            Verdict::HeldBack => say!("not applied: what the run gave before leaves no room"),
        }
    }

    fn below(&self) -> Vec<Told> {
        let mut below: Vec<Told> = self.conditions.iter().map(Condition::told).collect();
        for exception in &self.exceptions {
            let name = &exception.name;
            let (mark, said) = if exception.condition.holds == Some(true) {
                (Mark::No, say!("the exception `{name}` applies", name))
            } else {
                (Mark::Yes, say!("the exception `{name}` does not apply", name))
            };
            let why = vec![exception.condition.told()];
            below.push(Told::new(mark, said, &exception.condition.source, why));
        }
        below.extend(self.effects.iter().map(EffectAccount::told));
        below
    }
}

impl EffectAccount {
    fn told(&self) -> Told {
        let text = &self.clause.text;
        let said = match (listed(&self.reads), self.key.is_some()) {
            (Some(reads), true) => say!("gives `{text}`: {reads}", text, reads),
            (Some(reads), false) => say!("does not give `{text}`: {reads}", text, reads),
            (None, true) => say!("gives `{text}`", text),
            (None, false) => say!("does not give `{text}`", text),
        };
        let mut below: Vec<Told> = self.when.iter().map(Condition::told).collect();
        below.extend(self.decisions.iter().map(Decision::told));
        if !self.cut_by.is_empty() {
            let limits = clauses(&self.cut_by);
            below.push(Told::new(Mark::No, say!("cut by {limits}", limits), "", Vec::new()));
        }
        let mark = if self.key.is_some() { Mark::Yes } else { Mark::No };
        Told::new(mark, said, &self.clause.source, below)
    }
}

fn clauses(clauses: &[Clause]) -> Message {
    let each =
        clauses.iter().map(|Clause { text, source }| say!("`{text}` ({source})", text, source));
    say!("{each}", each = Joint::Comma.of(each.collect::<Vec<_>>()))
}
