//! Figures with dates, by example: parameters, tables by slice, versions of a programme.

mod columns;
mod exchange;
mod parameters;
mod slices;
mod versions;

use loyal_dsl::source::SourceFile;
use loyal_engine::Policy;

const HEAD: &str = r#"
program "Figures" {
  currency CNY
}
record customer {
  id:      text key
  joined:  date optional
  spend:   money
}
"#;

fn policy(declarations: &str) -> Policy {
    let text = format!("{HEAD}{declarations}");
    Policy::from_sources(&[SourceFile { name: "figures.loyal".into(), text }])
        .unwrap_or_else(|error| panic!("{error}"))
}

/// What an expression shows for a customer on a day.
fn shown(declarations: &str, expression: &str, customer: &str, as_of: &str) -> String {
    let rule = format!("reward r {{ give badge \"b\"; because \"{{{expression}}}\" }}");
    let policy = policy(&format!("{declarations}\n{rule}\n"));
    let as_of = as_of.parse().expect("a date");
    let outcome = policy.evaluate_json(customer, as_of).expect("an outcome");
    outcome.effects.first().and_then(|effect| effect.reason.clone()).unwrap_or_default()
}
