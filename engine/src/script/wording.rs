//! What is wrong with a script that cannot be read, in the words of policies.

use loyal_dsl::message::Message;
use loyal_dsl::say;
use rhai::{LexError, ParseErrorType};

use super::failure::in_words;

/// What is wrong; what seldom is stands in the words of the script's own reader.
pub(super) fn of(fault: &ParseErrorType) -> Message {
    match fault {
        ParseErrorType::UnexpectedEOF => say!("it ends too early"),
        ParseErrorType::BadInput(error) => characters(error),
        ParseErrorType::UnknownOperator(sign) => say!("`{sign}` is no sign of a script", sign),
        ParseErrorType::MissingToken(sign, _) => say!("`{instead}` is missing", instead = sign),
        ParseErrorType::ExprExpected(_) => say!("a value is due here"),
        ParseErrorType::VariableExpected | ParseErrorType::PropertyExpected => {
            say!("a name is due here")
        }
        ParseErrorType::Reserved(word) | ParseErrorType::ForbiddenVariable(word) => {
            say!("`{word}` may not stand in a script", word)
        }
        ParseErrorType::VariableUndefined(name) => say!("nothing is called `{name}` here", name),
        ParseErrorType::VariableExists(name) => say!("`{name}` is there already", name),
        ParseErrorType::AssignmentToConstant(name) => say!("`{name}` cannot be changed", name),
        ParseErrorType::AssignmentToInvalidLHS(_) => say!("nothing can be put into this"),
        ParseErrorType::LoopBreak => say!("this stands outside all loops"),
        ParseErrorType::WrongFnDefinition => say!("a function stands outside all braces"),
        ParseErrorType::FnMissingName => say!("a function has no name"),
        ParseErrorType::FnMissingParams(name) => {
            say!("the function `{name}` has no parentheses behind its name", name)
        }
        ParseErrorType::FnMissingBody(name) => say!("the function `{name}` has no braces", name),
        ParseErrorType::FnDuplicatedDefinition(name, _) => {
            say!("there are two functions `{name}`", name)
        }
        ParseErrorType::FnDuplicatedParam(name, parameter) => {
            say!("the function `{name}` has two parameters `{parameter}`", name, parameter)
        }
        ParseErrorType::ExprTooDeep => say!("it is nested too deep"),
        other => Message::verbatim(in_words(&other.to_string())),
    }
}

fn characters(error: &LexError) -> Message {
    match error {
        LexError::UnexpectedInput(sign) => say!("`{sign}` is no sign of a script", sign),
        LexError::UnterminatedString => say!("a text is not closed"),
        LexError::MalformedNumber(text) => say!("`{text}` is not a number", text),
        LexError::ImproperSymbol(sign, _) if !sign.is_empty() => {
            say!("`{sign}` is no sign of a script", sign)
        }
        other => Message::verbatim(in_words(&other.to_string())),
    }
}
