//! What a rule gives.

use super::grammar::Rule;
use super::node::{Built, Node};
use super::quantity::{count, time_unit};
use crate::syntax::{Expr, Give, MoneyForm, TimeUnit};

/// What stands behind `give`.
pub(super) fn give(node: &Node<'_>) -> Built<Give> {
    let given = node
        .children()
        .find(|child| !matches!(child.rule(), Rule::k_give | Rule::when))
        .ok_or_else(|| node.unreadable())?;
    of(&given)
}

/// A thing or an amount.
pub(super) fn of(given: &Node<'_>) -> Built<Give> {
    Ok(match given.rule() {
        Rule::floor => {
            let amount = given
                .children()
                .find(|child| matches!(child.rule(), Rule::credit_of | Rule::amount));
            let amount = amount.ok_or_else(|| given.unreadable())?;
            let (value, form) = (amount.expression_in(Rule::expression)?, form(&amount)?);
            Give::Floor { value, form, decided_by: given.text()? }
        }
        Rule::chosen => Give::Chosen { form: form(given)? },
        Rule::coupon => {
            Give::Coupon { code: given.text()?, worth: worth(given)?, valid: valid(given)? }
        }
        Rule::gift => {
            Give::Gift { code: given.text()?, worth: worth(given)?, valid: valid(given)? }
        }
        Rule::benefit => Give::Benefit { name: given.text()?, valid: valid(given)? },
        Rule::badge => Give::Badge { name: given.text()? },
        Rule::credit_of | Rule::amount => {
            Give::Amount { value: given.expression_in(Rule::expression)?, form: form(given)? }
        }
        _ => return Err(given.unreadable()),
    })
}

pub(super) fn worth(node: &Node<'_>) -> Built<Option<Expr>> {
    node.get(Rule::worth).map(|found| found.expression_in(Rule::arithmetic)).transpose()
}

fn valid(node: &Node<'_>) -> Built<Option<(Expr, TimeUnit)>> {
    node.get(Rule::valid).map(|found| validity(&found)).transpose()
}

/// `valid 30 days`
pub(super) fn validity(node: &Node<'_>) -> Built<(Expr, TimeUnit)> {
    Ok((count(node)?, time_unit(node)?))
}

pub(super) fn form(node: &Node<'_>) -> Built<Option<MoneyForm>> {
    let Some(form) = node.get(Rule::money_form) else { return Ok(None) };
    Ok(Some(match form.first()?.rule() {
        Rule::k_credit => MoneyForm::Credit,
        Rule::k_cash => MoneyForm::Cash,
        Rule::k_discount => MoneyForm::Discount,
        _ => return Err(node.unreadable()),
    }))
}
