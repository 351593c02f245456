//! Bytes, eight at a time, in ordinary words.

const EACH: u64 = u64::MAX / 255;
const HIGH: u64 = EACH * 0x80;

/// The first place from `at` on where one of these bytes stands; otherwise the end.
pub(super) fn first_of<const N: usize>(bytes: &[u8], at: usize, sought: [u8; N]) -> usize {
    let found = |eight: u64| {
        sought.iter().fold(0, |found, byte| found | zeros(eight ^ (EACH * u64::from(*byte))))
    };
    first(bytes, at, found, |byte| sought.contains(&byte))
}

/// The first quote, backslash or control character from `at` on; otherwise the end.
pub(super) fn first_special(bytes: &[u8], at: usize) -> usize {
    let found = |eight: u64| {
        zeros(eight ^ (EACH * u64::from(b'"')))
            | zeros(eight ^ (EACH * u64::from(b'\\')))
            | eight.wrapping_sub(EACH * 0x20) & !eight & HIGH
    };
    first(bytes, at, found, |byte| matches!(byte, b'"' | b'\\' | 0..0x20))
}

/// `found` gives a bit in the first byte of eight that is sought, and none before it.
fn first(
    bytes: &[u8],
    mut at: usize,
    found: impl Fn(u64) -> u64,
    is_sought: impl Fn(u8) -> bool,
) -> usize {
    while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let found = found(u64::from_le_bytes(*eight));
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default().iter();
    at + rest.take_while(|byte| !is_sought(**byte)).count()
}

/// Every place of a byte, in turn.
pub(super) fn each_of(bytes: &[u8], sought: u8, mut found: impl FnMut(usize)) {
    let (eights, rest) = bytes.as_chunks::<8>();
    for (number, eight) in eights.iter().enumerate() {
        let others = u64::from_le_bytes(*eight) ^ (EACH * u64::from(sought));
        // No carry goes from one byte to the next, so that every bit is right.
        let mut zeros = !((others & !HIGH).wrapping_add(!HIGH) | others | !HIGH);
        while zeros != 0 {
            found(number * 8 + zeros.trailing_zeros() as usize / 8);
            zeros &= zeros - 1;
        }
    }
    let before = eights.len() * 8;
    for (at, _) in rest.iter().enumerate().filter(|(_, byte)| **byte == sought) {
        found(before + at);
    }
}

/// A bit in the first byte that is zero, and none before it.
fn zeros(eight: u64) -> u64 {
    eight.wrapping_sub(EACH) & !eight & HIGH
}

#[cfg(test)]
mod tests {
    use super::{each_of, first_of, first_special};

    /// Rows of bytes that are alike, next to each other or far from what is sought.
    fn rows() -> impl Iterator<Item = Vec<u8>> {
        let signs = [0, 1, 0x1f, 0x20, 0x21, b'"', 0x23, 0x5b, b'\\', 0x5d, 0x7f, 0x80, 0xa2, 0xff];
        (0..20).flat_map(move |before| {
            signs.into_iter().flat_map(move |other| {
                signs.into_iter().map(move |sign| {
                    let mut bytes = vec![other; before];
                    bytes.extend([sign, other, sign, sign, 1, other, other, other, other]);
                    bytes
                })
            })
        })
    }

    #[test]
    fn what_is_sought_is_found_where_it_stands() {
        let special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
        for bytes in rows() {
            let first = bytes.iter().position(special).unwrap_or(bytes.len());
            assert_eq!(first_special(&bytes, 0), first, "{bytes:?}");
            for sought in [0, b'"', 0x80, 0xff] {
                let is_sought = |(_, byte): &(usize, &u8)| [sought, b','].contains(byte);
                let mut all = bytes.iter().enumerate().skip(3).filter(is_sought);
                let first = all.next().map_or(bytes.len(), |(at, _)| at);
                assert_eq!(first_of(&bytes, 3.min(bytes.len()), [sought, b',']), first);
                let mut found = Vec::new();
                each_of(&bytes, sought, |at| found.push(at));
                let all = bytes.iter().enumerate().filter(|(_, byte)| **byte == sought);
                assert_eq!(found, all.map(|(at, _)| at).collect::<Vec<_>>(), "{bytes:?}");
            }
        }
    }
}
