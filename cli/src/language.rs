//! The language of messages: as asked for, else as the environment has it.

use clap::ValueEnum;
use loyal_dsl::syntax::Language;

/// Variables of the environment, the first that is set decides.
const VARIABLES: [&str; 4] = ["LOYAL_LANG", "LC_ALL", "LC_MESSAGES", "LANG"];

/// What can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    // English
    En,
    // Chinese
    Zh,
}

/// The language to speak.
pub(crate) fn chosen(asked: Option<Lang>) -> Language {
    match asked {
        Some(Lang::En) => Language::En,
        Some(Lang::Zh) => Language::Zh,
        None => surroundings(|name| std::env::var(name).ok()),
    }
}

fn surroundings(value: impl Fn(&str) -> Option<String>) -> Language {
    let set = |name: &&str| value(name).filter(|value| !value.is_empty());
    let decides = VARIABLES.iter().find_map(set).unwrap_or_default();
    if decides.to_ascii_lowercase().starts_with("zh") { Language::Zh } else { Language::En }
}

#[cfg(test)]
mod tests {
    use super::surroundings;
    use loyal_dsl::syntax::Language;

    #[test]
    fn the_first_variable_that_is_set_decides() {
        for (set, language) in [
            (vec![], Language::En),
            (vec![("LANG", "zh_CN.UTF-8")], Language::Zh),
            (vec![("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")], Language::En),
            (vec![("LANG", "de_DE"), ("LC_MESSAGES", "zh_TW")], Language::Zh),
            (vec![("LC_ALL", ""), ("LANG", "zh_CN")], Language::Zh),
            (vec![("LC_ALL", "zh_CN"), ("LOYAL_LANG", "en")], Language::En),
            (vec![("LC_ALL", "C"), ("LOYAL_LANG", "ZH")], Language::Zh),
        ] {
            let value = |name: &str| {
                let found = set.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            };
            assert_eq!(surroundings(value), language, "{set:?}");
        }
    }
}
