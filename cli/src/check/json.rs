//! Findings as JSON lines.

use std::io::{self, Write};

use super::said::Said;

/// One finding a line.
pub(super) fn write(found: &[Said], out: &mut dyn Write) -> io::Result<()> {
    for said in found {
        serde_json::to_writer(&mut *out, said)?;
        writeln!(out)?;
    }
    Ok(())
}
