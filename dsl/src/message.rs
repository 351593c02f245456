//! What is said to people, in each of their languages.
//!
//! A message is a template, written in English where it is said, and what fills its places; the
//! other languages translate templates in a table. A place is a name in braces, `{name}`; all
//! other braces stand for themselves.

use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

use serde::{Serialize, Serializer};

use crate::syntax::Language;

/// A sentence, or a part of one, that can be said in every language.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Message {
    template: &'static str,
    arguments: Vec<(&'static str, Argument)>,
}

/// What fills a place of a template.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Argument {
    /// Words of the policy, the same in every language.
    Words(String),
    /// A part that is said in the language of the whole.
    Message(Message),
    /// Several of them.
    List(Joint, Vec<Argument>),
}

/// How a list is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Joint {
    /// `a, b, c`
    Comma,
    /// `a or b or c`
    EachOr,
    /// `a, b or c`
    LastOr,
}

/// Makes a [`Message`]: a template and its arguments, each by its name or as `name = value`.
/// That every place has its argument is checked when it is compiled.
#[macro_export]
macro_rules! say {
    ($template:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {{
        const { $crate::message::assert_filled($template, &[$(stringify!($name)),*]) };
        $crate::message::Message::new(
            $template,
            vec![$((stringify!($name), $crate::say!(@argument $name $(= $value)?))),*],
        )
    }};
    (@argument $name:ident) => { $crate::message::Argument::from($name) };
    (@argument $name:ident = $value:expr) => { $crate::message::Argument::from($value) };
}

/// The template of words that need no translation.
const VERBATIM: &str = "{words}";

impl Message {
    /// As [`say!`] makes it.
    #[must_use]
    pub fn new(template: &'static str, arguments: Vec<(&'static str, Argument)>) -> Message {
        Message { template, arguments }
    }

    /// Words of the policy, or of its data, alone.
    #[must_use]
    pub fn verbatim(words: impl Into<String>) -> Message {
        Message::new(VERBATIM, vec![("words", Argument::Words(words.into()))])
    }

    /// What was said in English before, to be said in every language where it is a whole template.
    #[must_use]
    pub fn again(english: &str) -> Message {
        match translations(Language::Zh).get_key_value(english) {
            Some((template, _)) => Message::new(template, Vec::new()),
            None => Message::verbatim(english),
        }
    }

    /// In the words of a language.
    #[must_use]
    pub fn in_language(&self, language: Language) -> String {
        let mut said = String::new();
        self.say(language, &mut said);
        said
    }

    /// The same with the words of the policy changed, as a terminal may need it.
    #[must_use]
    pub fn with_words(self, change: fn(&str) -> String) -> Message {
        let arguments = self.arguments.into_iter();
        let arguments = arguments.map(|(name, argument)| (name, argument.with_words(change)));
        Message { template: self.template, arguments: arguments.collect() }
    }

    fn say(&self, language: Language, said: &mut String) {
        let mut rest = translated(self.template, language);
        while let Some((before, name, after)) = place(rest) {
            push(said, before);
            match self.arguments.iter().find(|(known, _)| *known == name) {
                Some((_, argument)) => argument.say(language, said),
                None => push(said, name),
            }
            rest = after;
        }
        push(said, rest);
    }
}

/// Adds a part; a space keeps Chinese apart from Latin letters and digits.
fn push(said: &mut String, part: &str) {
    let is_chinese = |sign: char| matches!(sign, '\u{4e00}'..='\u{9fff}');
    let apart = |left: char, right: char| {
        is_chinese(left) && right.is_ascii_alphanumeric()
            || left.is_ascii_alphanumeric() && is_chinese(right)
    };
    let meeting = said.chars().next_back().zip(part.chars().next());
    if meeting.is_some_and(|(left, right)| apart(left, right)) {
        said.push(' ');
    }
    said.push_str(part);
}

impl Argument {
    fn say(&self, language: Language, said: &mut String) {
        match self {
            Argument::Words(words) => push(said, words),
            Argument::Message(message) => message.say(language, said),
            Argument::List(joint, parts) => {
                for (index, part) in parts.iter().enumerate() {
                    if index > 0 {
                        said.push_str(joint.between(index + 1 == parts.len(), language));
                    }
                    part.say(language, said);
                }
            }
        }
    }

    fn with_words(self, change: fn(&str) -> String) -> Argument {
        match self {
            Argument::Words(words) => Argument::Words(change(&words)),
            Argument::Message(message) => Argument::Message(message.with_words(change)),
            Argument::List(joint, parts) => Argument::List(
                joint,
                parts.into_iter().map(|part| part.with_words(change)).collect(),
            ),
        }
    }
}

impl Joint {
    /// The list of some parts.
    #[must_use]
    pub fn of<P: Into<Argument>>(self, parts: impl IntoIterator<Item = P>) -> Argument {
        Argument::List(self, parts.into_iter().map(Into::into).collect())
    }

    fn between(self, last: bool, language: Language) -> &'static str {
        match (self, language) {
            (Joint::EachOr, Language::En) => " or ",
            (Joint::LastOr, Language::En) if last => " or ",
            (Joint::Comma | Joint::LastOr, Language::En) => ", ",
            (Joint::EachOr, Language::Zh) => "或",
            (Joint::LastOr, Language::Zh) if last => "或",
            (Joint::Comma | Joint::LastOr, Language::Zh) => "、",
        }
    }
}

/// In English.
impl fmt::Display for Message {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.in_language(Language::En))
    }
}

/// As its English text.
impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl From<Message> for Argument {
    fn from(message: Message) -> Argument {
        Argument::Message(message)
    }
}

impl From<&Message> for Argument {
    fn from(message: &Message) -> Argument {
        Argument::Message(message.clone())
    }
}

