//! Calls: functions and tables, inlined where they are used.

use super::declared::Item;
use super::describe::nearest;
use super::pick::Chosen;
use super::scope::{Frame, Local, Scope};
use super::value::Progress;
use super::{Checker, Problem};
use crate::ir::decision::PARAMETERS;
use crate::ir::{Expr, ExprKind, FieldId, RecordId, ValueId};
use crate::source::Span;
use crate::syntax::{self, Define, ExprKind as Syntax, Name, Parameter, TypeName, TypeNameKind};
use crate::types::{Places, Type};

/// A call of a function or table.
#[derive(Clone, Copy)]
struct Call<'a, 'c> {
    item: Item<'a>,
    parameters: &'a [Parameter],
    arguments: &'c [syntax::Expr],
    span: Span,
    hint: Option<&'c Type>,
}

impl<'a> Checker<'a> {
    pub(super) fn call(
        &mut self,
        name: &Name,
        arguments: &[syntax::Expr],
        span: Span,
        hint: Option<&Type>,
    ) -> Option<Expr> {
        let Some(item) = self.declared.items.get(name.text.as_str()).copied() else {
            return self.unknown_function(name);
        };
        let sound = matches!(self.demand(&name.text)?, Progress::Function);
        let (Item::Define(_) | Item::Table(_) | Item::Script(_), true) = (item, sound) else {
            return self.report(Problem::NotAFunction { name: name.text.clone(), span: name.span });
        };
        let parameters = parameters(item);
        if parameters.len() != arguments.len() {
            let (name, declared) = (name.text.clone(), item.name().span);
            let (expected, found) = (parameters.len(), arguments.len());
            return self.report(Problem::ArgumentCount { name, expected, found, span, declared });
        }
        if let Item::Script(script) = item {
            return self.script_call(script, arguments, span);
        }
        self.called(Call { item, parameters, arguments, span, hint }, Vec::new())
    }

    /// A call of which the first parameters stand for something; one that stands for a chosen
    /// element is read within the choice.
    fn called(&mut self, call: Call<'a, '_>, mut bound: Vec<Local>) -> Option<Expr> {
        let mut sound = true;
        while let Some(argument) = call.arguments.get(bound.len()) {
            let parameter = call.parameters.get(bound.len())?;
            if sound && let Some(chosen) = self.chosen_argument(parameter, argument) {
                return self.called_within(call, bound, parameter, chosen?);
            }
            let checked = self.argument(call.item, parameter, argument);
            sound &= checked.is_some();
            bound.push(checked.unwrap_or(Local::Failed));
        }
        if !sound {
            return None;
        }
        self.inlined(call.item, call.parameters, bound, call.span, call.hint)
    }

    /// The chosen element that is given for an element; inside, `None` where something is wrong.
    fn chosen_argument(
        &mut self,
        parameter: &Parameter,
        argument: &syntax::Expr,
    ) -> Option<Option<(Chosen, Option<ValueId>)>> {
        let chosen = match &argument.kind {
            Syntax::Pick { .. } => true,
            Syntax::Name(name) => self.names_element(name),
            _ => false,
        };
        if !chosen || self.scalar_type(parameter)?.is_some() {
            return None;
        }
        Some(match &argument.kind {
            Syntax::Name(name) => self.choice_named(name).map(|(chosen, id)| (chosen, Some(id))),
            _ => self.choice(argument).map(|chosen| (chosen, None)),
        })
    }

    fn called_within(
        &mut self,
        call: Call<'a, '_>,
        mut bound: Vec<Local>,
        parameter: &Parameter,
        (chosen, named): (Chosen, Option<ValueId>),
    ) -> Option<Expr> {
        if self.element_record(parameter)? != chosen.place.element {
            let span = call.arguments.get(bound.len())?.span;
            return self.no_element(parameter, span);
        }
        let span = call.span;
        let read = |checker: &mut Self, depth| {
            bound.push(Local::Element(depth));
            checker.called(call, bound)
        };
        match named {
            Some(id) => self.of_named((chosen, id), "", span, read),
            None => self.of_chosen(chosen, "", span, read),
        }
    }

    fn unknown_function(&mut self, name: &Name) -> Option<Expr> {
        let names = self.declared.items.iter().filter(|(_, item)| !parameters(**item).is_empty());
        let nearest = nearest(&name.text, names.map(|(name, _)| *name));
        self.report(Problem::UnknownName { name: name.text.clone(), span: name.span, nearest })
    }

    /// What a parameter stands for in this call.
    fn argument(
        &mut self,
        item: Item<'a>,
        parameter: &Parameter,
        argument: &syntax::Expr,
    ) -> Option<Local> {
        let Some(ty) = self.scalar_type(parameter)? else {
            return self.element_argument(parameter, argument);
        };
        let checked = self.infer(argument, Some(&ty))?;
        let decides =
            matches!(item, Item::Table(table) if super::table::decides_missing(table, parameter));
        let checked = if decides { checked } else { self.require_decided(checked, argument)? };
        self.require_type(&ty, &checked)?;
        Some(Local::value(checked))
    }

    fn element_argument(
        &mut self,
        parameter: &Parameter,
        argument: &syntax::Expr,
    ) -> Option<Local> {
        let record = self.element_record(parameter)?;
        let depth = match &argument.kind {
            Syntax::Name(name) => self.scope.element(&name.text),
            _ => None,
        };
        match depth.filter(|depth| self.scope.record(*depth) == Some(record)) {
            Some(depth) => Some(Local::Element(depth)),
            None => self.no_element(parameter, argument.span),
        }
    }

