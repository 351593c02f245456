//! Days since 1970 and their dates (Howard Hinnant's algorithms).

/// Year, month and day.
pub(super) fn date(day: i64) -> (i64, i64, i64) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

pub(super) fn day(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let from_march = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * from_march + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// So many months later; from the last days of a month the last of a shorter one.
pub(super) fn add_months(from: i64, months: i64) -> i64 {
    let (year, month, of_month) = date(from);
    let total = year * 12 + month - 1 + months;
    let (year, month) = (total.div_euclid(12), total.rem_euclid(12) + 1);
    let last = end_of_month(day(year, month, 1));
    last.min(day(year, month, 1) + of_month - 1)
}

pub(super) fn end_of_month(of: i64) -> i64 {
    let (year, month, _) = date(of);
    let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    day(year, month, 1) - 1
}

pub(super) fn start_of_month(of: i64) -> i64 {
    let (year, month, _) = date(of);
    day(year, month, 1)
}

/// `2026-06-30`
pub(super) fn write(of: i64, out: &mut String) {
    let (year, month, of_month) = date(of);
    digits(year, 4, out);
    out.push('-');
    digits(month, 2, out);
    out.push('-');
    digits(of_month, 2, out);
}

pub(super) fn digits(number: i64, least: usize, out: &mut String) {
    let mut buffer = [b'0'; 20];
    let (mut at, mut rest) = (buffer.len(), number.unsigned_abs());
    while rest > 0 || buffer.len() - at < least {
        at -= 1;
        buffer[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    out.push_str(std::str::from_utf8(&buffer[at..]).expect("digits"));
}
