//! The stages of the engine, each by itself, on one thread.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use loyal_benches::{as_of, batches, harbour_club, root, sampled};
use loyal_engine::evaluate::Scratch;
use loyal_engine::outcome::arrow::Tables;
use loyal_engine::record::Format;
use loyal_engine::{Policy, plan};

const BATCH: usize = 2048;

/// Reading records into columns, by the bytes of the input.
fn reading(criterion: &mut Criterion) {
    let policy = harbour_club();
    let mut group = criterion.benchmark_group("read");
    group.sample_size(20);
    for (name, file, format) in [
        ("json lines", "customers.jsonl", Format::JsonLines),
        ("parquet", "customers.parquet", Format::Parquet),
    ] {
        let bytes = sampled(file);
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter_batched(
                || bytes.clone(),
                |bytes| batches(&policy, bytes, format, BATCH),
                BatchSize::LargeInput,
            );
        });
    }
}

/// Evaluation of many, by customers.
fn evaluating(criterion: &mut Criterion) {
    let policy = harbour_club();
    let bound = policy.bind(as_of()).expect("a version");
    let held = batches(&policy, sampled("customers.jsonl"), Format::JsonLines, BATCH);
    let customers: usize = held.iter().map(|batch| batch.customers.len).sum();
    let mut group = criterion.benchmark_group("batch");
    group.throughput(Throughput::Elements(customers as u64)).sample_size(20);
    group.bench_function("to structs", |bencher| {
        let mut scratch = Scratch::default();
        bencher.iter(|| {
            for batch in &held {
                black_box(bound.evaluate_with(batch, &mut scratch));
            }
        });
    });
    let version = policy.version_on(as_of()).expect("a version");
    let tables = Tables::new(Arc::clone(version.program()));
    let pass = policy.pass(as_of(), None).expect("a pass");
    group.bench_function("to tables", |bencher| {
        bencher.iter_batched(
            || held.clone(),
            |mut held| {
                for batch in &mut held {
                    black_box(pass.tabulate(batch, &tables).expect("tables"));
                }
            },
            BatchSize::LargeInput,
        );
    });
}

/// One record at a time.
fn one_by_one(criterion: &mut Criterion) {
    let policy = harbour_club();
    let bound = policy.bind(as_of()).expect("a version");
    let held = batches(&policy, sampled("customers.jsonl"), Format::JsonLines, 1);
    let held: Vec<_> = held.into_iter().take(1000).collect();
    let mut group = criterion.benchmark_group("one record");
    group.throughput(Throughput::Elements(held.len() as u64));
    group.bench_function("parsed, to a struct", |bencher| {
        let mut scratch = Scratch::default();
        bencher.iter(|| {
            for batch in &held {
                black_box(bound.evaluate_with(batch, &mut scratch));
            }
        });
    });
    let bytes = sampled("customers.jsonl");
    let text = std::str::from_utf8(&bytes).expect("text");
    let lines: Vec<&str> = text.lines().take(1000).collect();
    group.bench_function("json text, to a struct", |bencher| {
        bencher.iter(|| {
            for line in &lines {
                let _ = black_box(policy.evaluate_json(line, as_of()));
            }
        });
    });
}

/// What is done once a policy.
fn once(criterion: &mut Criterion) {
    let folder = root("policies/harbour-club");
    let mut group = criterion.benchmark_group("once");
    group.bench_function("load", |bencher| {
        bencher.iter(|| Policy::load(black_box(&folder)).expect("a sound policy"));
    });
    let policy = harbour_club();
    group.bench_function("plan", |bencher| {
        bencher.iter(|| plan::plan(Arc::clone(policy.program()), &[]));
    });
    group.bench_function("bind", |bencher| bencher.iter(|| policy.bind(as_of())));
}

criterion_group!(benches, reading, evaluating, one_by_one, once);
criterion_main!(benches);
