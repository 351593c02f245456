//! Lists: what is seen of them, what is made of them.

use super::name::{field_id, member_path};
use super::scope::Frame;
use super::{Checker, Problem, build};
use crate::ir::{Expr, FieldId, FieldKind, Hop, RecordId};
use crate::source::Span;
use crate::syntax::{self, AggregateKind, ListExpr, Name};

/// A list of a record in sight: the record's depth, the field, its elements.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) depth: u8,
    pub(super) list: FieldId,
    pub(super) element: RecordId,
}

impl Checker<'_> {
    /// Puts the elements of a list in sight, outermost list first. `name` renames the innermost.
    pub(super) fn enter(&mut self, list: &ListExpr, name: Option<&Name>) -> Option<Vec<Place>> {
        let before = self.scope.frames.len();
        let places = self.enter_path(list, name, true);
        if places.is_none() {
            self.scope.frames.truncate(before);
        }
        places
    }

    fn enter_path(
        &mut self,
        list: &ListExpr,
        name: Option<&Name>,
        bare: bool,
    ) -> Option<Vec<Place>> {
        let mut places: Vec<Place> = Vec::new();
        for (index, step) in list.path.iter().enumerate().rev() {
            let place = match places.last() {
                None => self.list_in_sight(step)?,
                Some(outer) => {
                    let depth = self.scope.next_depth().saturating_sub(1);
                    self.list_of(depth, outer.element, step)?
                }
            };
            let record = self.record(place.element)?;
            let given = name.filter(|_| index == 0).map(|name| name.text.clone());
            let built_in = given.is_none() && record.fields.iter().all(|field| field.built_in);
            let name = given.unwrap_or_else(|| record.name.clone());
            let frame = Frame { name, record: place.element, bare, built_in };
            self.scope.frames.push(frame);
            places.push(place);
        }
        Some(places)
    }

    pub(super) fn leave(&mut self, frames: usize) {
        let left = self.scope.frames.len().saturating_sub(frames);
        self.scope.frames.truncate(left);
    }

    /// The list that a name or a member means.
    fn list_in_sight(&mut self, expr: &syntax::Expr) -> Option<Place> {
        let path = member_path(expr)?;
        let names: Vec<&str> = path.iter().map(|name| name.text.as_str()).collect();
        if let Some((first, rest)) = names.split_first()
            && let Some(depth) = self.scope.element(first)
            && let Some(record) = self.scope.record(depth)
            && !rest.is_empty()
        {
            return self.list_field(depth, record, rest, expr.span);
        }
        let lists: Vec<(u8, RecordId)> = (0u8..)
            .zip(&self.scope.frames)
            .filter(|(_, frame)| frame.bare)
            .filter(|(_, frame)| self.is_list(frame.record, &names))
            .map(|(depth, frame)| (depth, frame.record))
            .collect();
        match lists.last() {
            Some((depth, record)) => self.list_field(*depth, *record, &names, expr.span),
            None => self.no_list(expr),
        }
    }

    fn no_list(&mut self, expr: &syntax::Expr) -> Option<Place> {
        let path = member_path(expr)?;
        let (name, span) = (path.last()?.text.clone(), expr.span);
        let known = self.stands_for_value(&name) || path.len() > 1;
        if known {
            return self.report(Problem::NotAList { name, span });
        }
        let lists: Vec<String> = self
            .record(RecordId(0))?
            .fields
            .iter()
            .filter(|field| matches!(field.kind, FieldKind::List(_)))
            .map(crate::ir::Field::name)
            .collect();
        let nearest = super::describe::nearest(&name, lists.iter().map(String::as_str));
        self.report(Problem::UnknownName { name, span, nearest })
    }

    fn is_list(&self, record: RecordId, path: &[&str]) -> bool {
        self.record(record).is_some_and(|record| {
            field_id(record, path)
                .and_then(|id| record.fields.get(id.0 as usize))
                .is_some_and(|field| matches!(field.kind, FieldKind::List(_)))
        })
    }

    fn list_of(&mut self, depth: u8, record: RecordId, expr: &syntax::Expr) -> Option<Place> {
        let path = member_path(expr)?;
        let names: Vec<&str> = path.iter().map(|name| name.text.as_str()).collect();
        self.list_field(depth, record, &names, expr.span)
    }

    fn list_field(
        &mut self,
        depth: u8,
        record: RecordId,
        path: &[&str],
        span: Span,
    ) -> Option<Place> {
        let found = self.record(record).and_then(|record| {
            let list = field_id(record, path)?;
            match record.fields.get(list.0 as usize)?.kind {
                FieldKind::List(element) => Some(Place { depth, list, element }),
                FieldKind::Scalar(_) => None,
            }
        });
        found.or_else(|| self.report(Problem::NotAList { name: path.join("."), span }))
    }

    /// A condition for each list of a path: the window goes to the innermost dated one, and every
    /// other dated list is seen as of today.
    pub(super) fn window_filters(
        &mut self,
        places: &[Place],
        list: &ListExpr,
    ) -> Option<Vec<Option<Expr>>> {
        let base = self.scope.frames.len().saturating_sub(places.len());
        let dated: Vec<bool> = places
            .iter()
            .map(|place| self.record(place.element).is_some_and(|record| record.dated_by.is_some()))
            .collect();
        let target = dated.iter().rposition(|dated| *dated);
        if let (None, Some(window)) = (target, &list.window) {
            let name = list
                .path
                .first()
                .and_then(member_path)
                .and_then(|path| path.last().map(|name| name.text.clone()));
            return self
                .report(Problem::Undated { list: name.unwrap_or_default(), span: window.span });
        }
        let frames = self.scope.frames.clone();
        let mut filters = Vec::new();
        for (index, place) in places.iter().enumerate() {
            let window = list.window.as_ref().filter(|_| Some(index) == target);
            // A window speaks of what stands around the list, never of its elements.
            self.scope.frames.truncate(base + index + 1);
            self.scope.frames.iter_mut().skip(base).for_each(Frame::hide);
            let seen = self.seen(base + index, place.element, window, list.span);
            self.scope.frames.clone_from(&frames);
            filters.push(seen?);
        }
        Some(filters)
    }

    fn seen(
        &mut self,
        depth: usize,
        element: RecordId,
        window: Option<&syntax::Window>,
        span: Span,
    ) -> Option<Option<Expr>> {
        let Some(date) = self.record(element)?.dated_by else { return Some(None) };
        let depth = u8::try_from(depth).ok()?;
        let span = window.map_or(span, |window| window.span);
        let date = self.field_at(depth, element, date, span)?;
        self.element_in_window(date, window, span).map(Some)
    }

    /// `for each line in lines of orders in last 30 days`: the frames stay in sight.
    pub(super) fn for_each(&mut self, element: &Name, list: &ListExpr) -> Option<Vec<Hop>> {
        let before = self.scope.frames.len();
        let Some(places) = self.enter_path(list, Some(element), false) else {
            self.scope.frames.truncate(before);
            return None;
        };
        self.require_keys(&places, list.span)?;
        let filters = self.window_filters(&places, list)?;
        // Inside `where` the elements' fields can be named bare.
        self.set_bare(before, true);
        let (condition, _) = self.reduced(AggregateKind::Count, None, list);
        self.set_bare(before, false);
        let condition = condition?;
        self.assume(condition.as_ref());
        let mut conditions = vec![condition];
        let mut hops = Vec::new();
        for (index, (place, filter)) in places.iter().zip(filters).enumerate().rev() {
            let name = self.scope.frames.get(before + index)?.name.clone();
            let filter = build::all(filter.into_iter().chain(conditions.pop().flatten()));
            hops.insert(0, Hop { name, list: place.list, element: place.element, filter });
        }
        Some(hops)
    }

    /// Who grants for an element must be able to tell it again.
    fn require_keys(&mut self, places: &[Place], span: Span) -> Option<()> {
        let elements = places.iter().filter_map(|place| self.record(place.element));
        let without = elements.into_iter().find(|record| record.key.is_none());
        match without.map(|record| record.name.clone()) {
            Some(element) => self.report(Problem::NoElementKey { element, span }),
            None => Some(()),
        }
    }

    fn set_bare(&mut self, from: usize, bare: bool) {
        for frame in self.scope.frames.iter_mut().skip(from) {
            frame.bare = bare;
        }
    }
}
