//! How much of a policy its outcome tests see: rules that give, levels, segments and bands that
//! are held, rows and branches that are taken, and both sides of every condition.
//!
//! The points are found in the program (`walk`), where functions and tables stand inlined, and
//! told apart by the text that they came from: a row is covered if one of the places covers it
//! where the table is used. What cannot be read off outcomes is published by a copy of the program
//! (`probe`), which the customers of the tests are evaluated with. For what is not covered, customers
//! are looked for (`suggest`).

mod probe;
mod scope;
mod seen;
mod suggest;
mod walk;

use loyal_dsl::source::{SourceFile, Span};

use crate::outcome_tests::OutcomeTests;
use crate::policy::{Policy, Version};
use crate::record::ReadError;
use probe::Probed;
use seen::Seen;
pub use suggest::{Suggestion, Suggestions};

/// The points of a policy, in the order of its texts.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// Each once.
    pub points: Vec<Point>,
}

/// Something that a test can see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// What it is.
    pub kind: PointKind,
    /// Its name, or its text in one line.
    pub text: String,
    /// The file in which it stands.
    pub file: String,
    /// Its line.
    pub line: usize,
    /// Whether a customer of the tests comes to it.
    pub covered: bool,
}

/// The kinds of points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PointKind {
    /// A rule gives something.
    Rule,
    /// A level, segment or band is held.
    Level,
    /// A row of a table is taken.
    Row,
    /// A case is taken.
    Branch,
    /// A condition holds.
    Holds,
    /// A condition does not hold.
    Fails,
}

impl PointKind {
    /// All of them.
    pub const ALL: [PointKind; 6] = [
        PointKind::Rule,
        PointKind::Level,
        PointKind::Row,
        PointKind::Branch,
        PointKind::Holds,
        PointKind::Fails,
    ];
}

/// Where a point stands, and what it is.
type Place = (Span, PointKind, Naming);

/// How a point is named.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Naming {
    /// By its text.
    AsWritten,
    /// By the text of a value, of which it is asked whether it is known.
    Known,
    /// By a name.
    Name(String),
}

impl Coverage {
    /// What the tests see of a policy. The tests are run for it once more.
    pub fn of(policy: &Policy, tests: &OutcomeTests) -> Result<Coverage, ReadError> {
        let (seen, _) = Coverage::look(policy, tests)?;
        let sources = &policy.warnings().sources;
        let points = seen.points.into_iter();
        Ok(Coverage {
            points: points.map(|(place, covered)| point(place, covered, sources)).collect(),
        })
    }

    /// The points, and by version the copy that tells which are reached.
    fn look(policy: &Policy, tests: &OutcomeTests) -> Result<(Seen, Vec<Probed>), ReadError> {
        let sources = &policy.warnings().sources;
        let versions: Vec<&Version> = policy.versions().collect();
        let outcomes = tests.outcomes(&versions)?;
        let mut seen = Seen::default();
        for version in &versions {
            let of_version = outcomes.iter().filter(|outcome| outcome.policy == version.hash());
            seen.outcomes(version.program(), &of_version.collect::<Vec<_>>());
        }
        let probed = versions.iter().map(|version| Probed::new(version.program(), sources));
        let probed = probed.collect::<Result<Vec<_>, _>>()?;
        let copies: Vec<&Version> = probed.iter().map(|probed| &probed.version).collect();
        let outcomes = tests.outcomes(&copies)?;
        for probed in &probed {
            probed.add_to(&mut seen, &outcomes);
        }
        Ok((seen, probed))
    }

    /// How many points are covered, of how many; of one kind if it is given.
    #[must_use]
    pub fn count(&self, kind: Option<PointKind>) -> (usize, usize) {
        let of_kind = |point: &&Point| kind.is_none_or(|kind| point.kind == kind);
        let covered = self.points.iter().filter(of_kind).filter(|point| point.covered).count();
        (covered, self.points.iter().filter(of_kind).count())
    }

    /// Hundredths of a percent, rounded down: 10000 only where every point is covered, and where
    /// there is none.
    #[must_use]
    pub fn hundredths(&self) -> usize {
        let (covered, all) = self.count(None);
        covered.saturating_mul(10_000).checked_div(all).unwrap_or(10_000)
    }
}

fn point((span, kind, naming): Place, covered: bool, sources: &[SourceFile]) -> Point {
    let source = sources.get(span.file as usize);
    let range = span.start as usize..span.end as usize;
    let written = source.and_then(|source| source.text.get(range)).unwrap_or_default();
    let written = || written.split_whitespace().collect::<Vec<_>>().join(" ");
    Point {
        kind,
        text: match naming {
            Naming::AsWritten => written(),
            Naming::Known => format!("{} is known", written()),
            Naming::Name(name) => name,
        },
        file: source.map(|source| source.name.clone()).unwrap_or_default(),
        line: source.map_or(0, |source| source.line_column(span.start).0),
        covered,
    }
}
