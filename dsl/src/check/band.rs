//! The bands of a score as values: `loyalty is explain`, `loyalty.band`, `loyalty.explain`.

use super::balance::plain_name;
use super::declared::Item;
use super::value::Progress;
use super::{Checker, build};
use crate::ir::{Comparison, Expr, ValueId};
use crate::keywords::{LANGUAGES, keywords};
use crate::source::Span;
use crate::syntax::{self, Name, Score};
use crate::types::Type;

impl<'a> Checker<'a> {
    /// The score of a name, where nothing else in sight is called so.
    pub(super) fn score_named(&self, name: &str) -> Option<&'a Score> {
        match self.declared.items.get(name)? {
            Item::Score(score) => Some(score),
            _ => None,
        }
    }

    /// What follows the name of a score: its band, one of its parts, or one of its bands, which is
    /// a value where a band is asked for and else says whether the total lies in it.
    pub(super) fn score_part(
        &mut self,
        score: &Score,
        last: &Name,
        hint: Option<&Type>,
        span: Span,
    ) -> Option<Expr> {
        let bands = Type::Choice(*self.choice_names.get(&score.name.text)?);
        let option = self.option(last, &bands);
        if let (Some(option), true) = (&option, hint == Some(&bands)) {
            return Some(option.clone());
        }
        if let Some(option) = option {
            let band = self.band_of(score, span)?;
            if !band.optional {
                return Some(build::compare(Comparison::Equal, band, option));
            }
            let decided = Expr { optional: false, ..band.clone() };
            let lies = build::compare(Comparison::Equal, decided, option);
            return Some(build::and(build::is_known(band), lies));
        }
        if is_band(last) {
            return self.band_of(score, span);
        }
        let Progress::Value(_) = self.demand(&score.name.text)? else { return None };
        let parts = self.scores.get(&score.name.text).map(|score| score.parts.as_slice());
        let part = parts.unwrap_or_default().iter().find(|part| part.name == last.text);
        match part.map(|part| part.value) {
            Some(part) => self.read_value(part, span),
            None => self.unknown_option(last, &bands),
        }
    }

    /// The band in which a score lies, where the name of the score stands and a band is asked for.
    #[expect(clippy::option_option, reason = "the score may have a mistake of its own")]
    pub(super) fn band_asked_for(
        &mut self,
        name: &Name,
        hint: Option<&Type>,
    ) -> Option<Option<Expr>> {
        let bands = Type::Choice(*self.choice_names.get(&name.text)?);
        let score = self.score_named(&name.text).filter(|_| hint == Some(&bands))?;
        if self.scope.local(&name.text).is_some() || !self.bare_fields(&[&name.text]).is_empty() {
            return None;
        }
        Some(self.band_of(score, name.span))
    }

    /// The bands of the score on the left, where one of them stands on the right.
    pub(super) fn bands_compared(&self, left: &syntax::Expr, right: &syntax::Expr) -> Option<Type> {
        let (score, band) = (plain_name(left)?, self.band_named(right)?);
        self.score_named(&score.text)?;
        let bands = Type::Choice(*self.choice_names.get(&score.text)?);
        let other = self.stands_for_value(&band.text);
        self.option(band, &bands).filter(|_| !other).map(|_| bands)
    }

    fn band_named<'e>(&self, expr: &'e syntax::Expr) -> Option<&'e Name> {
        match &expr.kind {
            syntax::ExprKind::Member(score, band) => {
                self.score_named(&plain_name(score)?.text)?;
                Some(band)
            }
            _ => plain_name(expr),
        }
    }

    fn band_of(&mut self, score: &Score, span: Span) -> Option<Expr> {
        let Progress::Value(_) = self.demand(&score.name.text)? else { return None };
        let band: Option<ValueId> = self.scores.get(&score.name.text)?.band;
        self.read_value(band?, span)
    }
}

/// Whether a name is the word for the band of a score.
fn is_band(name: &Name) -> bool {
    LANGUAGES.into_iter().any(|each| keywords(each).spelling("band") == Some(&name.text))
}
