//! Reading records: every format, every rejection.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod records {
    mod formats;
    mod garbage;
    mod program;
    mod rejections;
    mod show;
    mod tables;
}
