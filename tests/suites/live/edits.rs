//! Edits of one after the other: what becomes live, what is refused and why.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use loyal_engine::LivePolicy;
use loyal_engine::live::{LiveOutcome, Refusal, Reload, Settings, WatchError};

use crate::folder::{
    CUSTOMER, LONG, Style, broken, by_events, figures, first, generation, outcome, plain, put,
    second, until, until_live, watch,
};

fn next(reloads: &Receiver<Reload>) -> Reload {
    reloads.recv_timeout(LONG).expect("a reload")
}

#[test]
fn a_broken_edit_keeps_the_last_good_policy_and_says_why_and_where() {
    let folder = plain(1);
    let live = watch(folder.path(), by_events());
    let reloads = live.reloads();
    fs::write(folder.path().join("second.loyal"), broken(2)).expect("written");
    let Reload::Refused(why) = next(&reloads) else { panic!("refused") };
    let report = why.report().expect("findings");
    let finding = report.diagnostics.first().expect("a finding");
    let place = finding.place().expect("a place");
    let file = report.sources.get(place.0 as usize).expect("a file");
    assert_eq!(file.name, "second.loyal");
    assert_eq!(figures(&outcome(&live)), (1, 1));
    assert!(live.refused().is_some());
    fs::write(folder.path().join("second.loyal"), second(1)).expect("written");
    assert!(matches!(next(&reloads), Reload::Same(_)), "the files are good again");
    assert!(live.refused().is_none());
}

#[test]
fn a_policy_that_is_deleted_stays_until_there_is_another() {
    let folder = plain(1);
    let policy = folder.path().join("policy");
    fs::create_dir(&policy).expect("a folder");
    crate::folder::fill(&policy, 1);
    let live = watch(&policy, by_events());
    let reloads = live.reloads();
    fs::remove_dir_all(&policy).expect("deleted");
    let Reload::Refused(why) = next(&reloads) else { panic!("refused") };
    assert!(matches!(*why, Refusal::Load(_)), "{why}");
    assert_eq!(figures(&outcome(&live)), (1, 1));
    fs::create_dir(&policy).expect("a folder");
    crate::folder::fill(&policy, 2);
    until_live(&live, 2);
}

#[test]
fn a_policy_is_live_only_when_the_host_has_proved_it() {
    let folder = plain(1);
    let settings = by_events().prove(|policy| {
        let outcome = policy.evaluate_json(CUSTOMER, "2026-06-30".parse().expect("a date"));
        let shown = format!("{:?}", outcome.expect("an outcome").published);
        assert!(!shown.contains("666"), "a figure that nobody expects");
        if shown.contains("13") { Err("13 brings no luck".to_owned()) } else { Ok(()) }
    });
    let live = watch(folder.path(), settings);
    for (figure, expected) in [
        (13, "the policy is not accepted: 13 brings no luck"),
        (666, "the policy could not be checked to the end"),
    ] {
        fs::write(folder.path().join("first.loyal"), first(figure)).expect("written");
        let Reload::Refused(why) = live.reload() else { panic!("refused") };
        assert_eq!(why.to_string(), expected);
        assert_eq!(figures(&outcome(&live)), (1, 1));
    }
}

const TESTS: &str = "
as of: 2026-06-30
tests:
  - test: alpha is what it is
    customer: { id: C-1 }
    expect: { alpha: NUMBER }
";

