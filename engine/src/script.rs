//! Scripts in a sandbox: what a policy's `script` declarations mean. The only file that says rhai.
//!
//! A script is compiled once, with the policy, and run for one row at a time. It has neither
//! files, clock, network nor modules; it cannot turn texts into code, and what it prints goes
//! nowhere. Every limit is set here and is the same in every build. Numbers are exact decimals of
//! 96 bits and 28 places (`exact`): what they do not hold is an error, and so is a quotient
//! without an end, for which there is `divide_down(a, b, places)` and its like.

mod exact;
mod failure;
mod problem;
mod steps;
mod wording;

use std::any::TypeId;

use loyal_dsl::date::Date;
use loyal_dsl::ir::{self, Program};
use loyal_dsl::problems::Diagnostic;
use loyal_dsl::types::{Places, Type};
use rhai::packages::{
    ArithmeticPackage, BasicArrayPackage, BasicFnPackage, BasicIteratorPackage, BasicMapPackage,
    BasicStringPackage, LogicPackage, MoreStringPackage, Package,
};
use rhai::{
    AST, Dynamic, Engine, EvalAltResult, INT, OptimizationLevel, ParseError, Position, Scope,
};
use rust_decimal::Decimal;

use crate::column::calendar;
use exact::{Inexact, Way};
pub use failure::Failure;

/// How deep functions may call one another, and expressions stand in one another: what fits the
/// stack of any thread in every build.
const MOST_CALLS: usize = 8;
const MOST_NESTED: usize = 32;
/// Bytes of a text, elements of an array and of a map.
const LONGEST_TEXT: usize = 1_000;
const LONGEST_ARRAY: usize = 200;
const LARGEST_MAP: usize = 100;
const MOST_FUNCTIONS: usize = 32;
const MOST_VARIABLES: usize = 128;

/// A value on its way into a script or out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A quantity: a whole number of `10^-places`, and the places.
    Quantity(i128, u8),
    /// A text.
    Text(String),
    /// Yes or no.
    Bool(bool),
    /// A date, as days since 1970-01-01.
    Date(i64),
    /// The index of a choice's option.
    Option(u32),
}

/// The scripts of a program, compiled.
#[derive(Debug, Default)]
pub struct Scripts {
    /// Absent where there is no script.
    engine: Option<Engine>,
    scripts: Vec<Script>,
}

#[derive(Debug)]
struct Script {
    parameters: Vec<Slot>,
    result: Slot,
    compiled: Result<AST, Box<Diagnostic>>,
}

/// What a value going in or out is like.
#[derive(Debug)]
struct Slot {
    name: String,
    ty: Type,
    /// The names of the options of a choice.
    options: Vec<String>,
}

type Outcome<T> = Result<T, Box<EvalAltResult>>;

impl Scripts {
    /// Compiles the scripts of a program.
    #[must_use]
    pub fn new(program: &Program) -> Scripts {
        if program.scripts.is_empty() {
            return Scripts::default();
        }
        let engine = sandbox();
        let slot = |name: &str, ty: &Type| {
            let choice = match ty {
                Type::Choice(choice) => program.choices.get(*choice as usize),
                _ => None,
            };
            let options = choice.map_or_else(Vec::new, |choice| choice.options.clone());
            Slot { name: name.to_owned(), ty: ty.clone(), options }
        };
        let scripts = program.scripts.iter().map(|script| Script {
            parameters: script.parameters.iter().map(|(name, ty)| slot(name, ty)).collect(),
            result: slot(&script.name, &script.result),
            compiled: compile(&engine, script),
        });
        Scripts { scripts: scripts.collect(), engine: Some(engine) }
    }

    /// What is wrong with the texts of scripts.
    #[must_use]
    pub fn problems(&self) -> Vec<Diagnostic> {
        let failed = self.scripts.iter().filter_map(|script| script.compiled.as_ref().err());
        failed.map(|problem| (**problem).clone()).collect()
    }

