//! Rules: whom they are for, and the clauses in their order.

use super::allowed::Wanted;
use super::contact::Terms;
use super::date::counted;
use super::give::Draft;
use super::redeem::Redeeming;
use super::scope::{Local, Scope};
use super::{Checker, Problem, build};
use crate::ir::{
    Effect, EffectKind, Exception, Expr, Hop, Limit, Part, Rule, RuleWord, Taking, Template,
};
use crate::source::Span;
use crate::syntax::{self, ClauseKind, Deadline, Give, Piece};
use crate::types::Type;

/// What has been gathered of a rule.
#[derive(Default)]
struct Gathered {
    for_each: Vec<Hop>,
    conditions: Vec<Expr>,
    exceptions: Vec<Exception>,
    effects: Vec<Effect>,
    limits: Vec<Limit>,
    taking: Option<(Taking, Span)>,
    because: Option<(Template, Span)>,
    /// What the clauses that follow work on: of a reversal, a draft a unit.
    drafts: Vec<Draft>,
    terms: Terms,
    redeeming: Redeeming,
    priority: Option<(i64, Span)>,
    /// Whether something was wrong that has been reported elsewhere.
    failed: bool,
}

impl<'a> Checker<'a> {
    pub(super) fn check_rules(&mut self) -> Vec<Rule> {
        let mut rules: Vec<_> = self.declared.rules.values().copied().collect();
        // Reversals ask what the others grant.
        rules.sort_by_key(|(rule, _)| rule.word == RuleWord::Reversal);
        let mut checked = Vec::new();
        for (rule, doc) in rules {
            let before = self.problems.len();
            let done = self.check_rule(rule, doc);
            let right = self.problems.iter().skip(before).all(|problem| !problem.is_error());
            if rule.word != RuleWord::Reversal {
                self.checked.insert(done.name.clone(), right.then(|| done.clone()));
            }
            checked.push(done);
        }
        checked.sort_by(|a, b| a.name.cmp(&b.name));
        checked
    }

    fn check_rule(&mut self, rule: &'a syntax::Rule, doc: Option<&str>) -> Rule {
        self.scope = Scope::customer(self.customer_name());
        let mut gathered = Gathered::default();
        let before = self.problems.len();
        for (index, clause) in rule.clauses.iter().enumerate() {
            if self.clause(rule, index, clause, &mut gathered).is_none()
                && matches!(clause.kind, ClauseKind::ForEach { .. })
            {
                // Without its element every other clause would fail for the same reason.
                break;
            }
        }
        self.finish_draft(&mut gathered);
        self.finish_messages(rule, &gathered.terms, &mut gathered.effects);
        if self.problems.iter().skip(before).all(|problem| !problem.is_error()) {
            self.check_limited(&gathered.limits, &gathered.effects);
            self.check_taking(&gathered);
            self.check_contact_limits(&gathered.terms, &gathered.limits);
            self.check_redeem(rule, &gathered.redeeming, (&gathered.effects, &gathered.limits));
        }
        if gathered.effects.is_empty() && !gathered.failed && self.problems.len() == before {
            let (rule, span) = (rule.name.text.clone(), rule.name.span);
            self.problems.push(Problem::NothingGiven { rule, span });
        }
        Rule {
            name: rule.name.text.clone(),
            word: rule.word,
            doc: doc.map(ToOwned::to_owned),
            for_each: gathered.for_each,
            conditions: gathered.conditions,
            exceptions: gathered.exceptions,
            effects: gathered.effects,
            limits: gathered.limits,
            worth: None,
            date: None,
            taking: gathered.taking.map(|(taking, _)| taking).unwrap_or_default(),
            automatic: gathered.redeeming.automatic.is_some(),
            priority: gathered.priority.map(|(priority, _)| priority).unwrap_or_default(),
            because: gathered.because.map(|(template, _)| template),
            span: rule.name.span,
        }
    }

