//! Both tables of outcomes.

use std::sync::Arc;

use arrow::array::Array;
use arrow::array::{
    ArrayRef, Date32Builder, Decimal128Builder, RecordBatch, StringBuilder, new_null_array,
};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};

use super::calendar::{add_months, date, digits, write};
use super::club::{BARS, Customer, LEVELS, PLATINUM_VISITS, evaluate};
use super::effects::{Given, effects, usable_through};
use super::input::Columns;

const PROGRAM: &str = "Harbour Club";
const DECIMAL: DataType = DataType::Decimal128(38, 6);

/// The tables of one day.
pub struct Sheets {
    customers: SchemaRef,
    effects: SchemaRef,
    /// The hash of the policy.
    policy: String,
    day: String,
    year: String,
}

/// The columns of effects that harbour-club fills.
struct Filled {
    customer: StringBuilder,
    program: StringBuilder,
    policy: StringBuilder,
    as_of: Date32Builder,
    key: StringBuilder,
    rule: StringBuilder,
    word: StringBuilder,
    source: StringBuilder,
    kind: StringBuilder,
    subject: StringBuilder,
    amount: Decimal128Builder,
    unit: StringBuilder,
    wished: Decimal128Builder,
    code: StringBuilder,
    last_day: Date32Builder,
    task: StringBuilder,
    channel: StringBuilder,
    to: StringBuilder,
    due: StringBuilder,
    reason: StringBuilder,
}

/// What an effect says; amounts in millionths.
#[derive(Default)]
struct Said<'s> {
    amount: Option<i128>,
    unit: Option<&'s str>,
    wished: Option<i128>,
    code: Option<&'s str>,
    last_day: Option<i64>,
    task: Option<&'s str>,
    channel: Option<&'s str>,
    to: Option<&'s str>,
    due: Option<i64>,
}

impl Sheets {
    /// The tables of a day, as days since 1970, and of a policy by its hash.
    #[must_use]
    pub fn new(today: i64, policy: &str) -> Sheets {
        let text = |name: &str, nullable| Field::new(name, DataType::Utf8, nullable);
        let day = |name: &str, nullable| Field::new(name, DataType::Date32, nullable);
        let number = |name: &str| Field::new(name, DECIMAL, true);
        let customers = vec![
            text("customer", false),
            text("program", true),
            text("policy", true),
            day("as_of", true),
            text("Club", true),
            text("Club.next", true),
            text("Club.missing", true),
            text("Club.before", true),
            day("Club.since", true),
            day("Club.until", true),
            text("Club.change", true),
            text("Club.because", true),
            number("Club.lowered"),
            text("Club.instead_of", true),
            day("Club.lent_until", true),
            text("Club.keep", true),
            day("Club.lost_on", true),
            text("stage", true),
            number("loyalty"),
            text("loyalty.band", true),
            number("loyalty.recency"),
            number("loyalty.frequency"),
            number("loyalty.value"),
            text("error", true),
            text("error_message", true),
        ];
        let required = ["customer", "program", "policy"].map(|name| text(name, false));
        let more = ["key", "rule", "word", "source", "kind"].map(|name| text(name, false));
        let mut effects: Vec<Field> = required.into_iter().chain([day("as_of", false)]).collect();
        effects.extend(more);
        effects.extend([text("subject", true), number("amount"), text("unit", true)]);
        effects.extend([number("wished"), text("code", true), day("last_day", true)]);
        let texts = |names: &[&str]| names.iter().map(|name| text(name, true)).collect::<Vec<_>>();
        effects.extend(texts(&["task", "channel", "to", "due", "reason", "status", "approval"]));
        effects.extend(texts(&["decided_by"]));
        effects.push(day("available", true));
        effects.extend(texts(&["options", "lots", "rate"]));
        effects.extend(["least", "most", "missing"].map(number));
        effects.extend(texts(&["message", "hours", "purpose", "of"]));
        let (mut day, mut year) = (String::new(), String::new());
        write(today, &mut day);
        digits(date(today).0, 4, &mut year);
        let (customers, effects) = (Schema::new(customers), Schema::new(effects));
        let (customers, effects) = (Arc::new(customers), Arc::new(effects));
        Sheets { customers, effects, policy: policy.to_owned(), day, year }
    }

    #[must_use]
    pub fn customer_schema(&self) -> SchemaRef {
        Arc::clone(&self.customers)
    }

    #[must_use]
    pub fn effect_schema(&self) -> SchemaRef {
        Arc::clone(&self.effects)
    }

