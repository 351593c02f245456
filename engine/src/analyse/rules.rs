//! Conditions of rules: which never hold, which always do, and which exclude each other.

use loyal_dsl::ir::{Effect, EffectKind, Expr, ExprKind, Program, Rule, SelectBy, Selection};
use loyal_dsl::source::{SourceFile, Span};

use super::bounds::bounds;
use super::finding::{Finding, Kind};
use super::formula::Formula;
use super::list::all_covered;
use super::space::{Area, Space, TooLarge};
use super::terms::Terms;

/// What is found in the rules of a program, and in its choices among them.
pub(super) fn examine(program: &Program, sources: &[SourceFile]) -> Vec<Finding> {
    let mut found = Vec::new();
    for rule in &program.rules {
        found.extend(of_rule(program, sources, rule).unwrap_or_else(|TooLarge| {
            let (what, span) = (rule.name.clone(), rule.span);
            vec![Kind::TooLarge { what, span }.found(Vec::new())]
        }));
    }
    for selection in &program.selections {
        found.extend(of_selection(program, sources, selection).unwrap_or_default());
    }
    found
}

/// Conditions with what they say.
struct Conditions<'e> {
    all: Vec<(&'e Expr, Formula)>,
}

impl<'e> Conditions<'e> {
    fn of(terms: &mut Terms<'_>, all: impl Iterator<Item = &'e Expr>) -> Conditions<'e> {
        Conditions { all: all.map(|expr| (expr, terms.condition(expr))).collect() }
    }

    fn formulas(&self) -> impl Iterator<Item = &Formula> {
        self.all.iter().map(|(_, formula)| formula)
    }

    fn together(&self) -> Formula {
        Formula::and(self.formulas().cloned().collect())
    }
}

fn of_rule(
    program: &Program,
    sources: &[SourceFile],
    rule: &Rule,
) -> Result<Vec<Finding>, TooLarge> {
    let mut terms = Terms::new(program, sources, None);
    let around = rule.for_each.iter().filter_map(|hop| hop.filter.as_ref());
    let around = Conditions::of(&mut terms, program.applies_when.iter().chain(around));
    let own = Conditions::of(&mut terms, rule.conditions.iter());
    let exceptions = rule.exceptions.iter().map(|exception| &exception.condition);
    let exceptions = Conditions::of(&mut terms, exceptions);
    let effects = rule.effects.iter().filter_map(|effect| effect.when.as_ref());
    let effects = Conditions::of(&mut terms, effects);
    let all = [&around, &own, &exceptions, &effects];
    let mut space = Space::new(&terms.domains(), all.into_iter().flat_map(Conditions::formulas));

    let mut found = Vec::new();
    for (expr, formula) in &own.all {
        if always(&mut space, formula)? {
            found.push(Kind::Always { span: whole(expr) }.found(Vec::new()));
        }
    }
    let fires = Formula::and(vec![around.together(), own.together()]);
    let areas = space.areas(&fires)?;
    if areas.is_empty() {
        let conditions = excluding(&space, &around, &own)?;
        let rule = rule.name.clone();
        found.push(Kind::NeverFires { rule, conditions }.found(Vec::new()));
        return Ok(found);
    }
    for (expr, formula) in &exceptions.all {
        let excepted = space.areas(formula)?;
        let both = Formula::and(vec![fires.clone(), formula.clone()]);
        let exception = whole(expr);
        if space.areas(&both)?.is_empty() {
            found.push(Kind::NeverExcepted { exception }.found(Vec::new()));
        } else if all_covered(&mut space, &areas, &excepted.iter().collect::<Vec<_>>())? {
            let rule = rule.name.clone();
            found.push(Kind::AlwaysExcepted { rule, exception }.found(Vec::new()));
        }
    }
    for effect in &rule.effects {
        let Some(when) = &effect.when else { continue };
        let formula = effects.all.iter().find(|(expr, _)| std::ptr::eq(*expr, when));
        let Some((_, formula)) = formula else { continue };
        let both = Formula::and(vec![fires.clone(), formula.clone()]);
        if space.areas(&both)?.is_empty() {
            let (rule, effect, when) = (rule.name.clone(), effect.span, whole(when));
            found.push(Kind::NeverGiven { rule, effect, when }.found(Vec::new()));
        }
    }
    Ok(found)
}

/// Whether a condition that is not plainly written as `yes` always holds.
fn always(space: &mut Space, formula: &Formula) -> Result<bool, TooLarge> {
    let areas = space.areas(formula)?;
    let all: Vec<&Area> = areas.iter().collect();
    Ok(space.uncovered(&Space::everything(), &all)?.is_none())
}

/// As few of some conditions as exclude each other.
fn excluding(
    space: &Space,
    around: &Conditions<'_>,
    own: &Conditions<'_>,
) -> Result<Vec<Span>, TooLarge> {
    let mut parts: Vec<(Span, Formula)> = Vec::new();
    for (expr, formula) in around.all.iter().chain(&own.all) {
        operands(expr, formula, &mut parts);
    }
    for at in (0..parts.len()).rev() {
        let mut fewer = parts.clone();
        fewer.remove(at);
        let rest = fewer.iter().map(|(_, formula)| formula.clone()).collect();
        if space.areas(&Formula::and(rest))?.is_empty() {
            parts = fewer;
        }
    }
    Ok(parts.into_iter().map(|(span, _)| span).collect())
}

