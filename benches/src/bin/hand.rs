//! `hand CUSTOMERS.parquet FOLDER [THREADS]`: harbour-club by hand.

use std::path::PathBuf;

use mimalloc::MiMalloc;

use loyal_benches::{as_of, hand, harbour_club};

/// Of its own: the system's allocator, which the command has, was not tried for it.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, output, rest @ ..] = arguments.as_slice() else {
        panic!("hand CUSTOMERS.parquet FOLDER [THREADS]");
    };
    let threads = rest.first().map_or(1, |threads| threads.parse().expect("a number"));
    let policy = harbour_club().program().hash();
    hand::run(&PathBuf::from(input), &PathBuf::from(output), as_of().days(), &policy, threads);
}
