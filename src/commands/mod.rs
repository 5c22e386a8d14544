//! One file per command: its arguments, and its run, which reads as load, decide, save, show.

pub mod action;
pub mod check;
pub mod done;
pub mod drop;
pub mod due;
pub mod edit;
pub mod find;
pub mod follow_up;
pub mod history;
pub mod init;
pub mod list;
pub mod log;
pub mod missed;
pub mod person;
pub mod reopen;
pub mod show;
pub mod snooze;
pub mod undo;

mod agreed;
mod draft;
mod outcome;

use clap::Subcommand;

use crate::cli::Context;
use crate::error::Result;

#[derive(Subcommand)]
pub enum Command {
    Init(init::Args),
    Log(log::Args),
    Due(due::Args),
    Done(done::Args),
    Missed(missed::Args),
    Drop(drop::Args),
    Snooze(snooze::Args),
    Reopen(reopen::Args),
    Action(action::Args),
    FollowUp(follow_up::Args),
    Show(show::Args),
    List(list::Args),
    Find(find::Args),
    History(history::Args),
    Edit(edit::Args),
    Undo(undo::Args),
    Person(person::Args),
    Check(check::Args),
}

/// `coach` alone is `coach due`.
impl Default for Command {
    fn default() -> Command {
        Command::Due(due::Args::default())
    }
}

/// Whether all is well; `false` ends with exit code 1.
pub fn run(command: Command, context: &mut Context<'_>) -> Result<bool> {
    let done = match command {
        Command::Init(args) => args.run(context),
        Command::Log(args) => args.run(context),
        Command::Due(args) => args.run(context),
        Command::Done(args) => args.run(context),
        Command::Missed(args) => args.run(context),
        Command::Drop(args) => args.run(context),
        Command::Snooze(args) => args.run(context),
        Command::Reopen(args) => args.run(context),
        Command::Action(args) => args.run(context),
        Command::FollowUp(args) => args.run(context),
        Command::Show(args) => args.run(context),
        Command::List(args) => args.run(context),
        Command::Find(args) => args.run(context),
        Command::History(args) => args.run(context),
        Command::Edit(args) => args.run(context),
        Command::Undo(args) => args.run(context),
        Command::Person(args) => args.run(context),
        Command::Check(args) => return args.run(context),
    };
    done.map(|()| true)
}
