//! Places in a record: fields through nested records, elements of lists.

use loyal_dsl::ir::{FieldKind, Program, RecordId};
use loyal_dsl::types::Type;
use serde_json::Value as Json;

/// One step into a record.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Field(String),
    Element(usize),
}

/// Where something stands in a record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Spot(Vec<Step>);

impl Spot {
    fn fields(&self, path: &[String]) -> Spot {
        let steps = path.iter().cloned().map(Step::Field);
        Spot(self.0.iter().cloned().chain(steps).collect())
    }

    fn element(&self, at: usize) -> Spot {
        Spot(self.0.iter().cloned().chain([Step::Element(at)]).collect())
    }

    /// What stands there.
    pub(super) fn get<'j>(&self, record: &'j Json) -> Option<&'j Json> {
        self.0.iter().try_fold(record, |inner, step| match step {
            Step::Field(name) => inner.get(name),
            Step::Element(at) => inner.get(at),
        })
    }

    /// The record with something else there.
    pub(super) fn with(&self, record: &Json, value: Json) -> Json {
        let mut changed = record.clone();
        if let Some(place) = place(&mut changed, &self.0) {
            *place = value;
        }
        changed
    }

    /// The record with nothing there; `None` where there is nothing.
    pub(super) fn without(&self, record: &Json) -> Option<Json> {
        let (last, holder) = self.0.split_last()?;
        let mut changed = record.clone();
        match (place(&mut changed, holder)?, last) {
            (Json::Object(fields), Step::Field(name)) => {
                fields.remove(name)?;
            }
            (Json::Array(elements), Step::Element(at)) if *at < elements.len() => {
                elements.remove(*at);
            }
            _ => return None,
        }
        Some(changed)
    }
}

fn place<'j>(record: &'j mut Json, steps: &[Step]) -> Option<&'j mut Json> {
    steps.iter().try_fold(record, |inner, step| match step {
        Step::Field(name) => inner.get_mut(name),
        Step::Element(at) => inner.get_mut(at),
    })
}

/// What may be left out, the last first: elements of lists, and what is optional.
pub(super) fn removable(program: &Program, record: &Json) -> Vec<Spot> {
    let mut all = Vec::new();
    walk(program, (RecordId(0), &Spot::default()), record, &mut |spot, is_optional, _| {
        if is_optional {
            all.push(spot);
        }
    });
    all.reverse();
    all
}

/// Values that can be a little more or less: figures and dates, with their types.
pub(super) fn movable(program: &Program, record: &Json) -> Vec<(Spot, Type)> {
    let mut all = Vec::new();
    walk(program, (RecordId(0), &Spot::default()), record, &mut |spot, _, ty| {
        if let Some(ty @ (Type::Quantity(..) | Type::Date)) = ty {
            all.push((spot, ty.clone()));
        }
    });
    all
}

/// Visits values and elements that are there: whether they may be missing, and the type of values
/// that are no keys.
fn walk(
    program: &Program,
    (id, at): (RecordId, &Spot),
    record: &Json,
    visit: &mut dyn FnMut(Spot, bool, Option<&Type>),
) {
    let Some(declared) = program.records.get(id.0 as usize) else { return };
    for (index, field) in declared.fields.iter().enumerate() {
        let spot = at.fields(&field.path);
        let is_key = declared.key.is_some_and(|key| key.0 as usize == index);
        match (&field.kind, spot.get(record)) {
            (_, None) => {}
            (FieldKind::Scalar(ty), Some(_)) => {
                if let (true, [group, _, ..]) = (field.optional, field.path.as_slice()) {
                    visit(at.fields(std::slice::from_ref(group)), true, None);
                }
                visit(spot, field.optional, Some(ty).filter(|_| !is_key));
            }
            (FieldKind::List(element), Some(list)) => {
                for at in 0..list.as_array().map_or(0, Vec::len) {
                    let inner = spot.element(at);
                    walk(program, (*element, &inner), record, visit);
                    visit(inner, true, None);
                }
            }
        }
    }
}
