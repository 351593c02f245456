//! The field that holds the level of a tier.

use super::declared::Item;
use super::history::{always, optional};
use super::name::{field_id, member_path};
use super::{Checker, Problem, scope};
use crate::ir::{Choice, Expr, Field, FieldId, FieldKind, RecordId};
use crate::message::Message;
use crate::source::Span;
use crate::syntax::{self, Field as SyntaxField, Name, Tier, TierClauseKind};
use crate::types::Type;

/// What a membership holds, as expressions over the customer.
pub(super) struct Membership {
    pub(super) level: Expr,
    pub(super) since: Expr,
    pub(super) until: Expr,
    /// By how many levels it was lowered at once.
    pub(super) lowered: Option<Expr>,
    /// The list of levels held before.
    pub(super) spells: Option<(FieldId, RecordId)>,
}

impl<'a> Checker<'a> {
    /// The fields of a `membership`, all of which may be missing.
    pub(super) fn membership_fields(
        &mut self,
        field: &'a SyntaxField,
        tier: Option<&Name>,
        path: &[String],
        fields: &mut Vec<Field>,
    ) {
        if field.key {
            let (field, span) = (field.name.text.clone(), field.span);
            self.problems.push(Problem::KeyType { field, span });
        }
        let Some(choice) = self.tier_held_in(tier, path, field.span) else { return };
        let parts = [
            ("level", Type::Choice(choice)),
            ("lowered", Type::WHOLE),
            ("since", Type::Date),
            ("until", Type::Date),
        ];
        for (name, ty) in parts {
            let path = path.iter().cloned().chain([name.to_owned()]).collect();
            let kind = FieldKind::Scalar(ty);
            let span = field.name.span;
            let (filled, built_in) = (None, true);
            fields.push(Field { path, kind, optional: true, filled, built_in, span });
        }
        let spell = vec![
            always("from", Type::Date),
            always("level", Type::Choice(choice)),
            optional("through", Type::Date),
        ];
        let kind = FieldKind::List(self.built_in("spell", Some("from"), spell));
        let path = path.iter().cloned().chain(["spells".to_owned()]).collect();
        let (filled, built_in, span) = (None, true, field.name.span);
        fields.push(Field { path, kind, optional: true, filled, built_in, span });
    }

    /// The choice of the tier that a membership is of: the one that it names, the only one that is
    /// held in it, or the only one there is.
    fn tier_held_in(&mut self, named: Option<&Name>, path: &[String], span: Span) -> Option<u32> {
        let tiers: Vec<&'a Tier> = self.declared.items.values().filter_map(tier_of).collect();
        let found = match named {
            Some(name) => tiers.iter().find(|tier| tier.name.text == name.text).copied(),
            None => {
                let held: Vec<&Tier> =
                    tiers.iter().copied().filter(|tier| is_held_in(tier, path)).collect();
                match (held.as_slice(), tiers.as_slice()) {
                    ([only], _) | ([], [only]) => Some(*only),
                    _ => None,
                }
            }
        };
        let Some(found) = found else {
            let tiers = tiers.iter().map(|tier| tier.name.text.clone()).collect();
            return self.report(Problem::MembershipOf { tiers, span });
        };
        self.choice_names.get(&found.name.text).copied()
    }

    /// What the field holds in which a tier is held.
    pub(super) fn membership(&mut self, tier: &Tier, held_in: &syntax::Expr) -> Option<Membership> {
        let choice = *self.choice_names.get(&tier.name.text)?;
        let path: Vec<&str> =
            member_path(held_in)?.into_iter().map(|name| name.text.as_str()).collect();
        let part = |name: &str, ty: Type| self.membership_part(&path, name, &ty, held_in.span);
        let level = part("level", Type::Choice(choice));
        let (since, until) = (part("since", Type::Date), part("until", Type::Date));
        let lowered = part("lowered", Type::WHOLE);
        if let (Some(level), Some(since), Some(until)) = (level, since, until) {
            let spells = self.spells(&path, choice);
            return Some(Membership { level, since, until, lowered, spells });
        }
        let (field, span, tier) =
            (Message::verbatim(path.join(".")), held_in.span, tier.name.text.clone());
        // A field that could not be made has been reported where it is declared.
        if self.problems.iter().any(|found| matches!(found, Problem::MembershipOf { .. })) {
            return None;
        }
        self.report(Problem::NotAMembership { field, tier, span })
    }

    /// The list of spells, if the field has one.
    fn spells(&self, path: &[&str], choice: u32) -> Option<(FieldId, RecordId)> {
        let path: Vec<&str> = path.iter().copied().chain(["spells"]).collect();
        let record = self.record(RecordId(0))?;
        let id = field_id(record, &path)?;
        let FieldKind::List(element) = record.fields.get(id.0 as usize)?.kind else { return None };
        let level = self.record(element).and_then(|spell| {
            let level = field_id(spell, &["level"])?;
            spell.fields.get(level.0 as usize)
        });
        let fits = level?.kind == FieldKind::Scalar(Type::Choice(choice));
        fits.then_some((id, element))
    }

    fn membership_part(&self, path: &[&str], name: &str, ty: &Type, span: Span) -> Option<Expr> {
        let path: Vec<&str> = path.iter().copied().chain([name]).collect();
        let record = self.record(RecordId(0))?;
        let id: FieldId = field_id(record, &path)?;
        let field = record.fields.get(id.0 as usize)?;
        let fits = matches!(&field.kind, FieldKind::Scalar(found) if found == ty);
        fits.then(|| scope::field(0, id, ty.clone(), field.optional, span))
    }

    /// The names of what can happen to a level, as a choice that no policy can name.
    pub(super) fn changes(&mut self, tier: &Tier) -> u32 {
        let options = crate::ir::Change::ALL.iter().map(|change| change.name().to_owned());
        let name = format!("{}.change", tier.name.text);
        self.choices.push(Choice { name, options: options.collect(), ordered: false });
        u32::try_from(self.choices.len() - 1).unwrap_or(u32::MAX)
    }
}

fn tier_of<'a>(item: &Item<'a>) -> Option<&'a Tier> {
    match item {
        Item::Tier(tier) => Some(tier),
        _ => None,
    }
}

fn is_held_in(tier: &Tier, path: &[String]) -> bool {
    tier.clauses.iter().any(|clause| match &clause.kind {
        TierClauseKind::HeldIn(field) => member_path(field)
            .is_some_and(|found| found.into_iter().map(|name| &name.text).eq(path)),
        _ => false,
    })
}
