//! Findings as workflow commands, which GitHub shows beside the lines of a change.

use std::io::{self, Write};

use super::said::Said;

/// One annotation a finding; what the policy lets stand has none.
pub(super) fn write(found: &[Said], out: &mut dyn Write) -> io::Result<()> {
    for said in found.iter().filter(|said| said.allowed.is_none()) {
        let place = said.place.as_ref().map(|place| {
            let file = property(&place.file);
            let (line, column) = (place.line, place.column);
            let end = (place.end_line == place.line)
                .then(|| format!(",endColumn={}", place.end_column.saturating_sub(1).max(column)));
            let end = end.unwrap_or_default();
            format!("file={file},line={line},endLine={},col={column}{end},", place.end_line)
        });
        let (severity, place) = (said.severity, place.unwrap_or_default());
        writeln!(out, "::{severity} {place}title={}::{}", said.code, data(&said.whole()))?;
    }
    Ok(())
}

/// A text behind the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A text between commas.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn what_ends_a_part_is_escaped() {
        assert_eq!(data("5%: a,\nb"), "5%25: a,%0Ab");
        assert_eq!(property("5%: a,\nb"), "5%25%3A a%2C%0Ab");
    }
}
