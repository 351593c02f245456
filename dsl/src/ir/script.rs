//! Functions in another language, for what this one cannot say. What their text means is settled
//! by the engine; here it is a text.

use serde::Serialize;

use crate::source::Span;
use crate::types::Type;

/// Index into [`super::Program::scripts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct ScriptId(pub u32);

/// A script.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Script {
    /// Its name.
    pub name: String,
    /// Names and types of what it is given: quantities of fixed places, texts, dates, yes/no and
    /// choices.
    pub parameters: Vec<(String, Type)>,
    /// What it gives, always: a quantity of fixed places, a date, yes/no or a choice.
    pub result: Type,
    /// Its text, as it stands in the policy.
    pub body: String,
    /// Where its text stands.
    #[serde(skip)]
    pub span: Span,
    /// Where its name stands.
    #[serde(skip)]
    pub name_span: Span,
}