    #[expect(clippy::too_many_lines, reason = "a flat match over the clauses of a rule")]
    fn clause(
        &mut self,
        rule: &'a syntax::Rule,
        index: usize,
        clause: &'a syntax::Clause,
        gathered: &mut Gathered,
    ) -> Option<()> {
        let span = clause.span;
        match &clause.kind {
            ClauseKind::ForEach { element, list } => {
                if index > 0 {
                    return self.report(Problem::ForEachNotFirst { span });
                }
                gathered.for_each = self.for_each(element, list)?;
            }
            ClauseKind::Define { name, value } => {
                let local = self.infer(value, None).map_or(Local::Failed, Local::value);
                self.scope.locals.push((name.text.clone(), local));
            }
            ClauseKind::When(condition) => {
                let condition = self.condition(condition)?;
                self.assume(Some(&condition));
                gathered.conditions.push(condition);
            }
            ClauseKind::Unless { name, when } => {
                let condition = self.condition(when)?;
                gathered.exceptions.push(Exception { name: name.value.clone(), condition });
            }
            ClauseKind::Because(template) => {
                if let Some((_, first)) = gathered.because {
                    return self.report(Problem::Repeated {
                        clause: say!("because"),
                        first,
                        second: span,
                    });
                }
                gathered.because = Some((self.template(template)?, span));
            }
            ClauseKind::Limit(limit) => {
                let limit = self.limit(&[&rule.name.text], &gathered.for_each, limit)?;
                gathered.limits.push(limit);
            }
            ClauseKind::ContactLimit(limit) => {
                gathered.limits.push(self.contact_limit(rule.word, limit)?);
            }
            ClauseKind::Taking(taking) => {
                if let Some((_, first)) = gathered.taking {
                    let clause = say!("the order of elements");
                    return self.report(Problem::Repeated { clause, first, second: span });
                }
                gathered.taking = Some((*taking, span));
            }
            ClauseKind::Cost(cost) => {
                self.finish_draft(gathered);
                let draft = self.cost(rule.word, cost, &mut gathered.redeeming, span);
                gathered.drafts = vec![draft.unwrap_or_else(|| Draft::failed(span))];
            }
            ClauseKind::Automatic => {
                self.automatic(rule.word, &mut gathered.redeeming, span)?;
            }
            ClauseKind::Priority(priority) => {
                if let Some((_, first)) = gathered.priority {
                    let clause = say!("priority");
                    return self.report(Problem::Repeated { clause, first, second: span });
                }
                gathered.priority = Some((*priority, span));
            }
            ClauseKind::Give { give: Give::Chosen { form }, when } => {
                self.finish_draft(gathered);
                let given = (*form, when.as_ref());
                let draft = self.chosen(rule.word, given, &mut gathered.redeeming, span);
                gathered.drafts = vec![draft.unwrap_or_else(|| Draft::failed(span))];
            }
            ClauseKind::Give { give, when } => {
                self.finish_draft(gathered);
                let draft = self.draft(rule.word, give, when.as_ref(), span);
                gathered.failed |= draft.is_none();
                gathered.drafts = vec![draft.unwrap_or_else(|| Draft::failed(span))];
            }
            ClauseKind::Times(_)
            | ClauseKind::Plus(_)
            | ClauseKind::Round(_)
            | ClauseKind::AtLeastEach(_)
            | ClauseKind::AtMostEach(_)
            | ClauseKind::UsableThrough(_)
            | ClauseKind::Valid { .. }
            | ClauseKind::Available(_)
            | ClauseKind::Approval { .. } => {
                let mut drafts = std::mem::take(&mut gathered.drafts);
                if drafts.is_empty() {
                    self.modify(None, clause);
                }
                drafts.iter_mut().find_map(|draft| {
                    let done = self.modify(Some(draft), clause);
                    done.is_none().then_some(())
                });
                gathered.drafts = drafts;
            }
            ClauseKind::Take { .. } | ClauseKind::Offer { .. } => {
                self.finish_draft(gathered);
                let draft = self.taken_or_offered(rule.word, clause);
                gathered.drafts = vec![draft.unwrap_or_else(|| Draft::failed(span))];
            }
            ClauseKind::Reverse { reversed, when } => {
                self.finish_draft(gathered);
                let back = (reversed, when.as_ref());
                let drafts = self.reversed(rule, &gathered.for_each, back, span);
                gathered.failed |= drafts.is_none();
                gathered.drafts = drafts.unwrap_or_else(|| vec![Draft::failed(span)]);
            }
            ClauseKind::Adjust { rule: name, element, when } => {
                self.finish_draft(gathered);
                let adjusted = (name, element, when.as_ref());
                let drafts = self.adjusted(rule, &gathered.for_each, adjusted, span);
                gathered.failed |= drafts.is_none();
                gathered.drafts = drafts.unwrap_or_else(|| vec![Draft::failed(span)]);
            }
            ClauseKind::Channel(_)
            | ClauseKind::Hours { .. }
            | ClauseKind::Marketing { .. }
            | ClauseKind::Service => {
                self.finish_draft(gathered);
                let (terms, conditions) = (&mut gathered.terms, &mut gathered.conditions);
                self.message_terms(rule.word, clause, terms, conditions)?;
            }
            ClauseKind::Suspend { .. }
            | ClauseKind::Forfeit { .. }
            | ClauseKind::Message { .. }
            | ClauseKind::Do { .. }
            | ClauseKind::Escalate { .. }
            | ClauseKind::FollowUp { .. } => {
                self.finish_draft(gathered);
                gathered.effects.push(self.single(rule.word, clause)?);
            }
        }
        Some(())
    }

