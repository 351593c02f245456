//! Reloads while many threads evaluate: no evaluation fails, none is of half a folder.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use loyal_engine::LivePolicy;

use crate::folder::{
    Mounted, Style, by_events, figures, generation, outcome, until, until_live, watch,
};

/// What a thread has seen: generation → the figures of its outcomes.
type Seen = BTreeMap<String, BTreeSet<(u64, u64)>>;

/// How many reloads, and threads that evaluate: some in the suites, many in `just soak`.
fn size() -> (u64, usize) {
    match std::env::var("LOYAL_SOAK").ok().and_then(|reloads| reloads.parse().ok()) {
        Some(reloads) => (reloads, 8),
        None => (21, 3),
    }
}

#[test]
fn reloads_under_load_are_whole_and_good() {
    let (reloads, threads) = size();
    let mut folder = Mounted::new(0);
    let live = watch(folder.path(), by_events());
    let done = AtomicBool::new(false);
    let mut good = BTreeMap::from([(generation(folder.path()), 0)]);
    let seen: Vec<Seen> = thread::scope(|scope| {
        let evaluating: Vec<_> =
            (0..threads).map(|_| scope.spawn(|| evaluate_until(&done, &live))).collect();
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            write(&mut folder, &live, reloads, &mut good);
        }));
        done.store(true, Ordering::Release);
        let seen = evaluating.into_iter().map(|thread| thread.join().expect("no panic")).collect();
        if let Err(panic) = ended {
            std::panic::resume_unwind(panic);
        }
        seen
    });
    let outcomes = seen.iter().map(BTreeMap::len).max().unwrap_or_default();
    assert!(outcomes > good.len() / 2, "of {} generations {outcomes} were seen", good.len());
    for (generation, figures) in seen.into_iter().flatten() {
        let figure = good.get(&generation).expect("the hash of a good generation");
        assert_eq!(figures, BTreeSet::from([(*figure, *figure)]), "{generation}");
    }
}

/// Writes good and broken policies in every style; the last one is broken.
fn write(folder: &mut Mounted, live: &LivePolicy, reloads: u64, good: &mut BTreeMap<String, u64>) {
    let mut last = 0;
    for (figure, style) in (1..=reloads).zip(Style::ALL.into_iter().cycle()) {
        if figure % 3 == 0 {
            folder.damage(style, figure);
            until("a refusal", || live.refused().is_some());
        } else {
            folder.publish(style, figure);
            until_live(live, figure);
            good.insert(generation(folder.path()), figure);
            last = figure;
        }
    }
    folder.damage(Style::Truncate, reloads + 1);
    until("a refusal", || live.refused().is_some());
    assert_eq!(figures(&outcome(live)), (last, last), "the last good one stays");
}

fn evaluate_until(done: &AtomicBool, live: &LivePolicy) -> Seen {
    let mut seen = Seen::new();
    while !done.load(Ordering::Acquire) {
        for _ in 0..20 {
            let outcome = outcome(live);
            let figures = figures(&outcome);
            seen.entry(outcome.generation).or_default().insert(figures);
        }
        thread::sleep(Duration::from_millis(1));
    }
    seen
}