macro_rules! words_from {
    ($($ty:ty),*) => {$(
        impl From<$ty> for Argument {
            fn from(words: $ty) -> Argument {
                Argument::Words(words.to_string())
            }
        }
    )*};
}

words_from!(
    &str, String, &String, char, &char, u8, u16, u32, u64, usize, &u8, &u16, &u32, &u64, &usize
);

/// The template in a language: itself, where it has no translation.
fn translated(template: &'static str, language: Language) -> &'static str {
    match language {
        Language::En => template,
        Language::Zh => translations(language).get(template).map_or(template, String::as_str),
    }
}

/// The translations of every template into a language, which has none of English.
#[must_use]
pub fn translations(language: Language) -> &'static HashMap<String, String> {
    static EN: OnceLock<HashMap<String, String>> = OnceLock::new();
    static ZH: OnceLock<HashMap<String, String>> = OnceLock::new();
    // A table that cannot be read is empty; the tests read every table.
    let read = |text: &str| serde_yaml::from_str(text).unwrap_or_default();
    match language {
        Language::En => EN.get_or_init(HashMap::new),
        Language::Zh => ZH.get_or_init(|| read(include_str!("messages/zh.yaml"))),
    }
}

/// The names of a template's places.
#[must_use]
pub fn places(template: &str) -> Vec<&str> {
    let mut rest = template;
    let mut names = Vec::new();
    while let Some((_, name, after)) = place(rest) {
        names.push(name);
        rest = after;
    }
    names
}

/// The first place: what stands before it, its name, what stands behind.
fn place(template: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let open = from + template.get(from..)?.find('{')?;
        let inside = template.get(open + 1..)?;
        let length = inside.bytes().take_while(|byte| is_of_name(*byte)).count();
        if length > 0 && inside.as_bytes().get(length) == Some(&b'}') {
            let (name, after) = inside.split_at_checked(length)?;
            return Some((template.get(..open)?, name, after.get(1..)?));
        }
        from = open + 1;
    }
}

const fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte == b'_'
}

/// Stops the build where a place has no argument, or an argument no place.
///
/// # Panics
/// When it is compiled, never when it runs.
#[expect(clippy::indexing_slicing, reason = "runs while the program is built")]
pub const fn assert_filled(template: &str, names: &[&str]) {
    let bytes = template.as_bytes();
    let mut index = 0;
    while index < names.len() {
        assert!(has_place(bytes, names[index].as_bytes()), "an argument has no place");
        index += 1;
    }
    let mut at = 0;
    while at < bytes.len() {
        let mut end = at + 1;
        while end < bytes.len() && is_of_name(bytes[end]) {
            end += 1;
        }
        if bytes[at] == b'{' && end > at + 1 && end < bytes.len() && bytes[end] == b'}' {
            assert!(is_among(bytes, at + 1, end, names), "a place has no argument");
        }
        at += 1;
    }
}

#[expect(clippy::indexing_slicing, reason = "runs while the program is built")]
const fn is_among(template: &[u8], start: usize, end: usize, names: &[&str]) -> bool {
    let mut index = 0;
    while index < names.len() {
        let name = names[index].as_bytes();
        if name.len() == end - start && stands_at(template, start, name) {
            return true;
        }
        index += 1;
    }
    false
}

#[expect(clippy::indexing_slicing, reason = "runs while the program is built")]
const fn has_place(template: &[u8], name: &[u8]) -> bool {
    let mut at = 0;
    while at + name.len() + 1 < template.len() {
        let closed = template[at + 1 + name.len()] == b'}';
        if template[at] == b'{' && closed && stands_at(template, at + 1, name) {
            return true;
        }
        at += 1;
    }
    false
}

#[expect(clippy::indexing_slicing, reason = "runs while the program is built")]
const fn stands_at(template: &[u8], at: usize, name: &[u8]) -> bool {
    let mut offset = 0;
    while offset < name.len() {
        if template[at + offset] != name[offset] {
            return false;
        }
        offset += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::{Joint, Message, places};
    use crate::syntax::Language;

    #[test]
    fn places_are_filled_and_other_braces_stand() {
        let name = "{name} }";
        let said = say!("`{name}` { {of} } {{ {x", name, of = say!("a {number}", number = 3u8));
        assert_eq!(said.to_string(), "`{name} }` { a 3 } {{ {x");
        assert_eq!(places("`{name}` { {of} } {{ {x"), ["name", "of"]);
    }

    #[test]
    fn lists_have_the_joints_of_the_language() {
        let list = |joint: Joint| Message::new("{list}", vec![("list", joint.of(["a", "b", "c"]))]);
        assert_eq!(list(Joint::Comma).to_string(), "a, b, c");
        assert_eq!(list(Joint::EachOr).to_string(), "a or b or c");
        assert_eq!(list(Joint::LastOr).to_string(), "a, b or c");
        assert_eq!(list(Joint::LastOr).in_language(Language::Zh), "a、b或 c");
    }

    #[test]
    fn chinese_stands_apart_from_latin_letters() {
        let said = Message::new("给{what}分", vec![("what", 3u8.into())]);
        assert_eq!(said.in_language(Language::Zh), "给 3 分");
    }

    #[test]
    fn what_was_said_in_english_is_said_again() {
        let said = |english: &str| Message::again(english).in_language(Language::Zh);
        assert_eq!(said("this character"), "就是这个字符");
        assert_eq!(said("nothing of the kind, ever"), "nothing of the kind, ever");
    }

    #[test]
    fn only_words_of_the_policy_are_changed() {
        let said = say!("a {name} a", name = Joint::Comma.of([Message::verbatim("a")]));
        assert_eq!(said.with_words(|words| words.replace('a', "b")).to_string(), "a b a");
    }
}
