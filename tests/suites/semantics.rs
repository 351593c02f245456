//! The tables of `docs/semantics.md` are what the engine computes: the test fills their cells and
//! holds the document against them. With `UPDATE_DOCS` set, the document is written anew.
//!
//! A comment before a table says how it is filled. `<!-- values: d date, x number optional -->`:
//! the first columns are fields of a record, the heads of the others are expressions over them; a column `today` is the
//! as-of date. `<!-- limits: -->`: each row is a clause of a rule that gives the amounts of the heads on
//! their days; its cells are what is granted. `<!-- windows: -->`: each row is a window, its cells the first and

use std::fs;

use loyal_dsl::source::SourceFile;
use loyal_engine::Policy;
use loyal_tests::folders;

const DAY: &str = "2026-06-30";
const ZONE: &str = "Asia/Shanghai";
const MISSING: &str = "—";

/// A field of a table's records.
struct Input {
    name: String,
    ty: String,
}

fn head(fields: &str) -> String {
    format!(
        "program \"Table\" {{\n  currency CNY\n  time zone \"{ZONE}\"\n}}\n\
         calendar office {{\n  weekend Saturday, Sunday\n  holiday 2026-10-01 to 2026-10-07\n  workday 2026-10-10\n}}\n\
         record customer {{\n  id: text key\n  orders: list of order dated by day {{\n    day: date\n    amount: money\n  }}\n{fields}}}\n"
    )
}