    /// Who takes the largest first needs several elements with amounts.
    fn check_taking(&mut self, gathered: &Gathered) {
        let Some((_, span)) = gathered.taking else { return };
        let amount =
            |effect: &Effect| matches!(effect.kind, EffectKind::Points(_) | EffectKind::Money(..));
        if gathered.for_each.is_empty() || !gathered.effects.iter().any(amount) {
            self.problems.push(Problem::NothingLargest { span });
        }
    }

    fn taken_or_offered(&mut self, word: RuleWord, clause: &syntax::Clause) -> Option<Draft> {
        match &clause.kind {
            ClauseKind::Take { amount, within_balance, when } => {
                self.taking(word, (amount, *within_balance), when.as_ref(), clause.span)
            }
            ClauseKind::Offer { options, when } => {
                self.offer(word, options, when.as_ref(), clause.span)
            }
            _ => None,
        }
    }

    /// An effect that no other clause works on.
    fn single(&mut self, word: RuleWord, clause: &syntax::Clause) -> Option<Effect> {
        match &clause.kind {
            ClauseKind::Suspend { name, length, when } => {
                self.suspension(word, name, length.as_ref(), when.as_ref(), clause.span)
            }
            ClauseKind::Forfeit { name, when } => {
                self.forfeit(word, name, when.as_ref(), clause.span)
            }
            ClauseKind::Message { text, channel, when } => {
                self.message(word, clause, (text, channel.as_ref(), when.as_ref()))
            }
            _ => self.task(word, clause),
        }
    }

    fn finish_draft(&mut self, gathered: &mut Gathered) {
        for draft in std::mem::take(&mut gathered.drafts) {
            gathered.effects.extend(self.finished(draft));
        }
    }

    fn task(&mut self, word: RuleWord, clause: &syntax::Clause) -> Option<Effect> {
        let (kind, when): (EffectKind, &Option<syntax::Expr>) = match &clause.kind {
            ClauseKind::Do { title, channel, due, when } => {
                self.require(word, Wanted::Task, clause.span)?;
                let (title, due) = (title.value.clone(), self.deadline(due.as_ref())?);
                let channel = self.channel(channel.as_ref())?;
                (EffectKind::Task { title, channel, due }, when)
            }
            ClauseKind::Escalate { to, channel, due, when } => {
                self.require(word, Wanted::Escalation, clause.span)?;
                let (to, due) = (to.value.clone(), self.deadline(due.as_ref())?);
                let channel = self.channel(channel.as_ref())?;
                (EffectKind::Escalate { to, channel, due }, when)
            }
            ClauseKind::FollowUp { channel, due, when } => {
                self.require(word, Wanted::FollowUp, clause.span)?;
                let due = self.deadline(due.as_ref())?;
                let channel = self.channel(channel.as_ref())?;
                (EffectKind::FollowUp { channel, due }, when)
            }
            _ => return None,
        };
        let when = self.optional_condition(when.as_ref())?;
        Some(Effect { when, ..Effect::new(kind, clause.span) })
    }

    /// By when; inside, `None` where no deadline is written.
    fn deadline(&mut self, deadline: Option<&Deadline>) -> Option<Option<Expr>> {
        let (count, unit, from, span) = match deadline {
            None => return Some(None),
            Some(Deadline::EndOf(day)) => return self.decided_date(day).map(Some),
            Some(Deadline::Within { count, unit, from, span }) => (count, *unit, from, *span),
        };
        let (count, calendar) = counted(count);
        let count = self.whole_number(count);
        let from = match from {
            Some(from) => self.decided(from, None),
            None => Some(build::today(span)),
        };
        self.shifted_in(from?, count?, (unit, calendar), false).map(Some)
    }

    pub(super) fn template(&mut self, template: &syntax::Template) -> Option<Template> {
        let parts: Vec<Option<Part>> = template
            .pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => Some(Part::Text(text.clone())),
                Piece::Expr(expr) => self.infer(expr, None).map(Part::Value),
            })
            .collect();
        Some(Template { parts: parts.into_iter().collect::<Option<_>>()? })
    }

    /// A date that is never missing.
    pub(super) fn decided_date(&mut self, expr: &syntax::Expr) -> Option<Expr> {
        let date = self.decided(expr, Some(&Type::Date))?;
        self.as_date(date)
    }
}
