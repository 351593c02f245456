//! `loyal test --review`: outcomes that are not those which were reviewed, one by one.

use std::io::{self, BufRead, IsTerminal, Write};

use loyal_dsl::message::Message;
use loyal_dsl::say;
use loyal_dsl::syntax::Language;
use loyal_engine::explain::Explanation;
use loyal_engine::outcome_tests::{Difference, Verdict};

use super::shown;
use crate::failure::Failure;

/// What may be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// The outcome is right.
    Accept,
    /// What was reviewed is right.
    Keep,
    /// Later.
    Skip,
    /// All that are left later.
    Quit,
}

const ANSWERS: [(&str, Answer); 12] = [
    ("a", Answer::Accept),
    ("accept", Answer::Accept),
    ("接受", Answer::Accept),
    ("k", Answer::Keep),
    ("keep", Answer::Keep),
    ("保留", Answer::Keep),
    ("s", Answer::Skip),
    ("skip", Answer::Skip),
    ("跳过", Answer::Skip),
    ("q", Answer::Quit),
    ("quit", Answer::Quit),
    ("退出", Answer::Quit),
];

/// Whether somebody can answer.
pub(super) fn is_attended() -> bool {
    io::stdin().is_terminal()
}

/// Asks about each outcome that differs; those that are accepted.
pub(super) fn accepted(
    verdicts: &[Verdict],
    explanations: &[Option<Explanation>],
    input: &mut impl BufRead,
    out: &mut impl Write,
    language: Language,
) -> Result<Vec<Verdict>, Failure> {
    let open = verdicts.iter().zip(explanations).filter(|(verdict, _)| is_open(verdict));
    let open: Vec<_> = open.collect();
    let mut accepted = Vec::new();
    let (mut kept, mut left) = (0_usize, open.len());
    for (index, (verdict, explanation)) in open.iter().enumerate() {
        shown::verdict(out, verdict, explanation.as_ref(), language)?;
        match asked((index + 1, open.len()), input, out, language)? {
            Answer::Accept => accepted.push((*verdict).clone()),
            Answer::Keep => kept += 1,
            Answer::Skip => continue,
            Answer::Quit => break,
        }
        left -= 1;
    }
    let sum = match (open.len(), accepted.len()) {
        (0, _) => say!("there is nothing to review"),
        (_, accepted) => {
            say!("{accepted} accepted, {kept} kept, {left} left", accepted, kept, left)
        }
    };
    line(out, &sum, language)?;
    Ok(accepted)
}

/// Whether a whole outcome is not the one that was reviewed.
fn is_open(verdict: &Verdict) -> bool {
    verdict.differences.iter().any(|difference| match difference {
        Difference::Outcome { .. } => true,
        Difference::NoOutcome(_) | Difference::Statement { .. } => false,
    })
}

/// Asks until there is an answer; the end of the input is one.
fn asked(
    (at, all): (usize, usize),
    input: &mut impl BufRead,
    out: &mut impl Write,
    language: Language,
) -> io::Result<Answer> {
    loop {
        let question = say!(
            "{at} of {all}: is it right? accept it (a), keep what was reviewed (k), skip (s), quit (q)",
            at,
            all
        );
        line(out, &question, language)?;
        out.flush()?;
        let mut answer = String::new();
        if input.read_line(&mut answer)? == 0 {
            return Ok(Answer::Quit);
        }
        let answer = answer.trim().to_lowercase();
        if let Some((_, known)) = ANSWERS.iter().find(|(word, _)| *word == answer) {
            return Ok(*known);
        }
    }
}

fn line(out: &mut impl Write, said: &Message, language: Language) -> io::Result<()> {
    writeln!(out, "{}", said.in_language(language))
}
