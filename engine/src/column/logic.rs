//! Kernels on states alone: what is known, what holds, and which errors are read.

use super::register::Flags;

/// `not a`
pub(crate) fn not(a: Flags) -> Flags {
    Flags { bits: a.valid & !a.bits, ..a }
}

/// `a and b`: `b` is read only where `a` holds.
pub(crate) fn and(a: Flags, b: Flags) -> Flags {
    Flags {
        bits: a.bits & b.bits,
        valid: (a.valid & !a.bits) | (a.bits & b.valid),
        error: a.error | (a.bits & b.error),
    }
}

/// `a or b`: `b` is read only where `a` is known not to hold.
pub(crate) fn or(a: Flags, b: Flags) -> Flags {
    let fails = a.valid & !a.bits;
    Flags {
        bits: a.bits | (fails & b.bits),
        valid: a.bits | (fails & b.valid),
        error: a.error | (fails & b.error),
    }
}

/// `a is known`
pub(crate) fn known(a: Flags) -> Flags {
    Flags { bits: a.valid, valid: !a.error, error: a.error }
}

/// `a is b` for yes/no values; `same` is false for `is not`.
pub(crate) fn equal(a: Flags, b: Flags, same: bool) -> Flags {
    let state = a.both(b);
    let differ = a.bits ^ b.bits;
    Flags { bits: state.valid & if same { !differ } else { differ }, ..state }
}

/// The lanes where `b` is read in `a or else b`.
pub(crate) fn is_missing(a: Flags) -> u64 {
    !a.valid & !a.error
}

/// The result of choosing among branches: every lane is in at most one of the masks, and the
/// lanes of `failed` are those whose condition failed.
pub(crate) fn choose(branches: impl Iterator<Item = (u64, Flags)>, failed: u64) -> Flags {
    let none = Flags { bits: 0, valid: 0, error: failed };
    branches.fold(none, |chosen, (mask, value)| Flags {
        bits: chosen.bits | (mask & value.bits),
        valid: chosen.valid | (mask & value.valid),
        error: chosen.error | (mask & value.error),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lanes 0 to 3: yes, no, missing, error.
    const EACH: Flags = Flags { bits: 0b0001, valid: 0b0011, error: 0b1000 };

    fn all(lane: u64) -> Flags {
        let spread = |word: u64| if word >> lane & 1 == 1 { 0b1111 } else { 0 };
        Flags { bits: spread(EACH.bits), valid: spread(EACH.valid), error: spread(EACH.error) }
    }

    fn text(flags: Flags) -> String {
        (0..4)
            .map(|lane| {
                match (flags.bits >> lane & 1, flags.valid >> lane & 1, flags.error >> lane & 1) {
                    (1, 1, 0) => 'y',
                    (0, 1, 0) => 'n',
                    (0, 0, 0) => '-',
                    (0, 0, 1) => 'e',
                    other => panic!("{other:?} is no state"),
                }
            })
            .collect()
    }

    #[test]
    fn and_reads_its_right_side_only_where_the_left_holds() {
        let rows = [(0, "yn-e"), (1, "nnnn"), (2, "----"), (3, "eeee")];
        for (left, expected) in rows {
            assert_eq!(text(and(all(left), EACH)), expected);
        }
    }

    #[test]
    fn or_reads_its_right_side_only_where_the_left_does_not_hold() {
        let rows = [(0, "yyyy"), (1, "yn-e"), (2, "----"), (3, "eeee")];
        for (left, expected) in rows {
            assert_eq!(text(or(all(left), EACH)), expected);
        }
    }

    #[test]
    fn strict_operations_keep_the_state() {
        assert_eq!(text(not(EACH)), "ny-e");
        assert_eq!(text(Flags { valid: known(EACH).valid & 0b1111, ..known(EACH) }), "yyne");
        assert_eq!(text(equal(EACH, all(1), true)), "ny-e");
        assert_eq!(text(equal(EACH, all(1), false)), "yn-e");
    }
}
