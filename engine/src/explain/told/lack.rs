//! What is missing, as a sentence.

use loyal_dsl::message::Message;
use loyal_dsl::say;

use super::super::account::{Change, Lack, MustBe, TimeUnit, Way};
use super::figure::figure;

impl Lack {
    /// What is missing, as a sentence.
    #[must_use]
    pub fn said(&self) -> Message {
        let stands = self.stands();
        let Some(change) = &self.change else { return stands };
        let by = change.said();
        match (change.way, change.time, &self.until) {
            (Way::More, None, Some(until)) => {
                say!("{by} more by {until}: {stands}", by, until, stands)
            }
            (Way::More, None, None) => say!("{by} more: {stands}", by, stands),
            (Way::Less, None, _) => say!("{by} less: {stands}", by, stands),
            (Way::More, Some(_), _) => say!("{by} later: {stands}", by, stands),
            (Way::Less, Some(_), _) => say!("{by} earlier: {stands}", by, stands),
        }
    }

    /// How the measure stands to the bar.
    fn stands(&self) -> Message {
        let measure = self.measure.as_str();
        let (value, bar) = (figure(self.value.as_deref()), figure(self.bar.as_deref()));
        match self.must_be {
            MustBe::Equal => say!("`{measure}` is {value}, not {bar}", measure, value, bar),
            MustBe::Other => say!("`{measure}` is {value}, which it must not be", measure, value),
            MustBe::Less => {
                say!("`{measure}` is {value}, must be less than {bar}", measure, value, bar)
            }
            MustBe::AtMost => {
                say!("`{measure}` is {value}, must be at most {bar}", measure, value, bar)
            }
            MustBe::More => {
                say!("`{measure}` is {value}, must be more than {bar}", measure, value, bar)
            }
            MustBe::AtLeast => {
                say!("`{measure}` is {value}, must be at least {bar}", measure, value, bar)
            }
        }
    }

    /// What is missing to a level, where nothing else is; of what can be more only.
    pub(super) fn said_for(&self, level: &str) -> Option<Message> {
        let by = self.more()?;
        Some(match &self.until {
            Some(until) => say!("{by} more by {until} for {level}", by, until, level),
            None => say!("{by} more for {level}", by, level),
        })
    }

    /// What is missing, beside others.
    pub(super) fn said_of_measure(&self) -> Option<Message> {
        let (by, measure) = (self.more()?, &self.measure);
        Some(match &self.until {
            Some(until) => say!("{by} more of `{measure}` by {until}", by, measure, until),
            None => say!("{by} more of `{measure}`", by, measure),
        })
    }

    fn more(&self) -> Option<Message> {
        let change = self.change.as_ref()?;
        (change.way == Way::More && change.time.is_none()).then(|| change.said())
    }
}

impl Change {
    fn said(&self) -> Message {
        let by = self.by.as_str();
        match (self.time, by) {
            (None, _) => figure(Some(by)),
            (Some(TimeUnit::Days), "1") => say!("1 day"),
            (Some(TimeUnit::Days), _) => say!("{by} days", by),
            (Some(TimeUnit::Minutes), "1") => say!("1 minute"),
            (Some(TimeUnit::Minutes), _) => say!("{by} minutes", by),
        }
    }
}
