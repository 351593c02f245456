//! Values as sentences say them: what an outcome writes in words is said in the reader's.

use loyal_dsl::message::Message;
use loyal_dsl::say;

/// A value as an outcome writes it; `—` where it is missing.
pub(super) fn figure(text: Option<&str>) -> Message {
    let text = text.unwrap_or("—");
    match text {
        "yes" => return say!("yes"),
        "no" => return say!("no"),
        _ => {}
    }
    let counted = text.split_once(' ').filter(|(count, _)| is_decimal(count));
    let Some((count, unit)) = counted else { return Message::verbatim(text) };
    match unit {
        "points" => say!("{count} points", count),
        "day" => say!("1 day"),
        "days" => say!("{count} days", count),
        "month" => say!("1 month"),
        "months" => say!("{count} months", count),
        "minute" => say!("1 minute"),
        "minutes" => say!("{count} minutes", count),
        _ => Message::verbatim(text),
    }
}

fn is_decimal(text: &str) -> bool {
    text.starts_with(|sign: char| sign.is_ascii_digit() || sign == '-')
        && text.chars().all(|sign| sign.is_ascii_digit() || matches!(sign, '-' | '.'))
}

/// How a level came about, as an outcome writes it.
pub(super) fn change(word: &str) -> Message {
    match word {
        "joined" => say!("joined"),
        "rose" => say!("rose"),
        "held" => say!("held"),
        "renewed" => say!("renewed"),
        "fell" => say!("fell"),
        other => Message::verbatim(other),
    }
}

#[cfg(test)]
mod tests {
    use loyal_dsl::syntax::Language;

    use super::figure;

    #[test]
    fn words_of_values_are_said_in_the_readers_language() {
        for (written, chinese) in [
            ("yes", "是"),
            ("no", "否"),
            ("120 points", "120 积分"),
            ("3 months", "3 个月"),
            ("12.50 CNY", "12.50 CNY"),
            ("Gold", "Gold"),
            ("no points", "no points"),
        ] {
            assert_eq!(figure(Some(written)).in_language(Language::Zh), chinese);
            assert_eq!(figure(Some(written)).in_language(Language::En), written);
        }
    }
}
