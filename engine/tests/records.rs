//! Reading records: every format, every rejection.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test fails by panicking, and writes the files that it reads"
)]

mod records {
    mod formats;
    mod garbage;
    mod optional_lists;
    mod program;
    mod rejections;
    mod show;
    mod tables;
}