    /// What a script gives for arguments of the types of its parameters: a value of its declared
    /// type.
    pub fn run(&self, script: usize, arguments: Vec<Value>) -> Result<Value, Failure> {
        let none = || Failure::whole("there is no such script");
        let script = self.scripts.get(script).ok_or_else(none)?;
        let engine = self.engine.as_ref().ok_or_else(none)?;
        let compiled = script.compiled.as_ref();
        let compiled = compiled.map_err(|problem| Failure::whole(problem.message.to_string()))?;
        let mut scope = Scope::new();
        for (slot, argument) in script.parameters.iter().zip(arguments) {
            let argument = given(slot, argument)
                .ok_or_else(|| Failure::whole(format!("`{}` is too large", slot.name)))?;
            scope.push_dynamic(slot.name.as_str(), argument);
        }
        steps::begin();
        let result = engine.eval_ast_with_scope::<Dynamic>(&mut scope, compiled);
        taken(&script.result, &result.map_err(|error| failed(*error))?.flatten())
    }
}

fn compile(engine: &Engine, script: &ir::Script) -> Result<AST, Box<Diagnostic>> {
    let mut scope = Scope::new();
    for (name, _) in &script.parameters {
        if engine.compile(format!("let {name} = 0;")).is_err() {
            return Err(Box::new(problem::unusable_name(script, name)));
        }
        scope.push_dynamic(name.as_str(), Dynamic::UNIT);
    }
    if let Some(problem) = problem::long_number(script) {
        return Err(Box::new(problem));
    }
    let compiled = engine.compile_with_scope(&scope, &script.body);
    compiled.map_err(|ParseError(kind, at)| {
        Box::new(problem::syntax(script, &wording::of(&kind), (at.line(), at.position())))
    })
}

fn sandbox() -> Engine {
    let mut engine = Engine::new_raw();
    for module in [
        ArithmeticPackage::new().as_shared_module(),
        LogicPackage::new().as_shared_module(),
        BasicStringPackage::new().as_shared_module(),
        MoreStringPackage::new().as_shared_module(),
        BasicIteratorPackage::new().as_shared_module(),
        BasicArrayPackage::new().as_shared_module(),
        BasicMapPackage::new().as_shared_module(),
        BasicFnPackage::new().as_shared_module(),
    ] {
        engine.register_global_module(module);
    }
    // What is reached by `this` is not weighed.
    for symbol in ["eval", "this", "**", "**="] {
        engine.disable_symbol(symbol);
    }
    engine.on_print(|_| {}).on_debug(|_, _, _| {});
    // Constants must not be folded, nor operators shortened, by anything but the exact ones.
    engine.set_optimization_level(OptimizationLevel::None);
    engine.set_fast_operators(false).set_strict_variables(true);
    engine
        .set_max_call_levels(MOST_CALLS)
        .set_max_expr_depths(MOST_NESTED, MOST_NESTED)
        .set_max_string_size(LONGEST_TEXT)
        .set_max_array_size(LONGEST_ARRAY)
        .set_max_map_size(LARGEST_MAP)
        .set_max_functions(MOST_FUNCTIONS)
        .set_max_variables(MOST_VARIABLES)
        .set_max_strings_interned(0);
    steps::count(&mut engine);
    operators(&mut engine);
    roundings(&mut engine);
    dates(&mut engine);
    engine
}

type Operation = fn(Decimal, Decimal) -> Result<Decimal, Inexact>;

/// The operators on decimals, and the division of integers, exactly.
fn operators(engine: &mut Engine) {
    let operators: [(&str, &str, Operation); 5] = [
        ("+", "+=", exact::add),
        ("-", "-=", exact::subtract),
        ("*", "*=", exact::multiply),
        ("/", "/=", exact::divide),
        ("%", "%=", exact::remainder),
    ];
    let (decimal, int) = (TypeId::of::<Decimal>(), TypeId::of::<INT>());
    for (sign, assigning, operation) in operators {
        for types in [[decimal, decimal], [decimal, int], [int, decimal], [int, int]] {
            if types == [int, int] && sign != "/" {
                continue;
            }
            let compute = move |args: &[&mut Dynamic]| {
                let [a, b] = args else { return Err(arithmetic("two numbers are due")) };
                result(operation(number(a)?, number(b)?), types == [int, int])
            };
            engine.register_raw_fn(sign, types, move |_, args| compute(args));
            engine.register_raw_fn(assigning, types, move |_, args| {
                let value = compute(args)?;
                if let Some(target) = args.first_mut() {
                    **target = value;
                }
                Ok(())
            });
        }
    }
}