#[test]
fn a_policy_is_live_only_when_the_tests_beside_it_pass() {
    let folder = plain(1);
    let expect = |figure: u64| {
        let tests = TESTS.replace("NUMBER", &figure.to_string());
        fs::write(folder.path().join("tests.yaml"), tests).expect("written");
    };
    expect(1);
    let live = watch(folder.path(), by_events().prove_by_tests());
    crate::folder::fill(folder.path(), 2);
    until("a refusal", || live.refused().is_some());
    let why = live.refused().expect("a refusal");
    let Refusal::Tests(failed) = &*why else { panic!("{why}") };
    assert_eq!(failed.len(), 1);
    assert!(why.to_string().ends_with("tests.yaml:4: alpha is what it is"), "{why}");
    assert_eq!(figures(&outcome(&live)), (1, 1));
    // The tests were wrong, not the policy.
    expect(2);
    until_live(&live, 2);
    assert!(live.refused().is_none());
    fs::write(folder.path().join("tests.yaml"), "tests: [").expect("written");
    crate::folder::fill(folder.path(), 3);
    let Reload::Refused(why) = live.reload() else { panic!("refused") };
    assert!(matches!(*why, Refusal::UnreadTests(_)), "{why}");
    fs::remove_file(folder.path().join("tests.yaml")).expect("deleted");
    until_live(&live, 3);
}

#[test]
fn nobody_waits_for_a_proof() {
    let folder = plain(1);
    let (begin, begun) = channel();
    let (go, wait) = channel::<()>();
    let wait = Mutex::new(wait);
    let proofs = AtomicUsize::new(0);
    let settings = by_events().prove(move |_| {
        if proofs.fetch_add(1, Ordering::Relaxed) > 0 {
            begin.send(()).expect("the test listens");
            wait.lock().expect("no panic").recv().expect("the test says so");
        }
        Ok(())
    });
    let live = watch(folder.path(), settings);
    crate::folder::fill(folder.path(), 2);
    begun.recv().expect("the proof of the edit");
    assert!(live.refused().is_none());
    assert_eq!(figures(&outcome(&live)), (1, 1));
    go.send(()).expect("the proof waits");
    until_live(&live, 2);
}

#[test]
fn a_proof_that_asks_for_a_reload_is_told_that_it_runs() {
    let folder = plain(1);
    let live: Arc<OnceLock<LivePolicy>> = Arc::default();
    let asked = Arc::new(Mutex::new(None));
    let (within, answer) = (Arc::clone(&live), Arc::clone(&asked));
    let settings = by_events().without_events().prove(move |_| {
        if let Some(live) = within.get() {
            *answer.lock().expect("no panic") = Some(live.reload());
        }
        Ok(())
    });
    live.set(watch(folder.path(), settings)).expect("set once");
    let live = live.get().expect("a policy");
    crate::folder::fill(folder.path(), 2);
    assert!(matches!(live.reload(), Reload::Live(_)));
    let asked = asked.lock().expect("no panic").take();
    let Some(Reload::Refused(why)) = asked else { panic!("{asked:?}") };
    assert!(matches!(*why, Refusal::Proving), "{why}");
    assert_eq!(figures(&outcome(live)), (2, 2));
}

#[test]
fn a_batch_is_of_one_generation_and_says_which() {
    let folder = plain(1);
    let live = watch(folder.path(), by_events().without_events());
    let ids = StringArray::from_iter_values((0..5000).map(|at| format!("C-{at}")));
    let column: ArrayRef = Arc::new(ids);
    let records = RecordBatch::try_from_iter([("id", column)]).expect("a batch");
    let as_of = "2026-06-30".parse().expect("a date");
    for figure in [1, 2] {
        crate::folder::fill(folder.path(), figure);
        let _ = live.reload();
        let batch = live.evaluate_batch(&records, as_of).expect("outcomes");
        assert_eq!(batch.generation, generation(folder.path()));
        assert_eq!(batch.evaluated.results.len(), 5000);
        for result in batch.evaluated.results {
            let generation = batch.generation.clone();
            let outcome = LiveOutcome { generation, outcome: result.expect("an outcome") };
            assert_eq!(figures(&outcome), (figure, figure));
        }
    }
}

#[test]
fn a_reload_asked_for_is_done_at_once() {
    let folder = plain(1);
    let live = watch(folder.path(), by_events().without_events());
    crate::folder::fill(folder.path(), 2);
    assert!(matches!(live.reload(), Reload::Live(_)));
    assert_eq!(figures(&outcome(&live)), (2, 2));
    assert_eq!(outcome(&live).generation, generation(folder.path()));
    assert!(matches!(live.reload(), Reload::Same(_)));
}

