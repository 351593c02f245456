//! How a policy is watched.

use std::fmt;
use std::time::Duration;

use super::reload::Reload;
use crate::policy::Policy;

type Prove = Box<dyn Fn(&Policy) -> Result<(), String> + Send + Sync>;
type Tell = Box<dyn Fn(&Reload) + Send + Sync>;

/// How a policy is watched.
///
/// ```
/// use std::time::Duration;
/// use loyal_engine::live::Settings;
///
/// let settings = Settings::new()
///     .poll_every(Duration::from_secs(5))
///     .prove(|policy| match policy.program().rules.is_empty() {
///         true => Err("a policy without rules is a mistake".to_owned()),
///         false => Ok(()),
///     })
///     .on_reload(|reload| eprintln!("{reload}"));
/// ```
pub struct Settings {
    pub(super) poll: Duration,
    pub(super) quiet: Duration,
    pub(super) longest: Duration,
    pub(super) events: bool,
    pub(super) tests: bool,
    pub(super) prove: Option<Prove>,
    pub(super) tell: Option<Tell>,
}

impl Settings {
    /// Events and a look every 30 seconds; a change settles when nothing was written for 100 ms,
    /// and is waited for no longer than 500 ms.
    #[must_use]
    pub fn new() -> Settings {
        Settings {
            poll: Duration::from_secs(30),
            quiet: Duration::from_millis(100),
            longest: Duration::from_millis(500),
            events: true,
            tests: false,
            prove: None,
            tell: None,
        }
    }

    /// How often the files are read without any event: file systems across a network send none.
    #[must_use]
    pub fn poll_every(self, poll: Duration) -> Settings {
        Settings { poll, ..self }
    }

    /// A change has settled when nothing was written for `quiet`; `longest` after the first event
    /// the files are read all the same.
    #[must_use]
    pub fn settle(self, quiet: Duration, longest: Duration) -> Settings {
        Settings { quiet, longest, ..self }
    }

    /// Asks the system for no events: the files are only polled.
    #[must_use]
    pub fn without_events(self) -> Settings {
        Settings { events: false, ..self }
    }

    /// Before a policy is live the outcome tests beside it must pass, those that `loyal test` runs;
    /// a policy without tests is none the worse. Where they refuse it, an edit of the tests may
    /// make it live.
    #[must_use]
    pub fn prove_by_tests(self) -> Settings {
        Settings { tests: true, ..self }
    }

    /// What a policy must pass before it is live, beside the check; the error says why it must not
    /// be. A panic refuses it too. While it runs, the last good policy is live; a reload that it asks for
    /// itself is refused ([`Refusal::Proving`](super::Refusal::Proving)).
    #[must_use]
    pub fn prove(
        self,
        prove: impl Fn(&Policy) -> Result<(), String> + Send + Sync + 'static,
    ) -> Settings {
        Settings { prove: Some(Box::new(prove)), ..self }
    }

    /// Is called after each reload, on the thread that made it.
    #[must_use]
    pub fn on_reload(self, tell: impl Fn(&Reload) + Send + Sync + 'static) -> Settings {
        Settings { tell: Some(Box::new(tell)), ..self }
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings::new()
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Settings")
            .field("poll", &self.poll)
            .field("quiet", &self.quiet)
            .field("longest", &self.longest)
            .field("events", &self.events)
            .field("tests", &self.tests)
            .field("proves", &self.prove.is_some())
            .finish_non_exhaustive()
    }
}