/// A result; one of integers is an integer, where it can be.
fn result(value: Result<Decimal, Inexact>, of_integers: bool) -> Outcome<Dynamic> {
    let value = value.map_err(|inexact| {
        arithmetic(match inexact {
            Inexact::TooLong => "the result cannot be held exactly in 28 digits",
            Inexact::ByZero => "division by zero",
            Inexact::Endless => {
                "the quotient has no end: round it, such as `divide_half_up(a, b, 2)`"
            }
        })
    })?;
    let integer = exact::mantissa(value, 0).and_then(|value| INT::try_from(value).ok());
    Ok(match integer.filter(|_| of_integers) {
        Some(integer) => integer.into(),
        None => Dynamic::from_decimal(value),
    })
}

#[expect(clippy::unnecessary_box_returns, reason = "as errors travel in this interpreter")]
fn arithmetic(message: &str) -> Box<EvalAltResult> {
    EvalAltResult::ErrorArithmetic(message.to_owned(), Position::NONE).into()
}

fn number(value: &Dynamic) -> Outcome<Decimal> {
    let number = value.as_decimal().or_else(|_| value.as_int().map(Decimal::from));
    number.map_err(|_| arithmetic("a number is due"))
}

/// `round_down(x, places)`, `divide_down(a, b, places)` and their like; `to_int(x)`.
fn roundings(engine: &mut Engine) {
    let ways = [
        ("down", Way::Down),
        ("up", Way::Up),
        ("half_up", Way::HalfUp),
        ("half_even", Way::HalfEven),
    ];
    for (name, way) in ways {
        let round =
            move |x: Dynamic, to: INT| result(exact::rounded(number(&x)?, places(to)?, way), false);
        let divide = move |a: Dynamic, b: Dynamic, to: INT| {
            let quotient = exact::divide_rounded(number(&a)?, number(&b)?, places(to)?, way);
            result(quotient, false)
        };
        engine.register_fn(format!("round_{name}"), round);
        engine.register_fn(format!("divide_{name}"), divide);
    }
    engine.register_fn("to_int", |x: Dynamic| -> Outcome<INT> {
        let whole = exact::mantissa(number(&x)?, 0).and_then(|whole| INT::try_from(whole).ok());
        whole.ok_or_else(|| arithmetic("no whole number, or too large: round it first"))
    });
}

fn places(places: INT) -> Outcome<u32> {
    let known = u32::try_from(places).ok().filter(|places| *places <= exact::PLACES);
    known.ok_or_else(|| arithmetic("the places lie between 0 and 28"))
}

/// Dates: `date(2026, 1, 31)`, `d.year`, `d + 30`, `d.plus_months(1)`, `b - a`, comparisons.
fn dates(engine: &mut Engine) {
    let moved = |days: Option<i64>| -> Outcome<Date> {
        days.and_then(Date::from_days).ok_or_else(|| arithmetic("there is no such day"))
    };
    let parts = |date: &mut Date| calendar::parts(date.days());
    engine
        .register_type_with_name::<Date>("date")
        .register_fn("date", move |year: INT, month: INT, day: INT| -> Outcome<Date> {
            let parts = (i16::try_from(year), i8::try_from(month), i8::try_from(day));
            let (Ok(year), Ok(month), Ok(day)) = parts else { return moved(None) };
            moved(Date::from_parts(year, month, day).map(Date::days))
        })
        .register_get("year", move |date: &mut Date| parts(date).0)
        .register_get("month", move |date: &mut Date| parts(date).1)
        .register_get("day", move |date: &mut Date| parts(date).2)
        .register_get("weekday", |date: &mut Date| (date.days() + 3).rem_euclid(7) + 1)
        .register_fn("plus_months", move |date: Date, months: INT| {
            moved(calendar::add_months(date.days(), months))
        })
        .register_fn("+", move |date: Date, days: INT| moved(date.days().checked_add(days)))
        .register_fn("-", move |date: Date, days: INT| moved(date.days().checked_sub(days)))
        .register_fn("-", |to: Date, from: Date| to.days() - from.days())
        .register_fn("==", |a: Date, b: Date| a == b)
        .register_fn("!=", |a: Date, b: Date| a != b)
        .register_fn("<", |a: Date, b: Date| a < b)
        .register_fn("<=", |a: Date, b: Date| a <= b)
        .register_fn(">", |a: Date, b: Date| a > b)
        .register_fn(">=", |a: Date, b: Date| a >= b)
        .register_fn("to_string", |date: &mut Date| date.to_string())
        .register_fn("to_debug", |date: &mut Date| date.to_string());
}