    /// Both tables of a batch.
    ///
    /// # Panics
    ///
    /// Never: the columns are those of the schemas.
    #[must_use]
    pub fn fill(&self, columns: &Columns, today: i64) -> (RecordBatch, RecordBatch) {
        let rows = columns.ids.len();
        let (mut order, mut given, mut out) = (Vec::new(), Vec::new(), Filled::new(rows));
        let mut customers = Vec::with_capacity(rows);
        for row in 0..rows {
            let customer = evaluate(columns, row, today);
            effects(columns, row, &customer, today, (&mut order, &mut given));
            for effect in &given {
                self.put(&mut out, columns, row, effect, &customer, today);
            }
            customers.push(customer);
        }
        let of_customers = self.customers(columns, &customers, today);
        (of_customers, out.finish(&self.effects))
    }

    fn customers(&self, columns: &Columns, found: &[Customer], today: i64) -> RecordBatch {
        let rows = found.len();
        let [mut program, mut policy, mut level, mut next, mut missing, mut before] =
            [(); 6].map(|()| StringBuilder::with_capacity(rows, rows * 16));
        let [mut change, mut because, mut keep, mut stage, mut band] =
            [(); 5].map(|()| StringBuilder::with_capacity(rows, rows * 8));
        let [mut as_of, mut since, mut until, mut lost_on] =
            [(); 4].map(|()| Date32Builder::with_capacity(rows));
        let [mut loyalty, mut recency, mut frequency, mut value] =
            [(); 4].map(|()| Decimal128Builder::with_capacity(rows).with_data_type(DECIMAL));
        let whole = |number: i64| i128::from(number) * 1_000_000;
        let mut text = String::new();
        for customer in found {
            program.append_value(PROGRAM);
            policy.append_value(&self.policy);
            as_of.append_value(today as i32);
            level.append_value(LEVELS[customer.level]);
            next.append_option(LEVELS.get(customer.level + 1));
            append(&mut missing, &mut text, |out| {
                (customer.level < 3).then(|| write_missing(customer, customer.level + 1, out))?
            });
            before.append_option(customer.before.map(|before| LEVELS[before]));
            since.append_option(customer.since.map(|day| day as i32));
            until.append_option(customer.until.map(|day| day as i32));
            change.append_value(customer.change);
            because.append_option(why(customer));
            let ending = customer.until.filter(|_| !customer.stays(customer.level));
            append(&mut keep, &mut text, |out| {
                ending.and_then(|_| write_missing(customer, customer.level, out))
            });
            lost_on.append_option(ending.map(|day| day as i32 + 1));
            stage.append_value(customer.stage);
            loyalty.append_option(customer.loyalty.map(|tenths| i128::from(tenths) * 100_000));
            band.append_option(customer.band);
            recency.append_option(customer.recency.map(whole));
            frequency.append_option(customer.frequency.map(whole));
            value.append_value(whole(customer.value));
        }
        let null = |ty: &DataType| new_null_array(ty, rows);
        let arrays: Vec<ArrayRef> = vec![
            Arc::new(columns.ids.clone()),
            Arc::new(program.finish()),
            Arc::new(policy.finish()),
            Arc::new(as_of.finish()),
            Arc::new(level.finish()),
            Arc::new(next.finish()),
            Arc::new(missing.finish()),
            Arc::new(before.finish()),
            Arc::new(since.finish()),
            Arc::new(until.finish()),
            Arc::new(change.finish()),
            Arc::new(because.finish()),
            null(&DECIMAL),
            null(&DataType::Utf8),
            null(&DataType::Date32),
            Arc::new(keep.finish()),
            Arc::new(lost_on.finish()),
            Arc::new(stage.finish()),
            Arc::new(loyalty.finish()),
            Arc::new(band.finish()),
            Arc::new(recency.finish()),
            Arc::new(frequency.finish()),
            Arc::new(value.finish()),
            null(&DataType::Utf8),
            null(&DataType::Utf8),
        ];
        RecordBatch::try_new(Arc::clone(&self.customers), arrays).expect("a batch")
    }

