//! What stopped the grammar, in the analyst's words.

use super::expected;
use super::grammar::{self, Failure, Rule};
use super::problem::ParseProblem;
use super::slip::clause_of_another;
use crate::keywords::{LANGUAGES, keywords};
use crate::lex::canonical::Canonical;
use crate::lex::{Token, TokenKind};
use crate::spelling;
use crate::syntax::Language;

/// The problem that a failure in a line is.
pub(super) fn problem(
    failure: &Failure,
    canonical: &Canonical<'_>,
    rule: Rule,
    language: Language,
) -> ParseProblem {
    if let Some(problem) = other_place(canonical, rule) {
        return problem;
    }
    let expected = expected::words(&failure.expected, language);
    let Some(found) = canonical.token_from(failure.at) else {
        return ParseProblem::EndsEarly { after: canonical.end(), expected };
    };
    other_language(found, language).unwrap_or_else(|| ParseProblem::Unexpected {
        found: found.written(),
        near: near(found, language),
        span: found.span,
        expected,
    })
}

/// A clause that belongs to another declaration.
pub(super) fn other_place(canonical: &Canonical<'_>, here: Rule) -> Option<ParseProblem> {
    let first = canonical.token(0).filter(|first| first.keyword().is_some())?;
    // A word alone is no level of a tier, though one could be called so.
    let alone = canonical.token_at(1).is_none();
    let reads = |rule: Rule| {
        let rule = if alone && rule == Rule::tier_line { Rule::tier_clause } else { rule };
        grammar::apply(rule, &canonical.text).is_ok()
    };
    let (belongs, here) = clause_of_another(here, &reads)?;
    Some(ParseProblem::OtherPlace { word: first.written(), belongs, here, span: first.span })
}

/// A word that is a keyword of another language.
pub(super) fn other_language(found: &Token, language: Language) -> Option<ParseProblem> {
    if found.kind != TokenKind::Name || found.is_quoted() {
        return None;
    }
    let others = LANGUAGES.into_iter().filter(|other| *other != language);
    let id = others.into_iter().find_map(|other| keywords(other).meaning(&found.text))?;
    let instead = keywords(language).spelling(id)?.to_owned();
    Some(ParseProblem::OtherLanguage {
        word: found.text.clone(),
        instead,
        language,
        span: found.span,
    })
}

/// The keyword that a name is a slip of.
fn near(found: &Token, language: Language) -> Option<String> {
    if found.kind != TokenKind::Name || found.is_quoted() {
        return None;
    }
    let words = keywords(language).ids().filter_map(|id| keywords(language).spelling(id));
    spelling::nearest_keyword(&found.text, words).map(str::to_owned)
}