/// An argument as the script sees it: whole numbers and points as integers, other quantities as
/// decimals, options by name. `None` where it does not fit.
fn given(slot: &Slot, value: Value) -> Option<Dynamic> {
    Some(match value {
        Value::Quantity(mantissa, 0) if slot.ty.places() == Some(0) => {
            INT::try_from(mantissa).ok()?.into()
        }
        Value::Quantity(mantissa, places) => {
            Dynamic::from_decimal(exact::of_mantissa(mantissa, u32::from(places)).ok()?)
        }
        Value::Text(text) => text.into(),
        Value::Bool(value) => value.into(),
        Value::Date(days) => Dynamic::from(Date::from_days(days)?),
        Value::Option(option) => slot.options.get(option as usize)?.clone().into(),
    })
}

/// The result, if it is of the declared type.
fn taken(slot: &Slot, result: &Dynamic) -> Result<Value, Failure> {
    let (value, due) = match &slot.ty {
        Type::Bool => (result.as_bool().ok().map(Value::Bool), "`true` or `false`".to_owned()),
        Type::Date => {
            let date = result.clone().try_cast::<Date>().map(|date| Value::Date(date.days()));
            (date, "a date (such as `date(2026, 1, 31)`)".to_owned())
        }
        Type::Choice(_) => {
            let name = result.clone().into_string().ok();
            let index = slot.options.iter().position(|option| Some(option) == name.as_ref());
            let option = index.and_then(|index| u32::try_from(index).ok()).map(Value::Option);
            (option, format!("one of the texts `{}`", slot.options.join("`, `")))
        }
        Type::Quantity(_, Places::Fixed(places)) => {
            let mantissa = number(result).ok();
            let mantissa = mantissa.and_then(|value| exact::mantissa(value, u32::from(*places)));
            let value = mantissa.map(|mantissa| Value::Quantity(mantissa, *places));
            (value, failure::number_of(*places))
        }
        Type::Text | Type::DateTime | Type::Quantity(_, Places::Fraction) => {
            (None, "another type".to_owned())
        }
    };
    value.ok_or_else(|| Failure::result(&shown(result), &due))
}

fn shown(value: &Dynamic) -> String {
    if value.is_unit() { "nothing".to_owned() } else { failure::quoted(&value.to_string()) }
}

/// An error of a run, at its innermost place.
fn failed(mut error: EvalAltResult) -> Failure {
    while let EvalAltResult::ErrorInFunctionCall(_, _, inner, _) = error {
        error = *inner;
    }
    let line = error.take_position().line();
    let message = match &error {
        EvalAltResult::ErrorTooManyOperations(_) | EvalAltResult::ErrorTerminated(..) => {
            format!("the script takes more than {} steps", steps::MOST)
        }
        EvalAltResult::ErrorStackOverflow(_) => {
            format!("the script's functions call one another more than {MOST_CALLS} deep")
        }
        EvalAltResult::ErrorTooManyVariables(_) => {
            format!("the script has more than {MOST_VARIABLES} variables")
        }
        EvalAltResult::ErrorDataTooLarge(what, _) => {
            format!("the script builds something too large: {}", failure::in_words(what))
        }
        EvalAltResult::ErrorFunctionNotFound(signature, _) => {
            let name = signature.split(" (").next().unwrap_or_default();
            format!("a script has no `{name}` for such values")
        }
        EvalAltResult::ErrorRuntime(thrown, _) => format!("the script stops: {}", shown(thrown)),
        other => failure::in_words(&other.to_string()),
    };
    Failure { message, line }
}
