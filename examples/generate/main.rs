//! Writes a journal that never was, the same bytes for the same arguments.
//!
//! Without options it is the one in `examples/journal`:
//!
//! ```sh
//! cargo run --example generate -- target/journal
//! rm -r examples/journal && mv target/journal examples/journal
//! ```
//!
//! One to measure with: `cargo run --example generate -- DIR --sessions 100000 --from 2017-01-02`

#![allow(clippy::disallowed_methods, reason = "a tool of the developers: it writes files itself")]

mod journal;

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Parser;
use coach::journal::values::day::Day;

use journal::{MOST_COACHES, Order};

#[derive(Parser)]
#[command(about = "Write a journal that never was")]
struct Arguments {
    /// A folder that is empty or not there yet
    dir: PathBuf,
    #[arg(long)]
    seed: Option<u64>,
    #[arg(long, value_parser = day)]
    from: Option<Day>,
    #[arg(long, value_parser = day)]
    to: Option<Day>,
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=MOST_COACHES as u64))]
    coaches: Option<u64>,
    /// How many are coached [default: 12, or 60 with --sessions]
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=5000))]
    people: Option<u64>,
    /// Make this many sessions, for measuring, in place of a story that makes sense
    #[arg(long)]
    sessions: Option<u64>,
}

fn day(text: &str) -> Result<Day, String> {
    text.parse().map_err(|()| "expected a date such as 2026-11-20".to_string())
}

fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    let usual = Order::committed();
    let people = if arguments.sessions.is_some() { 60 } else { usual.people };
    let order = Order {
        seed: arguments.seed.unwrap_or(usual.seed),
        from: arguments.from.unwrap_or(usual.from),
        to: arguments.to.unwrap_or(usual.to),
        coaches: arguments.coaches.map_or(usual.coaches, |count| count as usize),
        people: arguments.people.map_or(people, |count| count as usize),
        sessions: arguments.sessions,
    };
    if order.from >= order.to {
        return Err(io::Error::other("--from is to lie before --to"));
    }
    if fs::read_dir(&arguments.dir).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(io::Error::other(format!("{} is not empty", arguments.dir.display())));
    }
    write(&arguments.dir, &order)
}

fn write(dir: &Path, order: &Order) -> io::Result<()> {
    let mut folders = BTreeSet::new();
    let mut outcome = Ok(());
    journal::journal(order, |path, text| {
        let path = dir.join(path);
        let folder = path.parent().unwrap_or(dir);
        if outcome.is_ok() && folders.insert(folder.to_path_buf()) {
            outcome = fs::create_dir_all(folder);
        }
        if outcome.is_ok() {
            outcome = fs::write(path, text);
        }
    });
    outcome
}
