//! Work on many threads, results in the order of the input, a bounded number in flight.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, sync_channel};

use rayon::ThreadPool;

/// Draws items one after the other, works on them in the pool, and hands the results over in the
/// order of the items. After the first item that is an error no more are drawn; those before it
/// are handed over first.
pub(crate) fn in_order<T, R, E>(
    pool: &ThreadPool,
    items: impl Iterator<Item = Result<T, E>>,
    work: impl Fn(T) -> R + Sync,
    mut each: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    T: Send,
    R: Send,
{
    let limit = pool.current_num_threads() + 1;
    let mut items = items.fuse();
    let mut failure = None;
    let work = &work;
    pool.in_place_scope(|scope| {
        let mut flight: VecDeque<Receiver<R>> = VecDeque::with_capacity(limit);
        loop {
            let room = flight.len() < limit && failure.is_none();
            match if room { items.next() } else { None } {
                Some(Ok(item)) => {
                    let (sender, receiver) = sync_channel(1);
                    scope.spawn(move |_| {
                        // Nobody receives after an early end.
                        let _ = sender.send(work(item));
                    });
                    flight.push_back(receiver);
                }
                Some(Err(error)) => failure = Some(error),
                None => match flight.pop_front().map(|first| first.recv()) {
                    Some(Ok(result)) => each(result)?,
                    // The scope raises the panic of a worker that went without a result.
                    Some(Err(_)) | None => return Ok(()),
                },
            }
        }
    })?;
    failure.map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use rayon::{ThreadPool, ThreadPoolBuilder};

    use super::in_order;

    fn pool(threads: usize) -> ThreadPool {
        ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
    }

    #[test]
    fn results_come_in_the_order_of_the_items() {
        for threads in [1, 2, 5] {
            let mut seen = Vec::new();
            let done = in_order(
                &pool(threads),
                (0..50_u64).map(Ok::<_, ()>),
                |item| {
                    std::thread::sleep(Duration::from_micros((item * 7) % 5 * 200));
                    item * 2
                },
                |result| {
                    seen.push(result);
                    Ok(())
                },
            );
            assert_eq!(done, Ok(()));
            assert_eq!(seen, (0..50).map(|item| item * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn no_more_are_drawn_than_one_beyond_the_threads() {
        let handed = AtomicUsize::new(0);
        let items = (0..100_usize).map(|item| {
            assert!(item <= handed.load(Ordering::SeqCst) + 3, "item {item} was drawn too early");
            Ok::<_, ()>(item)
        });
        let each = |_| {
            handed.fetch_add(1, Ordering::SeqCst);
            Ok(())
        };
        assert_eq!(in_order(&pool(2), items, |item| item, each), Ok(()));
    }

    #[test]
    fn what_stands_before_a_bad_item_is_handed_over_before_the_error() {
        let items = [Ok(1), Ok(2), Err("torn"), Ok(3)];
        let mut seen = Vec::new();
        let done = in_order(
            &pool(2),
            items.into_iter(),
            |item| item,
            |result| {
                seen.push(result);
                Ok(())
            },
        );
        assert_eq!((done, seen), (Err("torn"), vec![1, 2]));
    }

    #[test]
    fn a_receiver_that_fails_ends_the_work() {
        let mut seen = 0;
        let done = in_order(
            &pool(2),
            (0..1000).map(Ok),
            |item| item,
            |_| {
                seen += 1;
                if seen == 3 { Err("full") } else { Ok(()) }
            },
        );
        assert_eq!((done, seen), (Err("full"), 3));
    }

    #[test]
    #[should_panic(expected = "worker")]
    fn a_panic_of_a_worker_is_not_swallowed() {
        let _ = in_order(
            &pool(2),
            (0..10).map(Ok::<_, ()>),
            |item| assert!(item != 5, "worker"),
            |()| Ok(()),
        );
    }
}