    fn no_element<T>(&mut self, parameter: &Parameter, span: Span) -> Option<T> {
        self.report(Problem::Mismatch {
            expected: say!("an element `{name}`", name = &parameter.name.text),
            found: say!("something else"),
            span,
            other: Some((parameter.name.span, say!("as declared here"))),
        })
    }

    /// The type of a parameter; inside, `None` for one that stands for an element.
    pub(super) fn scalar_type(&mut self, parameter: &Parameter) -> Option<Option<Type>> {
        match &parameter.ty {
            None => Some(None),
            Some(TypeName { kind: TypeNameKind::Named(name), .. })
                if !self.choice_names.contains_key(&name.text) && self.has_element(&name.text) =>
            {
                Some(None)
            }
            Some(ty) => self.type_named(ty).map(Some),
        }
    }

    fn has_element(&self, name: &str) -> bool {
        self.records.iter().skip(1).any(|record| record.name == name)
    }

    /// The record of a parameter that stands for an element: named by its type, else by its name.
    fn element_record(&mut self, parameter: &Parameter) -> Option<RecordId> {
        let name = match &parameter.ty {
            Some(TypeName { kind: TypeNameKind::Named(name), .. }) => name,
            _ => &parameter.name,
        };
        let index = self.records.iter().skip(1).position(|record| record.name == name.text);
        if let Some(index) = index.and_then(|index| u32::try_from(index + 1).ok()) {
            return Some(RecordId(index));
        }
        let elements = self.records.iter().skip(1).map(|record| record.name.clone()).collect();
        self.report(Problem::Untyped { name: name.text.clone(), elements, span: name.span })
    }

    /// Requires that a value can stand where a type is declared: scales may differ, units not.
    pub(super) fn require_type(&mut self, ty: &Type, found: &Expr) -> Option<()> {
        let fits = match (ty, &found.ty) {
            (Type::Quantity(a, Places::Fixed(0)), Type::Quantity(b, places)) => {
                a == b && *places == Places::Fixed(0)
            }
            (Type::Quantity(a, _), Type::Quantity(b, _)) => a == b,
            (a, b) => a == b,
        };
        if fits {
            return Some(());
        }
        let expected = self.describe(ty);
        self.mismatch(expected, found, found.span)
    }

    /// The body with its parameters bound; it sees them, the customer and declared values, and
    /// nothing of the place where it is called.
    fn inlined(
        &mut self,
        item: Item<'a>,
        parameters: &[Parameter],
        arguments: Vec<Local>,
        span: Span,
        hint: Option<&Type>,
    ) -> Option<Expr> {
        let names = parameters.iter().map(|parameter| parameter.name.text.clone());
        let mut frames = self.scope.frames.clone();
        frames.iter_mut().skip(1).for_each(Frame::hide);
        let locals = names.zip(arguments).collect();
        let inner = Scope { frames, locals, facts: self.scope.facts.clone(), day: None };
        let outer = std::mem::replace(&mut self.scope, inner);
        let before = self.problems.len();
        let body = self.body(item, hint);
        self.scope = outer;
        // The body is sound for itself: what is wrong now is wrong with this call, and once.
        self.problems.truncate(self.problems.len().min(before + 1));
        body.map(|body| Expr { span, ..body })
    }

    fn body(&mut self, item: Item<'a>, hint: Option<&Type>) -> Option<Expr> {
        match item {
            Item::Define(define) => self.define_body(&define.body, hint, define.name.span),
            Item::Table(table) => self.table_body(table),
            Item::Figures(_)
            | Item::Tier(_)
            | Item::Class(_)
            | Item::Score(_)
            | Item::Kind(_)
            | Item::Points(..)
            | Item::Script(_) => None,
        }
    }

    /// A function for itself, with parameters that stand for any value of their types.
    pub(super) fn check_function(&mut self, define: &'a Define) -> Option<Progress> {
        self.bind_parameters(&define.parameters)?;
        let body = self.define_body(&define.body, None, define.name.span)?;
        self.note_function(define, &body);
        Some(Progress::Function)
    }

    pub(super) fn bind_parameters(&mut self, parameters: &[Parameter]) -> Option<()> {
        self.check_distinct(parameters.iter().map(|parameter| &parameter.name));
        for (index, parameter) in (0u32..).zip(parameters) {
            let local = match self.scalar_type(parameter)? {
                Some(ty) => {
                    let kind = ExprKind::Field { depth: PARAMETERS, field: FieldId(index) };
                    Local::value(Expr { kind, ty, optional: false, span: parameter.name.span })
                }
                None => {
                    let record = self.element_record(parameter)?;
                    let depth = self.scope.next_depth();
                    let name = parameter.name.text.clone();
                    self.scope.frames.push(Frame { name, record, bare: false, built_in: false });
                    Local::Element(depth)
                }
            };
            self.scope.locals.push((parameter.name.text.clone(), local));
        }
        Some(())
    }

    /// The parameters of a declared function, and where it is declared.
    pub(super) fn signature(&self, name: &str) -> (Vec<String>, Span) {
        let Some(item) = self.declared.items.get(name) else {
            return (Vec::new(), Span::default());
        };
        let names = parameters(*item).iter().map(|parameter| parameter.name.text.clone());
        (names.collect(), item.name().span)
    }
}

fn parameters(item: Item<'_>) -> &[Parameter] {
    match item {
        Item::Define(define) => &define.parameters,
        Item::Table(table) => &table.parameters,
        Item::Script(script) => &script.parameters,
        Item::Figures(_)
        | Item::Tier(_)
        | Item::Class(_)
        | Item::Score(_)
        | Item::Kind(_)
        | Item::Points(..) => &[],
    }
}
