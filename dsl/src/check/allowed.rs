//! What the word of a rule allows it to give or ask.

use super::{Checker, Problem};
use crate::ir::RuleWord;
use crate::source::Span;

/// Something that a rule gives or asks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Points,
    Money,
    Coupon,
    Gift,
    Benefit,
    Badge,
    Task,
    Escalation,
    FollowUp,
    Offer,
    Taking,
    Suspension,
    Forfeit,
    Message,
    MessageTerms,
    Reversal,
}

impl Wanted {
    fn name(self) -> &'static str {
        match self {
            Wanted::Points => "points",
            Wanted::Money => "money",
            Wanted::Coupon => "a coupon",
            Wanted::Gift => "a gift",
            Wanted::Benefit => "a benefit",
            Wanted::Badge => "a badge",
            Wanted::Task => "a task",
            Wanted::Escalation => "an escalation",
            Wanted::FollowUp => "a follow-up",
            Wanted::Offer => "an offer",
            Wanted::Taking => "a taking",
            Wanted::Suspension => "a suspension",
            Wanted::Forfeit => "a forfeit",
            Wanted::Message => "a message",
            Wanted::MessageTerms => "a clause of a message",
            Wanted::Reversal => "a reversal",
        }
    }

    fn is_reward(self) -> bool {
        matches!(
            self,
            Wanted::Points
                | Wanted::Money
                | Wanted::Coupon
                | Wanted::Gift
                | Wanted::Benefit
                | Wanted::Badge
        )
    }

    fn takes_away(self) -> bool {
        matches!(self, Wanted::Taking | Wanted::Suspension | Wanted::Forfeit)
    }
}

fn allows(word: RuleWord, wanted: Wanted) -> bool {
    match word {
        RuleWord::Earn => wanted == Wanted::Points,
        RuleWord::Reward => wanted.is_reward() || wanted == Wanted::Task,
        RuleWord::Redeem => wanted.is_reward(),
        RuleWord::Recovery => {
            let asked = [Wanted::Task, Wanted::Escalation, Wanted::FollowUp, Wanted::Offer];
            wanted.is_reward() || asked.contains(&wanted)
        }
        RuleWord::Contact => matches!(wanted, Wanted::Message | Wanted::MessageTerms),
        RuleWord::Penalty => wanted.takes_away() || wanted == Wanted::Task,
        RuleWord::Reversal => wanted == Wanted::Reversal,
    }
}

impl Checker<'_> {
    /// Requires that a rule of this word may give or ask it.
    pub(super) fn require(&mut self, word: RuleWord, wanted: Wanted, span: Span) -> Option<()> {
        if allows(word, wanted) {
            return Some(());
        }
        let (word, allowed) = match word {
            RuleWord::Earn => ("earn", "give points"),
            RuleWord::Reward => (
                "reward",
                "give points, money, coupons, gifts, benefits and badges, and ask for tasks",
            ),
            RuleWord::Redeem => ("redeem", "give for what it costs"),
            RuleWord::Recovery => ("recovery", "give compensation and ask for tasks"),
            RuleWord::Contact => ("contact", "send messages"),
            RuleWord::Penalty => ("penalty", "take, suspend and forfeit, and ask for tasks"),
            RuleWord::Reversal => ("reversal", "reverse and adjust what other rules gave"),
        };
        self.report(Problem::WrongEffect { word, effect: wanted.name(), allowed, span })
    }
}
