//! What the word of a rule allows it to give or ask.

use super::{Checker, Problem};
use crate::ir::RuleWord;
use crate::message::Message;
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
    Cost,
}

impl Wanted {
    fn name(self) -> Message {
        match self {
            Wanted::Points => say!("points"),
            Wanted::Money => say!("money"),
            Wanted::Coupon => say!("a coupon"),
            Wanted::Gift => say!("a gift"),
            Wanted::Benefit => say!("a benefit"),
            Wanted::Badge => say!("a badge"),
            Wanted::Task => say!("a task"),
            Wanted::Escalation => say!("an escalation"),
            Wanted::FollowUp => say!("a follow-up"),
            Wanted::Offer => say!("an offer"),
            Wanted::Taking => say!("a taking"),
            Wanted::Suspension => say!("a suspension"),
            Wanted::Forfeit => say!("a forfeit"),
            Wanted::Message => say!("a message"),
            Wanted::MessageTerms => say!("a clause of a message"),
            Wanted::Reversal => say!("a reversal"),
            Wanted::Cost => say!("a clause of a redemption"),
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
        RuleWord::Redeem => wanted.is_reward() || wanted == Wanted::Cost,
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
            RuleWord::Earn => (say!("earn"), say!("give points")),
            RuleWord::Reward => (
                say!("reward"),
                say!("give points, money, coupons, gifts, benefits and badges, and ask for tasks"),
            ),
            RuleWord::Redeem => (say!("redeem"), say!("cost points and give something for them")),
            RuleWord::Recovery => (say!("recovery"), say!("give compensation and ask for tasks")),
            RuleWord::Contact => (say!("contact"), say!("send messages")),
            RuleWord::Penalty => {
                (say!("penalty"), say!("take, suspend and forfeit, and ask for tasks"))
            }
            RuleWord::Reversal => {
                (say!("reversal"), say!("reverse and adjust what other rules gave"))
            }
        };
        self.report(Problem::WrongEffect { word, effect: wanted.name(), allowed, span })
    }
}
