//! `reading INPUT [PASSES]`: reads customers into columns and does nothing else, on one thread. What
//! callgrind counts of it, less what it counts of no pass, is reading.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use loyal_benches::{as_of, harbour_club, sizes};
use loyal_engine::record::{self, Options};

const BATCH: usize = 2048;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let input = arguments.next().expect("an input");
    let passes = arguments.next().map_or(1, |it| it.parse().expect("a number"));
    let policy = harbour_club();
    let version = policy.version_on(as_of()).expect("a version");
    let bytes = sizes(Path::new(&input));
    for _ in 0..passes {
        let (start, mut records) = (Instant::now(), 0);
        let options = Options { batch_size: BATCH, strict: false };
        let reader =
            record::open(Path::new(&input), None, version.program(), version.needs(), options);
        for chunk in reader.expect("a reader") {
            records += black_box(chunk.expect("a chunk").decode()).records;
        }
        let seconds = start.elapsed().as_secs_f64();
        println!("{records} records, {:.0} MB/s", bytes as f64 / 1e6 / seconds);
    }
}
