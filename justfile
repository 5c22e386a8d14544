# The commands that people use while they work on coach. `just` lists them.

default:
    @just --list

# Format and lints.
check:
    cargo fmt --check
    cargo clippy --all-targets --locked -- -D warnings

# The fast tests: unit tests, architecture, dates, jot, reports.
fast:
    cargo test --locked --lib
    cargo test --locked --test architecture --test dates --test jot --test figures --test properties

# Every test of `cargo test`.
test *ARGS:
    cargo test --locked {{ARGS}}

# Write what coach prints now into the transcripts; read the diff afterwards.
bless *NAME:
    SNAPSHOTS=overwrite cargo test --locked --test transcripts {{NAME}}

# The benchmarks, see benches/README.md.
bench *ARGS:
    python3 benches/measure.py {{ARGS}}
