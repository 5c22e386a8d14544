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
    cargo test --locked --test it -- architecture:: dates:: jot:: figures:: properties::

# Every test of `cargo test`.
test *ARGS:
    cargo test --locked {{ARGS}}

# Write what coach prints now into the transcripts; read the diff afterwards.
bless *NAME:
    SNAPSHOTS=overwrite cargo test --locked --test transcripts {{NAME}}

# Write the generated pages of docs/ and the schema of the reports; read the diff afterwards.
reference:
    SNAPSHOTS=overwrite cargo test --locked --test it -- reference:: report_schema::

# The documentation as a book, in target/book.
docs:
    mdbook build

# The benchmarks, see docs/development/benchmarks.md.
bench *ARGS:
    python3 benches/measure.py {{ARGS}}

# An archive in target/: the small binary, completions and manual pages.
dist:
    cargo build --locked --profile dist
    rm -rf target/coach
    mkdir -p target/coach/man target/coach/completions
    cp target/dist/coach README.md LICENSE CHANGELOG.md target/coach/
    target/dist/coach man target/coach/man
    target/dist/coach completions bash > target/coach/completions/coach.bash
    target/dist/coach completions zsh > target/coach/completions/_coach
    target/dist/coach completions fish > target/coach/completions/coach.fish
    tar -czf target/coach.tar.gz -C target coach
