//! Whole numbers as digits, at the end of a text that is being written.

/// The numbers below a hundred.
const PAIRS: &str = "\
    0001020304050607080910111213141516171819\
    2021222324252627282930313233343536373839\
    4041424344454647484950515253545556575859\
    6061626364656667686970717273747576777879\
    8081828384858687888990919293949596979899";

/// The digits of a number, with zeros before them up to a width.
pub(crate) fn write_digits(mut number: u64, width: u8, out: &mut String) {
    if number < 100 && (1..=2).contains(&width) {
        let at = usize::try_from(number).unwrap_or_default() * 2;
        let digits = PAIRS.get(at..at + 2).unwrap_or_default();
        let short = width == 1 && number < 10;
        out.push_str(if short { digits.get(1..).unwrap_or_default() } else { digits });
        return;
    }
    let mut digits = [b'0'; 20];
    let mut count = 0;
    for (at, digit) in digits.iter_mut().rev().enumerate() {
        if number == 0 && at >= usize::from(width) {
            break;
        }
        *digit = b'0' + u8::try_from(number % 10).unwrap_or_default();
        number /= 10;
        count = at + 1;
    }
    let written = digits.len().checked_sub(count).and_then(|first| digits.get(first..));
    out.push_str(written.and_then(|digits| str::from_utf8(digits).ok()).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::write_digits;

    #[test]
    fn digits_are_padded_and_never_cut() {
        for (number, width) in [(0, 0), (0, 1), (0, 4), (7, 2), (123, 2), (u64::MAX, 3)] {
            let mut out = "n".to_owned();
            write_digits(number, width, &mut out);
            let digits = if width == 0 && number == 0 { String::new() } else { number.to_string() };
            let zeros = "0".repeat(usize::from(width).saturating_sub(digits.len()));
            assert_eq!(out, format!("n{zeros}{digits}"));
        }
    }
}
