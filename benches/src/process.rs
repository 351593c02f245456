//! Whole processes: the commands that are compared, and what a run of one takes.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::root;

/// The day for which all is evaluated, as commands take it.
pub const AS_OF: &str = "2026-06-30";
const POLICY: &str = "policies/harbour-club";

/// One run.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    pub seconds: f64,
    /// Seconds of all its threads.
    pub cpu: f64,
    /// The most memory that it held, in MiB.
    pub peak: u64,
}

/// A built program, beside the one that runs or in `target/release`.
///
/// # Panics
///
/// Where nobody knows what runs.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    let own = std::env::current_exe().expect("a path");
    let beside = own.with_file_name(name);
    if beside.is_file() { beside } else { root("target/release").join(name) }
}

#[must_use]
pub fn text(path: &Path) -> String {
    path.display().to_string()
}

/// Customers of harbour-club with so many orders in the mean, made where they are not there yet.
///
/// # Panics
///
/// Where they cannot be made.
#[must_use]
pub fn sampled(customers: usize, orders: usize) -> PathBuf {
    let folder = root("target/bench");
    std::fs::create_dir_all(&folder).expect("a folder");
    let suffix = if orders == 12 { String::new() } else { format!("-of-{orders}") };
    let path = folder.join(format!("customers-{customers}{suffix}.parquet"));
    if !path.is_file() {
        let made = Command::new(program("loyal"))
            .args(["sample", POLICY, "-n", &customers.to_string()])
            .args(["--elements", &orders.to_string(), "--as-of", AS_OF, "--output"])
            .arg(&path)
            .current_dir(root("."))
            .status();
        assert!(made.is_ok_and(|status| status.success()), "customers could not be sampled");
    }
    path
}

/// Harbour-club by hand.
#[must_use]
pub fn hand(input: &Path, output: &Path, threads: usize) -> Vec<String> {
    vec![text(&program("hand")), text(input), text(output), threads.to_string()]
}

/// Harbour-club by the engine.
#[must_use]
pub fn loyal(input: &Path, output: &Path, threads: usize) -> Vec<String> {
    let mut command = vec![text(&program("loyal")), "run".to_owned(), text(&root(POLICY))];
    command.push(text(input));
    let options = ["--as-of", AS_OF, "--format", "parquet", "--quiet", "--threads"];
    command.extend(options.map(str::to_owned));
    command.extend([threads.to_string(), "--output".to_owned(), text(output)]);
    command
}

/// Runs a command: how long it took, and what it held.
///
/// # Panics
///
/// Where it fails.
#[must_use]
pub fn run(command: &[String]) -> Run {
    let [program, arguments @ ..] = command else { panic!("a command") };
    let start = Instant::now();
    let mut child = Command::new(program)
        .args(arguments)
        .stdout(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    let process = PathBuf::from(format!("/proc/{}", child.id()));
    let (mut peak, mut cpu) = (0, 0.0);
    loop {
        peak = peak.max(held(&process.join("status")));
        cpu = f64::max(cpu, worked(&process.join("stat")));
        if let Some(ended) = child.try_wait().expect("a process") {
            assert!(ended.success(), "{command:?} ended with {ended}");
            return Run { seconds: start.elapsed().as_secs_f64(), cpu, peak: peak / 1024 };
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// The most memory that a process held, in KiB; 0 where the system does not say.
fn held(status: &Path) -> u64 {
    let text = std::fs::read_to_string(status).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.unwrap_or(0)
}

/// Seconds that the threads of a process have worked; 0 where the system does not say.
fn worked(stat: &Path) -> f64 {
    let text = std::fs::read_to_string(stat).unwrap_or_default();
    let after_name = text.rsplit_once(')').map_or("", |(_, after)| after);
    let of_user_and_system = after_name.split_whitespace().skip(11).take(2);
    of_user_and_system.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// One number for both tables of a folder.
///
/// # Panics
///
/// Where there are none.
#[must_use]
pub fn checksum(folder: &Path) -> String {
    let sum = Command::new(program("checksum")).arg(folder).output().expect("a checksum");
    let text = String::from_utf8(sum.stdout).expect("text");
    text.split_whitespace().next().unwrap_or_default().to_owned()
}

/// The median.
#[must_use]
pub fn middle(numbers: impl IntoIterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.into_iter().collect();
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}