    fn put(
        &self,
        out: &mut Filled,
        columns: &Columns,
        row: usize,
        effect: &Given,
        customer: &Customer,
        today: i64,
    ) {
        let opened = |at: usize| i64::from(columns.opened.value(at));
        let cents = |cents: i64| i128::from(cents) * 10_000;
        let complaint = |rule: &'static str, line, at: usize, place| {
            (rule, "recovery", line, Some(("complaint", columns.complaint_id.value(at))), place)
        };
        let bill = |at| complaint("bill_correction", "recovery.loyal:25", at, 1);
        let credit = |at, place| complaint("complaint_credit", "recovery.loyal:10", at, place);
        let (kind, whose, said) = match *effect {
            Given::BillCorrection { at } => {
                let task = Some("check the bill and correct it");
                let due = Some(opened(at) + 3);
                ("task", bill(at), Said { task, channel: Some("mail"), due, ..Said::default() })
            }
            Given::Birthday { cents: worth } => {
                let (amount, unit) = (Some(cents(worth)), Some("CNY"));
                let (code, last_day) = (Some("BIRTHDAY"), Some(today + 29));
                let said = Said { amount, unit, code, last_day, ..Said::default() };
                ("coupon", ("birthday_gift", "reward", "harbour-club.loyal:113", None, 1), said)
            }
            Given::Credit { at, cents: granted, wished } => {
                let (amount, wished) = (Some(cents(granted)), wished.map(cents));
                let said = Said { amount, unit: Some("CNY"), wished, ..Said::default() };
                ("credit", credit(at, 1), said)
            }
            Given::Call { at } => {
                let task = Some("call the customer and apologise");
                let due = Some(opened(at) + 1);
                let said = Said { task, channel: Some("phone"), due, ..Said::default() };
                ("task", credit(at, 2), said)
            }
            Given::Escalation { at } => {
                let due = Some(opened(at) + 1);
                let said = Said { to: Some("duty manager"), due, ..Said::default() };
                ("escalation", credit(at, 3), said)
            }
            Given::FollowUp { at } => {
                let said = Said { due: Some(opened(at) + 7), ..Said::default() };
                ("follow_up", credit(at, 4), said)
            }
            Given::Lounge => {
                let last_day = Some(add_months(today, 1) - 1);
                let said = Said { code: Some("pier lounge"), last_day, ..Said::default() };
                ("benefit", ("pier_lounge", "reward", "harbour-club.loyal:132", None, 1), said)
            }
            Given::Captain => {
                let said = Said { code: Some("captain"), ..Said::default() };
                ("badge", ("pier_lounge", "reward", "harbour-club.loyal:132", None, 2), said)
            }
            Given::Points { at, points, wished } => {
                let [amount, wished] = [Some(points), wished]
                    .map(|points| points.map(|points| i128::from(points) * 1_000_000));
                let last_day = Some(usable_through(columns.order_date.value(at).into()));
                let said =
                    Said { amount, unit: Some("points"), wished, last_day, ..Said::default() };
                let order = Some(("order", columns.order_id.value(at)));
                ("points", ("purchase_points", "earn", "harbour-club.loyal:99", order, 1), said)
            }
            Given::WelcomeBack => {
                let (amount, unit) = (Some(cents(3_000)), Some("CNY"));
                let (code, last_day) = (Some("COME-BACK"), Some(today + 59));
                let said = Said { amount, unit, code, last_day, ..Said::default() };
                ("coupon", ("welcome_back", "reward", "harbour-club.loyal:139", None, 1), said)
            }
        };
        let (rule, word, source, element, place) = whose;
        let id = columns.ids.value(row);
        out.customer.append_value(id);
        out.program.append_value(PROGRAM);
        out.policy.append_value(&self.policy);
        out.as_of.append_value(today as i32);
        let mut text = String::new();
        append(&mut out.key, &mut text, |key| {
            for part in [PROGRAM, "/", rule, "/", id, "/"] {
                key.push_str(part);
            }
            if let Some((_, element)) = element {
                key.push_str(element);
                key.push('/');
            }
            digits(place, 1, key);
            match (rule, element) {
                (_, Some(_)) => {}
                ("birthday_gift", None) => key.extend(["/", &self.year]),
                (_, None) => key.extend(["/", &self.day]),
            }
            Some(())
        });
        out.rule.append_value(rule);
        out.word.append_value(word);
        out.source.append_value(source);
        out.kind.append_value(kind);
        append(&mut out.subject, &mut text, |subject| {
            let (name, key) = element?;
            subject.extend(["{\"", name, "\":\"", key, "\"}"]);
            Some(())
        });
        out.amount.append_option(said.amount);
        out.unit.append_option(said.unit);
        out.wished.append_option(said.wished);
        out.code.append_option(said.code);
        out.last_day.append_option(said.last_day.map(|day| day as i32));
        out.task.append_option(said.task);
        out.channel.append_option(said.channel);
        out.to.append_option(said.to);
        append(&mut out.due, &mut text, |due| said.due.map(|day| write(day, due)));
        append(&mut out.reason, &mut text, |reason| {
            write_reason(columns, effect, customer, reason)
        });
    }
}

/// Appends what is written, or nothing.
fn append(
    to: &mut StringBuilder,
    text: &mut String,
    write: impl FnOnce(&mut String) -> Option<()>,
) {
    text.clear();
    match write(text) {
        Some(()) => to.append_value(&*text),
        None => to.append_null(),
    }
}

