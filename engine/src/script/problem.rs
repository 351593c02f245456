//! What is wrong with the text of a script, where it stands in the policy.

use loyal_dsl::ir::Script;
use loyal_dsl::message::Message;
use loyal_dsl::problems::{Diagnostic, Severity};
use loyal_dsl::say;
use loyal_dsl::source::Span;

/// Digits of a number as written: a decimal holds no more.
const MOST_DIGITS: usize = 28;

/// A parameter whose name means something else in a script.
pub(super) fn unusable_name(script: &Script, name: &str) -> Diagnostic {
    Diagnostic {
        code: "L1002",
        severity: Severity::Error,
        message: say!("`{name}` is no name that a script can use", name),
        labels: vec![(script.name_span, say!("a parameter of this script"))],
        help: Some(say!(
            "give the parameter another name: letters, digits and `_`, and no word of the script's language"
        )),
    }
}

/// A number of more digits than can be held, if there is one.
pub(super) fn long_number(script: &Script) -> Option<Diagnostic> {
    let (at, length) = long_run(script.body.as_bytes())?;
    Some(Diagnostic {
        code: "L1003",
        severity: Severity::Error,
        message: say!("a number in a script has at most {most} digits", most = MOST_DIGITS),
        labels: vec![(place(script, at, length), say!("this has more"))],
        help: Some(say!("write fewer digits")),
    })
}

/// Where too many digits stand together, and how long they are.
fn long_run(body: &[u8]) -> Option<(usize, usize)> {
    let is_part = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'_' | b'.');
    let mut at = 0;
    for run in body.chunk_by(|a, b| is_part(a) == is_part(b)) {
        if run.iter().filter(|byte| byte.is_ascii_digit()).count() > MOST_DIGITS {
            return Some((at, run.len()));
        }
        at += run.len();
    }
    None
}

/// A mistake at a line and a column of the script, both from 1; at its end, where there is none.
pub(super) fn syntax(
    script: &Script,
    message: &Message,
    (line, column): (Option<usize>, Option<usize>),
) -> Diagnostic {
    let at = line.map_or(script.body.trim_end().len(), |line| {
        offset(&script.body, line, column.unwrap_or(1))
    });
    Diagnostic {
        code: "L1001",
        severity: Severity::Error,
        message: say!(
            "the script `{name}` cannot be read: {message}",
            name = &script.name,
            message
        ),
        labels: vec![(place(script, at, 0), say!("here"))],
        help: Some(say!(
            "a script is Rhai: `let`, `if`, `switch`, `for`, `while`, `fn`; its last line is what it gives"
        )),
    }
}

fn place(script: &Script, at: usize, length: usize) -> Span {
    let byte = |at: usize| script.span.start.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
    Span { file: script.span.file, start: byte(at), end: byte(at + length) }
}

fn offset(body: &str, line: usize, column: usize) -> usize {
    let before: usize = body.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = body.get(before..).unwrap_or_default();
    let within = rest.char_indices().nth(column.saturating_sub(1));
    before + within.map_or(rest.len(), |(at, _)| at)
}
