//! Scripts of policies: what they compute, and that nothing gets out of their sandbox.

#![expect(
    clippy::panic,
    clippy::expect_used,
    clippy::disallowed_types,
    reason = "a test fails by panicking, and measures how soon a script is stopped"
)]

#[path = "scripts/arithmetic.rs"]
mod arithmetic;
#[path = "scripts/policies.rs"]
mod policies;
#[path = "scripts/sandbox.rs"]
mod sandbox;
#[path = "scripts/soon.rs"]
mod soon;

use loyal_dsl::source::SourceFile;
use loyal_engine::script::{Failure, Scripts, Value};

/// What a script gives that is declared as `head`, such as `(x: number) -> number`.
fn run(head: &str, body: &str, arguments: &[Value]) -> Result<Value, Failure> {
    let scripts = compiled(head, body);
    assert_eq!(scripts.problems(), []);
    scripts.run(0, arguments.to_vec())
}

/// The script of a policy.
fn compiled(head: &str, body: &str) -> Scripts {
    let text = format!(
        "program \"Scripts\" {{\n  currency CNY\n  time zone \"UTC\"\n}}\n\
         kind colour: one of red, green\n\
         record customer {{\n  id: text key\n}}\n\
         script f{head} \"\"\"{body}\"\"\"\n"
    );
    let source = SourceFile { name: "scripts.loyal".to_owned(), text };
    let compiled = loyal_dsl::compile(&[source]).unwrap_or_else(|report| panic!("{report:?}"));
    Scripts::new(&compiled.program)
}

/// Why a script without parameters fails.
fn failure(body: &str) -> String {
    run("(unused: number) -> number", body, &[Value::Quantity(0, 0)]).expect_err(body).message
}
