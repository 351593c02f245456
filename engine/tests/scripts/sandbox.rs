//! What a script cannot do, and how soon it is stopped.

use std::time::{Duration, Instant};

use super::failure;

#[track_caller]
fn stops(body: &str, message: &str) {
    let begun = Instant::now();
    let found = failure(body);
    let taken = begun.elapsed();
    assert!(found.contains(message), "{body}: {found}");
    assert!(taken < Duration::from_secs(1), "{body}: {taken:?}");
}

#[test]
fn what_has_no_end_is_stopped() {
    stops("loop {}", "more than 20000 steps");
    stops("let x = 0; while true { x += 1; } x", "more than 20000 steps");
    stops("for i in 0..1000000000 {} 1", "more than 20000 steps");
    stops("fn f(n) { f(n + 1) } f(0)", "more than 8 deep");
    stops("fn a(n) { b(n) } fn b(n) { a(n) } a(1)", "more than 8 deep");
    stops("do { } until false; 1", "more than 20000 steps");
}

#[test]
fn what_grows_without_end_is_stopped() {
    stops("let s = \"ab\"; loop { s += s; }", "too large: length of string");
    stops("let s = \"\"; s.pad(100000000, \"x\"); 1", "too large");
    stops("let a = []; loop { a.push(1); }", "too large: size of array");
    stops("let a = []; a.pad(1000000000, 0); 1", "too large");
    stops("let a = [1, 2]; loop { a = [a, a]; }", "too large");
    stops("let a = [1]; loop { a += a; }", "too large");
    stops("let m = #{}; let i = 0; loop { m[`k${i}`] = i; i += 1; }", "more than 20000 steps");
    stops("let m = #{a: 1}; loop { m = #{a: m, b: m}; }", "too large");
    stops("let m = #{a: 1}; for i in 0..40 { let c = m; m.a = c; m.b = c; } 1", "too large");
    stops("let a = [1]; for i in 0..40 { let c = a; a[0] = c; a.push(c); } 1", "too large");
    stops("let a = [1, 1]; for i in 0..40 { let c = a; a[0] = c; a[1] = c; } 1", "too large");
    stops("let s = \"abcdefghijklmnop\"; loop { s = s.to_upper() + s; }", "too large");
    stops("let x = 2; loop { x *= x; }", "overflow");
    stops("let x = 1.5; loop { x *= x; }", "cannot be held exactly");
}

#[test]
fn slow_steps_are_few() {
    stops(
        "let a = []; a.pad(200, 3); a[7] = 1; loop { a.sort(); a.reverse(); }",
        "more than 20000 steps",
    );
    stops("let s = \"\"; s.pad(990, 'x'); loop { s.to_upper(); }", "more than 20000 steps");
    stops(
        "let s = \"\"; s.pad(990, 'x'); loop { s.contains(\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxy\"); }",
        "more than 20000 steps",
    );
}

#[test]
fn nothing_outside_is_there() {
    for name in [
        "sleep(10)",
        "open_file(\"/etc/passwd\")",
        "read(\"/etc/passwd\")",
        "timestamp()",
        "now()",
        "env(\"HOME\")",
        "exit(1)",
        "rand()",
        "sqrt(2)",
        "parse_json(\"{}\")",
    ] {
        let word = name.split('(').next().unwrap();
        stops(&format!("{name}; 1"), &format!("a script has no `{word}`"));
    }
}