fn policy(text: String) -> Policy {
    let source = SourceFile { name: "table.loyal".into(), text: text.clone() };
    Policy::from_sources(&[source]).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// What an expression is for a record: the engine's own words.
fn value(inputs: &[Input], cells: &[String], expression: &str, as_of: &str) -> String {
    let fields: String =
        inputs.iter().map(|input| format!("  {}: {}\n", input.name, input.ty)).collect();
    let text = head(&fields)
        + &format!("define result as {expression}\n")
        + "reward shown {\n  give badge \"shown\"\n  because \"{result}\"\n}\n";
    let mut record = serde_json::json!({ "id": "1", "orders": [] });
    for (input, cell) in inputs.iter().zip(cells) {
        record[&input.name] = match cell.as_str() {
            MISSING => serde_json::Value::Null,
            "yes" => true.into(),
            "no" => false.into(),
            cell => cell.into(),
        };
    }
    match policy(text).evaluate(&record, as_of.parse().expect("a date")) {
        Ok(outcome) => outcome.effects[0].reason.clone().expect("a reason"),
        Err(loyal_engine::EvaluateError::Failed(failed)) => format!("error: {}", failed.error.code),
        Err(error) => panic!("{expression}: {error}"),
    }
}

/// The first and the last day of a window, found by asking for every day of nine years.
fn window(phrase: &str, as_of: &str) -> String {
    let text = head("  days: list of entry dated by day {\n    day: date\n  }\n")
        + &format!("define first as earliest of day in days {phrase}\n")
        + &format!("define last as latest of day in days {phrase}\n")
        + &format!("define found as count of days {phrase}\n")
        + "reward shown {\n  give badge \"shown\"\n  because \"{first} … {last} {found}\"\n}\n";
    let day = |year: i16| jiff::civil::date(year, 1, 1);
    let days: Vec<_> = day(2022)
        .series(jiff::ToSpan::days(1))
        .take_while(|at| *at < day(2031))
        .map(|at| serde_json::json!({ "day": at.to_string() }))
        .collect();
    let record = serde_json::json!({ "id": "1", "orders": [], "days": days });
    let outcome = policy(text).evaluate(&record, as_of.parse().expect("a date"));
    let reason = outcome.expect("an outcome").effects[0].reason.clone().expect("a reason");
    reason.rsplit_once(' ').map_or(String::new(), |(days, count)| format!("{days} ({count})"))
}

/// What is granted of the amounts, each written `2026-06-01: 70`, where a clause limits them.
fn limited(clause: &str, wished: &[String]) -> Vec<String> {
    let text = head("  history: history\n")
        .replace("    day: date\n", "    id: text key\n    day: date\n")
        + &format!(
            "reward shown {{\n  for each order in orders\n  give order.amount as credit\n  {clause}\n}}\n"
        );
    let orders = wished.iter().filter_map(|wish| wish.split_once(": "));
    let orders: Vec<_> = orders
        .map(|(day, amount)| serde_json::json!({ "id": day, "day": day, "amount": amount }))
        .collect();
    let record = serde_json::json!({ "id": "1", "orders": orders });
    let outcome = policy(text).evaluate(&record, DAY.parse().expect("a date")).expect("an outcome");
    let granted = |day: &str| {
        let effect = outcome.effects.iter().find(|effect| effect.subject["order"] == day)?;
        let amount = effect.amount.clone()?;
        Some(match &effect.wished {
            Some(wished) => format!("{amount} of {wished}"),
            None => amount,
        })
    };
    let days = wished.iter().filter_map(|wish| wish.split_once(": "));
    days.map(|(day, _)| granted(day).unwrap_or_else(|| MISSING.to_owned())).collect()
}

fn cells(row: &str) -> Vec<String> {
    row.trim().trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
}

fn code(cell: &str) -> &str {
    cell.trim_matches('`')
}

/// A table with its cells filled; the rows after head and rule.
fn filled(kind: &str, argument: &str, rows: &[String]) -> Vec<String> {
    let heads = cells(&rows[0]);
    let body = rows[2..].iter().map(|row| cells(row));
    let filled = body.map(|row| match kind {
        "windows" => {
            let days = heads[1..].iter().map(|day| window(code(&row[0]), day));
            [row[0].clone()].into_iter().chain(days).collect::<Vec<_>>()
        }
        "values" => values(argument, &heads, &row),
        "limits" => {
            let granted = limited(code(&row[0]), &heads[1..]);
            [row[0].clone()].into_iter().chain(granted).collect()
        }
        _ => panic!("no table is `{kind}`"),
    });
    let written = filled.map(|row| format!("| {} |", row.join(" | ")));
    rows[..2].iter().cloned().chain(written).collect()
}

fn values(argument: &str, heads: &[String], row: &[String]) -> Vec<String> {
    let inputs: Vec<Input> = argument
        .split(',')
        .filter_map(|input| input.trim().split_once(' '))
        .map(|(name, ty)| Input { name: name.to_owned(), ty: ty.to_owned() })
        .collect();
    let today = heads.iter().position(|head| code(head) == "today");
    let as_of = today.map_or(DAY, |at| row[at].as_str());
    let known = inputs.len() + usize::from(today.is_some());
    let given: Vec<String> = heads
        .iter()
        .zip(row)
        .take(known)
        .filter(|(head, _)| code(head) != "today")
        .map(|(_, cell)| cell.clone())
        .collect();
    let results = heads[known..].iter().map(|head| value(&inputs, &given, code(head), as_of));
    row[..known].iter().cloned().chain(results).collect()
}

/// The document with every table computed.
fn computed(document: &str) -> String {
    let mut written = Vec::new();
    let mut lines = document.lines().peekable();
    while let Some(line) = lines.next() {
        written.push(line.to_owned());
        let comment = line.strip_prefix("<!-- ").and_then(|line| line.strip_suffix(" -->"));
        let Some((kind, argument)) = comment.and_then(|comment| comment.split_once(':')) else {
            continue;
        };
        let mut rows = Vec::new();
        while let Some(row) =
            lines.next_if(|line| line.starts_with('|') || line.is_empty() && rows.is_empty())
        {
            if row.is_empty() {
                written.push(String::new());
            } else {
                rows.push(row.to_owned());
            }
            if lines.peek().is_some_and(|next| next.is_empty()) && !rows.is_empty() {
                break;
            }
        }
        written.extend(filled(kind, argument, &rows));
    }
    written.join("\n") + "\n"
}

#[test]
fn the_tables_are_what_the_engine_computes() {
    let path = folders::root().join("docs/semantics.md");
    let document = fs::read_to_string(&path).expect("the document");
    let computed = computed(&document);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &computed).expect("the document is written");
    }
    assert!(document.matches("<!-- ").count() > 5, "the document has its tables");
    for (shown, real) in document.lines().zip(computed.lines()) {
        assert_eq!(shown, real, "set UPDATE_DOCS=1 to write the tables anew");
    }
}
