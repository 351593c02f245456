//! A record in the usual form → rows, by one pass over its text. On the slightest doubt (a list
//! where an object is due, a name with escapes, a field given twice, text that is no JSON) it gives
//! up, and [`super::careful`] reads the record again with care: what that would read, and what it would
//! refuse, must be the same wherever this one does not give up.

use super::careful::{position, put_leaf};
use super::cursor::Cursor;
use crate::record::draft::{Draft, Lengths};
use crate::record::raw::Raw;
use crate::record::schema::{Names, Plan, Read, Slot};

/// Objects and lists within each other; deeper ones are read with care.
const DEEPEST: usize = 32;

/// What is learnt from records that came before: which name follows on which.
#[derive(Debug, Default)]
pub(super) struct Habits {
    /// By table of names and the number of names before, from 0: the slot.
    next: Vec<Vec<usize>>,
    /// How long the tables were before the current record.
    lengths: Lengths,
}

/// A record that is being read.
struct Record<'r, 's, 't> {
    draft: &'r mut Draft<'s>,
    habits: &'r mut Habits,
    cursor: Cursor<'t>,
    /// Where the text begins in its piece.
    start: usize,
}

impl Habits {
    /// Reads the record of one customer, whose text begins at `start` of the piece. `None`, and a
    /// draft without it, where the text is not in the usual form.
    pub(super) fn read_record(
        &mut self,
        draft: &mut Draft<'_>,
        text: &str,
        start: usize,
    ) -> Option<()> {
        draft.measure(&mut self.lengths);
        draft.at = position(start);
        draft.begin(0);
        let cursor = Cursor::new(text);
        let read = Record { draft: &mut *draft, habits: &mut *self, cursor, start }.read();
        match read {
            Some(()) => draft.end(0),
            None => draft.shorten(&self.lengths),
        }
        read
    }

    /// The place of the slot that mostly stands behind the slot `before`, counted from 1.
    fn next(&self, names: &Names, before: usize) -> usize {
        let known = self.next.get(names.id).and_then(|next| next.get(before));
        known.copied().unwrap_or(before)
    }

    fn learn(&mut self, names: &Names, before: usize, at: usize) {
        if self.next.len() <= names.id {
            self.next.resize_with(names.id + 1, Vec::new);
        }
        let Some(next) = self.next.get_mut(names.id) else { return };
        next.extend(next.len()..=names.slots.len());
        if let Some(next) = next.get_mut(before) {
            *next = at;
        }
    }
}

impl<'s> Record<'_, 's, '_> {
    fn read(mut self) -> Option<()> {
        let schema = self.draft.schema;
        self.cursor.skip_blanks();
        self.object(0, &schema.levels.first()?.names, DEEPEST)?;
        self.cursor.skip_blanks();
        self.cursor.peek().is_none().then_some(())
    }

    /// The fields of an object: a record's, or a group of them.
    fn object(&mut self, level: usize, names: &'s Names, depth: usize) -> Option<()> {
        if !self.cursor.take(b'{') {
            return None;
        }
        self.cursor.skip_blanks();
        if self.cursor.take(b'}') {
            return Some(());
        }
        let mut before = 0;
        loop {
            match self.slot(names, before)? {
                Some((at, slot)) => {
                    before = at + 1;
                    self.member(level, slot, depth)?;
                }
                None => self.cursor.skip()?,
            }
            if !self.cursor.goes_on(b'}')? {
                return Some(());
            }
        }
    }

    /// Takes a name that stands behind that of the slot `before`, counted from 1, and gives its slot
    /// with its place; `Some(None)` where the record does not declare it.
    fn slot(&mut self, names: &'s Names, before: usize) -> Option<Option<(usize, &'s Slot)>> {
        let next = self.habits.next(names, before);
        if let Some((label, slot)) = names.labelled(next)
            && self.cursor.take_text(label)
        {
            self.cursor.skip_blanks();
            return Some(Some((next, slot)));
        }
        let name = self.cursor.name()?;
        let found = names.find(name, next);
        match found {
            Some((at, _)) if at != next => self.habits.learn(names, before, at),
            Some(_) => {}
            None => self.draft.note_unknown(names, name),
        }
        Some(found)
    }

    fn member(&mut self, level: usize, slot: &'s Slot, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        let field = match slot {
            Slot::Group(_) if self.cursor.peek()? == b'n' => return self.cursor.word("null"),
            Slot::Group(names) => return self.object(level, names, depth),
            Slot::Field(field) => *field,
        };
        let plan = self.draft.schema.levels.get(level)?.fields.get(field)?;
        match plan.read {
            Read::Skip => self.cursor.skip(),
            Read::Scalar(_) | Read::List(_) if self.draft.is_met(level, field) => None,
            Read::Scalar(_) => self.leaf(level, field, plan),
            Read::List(child) => self.list(level, field, child, depth),
        }
    }

    fn leaf(&mut self, level: usize, field: usize, plan: &'s Plan) -> Option<()> {
        let start = self.cursor.at;
        self.draft.at = position(self.start + start);
        let raw = match self.cursor.peek()? {
            b'"' => {
                let quoted = self.cursor.string()?;
                if quoted.has_escapes {
                    put_leaf(self.draft, level, field, self.cursor.since(start)?);
                    return Some(());
                }
                Raw::Text(quoted.inner)
            }
            b'n' => self.cursor.word("null").map(|()| Raw::Missing)?,
            b't' => self.cursor.word("true").map(|()| Raw::Bool(true))?,
            b'f' => self.cursor.word("false").map(|()| Raw::Bool(false))?,
            _ => Raw::Number(self.cursor.number()?),
        };
        self.draft.put_planned(level, field, plan, raw);
        Some(())
    }

    fn list(&mut self, level: usize, field: usize, child: usize, depth: usize) -> Option<()> {
        if self.cursor.peek()? == b'n' {
            self.cursor.word("null")?;
            self.draft.put(level, field, Raw::Missing);
            return Some(());
        }
        if !self.cursor.take(b'[') {
            return None;
        }
        let names = &self.draft.schema.levels.get(child)?.names;
        self.cursor.skip_blanks();
        let mut goes_on = !self.cursor.take(b']');
        while goes_on {
            self.draft.begin(child);
            self.object(child, names, depth)?;
            self.draft.end(child);
            goes_on = self.cursor.goes_on(b']')?;
        }
        self.draft.close_list(level, field);
        Some(())
    }
}
