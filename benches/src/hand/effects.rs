//! What the rules give a customer, in the order of outcomes: rules by name, then elements by date.

use arrow::array::{Date32Array, StringArray};

use super::calendar::{add_months, end_of_month, start_of_month};
use super::club::Customer;
use super::input::Columns;

/// One effect.
#[derive(Debug, Clone, Copy)]
pub(super) enum Given {
    BillCorrection { at: usize },
    Birthday { cents: i64 },
    Credit { at: usize, cents: i64, wished: Option<i64> },
    Call { at: usize },
    Escalation { at: usize },
    FollowUp { at: usize },
    Lounge,
    Captain,
    Points { at: usize, points: i64, wished: Option<i64> },
    WelcomeBack,
}

/// The effects of the customer of a row. `order` is memory to be used again.
pub(super) fn effects(
    columns: &Columns,
    row: usize,
    customer: &Customer,
    today: i64,
    (order, given): (&mut Vec<usize>, &mut Vec<Given>),
) {
    given.clear();
    let complaints = columns.complaints.value_offsets();
    sort(order, (complaints[row], complaints[row + 1]), &columns.opened, &columns.complaint_id);
    for at in order.iter().copied().filter(|at| !columns.resolved.value(*at)) {
        if columns.kind.value(at) == "billing" {
            given.push(Given::BillCorrection { at });
        }
    }
    if customer.birthday_month && customer.level >= 1 {
        given.push(Given::Birthday { cents: [0, 5_000, 10_000, 20_000][customer.level] });
    }
    let mut credits: Vec<(i64, i64)> = Vec::new();
    for at in order.iter().copied().filter(|at| !columns.resolved.value(*at)) {
        if columns.kind.value(at) == "billing" {
            continue;
        }
        credit(columns, at, &mut credits, given);
        given.push(Given::Call { at });
        if columns.severity.value(at) >= 4 {
            given.push(Given::Escalation { at });
        }
        given.push(Given::FollowUp { at });
    }
    if customer.level >= 2 {
        given.push(Given::Lounge);
        if customer.level == 3 {
            given.push(Given::Captain);
        }
    }
    points(columns, row, customer, today, order, given);
    if customer.stage == "lost" {
        given.push(Given::WelcomeBack);
    }
}

/// Half of the amount at severity 5, up to 200, and up to 500 in any twelve months.
fn credit(columns: &Columns, at: usize, credits: &mut Vec<(i64, i64)>, given: &mut Vec<Given>) {
    let percent = match columns.severity.value(at) {
        5.. => 50,
        4 => 30,
        2 | 3 => 10,
        _ => 0,
    };
    let whole = columns.complaint_amount.value(at) as i64 * percent;
    let wished = (whole * 2 + 100) / 200;
    let capped = wished.min(20_000);
    let day = i64::from(columns.opened.value(at));
    let cents = capped.min(50_000 - fullest(credits, day));
    if cents > 0 {
        credits.push((day, cents));
        given.push(Given::Credit { at, cents, wished: Some(wished).filter(|it| *it > cents) });
    }
}

/// The most that was given in a span of twelve months that holds a day; credits come by day.
fn fullest(credits: &[(i64, i64)], day: i64) -> i64 {
    let first = add_months(day, -12) + 1;
    credits.iter().filter(|(of, _)| *of >= first).map(|(_, cents)| cents).sum()
}

fn points(
    columns: &Columns,
    row: usize,
    customer: &Customer,
    today: i64,
    order: &mut Vec<usize>,
    given: &mut Vec<Given>,
) {
    let orders = columns.orders.value_offsets();
    sort(order, (orders[row], orders[row + 1]), &columns.order_date, &columns.order_id);
    let mut months: Vec<(i64, i64)> = Vec::new();
    for at in order.iter().copied() {
        let day = i64::from(columns.order_date.value(at));
        let category = columns.order_category.value(at);
        let is_recent = day > today - 30 && day <= today;
        if !is_recent || columns.order_status.value(at) != "paid" || category == "gift card" {
            continue;
        }
        let rate = match category {
            "grocery" => 2,
            "fashion" => 3,
            _ => 1,
        };
        let tenths = [10, 12, 15, 20][customer.level];
        let points = columns.order_amount.value(at) as i64 / 1_000 * rate * tenths / 10;
        let month = start_of_month(day);
        let used: i64 = months.iter().filter(|(of, _)| *of == month).map(|(_, it)| it).sum();
        let granted = points.min(5_000 - used);
        if granted > 0 {
            months.push((month, granted));
            let wished = Some(points).filter(|points| *points > granted);
            given.push(Given::Points { at, points: granted, wished });
        }
    }
}

/// The elements of a row by date, then by key.
fn sort(order: &mut Vec<usize>, (from, to): (i32, i32), days: &Date32Array, keys: &StringArray) {
    order.clear();
    order.extend(from as usize..to as usize);
    order.sort_unstable_by(|a, b| {
        days.value(*a).cmp(&days.value(*b)).then_with(|| keys.value(*a).cmp(keys.value(*b)))
    });
}

/// The last good day of points of an order.
pub(super) fn usable_through(day: i64) -> i64 {
    end_of_month(add_months(day, 24))
}