fn write_cents(cents: i64, out: &mut String) {
    digits(cents / 100, 1, out);
    out.push('.');
    digits(cents % 100, 2, out);
    out.push_str(" CNY");
}

/// What a level needs more, as a JSON list of one alternative; nothing where it needs nothing.
fn write_missing(customer: &Customer, level: usize, out: &mut String) -> Option<()> {
    let spend = BARS[level] - customer.spend;
    let visits = if level == 3 { PLATINUM_VISITS - customer.visits } else { 0 };
    if spend <= 0 && visits <= 0 {
        return None;
    }
    out.push_str("[{");
    if spend > 0 {
        out.push_str("\"spend\":\"");
        write_cents(spend, out);
        out.push('"');
    }
    if visits > 0 {
        out.push_str(if spend > 0 { ",\"visits\":\"" } else { "\"visits\":\"" });
        digits(visits, 1, out);
        out.push('"');
    }
    out.push_str("}]");
    Some(())
}

/// The conditions that decided a level.
fn why(customer: &Customer) -> Option<&'static str> {
    const BOTH: &str = "spend >= 20000 CNY; visits >= 12";
    const RISES: [Option<&str>; 4] =
        [None, Some("spend >= 2000 CNY"), Some("spend >= 8000 CNY"), Some(BOTH)];
    match customer.change {
        "joined" | "rose" | "renewed" => RISES[customer.level],
        "fell" => match customer.before? {
            3 if customer.visits >= PLATINUM_VISITS => Some("spend >= 20000 CNY"),
            3 if customer.spend >= BARS[3] => Some("visits >= 12"),
            before => RISES[before],
        },
        _ => None,
    }
}

fn write_reason(
    columns: &Columns,
    effect: &Given,
    customer: &Customer,
    out: &mut String,
) -> Option<()> {
    match *effect {
        Given::BillCorrection { .. } | Given::Lounge | Given::Captain => return None,
        Given::Birthday { .. } => out.push_str("a happy birthday from Harbour Club"),
        Given::Credit { at, .. }
        | Given::Call { at }
        | Given::Escalation { at }
        | Given::FollowUp { at } => {
            out.push_str("complaint of ");
            write(columns.opened.value(at).into(), out);
            out.push_str(", severity ");
            digits(columns.severity.value(at), 1, out);
        }
        Given::Points { at, .. } => {
            write_cents(columns.order_amount.value(at) as i64, out);
            out.push_str(" spent on ");
            write(columns.order_date.value(at).into(), out);
        }
        Given::WelcomeBack => {
            out.push_str("last purchase on ");
            write(customer.last_purchase?, out);
        }
    }
    Some(())
}

impl Filled {
    fn new(rows: usize) -> Filled {
        let text = || StringBuilder::with_capacity(rows, rows * 16);
        let number = || Decimal128Builder::with_capacity(rows).with_data_type(DECIMAL);
        let day = || Date32Builder::with_capacity(rows);
        Filled {
            customer: text(),
            program: text(),
            policy: text(),
            as_of: day(),
            key: text(),
            rule: text(),
            word: text(),
            source: text(),
            kind: text(),
            subject: text(),
            amount: number(),
            unit: text(),
            wished: number(),
            code: text(),
            last_day: day(),
            task: text(),
            channel: text(),
            to: text(),
            due: text(),
            reason: text(),
        }
    }

    fn finish(mut self, schema: &SchemaRef) -> RecordBatch {
        let mut arrays: Vec<ArrayRef> = vec![
            Arc::new(self.customer.finish()),
            Arc::new(self.program.finish()),
            Arc::new(self.policy.finish()),
            Arc::new(self.as_of.finish()),
            Arc::new(self.key.finish()),
            Arc::new(self.rule.finish()),
            Arc::new(self.word.finish()),
            Arc::new(self.source.finish()),
            Arc::new(self.kind.finish()),
            Arc::new(self.subject.finish()),
            Arc::new(self.amount.finish()),
            Arc::new(self.unit.finish()),
            Arc::new(self.wished.finish()),
            Arc::new(self.code.finish()),
            Arc::new(self.last_day.finish()),
            Arc::new(self.task.finish()),
            Arc::new(self.channel.finish()),
            Arc::new(self.to.finish()),
            Arc::new(self.due.finish()),
            Arc::new(self.reason.finish()),
        ];
        let rows = arrays[0].len();
        let rest = schema.fields().iter().skip(arrays.len());
        arrays.extend(rest.map(|field| new_null_array(field.data_type(), rows)));
        RecordBatch::try_new(Arc::clone(schema), arrays).expect("a batch")
    }
}
