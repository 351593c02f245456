//! Scores: their parts and bands, and how the parts make the whole.

use super::grammar::Rule;
use super::node::{Built, Node};
use super::problem::ParseProblem;
use super::quantity::{percentage, rounding};
use super::reader::Reader;
use crate::lex::Line;
use crate::source::Span;
use crate::syntax::{Band, Expr, Name, OverKnown, RoundClause, Score, ScorePart};

/// A whole score.
pub(super) fn score(reader: &mut Reader<'_>, line: &Line) -> Option<Score> {
    let head = reader.line(line, Rule::declaration, head);
    let clauses = reader.lines(line.block.as_ref(), Rule::score_clause, clause);
    let (name, out_of) = head?;
    let mut score = Score {
        name,
        out_of,
        only_when: None,
        parts: Vec::new(),
        over_known: None,
        round: None,
        bands: Vec::new(),
    };
    for clause in clauses {
        reader.problems.extend(add(&mut score, clause).err());
    }
    Some(score)
}

fn head(node: &Node<'_>) -> Built<(Name, Expr)> {
    let score = node.first()?;
    Ok((score.name_of(Rule::name)?, score.expression_in(Rule::arithmetic)?))
}

#[expect(clippy::large_enum_variant, reason = "one a line, held until the next is read")]
enum Clause {
    OnlyWhen(Expr),
    Part(ScorePart),
    OverKnown(OverKnown),
    Round(RoundClause),
    Band(Band),
}

fn add(score: &mut Score, clause: Clause) -> Built<()> {
    match clause {
        Clause::OnlyWhen(when) => once(&mut score.only_when, when, |when| when.span),
        Clause::OverKnown(over) => once(&mut score.over_known, over, |over| over.span),
        Clause::Round(round) => once(&mut score.round, round, |round| round.span),
        Clause::Part(part) => {
            score.parts.push(part);
            Ok(())
        }
        Clause::Band(band) => {
            score.bands.push(band);
            Ok(())
        }
    }
}

fn once<T>(slot: &mut Option<T>, value: T, span: impl Fn(&T) -> Span) -> Built<()> {
    if let Some(first) = slot {
        return Err(ParseProblem::Twice { first: span(first), second: span(&value) });
    }
    *slot = Some(value);
    Ok(())
}

fn clause(node: &Node<'_>) -> Built<Clause> {
    let clause = node.first()?;
    Ok(match clause.rule() {
        Rule::only_when => Clause::OnlyWhen(clause.expression_in(Rule::expression)?),
        Rule::score_part => Clause::Part(part(&clause)?),
        Rule::over_known => Clause::OverKnown(over_known(&clause)?),
        Rule::score_round => Clause::Round(rounding(&clause)?),
        Rule::band => Clause::Band(Band {
            name: clause.name_of(Rule::name)?,
            from: clause.has(Rule::k_from),
            edge: clause.expression_in(Rule::arithmetic)?,
        }),
        _ => return Err(node.unreadable()),
    })
}

fn part(node: &Node<'_>) -> Built<ScorePart> {
    let missing = node
        .get(Rule::missing_when)
        .map(|when| when.expression_in(Rule::expression))
        .transpose()?;
    Ok(ScorePart {
        weight: percentage(&node.child(Rule::percentage)?)?,
        name: node.name_of(Rule::name)?,
        value: node.expression_in(Rule::expression)?,
        missing_when: missing,
    })
}

fn over_known(node: &Node<'_>) -> Built<OverKnown> {
    let coverage = node.get(Rule::percentage).map(|found| percentage(&found)).transpose()?;
    Ok(OverKnown { coverage, span: node.span() })
}
