//! The fuzz targets hold for their seeds and for some of what a fuzzer would make of them; a fuzzer
//! itself runs by `just fuzz`.
//!
//! `LOYAL_CASES` asks for so many changed texts a target; `LOYAL_SEEDS` names a folder into which
//! the seeds and a dictionary are written instead.

use std::fmt::Write;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use libtest_mimic::{Arguments, Trial};
use loyal_tests::fuzz::{self, TARGETS, Target, mutate, seeds};
use loyal_tests::records::random::Chance;

/// Changed seeds a target.
const CHANGED: usize = 50;

/// Seeds that are tried as they are; the suite `adversary` has them all.
const SEEDS: usize = 40;

fn main() -> ExitCode {
    if let Ok(folder) = env::var("LOYAL_SEEDS") {
        write(Path::new(&folder));
        return ExitCode::SUCCESS;
    }
    let asked = env::var("LOYAL_CASES").ok().and_then(|cases| cases.parse().ok());
    let trial = |(name, target): (&'static str, Target)| {
        Trial::test(name, move || {
            hold(name, target, asked.unwrap_or(CHANGED));
            Ok(())
        })
    };
    libtest_mimic::run(&Arguments::from_args(), TARGETS.map(trial).into()).exit_code()
}

fn hold(name: &str, target: Target, changed: usize) {
    let seeds = seeds::of(name);
    assert!(seeds.len() > 10, "{name} has seeds");
    for seed in seeds.iter().step_by(seeds.len() / SEEDS + 1) {
        target(seed);
    }
    let mut chance = Chance::new(7);
    for _ in 0..changed {
        let seed = chance.one_of(&seeds).expect("a seed");
        match std::str::from_utf8(seed) {
            Ok(text) if fuzz::is_text(name) => {
                target(mutate::mutated(text, &mut chance).as_bytes())
            }
            _ => target(&damaged(seed, &mut chance)),
        }
    }
}

/// Some bytes are others.
fn damaged(seed: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    let last = i64::try_from(bytes.len()).expect("a length") - 1;
    for _ in 0..chance.within(1, 4) {
        let at = usize::try_from(chance.within(0, last.max(0))).expect("a place");
        if let Some(byte) = bytes.get_mut(at) {
            *byte = u8::try_from(chance.within(0, 255)).expect("a byte");
        }
    }
    bytes
}

/// Writes the seeds of every target, and a dictionary of the language's words as libFuzzer reads it.
fn write(folder: &Path) {
    for (name, _) in TARGETS {
        let folder = folder.join(name);
        fs::create_dir_all(&folder).expect("a folder");
        for (number, seed) in seeds::of(name).iter().enumerate() {
            fs::write(folder.join(format!("seed-{number:04}")), seed).expect("written");
        }
    }
    let mut dictionary = String::new();
    for word in seeds::WORDS.iter() {
        let bytes = word.bytes().fold(String::new(), |mut text, byte| {
            write!(text, "\\x{byte:02x}").expect("room");
            text
        });
        writeln!(dictionary, "\"{bytes}\"").expect("room");
    }
    fs::write(folder.join("words.dict"), dictionary).expect("written");
}
