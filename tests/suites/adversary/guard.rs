//! What holds of every case: it ends, without a panic, on the stack of a common thread.

use std::fs;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// After this long a case hangs; the slowest takes a small part of it.
const LONGEST: Duration = Duration::from_secs(120);

/// The stack that Rust gives a thread, such as those of a host.
const STACK: usize = 2 << 20;

/// The most memory of the process, in KiB.
const MEMORY: u64 = 512 << 10;

/// Runs a case on a thread of its own.
pub(crate) fn guarded<T: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> T {
    let (sender, receiver) = mpsc::channel();
    let running = thread::Builder::new().stack_size(STACK).spawn(move || {
        let _ = sender.send(work());
    });
    let running = running.expect("a thread");
    match receiver.recv_timeout(LONGEST) {
        Ok(answer) => answer,
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("{name} hangs"),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            let _ = running.join();
            panic!("{name} panics")
        }
    }
}

/// The process has never held much; where the system says how much that is.
pub(crate) fn memory_is_small() {
    let Ok(status) = fs::read_to_string("/proc/self/status") else { return };
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    let peak = peak.expect("a peak");
    assert!(peak < MEMORY, "{peak} KiB were held");
}

/// At most so many characters of a message, on one line.
pub(crate) fn short(text: &str) -> String {
    const MOST: usize = 240;
    let escaped: String = text.chars().flat_map(visible).collect();
    let mut letters = escaped.chars();
    let mut short: String = letters.by_ref().take(MOST).collect();
    if letters.next().is_some() {
        short.push('…');
    }
    short
}

/// What could not be told from its neighbours in a snapshot is written as an escape.
fn visible(letter: char) -> Vec<char> {
    let plain = letter == ' '
        || letter.is_alphanumeric()
        || letter.is_ascii_graphic()
        || "…–—·“”‘’「」，。；：、？！（）".contains(letter);
    if plain { vec![letter] } else { letter.escape_unicode().collect() }
}
