//! What is said of a policy as a whole, in a line, and of each of its guarantees.

use loyal_dsl::ir::Program;
use loyal_dsl::message::{Joint, Message};
use loyal_dsl::problems::{Report, Severity};
use loyal_dsl::say;
use loyal_engine::Policy;
use loyal_engine::analyse::{Claim, Standing};

/// Of a policy that can run: what is in it, and what was found.
pub(super) fn sound(policy: &Policy, report: &Report) -> Message {
    let (name, findings) = (&policy.program().name, findings(report));
    let versions = policy.versions().map(|version| {
        let (period, contents) = (version.period().message(), contents(version.program()));
        say!("{period}: {contents}", period, contents)
    });
    let count = policy.versions().count();
    match versions.reduce(|before, next| say!("{before}; {next}", before, next)) {
        Some(versions) if count > 1 => say!(
            "`{name}` is valid in {count} versions, {versions}; {findings}",
            name,
            count,
            versions,
            findings
        ),
        _ => {
            let contents = contents(policy.program());
            say!("`{name}` is valid: {contents}; {findings}", name, contents, findings)
        }
    }
}

/// Of a policy that cannot run.
pub(super) fn invalid(report: &Report) -> Message {
    say!("not valid: {findings}", findings = findings(report))
}

/// What is known of a guarantee.
pub(super) fn claim(claim: &Claim) -> Message {
    let about = &claim.about;
    let standing = match claim.standing {
        Standing::Proved if about.is_empty() => say!("proved"),
        Standing::Proved => {
            say!(
                "proved, whatever {about}",
                about = Joint::Comma.of(about.iter().map(String::as_str))
            )
        }
        Standing::Refuted => say!("does not hold"),
        Standing::CheckedAtRunTime => say!("checked at run time"),
    };
    say!("guarantee `{claim}`: {standing}", claim = &claim.claim, standing)
}

fn contents(program: &Program) -> Message {
    let parts = [
        match program.rules.len() {
            1 => say!("1 rule"),
            count => say!("{count} rules", count),
        },
        match program.tiers.len() {
            1 => say!("1 tier"),
            count => say!("{count} tiers", count),
        },
        match program.classes.len() {
            1 => say!("1 class"),
            count => say!("{count} classes", count),
        },
        match program.scores.len() {
            1 => say!("1 score"),
            count => say!("{count} scores", count),
        },
        match program.values.len() {
            1 => say!("1 value"),
            count => say!("{count} values", count),
        },
    ];
    say!("{parts}", parts = Joint::Comma.of(parts))
}

/// `2 errors, 1 warning in 3 files`
fn findings(report: &Report) -> Message {
    let of = |severity| {
        report.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    };
    let files = match report.sources.len() {
        1 => say!("1 file"),
        count => say!("{count} files", count),
    };
    let errors = match of(Severity::Error) {
        0 => None,
        1 => Some(say!("1 error")),
        count => Some(say!("{count} errors", count)),
    };
    let warnings = match of(Severity::Warning) {
        0 => None,
        1 => Some(say!("1 warning")),
        count => Some(say!("{count} warnings", count)),
    };
    let parts: Vec<Message> = errors.into_iter().chain(warnings).collect();
    let found = if parts.is_empty() {
        say!("no findings in {files}", files)
    } else {
        say!("{found} in {files}", found = Joint::Comma.of(parts), files)
    };
    match report.allowed.len() {
        0 => found,
        allowed => say!("{found}, {allowed} allowed", found, allowed),
    }
}
