//! Portfolios: who is in a group, and what is declared for it.

use super::allow::Waiting;
use super::grammar::Rule;
use super::node::{Built, Node};
use super::reader::Reader;
use crate::keywords::{KeywordId, declared_in_portfolio};
use crate::lex::Line;
use crate::syntax::{Declaration, DeclarationKind, Expr, Name, Portfolio};

/// Reads the declaration that begins with the keyword.
type Declare = fn(&mut Reader<'_>, KeywordId, &Line) -> Option<DeclarationKind>;

/// A whole portfolio; what it declares is read by `declaration`.
pub(super) fn portfolio(
    reader: &mut Reader<'_>,
    line: &Line,
    declaration: Declare,
) -> Option<Portfolio> {
    let head = reader.line(line, Rule::declaration, head);
    let (mut include, mut declarations) = (Vec::new(), Vec::new());
    let mut waiting = Waiting::default();
    for line in line.block.iter().flat_map(|block| &block.lines) {
        if waiting.takes(reader, line) {
            continue;
        }
        let allows = waiting.taken();
        match word(line) {
            Some(word) => {
                let kind = declaration(reader, word, line);
                declarations.extend(kind.map(|kind| Declaration {
                    doc: None,
                    allows,
                    kind,
                    span: line.span(),
                }));
            }
            None => include.extend(reader.line(line, Rule::portfolio_clause, clause)),
        }
    }
    waiting.end(reader);
    let (name, by) = head?;
    Some(Portfolio { name, by, include, declarations })
}

/// The word of a declaration that may stand in a portfolio.
fn word(line: &Line) -> Option<KeywordId> {
    line.tokens.first()?.keyword().filter(|id| declared_in_portfolio(id))
}

fn head(node: &Node<'_>) -> Built<(Name, Expr)> {
    let portfolio = node.first()?;
    Ok((portfolio.name_of(Rule::name)?, portfolio.expression_in(Rule::expression)?))
}

fn clause(node: &Node<'_>) -> Built<Expr> {
    node.first()?.expression_in(Rule::expression)
}
