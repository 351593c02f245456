//! The columns by which elements are put into classes.

use super::Cut;
use super::names::Names;
use super::words::sign;
use crate::plan::classes::Classes;
use crate::plan::op::{GLOBAL, RegionId};

/// How the columns of a region are cut.
pub(super) fn cuts(names: &Names<'_>, region: RegionId, classes: &Classes) -> Vec<Cut> {
    let cuts = classes.columns.iter().map(|column| {
        let tests = column.tests.iter();
        let mut by: Vec<String> = tests
            .map(|(test, reg)| format!("{} {}", sign(*test), names.operand(GLOBAL, *reg)))
            .collect();
        by.sort();
        by.dedup();
        Cut { column: names.column(region, column.field), parts: column.parts(), by }
    });
    cuts.collect()
}
