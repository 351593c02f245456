//! What fuzzing begins with: policies and cases of the project, the shortest form of each format,
//! and the words of the language.

use std::collections::BTreeSet;
use std::fs;
use std::sync::{Arc, LazyLock};

use arrow::ipc::writer::FileWriter;
use loyal_dsl::keywords::{LANGUAGES, keywords};
use loyal_engine::sample::{Sampler, Shape};
use parquet::arrow::ArrowWriter;

use super::{folder, readers};
use crate::corpus::{self, Case, Topic};
use crate::folders;

/// Larger cases try limits, which a fuzzer does not.
const LARGEST: usize = 8_192;

/// The keywords of both languages.
pub static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let phrases = LANGUAGES.iter().flat_map(|language| keywords(*language).phrases());
    let words: BTreeSet<String> = phrases.map(|phrase| phrase.words.join(" ")).collect();
    words.into_iter().collect()
});

/// The texts of shipped policies and of those that engine and oracle are held against, each of one
/// file.
#[must_use]
pub fn policies() -> Vec<String> {
    let folders = ["policies", "tests/agreement"].map(|name| folders::root().join(name));
    let policies = folders.iter().flat_map(|folder| folders::inside(folder));
    let mut texts = Vec::new();
    for policy in policies {
        if let [source] = folders::sources(&policy).as_slice() {
            texts.push(source.text.clone());
        }
    }
    texts
}

/// The seeds of a target.
///
/// # Panics
/// Where the project's files cannot be read.
#[must_use]
pub fn of(target: &str) -> Vec<Vec<u8>> {
    let mut seeds = match target {
        "parse" | "check" | "format" => [shipped(), framed("policies")].concat(),
        "evaluate" => shipped(),
        "scripts" => framed("scripts"),
        "folders" => [bundled_policies(), cases("policies/folders", folder::FILE)].concat(),
        "csv" => {
            let orders = std::str::from_utf8(readers::ORDERS).expect("a text");
            let folders = cases("data/csv-folders", "").into_iter();
            let joined = folders.map(|seed| {
                let text = String::from_utf8_lossy(&seed).replace("orders.csv\n", &orders[1..]);
                text.replace("customers.csv\n", "").into_bytes()
            });
            joined.chain(cases("data/csv", "")).collect()
        }
        "json" => cases("data/json-documents", ""),
        "json_lines" => cases("data/json-lines", ""),
        "yaml" => cases("data/yaml", ""),
        "parquet" | "arrow" => [cases(&format!("data/{target}"), ""), tables(target)].concat(),
        _ => panic!("no target is called {target}"),
    };
    seeds.extend(stored(target));
    seeds.retain(|seed| seed.len() <= LARGEST);
    seeds
}

/// Inputs that a fuzzer found and that failed once.
fn stored(target: &str) -> Vec<Vec<u8>> {
    let folder = folders::root().join("tests/adversary/found").join(target);
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("a readable file")).collect()
}

fn shipped() -> Vec<Vec<u8>> {
    policies().into_iter().map(String::into_bytes).collect()
}

/// The cases of a kind that are one text.
fn framed(kind: &str) -> Vec<Vec<u8>> {
    let topics = corpus::topics(kind).into_iter().map(|path| Topic::read(&path));
    let seeds = topics.flat_map(|topic| {
        let texts = topic.cases.values().filter_map(|case| match case {
            Case::Text(text) => Some(topic.framed(text)),
            Case::Folder { .. } => None,
        });
        texts.collect::<Vec<_>>()
    });
    seeds.collect()
}

/// The cases of a topic; a folder's files one after the other, each behind its name.
fn cases(topic: &str, mark: &str) -> Vec<Vec<u8>> {
    let path = folders::root().join("tests/adversary").join(topic).with_extension("yaml");
    let topic = Topic::read(&path);
    let seed = |case: &Case| match case {
        Case::Text(text) => topic.framed(text),
        Case::Folder { files, links } => {
            let files = files
                .iter()
                .map(|(name, text)| [format!("{mark}{name}\n").as_bytes(), &text.bytes()].concat());
            let links =
                links.iter().map(|(name, to)| format!("{mark}{name} -> {to}\n").into_bytes());
            files.chain(links).collect::<Vec<_>>().join(&b'\n')
        }
    };
    topic.cases.values().map(seed).collect()
}

fn bundled_policies() -> Vec<Vec<u8>> {
    let policies = folders::inside(&folders::root().join("policies"));
    let bundle = |path: &std::path::PathBuf| {
        let files = folders::sources(path).into_iter();
        let files = files.map(|file| format!("{}{}\n{}\n", folder::FILE, file.name, file.text));
        files.collect::<String>().into_bytes()
    };
    policies.iter().map(bundle).collect()
}

/// Sampled customers in a format of columns.
fn tables(format: &str) -> Vec<Vec<u8>> {
    let shape =
        Shape { as_of: "2026-06-30".parse().expect("a date"), seed: 1, elements: 2, on_edges: 10 };
    let sampler = Sampler::new(Arc::clone(readers::READING.program()), shape);
    let encoded = |count: u64| {
        let batch = sampler.batch(0..count).expect("customers");
        if format == "parquet" {
            let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).expect("room");
            writer.write(&batch).expect("room");
            return writer.into_inner().expect("room");
        }
        let mut writer = FileWriter::try_new(Vec::new(), &batch.schema()).expect("room");
        writer.write(&batch).expect("room");
        writer.into_inner().expect("room")
    };
    [0, 1, 5].map(encoded).to_vec()
}
