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

# What takes minutes or measures time: reloads under load, random policies, large tables, scripts that go too far
soak RELOADS="1000":
    LOYAL_SOAK={{RELOADS}} cargo test --release -p loyal-tests --test live reloads_under_load -- --nocapture
    cargo test --release --workspace --test format --test analyse --test scripts -- --ignored --nocapture

# The documentation of the crates
docs:
    cargo doc --workspace --no-deps --open

