# What is done often; `just check` is what CI runs.

# Lists what there is
default:
    @just --list

# Everything that must hold before a change lands
check:
    .ci/run

# Brings the sources into their format
fmt:
    cargo fmt --all

# All tests, or those whose name has this in it
test *NAME:
    cargo test --workspace {{NAME}}

# Lints of all targets
lint:
    cargo clippy --workspace --all-targets -- -D warnings

# Writes the snapshots anew; read the difference before it is committed
snapshots:
    INSTA_UPDATE=always cargo test --workspace

# What takes minutes or measures time: reloads under load, cases against the oracle, random policies, large tables, scripts that go too far
soak RELOADS="1000" CASES="1000000" SEED="1":
    LOYAL_SOAK={{RELOADS}} cargo test --release -p loyal-tests --test live reloads_under_load -- --nocapture
    LOYAL_CASES={{CASES}} LOYAL_SEED={{SEED}} cargo test --release --workspace --test agreement
    cargo test --release --workspace --test format --test analyse --test scripts -- --ignored --nocapture
    cargo test --release --workspace --test giants -- --ignored --nocapture --test-threads=1

# Fuzzes a target for so many seconds; needs a nightly compiler, cargo-fuzz and a compiler of C++
fuzz TARGET SECONDS="900":
    LOYAL_SEEDS="$PWD/fuzz/corpus" cargo test --workspace --test fuzz
    cd fuzz && cargo +nightly fuzz run -s none {{TARGET}} -- -max_total_time={{SECONDS}} -timeout=60 -rss_limit_mb=3000 -max_len=9000 -dict=corpus/words.dict

# Puts mistakes into a copy of the engine, and holds that each is noticed
mutations:
    cargo test --workspace --test mutations -- --ignored --nocapture

# Whole processes beside the same outcomes by hand, then each stage by itself; docs/performance.md says what it means
bench CUSTOMERS="1000000" RUNS="5":
    cargo build --release -p loyal-cli -p loyal-benches
    target/release/whole {{CUSTOMERS}} {{RUNS}}
    target/release/loyal sample policies/harbour-club -n 10000 --as-of 2026-06-30 --output target/bench/customers.jsonl
    target/release/loyal sample policies/harbour-club -n 10000 --as-of 2026-06-30 --output target/bench/customers.parquet
    cargo bench -p loyal-benches

# Python with DuckDB and Polars; where it is, `just bench` runs them on the same customers
rivals:
    python3 -m venv target/bench/python
    target/bench/python/bin/pip install --quiet --requirement benches/rivals/requirements.txt

# How the cost grows with customers, orders a customer, threads and rules, beside the same by hand
growth RUNS="5":
    cargo build --release -p loyal-cli -p loyal-benches
    target/release/growth {{RUNS}}

# The documentation of the crates
docs:
    cargo doc --workspace --no-deps --open

