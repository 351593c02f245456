//! `whole [CUSTOMERS [RUNS]]`: whole processes on the same customers, one after the other, so many
//! times; medians, ratios to the version by hand, peak memory. What comes out must be the same.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use loyal_benches::root;

const AS_OF: &str = "2026-06-30";

/// A command that is timed.
struct Contender {
    name: String,
    threads: usize,
    command: Vec<String>,
    /// Where its tables go.
    output: PathBuf,
}

/// What its runs took.
struct Measured {
    seconds: Vec<f64>,
    /// MiB
    peak: u64,
    checksum: String,
}

fn main() {
    let mut arguments = std::env::args().skip(1).map(|it| it.parse::<usize>().expect("a number"));
    let (customers, runs) = (arguments.next().unwrap_or(1_000_000), arguments.next().unwrap_or(5));
    let folder = root("target/bench");
    std::fs::create_dir_all(&folder).expect("a folder");
    let input = sampled(&folder, customers);
    let contenders = contenders(&folder, &input);
    let mut measured: Vec<Measured> = contenders
        .iter()
        .map(|_| Measured { seconds: Vec::new(), peak: 0, checksum: String::new() })
        .collect();
    for _ in 0..runs {
        for (contender, measured) in contenders.iter().zip(&mut measured) {
            let _ = std::fs::remove_dir_all(&contender.output);
            let (taken, peak) = run(&contender.command);
            measured.seconds.push(taken.as_secs_f64());
            measured.peak = measured.peak.max(peak);
        }
    }
    for (contender, measured) in contenders.iter().zip(&mut measured) {
        measured.checksum = checksum(&contender.output);
    }
    table(customers, &contenders, &mut measured);
}

/// The customers, made where they are not there yet.
fn sampled(folder: &Path, customers: usize) -> PathBuf {
    let path = folder.join(format!("customers-{customers}.parquet"));
    if !path.is_file() {
        let number = customers.to_string();
        let made = Command::new(program("loyal"))
            .args(["sample", "policies/harbour-club", "-n", &number, "--as-of", AS_OF, "--output"])
            .arg(&path)
            .current_dir(root("."))
            .status();
        assert!(made.is_ok_and(|status| status.success()), "customers could not be sampled");
    }
    path
}

fn program(name: &str) -> PathBuf {
    let own = std::env::current_exe().expect("a path");
    let beside = own.with_file_name(name);
    if beside.is_file() { beside } else { root("target/release").join(name) }
}

fn contenders(folder: &Path, input: &Path) -> Vec<Contender> {
    let text = |path: &Path| path.display().to_string();
    let mut all = Vec::new();
    for threads in [1, 2] {
        let output = folder.join(format!("hand-{threads}"));
        let hand = [text(&program("hand")), text(input), text(&output), threads.to_string()];
        let name = "by hand".to_owned();
        all.push(Contender { name, threads, command: hand.to_vec(), output });
        let output = folder.join(format!("loyal-{threads}"));
        let policy = text(&root("policies/harbour-club"));
        let mut loyal = vec![text(&program("loyal")), "run".to_owned(), policy, text(input)];
        let options = ["--as-of", AS_OF, "--format", "parquet", "--quiet", "--threads"];
        loyal.extend(options.map(str::to_owned));
        loyal.extend([threads.to_string(), "--output".to_owned(), text(&output)]);
        all.push(Contender { name: "loyal".to_owned(), threads, command: loyal, output });
    }
    all
}

/// Runs a command: how long it took, and the most memory that it held, in MiB.
fn run(command: &[String]) -> (Duration, u64) {
    let [program, arguments @ ..] = command else { panic!("a command") };
    let start = Instant::now();
    let mut child = Command::new(program)
        .args(arguments)
        .stdout(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut peak = 0;
    loop {
        peak = peak.max(held(&status));
        if let Some(ended) = child.try_wait().expect("a process") {
            assert!(ended.success(), "{command:?} ended with {ended}");
            return (start.elapsed(), peak / 1024);
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

fn checksum(folder: &Path) -> String {
    let sum = Command::new(program("checksum")).arg(folder).output().expect("a checksum");
    let text = String::from_utf8(sum.stdout).expect("text");
    text.split_whitespace().next().unwrap_or_default().to_owned()
}

fn table(customers: usize, contenders: &[Contender], measured: &mut [Measured]) {
    let middle = |seconds: &mut Vec<f64>| {
        seconds.sort_by(f64::total_cmp);
        seconds[seconds.len() / 2]
    };
    let medians: Vec<f64> = measured.iter_mut().map(|it| middle(&mut it.seconds)).collect();
    let expected = measured[0].checksum.clone();
    println!("{customers} customers, Parquet to Parquet, medians of {}", measured[0].seconds.len());
    println!("| version | threads | seconds | × by hand | peak MiB | the same |");
    println!("|---|---|---|---|---|---|");
    for ((contender, measured), seconds) in contenders.iter().zip(&*measured).zip(&medians) {
        let hand = contenders
            .iter()
            .position(|it| it.name == "by hand" && it.threads == contender.threads)
            .map_or(f64::NAN, |at| medians[at]);
        let same = if measured.checksum == expected { "yes" } else { "NO" };
        let Contender { name, threads, .. } = contender;
        let (ratio, peak) = (seconds / hand, measured.peak);
        println!("| {name} | {threads} | {seconds:.2} | {ratio:.2} | {peak} | {same} |");
    }
}
