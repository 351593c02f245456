//! Rows by the number of their owner.

/// The rows of each owner, in the order of their file.
#[derive(Debug, Default)]
pub(super) struct Grouped {
    /// Owner `i` has `rows[starts[i]..starts[i + 1]]`.
    starts: Vec<usize>,
    rows: Vec<usize>,
}

impl Grouped {
    /// By the owner of each row; rows without one are left out.
    pub(super) fn of(owners: &[Option<usize>]) -> Grouped {
        let count = owners.iter().flatten().max().map_or(0, |last| last + 1);
        let mut starts = vec![0; count + 1];
        for owner in owners.iter().flatten() {
            if let Some(next) = starts.get_mut(owner + 1) {
                *next += 1;
            }
        }
        let mut before = 0;
        for start in &mut starts {
            before += *start;
            *start = before;
        }
        let mut next = starts.clone();
        let mut rows = vec![0; before];
        for (row, owner) in owners.iter().enumerate() {
            let Some(at) = owner.and_then(|owner| next.get_mut(owner)) else { continue };
            if let Some(slot) = rows.get_mut(*at) {
                *slot = row;
            }
            *at += 1;
        }
        Grouped { starts, rows }
    }

    /// The rows of an owner.
    pub(super) fn rows(&self, owner: usize) -> &[usize] {
        let range = self.starts.get(owner).zip(self.starts.get(owner + 1));
        range.and_then(|(start, end)| self.rows.get(*start..*end)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Grouped;

    #[test]
    fn rows_stand_with_their_owner() {
        let grouped = Grouped::of(&[Some(2), Some(0), None, Some(2), Some(4), Some(0)]);
        let rows: Vec<&[usize]> = (0..7).map(|owner| grouped.rows(owner)).collect();
        assert_eq!(rows, [&[1, 5][..], &[], &[0, 3], &[], &[4], &[], &[]]);
        assert!(Grouped::of(&[None]).rows(0).is_empty());
    }
}
