//! A choice among rules.

use super::grammar::Rule;
use super::limit;
use super::node::Built;
use super::reader::Reader;
use crate::ir::SelectBy;
use crate::lex::Line;
use crate::syntax::{Choose, Name};

/// `choose best of a, b for each flight once per year across them`
pub(super) fn choose(reader: &mut Reader<'_>, line: &Line) -> Option<Choose> {
    reader.line(line, Rule::declaration, |node| {
        let choose = node.first()?;
        let by = if choose.has(Rule::k_best_of) { SelectBy::Worth } else { SelectBy::Order };
        let rules: Vec<Name> =
            choose.all(Rule::name).map(|name| name.name()).collect::<Built<_>>()?;
        let each = choose.get(Rule::chosen_each);
        let limits = choose.all(Rule::limit_across);
        let limits = limits.map(|found| limit::limit(&found.child(Rule::limit)?.first()?));
        Ok(Choose {
            by,
            rules,
            each: each.map(|each| each.name_of(Rule::name)).transpose()?,
            limits: limits.collect::<Built<_>>()?,
            span: choose.span(),
        })
    })
}
