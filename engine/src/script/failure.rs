//! Why a script has no result, in the user's words.

/// Why a script has no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What went wrong.
    pub message: String,
    /// The line of the script, from 1, where one is to blame.
    pub line: Option<usize>,
}

impl Failure {
    /// A failure of the script as a whole.
    pub(super) fn whole(message: impl Into<String>) -> Failure {
        Failure { message: message.into(), line: None }
    }

    /// A result that is not what is due; `found` as [`quoted`] gives it.
    pub(super) fn result(found: &str, due: &str) -> Failure {
        Failure::whole(format!("the script gives {found}, and {due} is due"))
    }
}

/// A message with a small letter at its beginning.
pub(super) fn in_words(message: &str) -> String {
    let mut rest = message.chars();
    rest.next().map_or_else(String::new, |first| first.to_lowercase().chain(rest).collect())
}

/// The most characters of a value that a message shows.
const SHOWN: usize = 60;

/// A value as a message shows it.
pub(super) fn quoted(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("`{}…`", text.get(..end).unwrap_or_default()),
        None => format!("`{text}`"),
    }
}

/// What is due of a quantity of so many places.
pub(super) fn number_of(places: u8) -> String {
    match places {
        0 => "a whole number (such as `round_down(x, 0)`)".to_owned(),
        1 => "a number of at most 1 decimal place (such as `round_half_up(x, 1)`)".to_owned(),
        _ => format!(
            "a number of at most {places} decimal places (such as `round_half_up(x, {places})`)"
        ),
    }
}
