//! `whole [CUSTOMERS [RUNS]] [--python PATH]`: whole processes on the same customers, one after the
//! other, so many times; medians, ratios to the version by hand, peak memory. What comes out must be
//! the same. DuckDB and Polars run where there is a Python that has them (`just rivals`).

use std::path::{Path, PathBuf};

use loyal_benches::process::{self, AS_OF, Run, middle, text};
use loyal_benches::{harbour_club, root};

const RIVALS: [(&str, &str); 2] = [("DuckDB", "duckdb_club.py"), ("Polars", "polars_club.py")];
const BY_HAND: &str = "by hand";

/// What is asked for.
struct Asked {
    customers: usize,
    runs: usize,
    python: Option<PathBuf>,
}

/// A command that is timed.
struct Contender {
    name: String,
    threads: usize,
    command: Vec<String>,
    /// Where its tables go.
    output: PathBuf,
}

fn main() {
    let asked = asked();
    let input = process::sampled(asked.customers, 12);
    let folder = root("target/bench");
    let mut contenders = contenders(&folder, &input);
    if let Some(python) = &asked.python {
        prepare(python, &input, &folder);
        contenders.extend(rivals(python, &folder, &input));
        contenders.sort_by_key(|contender| contender.threads);
    }
    let mut measured: Vec<Vec<Run>> = contenders.iter().map(|_| Vec::new()).collect();
    for _ in 0..asked.runs {
        for (contender, runs) in contenders.iter().zip(&mut measured) {
            let _ = std::fs::remove_dir_all(&contender.output);
            runs.push(process::run(&contender.command));
        }
    }
    let checksums: Vec<_> = contenders.iter().map(|it| process::checksum(&it.output)).collect();
    table(&asked, &contenders, &measured, &checksums);
}

fn asked() -> Asked {
    let (mut numbers, mut python) = (Vec::new(), None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--python" {
            python = Some(PathBuf::from(arguments.next().expect("a path")));
        } else {
            numbers.push(argument.parse().expect("a number"));
        }
    }
    let own = root("target/bench/python/bin/python");
    let python = python.or_else(|| std::env::var_os("LOYAL_PYTHON").map(PathBuf::from));
    let python = python.or_else(|| own.is_file().then_some(own));
    let mut numbers = numbers.into_iter();
    let (customers, runs) = (numbers.next().unwrap_or(1_000_000), numbers.next().unwrap_or(5));
    Asked { customers, runs, python }
}

/// The same customers with orders and complaints in tables of their own, where they are not there yet.
fn prepare(python: &Path, input: &Path, folder: &Path) {
    if !input.with_extension("complaints.parquet").is_file() {
        let command = rival(python, "duckdb_club.py", "prepare", (input, folder), 2, "none");
        let _ = process::run(&command);
    }
}

fn contenders(folder: &Path, input: &Path) -> Vec<Contender> {
    let both = [1, 2].map(|threads| {
        let output = folder.join(format!("hand-{threads}"));
        let command = process::hand(input, &output, threads);
        let hand = Contender { name: BY_HAND.to_owned(), threads, command, output };
        let output = folder.join(format!("loyal-{threads}"));
        let command = process::loyal(input, &output, threads);
        [hand, Contender { name: "loyal".to_owned(), threads, command, output }]
    });
    both.into_iter().flatten().collect()
}

fn rivals(python: &Path, folder: &Path, input: &Path) -> Vec<Contender> {
    let policy = harbour_club().program().hash();
    let mut all = Vec::new();
    for threads in [1, 2] {
        for (name, script) in RIVALS {
            for form in ["nested", "normalised"] {
                let output = folder.join(format!("{name}-{form}-{threads}"));
                let command = rival(python, script, form, (input, &output), threads, &policy);
                all.push(Contender { name: format!("{name}, {form}"), threads, command, output });
            }
        }
    }
    all
}

fn rival(
    python: &Path,
    script: &str,
    form: &str,
    (input, output): (&Path, &Path),
    threads: usize,
    policy: &str,
) -> Vec<String> {
    let script = root("benches/rivals").join(script);
    let [python, script, input, output] = [python, &script, input, output].map(text);
    let [form, policy, day] = [form, policy, AS_OF].map(str::to_owned);
    vec![python, script, form, input, output, threads.to_string(), policy, day]
}

/// The table as docs/performance.md has it.
fn table(asked: &Asked, contenders: &[Contender], measured: &[Vec<Run>], checksums: &[String]) {
    let Asked { customers, runs, .. } = asked;
    println!("{customers} customers, Parquet to Parquet, medians of {runs} in turn:\n");
    println!("| version | threads | seconds | × by hand | CPU seconds | peak MiB | the same |");
    println!("|---|---|---|---|---|---|---|");
    for ((contender, runs), checksum) in contenders.iter().zip(measured).zip(checksums) {
        let is_hand = |it: &Contender| it.name == BY_HAND && it.threads == contender.threads;
        let hand = contenders.iter().position(is_hand).expect("the version by hand");
        // Of the same round: what else the machine does is alike for both.
        let rounds = runs.iter().zip(&measured[hand]);
        let ratio = middle(rounds.map(|(own, hand)| own.seconds / hand.seconds));
        let seconds = middle(runs.iter().map(|run| run.seconds));
        let cpu = middle(runs.iter().map(|run| run.cpu));
        let peak = runs.iter().map(|run| run.peak).max().unwrap_or(0);
        let same = if *checksum == checksums[0] { "yes" } else { "NO" };
        let Contender { name, threads, .. } = contender;
        println!("| {name} | {threads} | {seconds:.2} | {ratio:.2} | {cpu:.2} | {peak} | {same} |");
    }
    println!("\nOne checksum over every cell of both tables: {}", checksums[0]);
}