#[test]
fn each_reload_is_reported_once_by_callback_and_channel() {
    let folder = plain(1);
    let heard: Arc<Mutex<Vec<String>>> = Arc::default();
    let hearing = Arc::clone(&heard);
    let settings = by_events().without_events().on_reload(move |reload| {
        hearing.lock().expect("no panic").push(reload.to_string());
    });
    let live = watch(folder.path(), settings);
    let reloads = live.reloads();
    fs::write(folder.path().join("second.loyal"), broken(2)).expect("written");
    let _ = live.reload();
    let _ = live.reload();
    fs::write(folder.path().join("second.loyal"), second(2)).expect("written");
    let _ = live.reload();
    drop(live);
    let told: Vec<String> = reloads.iter().map(|reload| reload.to_string()).collect();
    assert_eq!(told, *heard.lock().expect("no panic"));
    let generation = generation(folder.path());
    let [first, second, third] = told.as_slice() else { panic!("{told:#?}") };
    assert!(first.starts_with("the last good policy stays: the policy is not valid"), "{first}");
    assert_eq!(second, first, "asked for again");
    assert_eq!(*third, format!("`Live` is live, generation {generation}"));
}

#[test]
fn without_a_good_policy_there_is_nothing_to_begin_with() {
    let folder = plain(1);
    fs::write(folder.path().join("second.loyal"), broken(2)).expect("written");
    let refused = LivePolicy::watch(folder.path()).expect_err("refused");
    let WatchError::Refused(why) = refused else { panic!("{refused}") };
    assert!(why.report().is_some());
}

#[test]
fn an_evaluation_ends_with_the_generation_that_it_began_with() {
    let folder = plain(1);
    let live = watch(folder.path(), by_events().without_events());
    let (pinned, as_of) = (live.policy(), "2026-06-30".parse().expect("a date"));
    let before = pinned.evaluate_json(CUSTOMER, as_of).expect("an outcome");
    crate::folder::fill(folder.path(), 2);
    assert!(matches!(live.reload(), Reload::Live(_)));
    let after = pinned.evaluate_json(CUSTOMER, as_of).expect("an outcome");
    assert_eq!(before, after);
    assert_ne!(pinned.generation(), live.policy().generation());
}

#[test]
fn a_good_edit_is_live_within_a_second_of_its_event() {
    for style in Style::ALL.into_iter().filter(|style| *style != Style::Symlink) {
        let folder = plain(1);
        let live = watch(folder.path(), by_events());
        let mut taken: Vec<Duration> = (2..5)
            .map(|figure| {
                put(style, &folder.path().join("second.loyal"), &broken(figure));
                put(style, &folder.path().join("first.loyal"), &first(figure));
                put(style, &folder.path().join("second.loyal"), &second(figure));
                until_live(&live, figure)
            })
            .collect();
        taken.sort();
        // One of three may have waited for a processor.
        assert!(taken[1] < Duration::from_secs(1), "{style:?}: {taken:?}");
    }
}

#[test]
fn a_good_edit_is_live_within_the_polling_interval_without_events() {
    let folder = plain(1);
    let looks = Arc::new(AtomicUsize::new(0));
    let looking = Arc::clone(&looks);
    let interval = Duration::from_millis(400);
    let settings = Settings::new().without_events().poll_every(interval).on_reload(move |_| {
        looking.fetch_add(1, Ordering::Relaxed);
    });
    let live = watch(folder.path(), settings);
    crate::folder::fill(folder.path(), 2);
    let taken = until_live(&live, 2);
    assert!(taken < interval + Duration::from_millis(600), "{taken:?}");
    assert_eq!(looks.load(Ordering::Relaxed), 1, "looks without news are not reported");
}
