//! Parquet's hybrid encoding of small whole numbers: long runs as a number and how often it stands,
//! the rest packed into bits, eight at a time.
//!
//! <https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE>

/// Numbers that are packed together, and the shortest run that is not.
const GROUP: usize = 8;

/// How many bits the numbers up to this one take.
pub(super) fn width(largest: u32) -> u8 {
    u8::try_from(u32::BITS - largest.leading_zeros()).unwrap_or(u8::MAX)
}

/// Appends numbers of so many bits each.
pub(super) fn encode(numbers: &[u32], width: u8, out: &mut Vec<u8>) {
    let mut packed = numbers;
    let mut rest = numbers;
    while let Some(first) = rest.first() {
        let run = rest.iter().take_while(|number| *number == first).count();
        let before = packed.len() - rest.len();
        let filling = before.next_multiple_of(GROUP) - before;
        let (_, behind) = rest.split_at(run);
        if run >= filling + GROUP {
            let (start, _) = packed.split_at(before + filling);
            pack(start, width, out);
            repeat(*first, run - filling, width, out);
            packed = behind;
        }
        rest = behind;
    }
    pack(packed, width, out);
}

/// One number, so often.
fn repeat(number: u32, times: usize, width: u8, out: &mut Vec<u8>) {
    variable(times << 1, out);
    let bytes = number.to_le_bytes();
    out.extend(bytes.into_iter().take(usize::from(width.div_ceil(8))));
}

/// Numbers packed into bits, filled up with zeros to a multiple of eight.
fn pack(numbers: &[u32], width: u8, out: &mut Vec<u8>) {
    if numbers.is_empty() {
        return;
    }
    variable(numbers.len().div_ceil(GROUP) << 1 | 1, out);
    for group in numbers.chunks(GROUP) {
        let end = out.len() + usize::from(width);
        let (mut bits, mut held) = (0_u64, 0);
        for number in group {
            bits |= u64::from(*number) << held;
            held += width;
            while held >= 8 {
                out.push(bits.to_le_bytes()[0]);
                bits >>= 8;
                held -= 8;
            }
        }
        out.push(bits.to_le_bytes()[0]);
        out.resize(end, 0);
    }
}

/// A number in groups of seven bits, the lowest first.
fn variable(mut number: usize, out: &mut Vec<u8>) {
    loop {
        let low = number.to_le_bytes()[0] & 0x7f;
        number >>= 7;
        if number == 0 {
            return out.push(low);
        }
        out.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::{encode, width};

    #[test]
    fn widths_hold_the_largest_number() {
        assert_eq!([0, 1, 2, 3, 4, 255, 256, u32::MAX].map(width), [0, 1, 2, 2, 3, 8, 9, 32]);
    }

    #[test]
    fn runs_are_counted_and_the_rest_is_packed() {
        let encoded = |numbers: &[u32], width| {
            let mut out = Vec::new();
            encode(numbers, width, &mut out);
            out
        };
        assert_eq!(encoded(&[], 1), [0_u8; 0]);
        assert_eq!(encoded(&[1; 100], 1), [200, 1, 1]);
        // The example of the format's description.
        assert_eq!(
            encoded(&[0, 1, 2, 3, 4, 5, 6, 7], 3),
            [3, 0b1000_1000, 0b1100_0110, 0b1111_1010]
        );
        // What fills the packed eight comes from the run.
        let mixed = [vec![1, 0, 1], vec![1; 5 + 8]].concat();
        assert_eq!(encoded(&mixed, 1), [3, 0b1111_1101, 16, 1]);
        assert_eq!(encoded(&[1, 0, 1], 1), [3, 0b0000_0101]);
        assert_eq!(encoded(&[0; 9], 0), [18]);
    }
}