/// The conditions that are joined by `and`, each with what it says, where the two go together.
fn operands(expr: &Expr, formula: &Formula, parts: &mut Vec<(Span, Formula)>) {
    let mut joined = Vec::new();
    conjuncts(expr, &mut joined);
    match formula {
        Formula::And(formulas) if formulas.len() == joined.len() => {
            parts.extend(joined.into_iter().map(whole).zip(formulas.iter().cloned()));
        }
        _ => parts.push((whole(expr), formula.clone())),
    }
}

fn conjuncts<'e>(expr: &'e Expr, found: &mut Vec<&'e Expr>) {
    match &expr.kind {
        ExprKind::And(a, b) => {
            conjuncts(a, found);
            conjuncts(b, found);
        }
        _ => found.push(expr),
    }
}

/// The whole text of a condition: `and` and `or` have the place of their first operand.
fn whole(expr: &Expr) -> Span {
    match &expr.kind {
        ExprKind::And(a, b) | ExprKind::Or(a, b) if expr.span == a.span => whole(a).to(whole(b)),
        _ => expr.span,
    }
}

/// Rules of a choice in whose place another is always chosen.
fn of_selection(
    program: &Program,
    sources: &[SourceFile],
    selection: &Selection,
) -> Result<Vec<Finding>, TooLarge> {
    let named = |name: &String| program.rules.iter().find(|rule| rule.name == *name);
    let rules: Vec<&Rule> = selection.rules.iter().filter_map(named).collect();
    let mut terms = Terms::new(program, sources, None);
    let fires: Vec<Formula> = rules.iter().map(|rule| firing(&mut terms, rule)).collect();
    let mut space = Space::new(&terms.domains(), fires.iter());
    let areas: Vec<Vec<Area>> =
        fires.iter().map(|formula| space.areas(formula)).collect::<Result<_, _>>()?;
    let mut found = Vec::new();
    for (at, (rule, own)) in rules.iter().zip(&areas).enumerate() {
        if own.is_empty() {
            continue;
        }
        for (other_at, (other, theirs)) in rules.iter().zip(&areas).enumerate() {
            let beaten = match selection.by {
                SelectBy::Order => other_at < at && always_gives(program, other),
                SelectBy::Worth => {
                    at != other_at && outbids(program, (other, other_at), (rule, at))
                }
            };
            if beaten && all_covered(&mut space, own, &theirs.iter().collect::<Vec<_>>())? {
                let (rule, other) =
                    ((rule.name.clone(), rule.span), (other.name.clone(), other.span));
                found.push(Kind::NeverChosen { rule, other }.found(Vec::new()));
                break;
            }
        }
    }
    Ok(found)
}

/// When a rule fires for a subject.
fn firing(terms: &mut Terms<'_>, rule: &Rule) -> Formula {
    let filters = rule.for_each.iter().filter_map(|hop| hop.filter.as_ref());
    let mut all: Vec<Formula> =
        filters.chain(&rule.conditions).map(|expr| terms.condition(expr)).collect();
    let exceptions = rule.exceptions.iter();
    all.extend(exceptions.map(|exception| terms.condition(&exception.condition).not()));
    Formula::and(all)
}

/// Whether a rule that fires has something to give.
fn always_gives(program: &Program, rule: &Rule) -> bool {
    let gives = |effect: &Effect| {
        effect.when.is_none()
            && match &effect.kind {
                EffectKind::Points(grant) | EffectKind::Money(_, grant) => {
                    bounds(program, &grant.amount).0.is_some_and(|least| least > 0)
                }
                EffectKind::Coupon { .. }
                | EffectKind::Gift { .. }
                | EffectKind::Benefit { .. }
                | EffectKind::Badge { .. }
                | EffectKind::Task { .. }
                | EffectKind::Escalate { .. }
                | EffectKind::FollowUp { .. }
                | EffectKind::Message(_) => true,
                EffectKind::Offer(_)
                | EffectKind::Cost(_)
                | EffectKind::Chosen(_)
                | EffectKind::Take(_)
                | EffectKind::Suspend { .. }
                | EffectKind::Forfeit { .. } => false,
            }
    };
    rule.effects.iter().any(gives)
}

/// Whether what one rule gives is always worth more than what another does, or as much and named
/// before it.
fn outbids(program: &Program, first: (&Rule, usize), second: (&Rule, usize)) -> bool {
    let worth =
        |rule: &Rule| rule.worth.as_ref().map_or((None, None), |worth| bounds(program, worth));
    match (worth(first.0).0, worth(second.0).1) {
        (Some(least), Some(most)) => {
            always_gives(program, first.0) && (least > most || least == most && first.1 < second.1)
        }
        _ => false,
    }
}
