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
    stops("let m = #{}; let i = 0; loop { m[`k${i}`] = i; i += 1; }", "too large: size of object");
    stops("let a = [#{}]; let i = 0; loop { a[0][`k${i}`] = i; i += 1; }", "too large");
    stops("let m = #{a: #{}}; let i = 0; loop { m.a[`k${i}`] = i; i += 1; }", "too large");
    stops(
        "let m = #{}; let f = |i| { m[`k${i}`] = i; }; let i = 0; loop { f.call(i); i += 1; }",
        "too large",
    );
    stops("let m = #{a: 1}; loop { m = #{a: m, b: m}; }", "too large");
    stops("let m = #{a: 1}; for i in 0..40 { let c = m; m.a = c; m.b = c; } 1", "too large");
    stops("let a = [1]; for i in 0..40 { let c = a; a[0] = c; a.push(c); } 1", "too large");
    stops("let a = [1, 1]; for i in 0..40 { let c = a; a[0] = c; a[1] = c; } 1", "too large");
    stops("let s = \"abcdefghijklmnop\"; loop { s = s.to_upper() + s; }", "too large");
    stops("let x = 2; loop { x *= x; }", "overflow");
    stops("let x = 1.5; loop { x *= x; }", "cannot be held exactly");
}

/// Functions that are called back count as the rest does.
#[test]
fn what_calls_back_is_counted() {
    let ten = "[0,1,2,3,4,5,6,7,8,9]";
    let long = "let s = 0; for k in 0..1500 { s += k; } s";
    for body in [
        format!("{ten}.map(|x| {{ {long} }}); 1"),
        format!("{ten}.map(|x| {ten}.map(|y| {ten}.map(|z| {{ {long} }}))); 1"),
        format!("{ten}.filter(|x| {{ {long} > 0 }}); 1"),
        format!("{ten}.for_each(|x| {{ {long} }}); 1"),
        format!("{ten}.reduce(|sum, x| {{ {long} }}); 1"),
        format!("{ten}.sort(|x, y| {{ {long} }}); 1"),
        format!("{ten}.dedup(|x, y| {{ {long}; false }}); 1"),
        format!("#{{a: 1, b: 2, c: 3, d: 4, e: 5}}.map(|k, v| {{ {long}; {long}; {long} }}); 1"),
        format!("let f = || {{ {long} }}; for i in 0..100 {{ f.call(); }} 1"),
        format!("fn f() {{ {long} }} let g = Fn(\"f\"); for i in 0..100 {{ g.call(); }} 1"),
        format!("fn f(x) {{ {long} }} let s = 0; for i in {ten} {{ s += f(i); }} s"),
        "let a = []; for i in 0..200 { a.push(i); } for i in 0..150 { a.sort(|x, y| y - x); } 1"
            .into(),
    ] {
        stops(&body, "more than 20000 steps");
    }
    let few = format!("{ten}.map(|x| {{ let s = 0; for k in 0..20 {{ s += k; }} s }}).len()");
    let given = super::run("(unused: number) -> number", &few, &[super::Value::Quantity(0, 0)]);
    assert_eq!(given, Ok(super::Value::Quantity(10_000_000, 6)));
}

#[test]
fn one_run_does_not_count_for_another() {
    let body = "let s = 0; for k in 0..1500 { s += k; } s";
    for _ in 0..20 {
        super::run("(unused: number) -> number", body, &[super::Value::Quantity(0, 0)])
            .expect("a result");
    }
}

#[test]
fn a_large_value_is_not_copied_without_end() {
    stops("let a = []; a.pad(199, `x`); loop { let b = a; }", "more than 20000 steps");
    stops(
        "let m = #{}; for i in 0..99 { m[`k${i}`] = i; } loop { let b = m; }",
        "more than 20000 steps",
    );
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
    let text = "fn grow() { for i in 0..5000 { this[`k${i}`] = i; } } let m = #{}; m.grow(); 1";
    assert_eq!(super::compiled("(unused: number) -> number", text).problems().len(), 1);
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
