//! Scripts: what they may be given and may give, and calls of them. What their text means is
//! settled by whoever runs it.

use super::value::Progress;
use super::{Checker, Problem};
use crate::ir::{self, Expr, ExprKind, ScriptCall, ScriptId};
use crate::source::Span;
use crate::syntax::{self, Parameter, Script};
use crate::types::{Places, Type};

impl Checker<'_> {
    /// A script for itself.
    pub(super) fn check_script(&mut self, script: &Script) -> Option<Progress> {
        self.check_distinct(script.parameters.iter().map(|parameter| &parameter.name));
        let parameters: Vec<Option<(String, Type)>> =
            script.parameters.iter().map(|parameter| self.script_parameter(parameter)).collect();
        let result = self.type_named(&script.result)?;
        if result == Type::Text || result == Type::DateTime {
            let found = self.describe(&result);
            let span = script.result.span;
            return self.report(Problem::ScriptType { action: say!("give"), found, span });
        }
        let parameters = parameters.into_iter().collect::<Option<_>>()?;
        let name = script.name.text.clone();
        let declared = ir::Script {
            name: name.clone(),
            parameters,
            result,
            body: script.body.value.clone(),
            span: script.body.span,
            name_span: script.name.span,
        };
        self.scripts.insert(name, declared);
        Some(Progress::Function)
    }

    fn script_parameter(&mut self, parameter: &Parameter) -> Option<(String, Type)> {
        let span = parameter.name.span;
        let (found, span) = match (&parameter.ty, self.scalar_type(parameter)?) {
            (Some(ty), Some(Type::DateTime)) => (self.describe(&Type::DateTime), ty.span),
            (_, Some(ty)) => return Some((parameter.name.text.clone(), ty)),
            (Some(ty), None) => (say!("an element of a list"), ty.span),
            (None, None) => (say!("a value without a type"), span),
        };
        self.report(Problem::ScriptType { action: say!("be given"), found, span })
    }

    pub(super) fn script_call(
        &mut self,
        script: &Script,
        arguments: &[syntax::Expr],
        span: Span,
    ) -> Option<Expr> {
        let declared = self.scripts.get(&script.name.text)?;
        let (parameters, ty) = (declared.parameters.clone(), declared.result.clone());
        let checked: Vec<Option<Expr>> = parameters
            .iter()
            .zip(arguments)
            .map(|((name, ty), argument)| self.script_argument(name, ty, argument))
            .collect();
        let arguments = checked.into_iter().collect::<Option<_>>()?;
        let call = ScriptCall { script: self.script_id(&script.name.text)?, arguments };
        Some(Expr { kind: ExprKind::Script(call), ty, optional: false, span })
    }

    fn script_argument(&mut self, name: &str, ty: &Type, argument: &syntax::Expr) -> Option<Expr> {
        let mut checked = self.decided(argument, Some(ty))?;
        if *ty == Type::Date {
            checked = self.as_date(checked)?;
        }
        self.require_type(ty, &checked)?;
        let Some(allowed) = ty.places() else { return Some(checked) };
        let places = match &checked.ty {
            Type::Quantity(_, Places::Fixed(places)) => Some(*places),
            _ => None,
        };
        if places.is_some_and(|places| places <= allowed) {
            return Some(checked);
        }
        let (name, span) = (name.to_owned(), argument.span);
        self.report(Problem::ScriptPlaces { name, places, allowed, span })
    }

    /// The place of a script among all, by name.
    fn script_id(&self, name: &str) -> Option<ScriptId> {
        let scripts = self.declared.items.iter().filter(|(_, item)| item.is_script());
        let at = scripts.map(|(name, _)| *name).position(|other| other == name)?;
        u32::try_from(at).ok().map(ScriptId)
    }
}
