//! How soon a script that goes too far is stopped, measured. A machine may be busy, so this runs
//! where it is asked for: `just soak`.

use std::time::{Duration, Instant};

use loyal_dsl::date::Date;
use loyal_dsl::source::SourceFile;
use loyal_engine::{EvaluateError, Policy};

const SOON: Duration = Duration::from_millis(100);

fn sources(body: &str) -> [SourceFile; 1] {
    let text = format!(
        "program \"Scripts\" {{\n  currency CNY\n  time zone \"UTC\"\n}}\n\
         record customer {{\n  id: text key\n  years: whole number\n}}\n\
         script wild(years: whole number) -> yes/no \"\"\"{body}\"\"\"\n\
         earn thanks {{\n  when years < 90 or wild(years)\n  give 1 point\n}}\n"
    );
    [SourceFile { name: "scripts.loyal".to_owned(), text }]
}

fn customer(years: u32) -> String {
    format!(r#"{{"id": "C-{years}", "years": {years}}}"#)
}

/// What is given, and how soon.
fn timed<T>(act: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    let done = act();
    (done, begun.elapsed())
}

#[test]
#[ignore = "measures; run by `just soak`"]
fn a_script_that_goes_too_far_fails_its_record_alone_and_soon() {
    let today: Date = "2026-06-30".parse().expect("a date");
    let calm = Policy::from_sources(&sources("true")).expect("a policy");
    let as_ever = calm.evaluate_json(&customer(3), today).expect("an outcome").effects;
    for (body, message) in [
        ("loop {}", "more than 20000 steps"),
        ("fn f(n) { f(n + 1) } f(0)", "more than 8 deep"),
        ("let s = `ab`; loop { s += s; }", "too large"),
        ("let s = ``; s.pad(100000000, `x`); true", "too large"),
        ("sleep(10); true", "a script has no `sleep`"),
        ("open_file(`/etc/passwd`); true", "a script has no `open_file`"),
    ] {
        let policy = Policy::from_sources(&sources(body)).expect("a policy");
        let (failed, taken) = timed(|| policy.evaluate_json(&customer(95), today));
        let Err(EvaluateError::Failed(failed)) = failed else { panic!("{body} goes on") };
        assert!(failed.error.message.contains(message), "{body}: {}", failed.error.message);
        assert!(taken < SOON, "{body}: {taken:?}");
        println!("{taken:?}\t{body}");
        let other = policy.evaluate_json(&customer(3), today).expect("an outcome");
        assert_eq!(other.effects, as_ever, "{body} changes another record");
    }
}
