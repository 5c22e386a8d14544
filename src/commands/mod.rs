//! The command line: one file per command, with its arguments and its `run` (load, decide, save, show).

pub(crate) mod action;
pub(crate) mod assign;
pub(crate) mod benefit;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod config;
pub(crate) mod delete;
pub(crate) mod demo;
pub(crate) mod done;
pub(crate) mod drop;
pub(crate) mod due;
pub(crate) mod edit;
pub(crate) mod edit_private_note;
pub(crate) mod export;
pub(crate) mod feedback;
pub(crate) mod find;
pub(crate) mod follow_up;
pub(crate) mod history;
pub(crate) mod import;
pub(crate) mod init;
pub(crate) mod jot;
pub(crate) mod list;
pub(crate) mod log;
pub(crate) mod man;
pub(crate) mod merge_driver;
pub(crate) mod missed;
pub(crate) mod objective;
pub(crate) mod person;
pub(crate) mod plan;
pub(crate) mod policy;
pub(crate) mod prep;
pub(crate) mod private;
pub(crate) mod reopen;
pub(crate) mod report;
pub(crate) mod request;
pub(crate) mod resolve;
pub(crate) mod resource;
pub(crate) mod review;
pub(crate) mod serve;
pub(crate) mod show;
pub(crate) mod snooze;
pub(crate) mod story;
pub(crate) mod sync;
pub(crate) mod template;
pub(crate) mod undo;

use std::path::PathBuf;

use clap::{Args, ColorChoice, Parser, Subcommand};

use crate::cli::Context;
use crate::error::Result;

/// Keep a coaching journal: log sessions, follow up on actions, report results
#[derive(Parser)]
#[command(name = "coach", version, max_term_width = 100, disable_help_subcommand = true)]
#[command(after_help = "\
Examples:
  coach log ana 45m --note \"…\" --action \"Rewrite the script by friday\"
  coach due
  coach done m2q --result \"Two of three buyers named a budget\"

Without a command, `coach` runs `coach due`. Write dates as today, fri, next tuesday, in 2 weeks, 2w, eom,
28 nov or 2026-11-28. Ids can be shortened to any unique prefix.

Run `coach COMMAND --help` for options and examples, and `coach help dates`, `coach help files` or
`coach help settings` for these topics.")]
pub(crate) struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Args)]
pub(crate) struct Global {
    /// Journal folder [env: COACH_JOURNAL]
    #[arg(long, global = true, value_name = "DIR", help_heading = "Global options")]
    pub journal: Vec<PathBuf>,
    /// Use colours: auto, always or never
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_possible_values = true)]
    #[arg(help_heading = "Global options")]
    pub color: ColorChoice,
    /// Do not use a pager
    #[arg(long, global = true, help_heading = "Global options")]
    pub no_pager: bool,
}

// The commands have the order of their groups in `cli/command_groups.rs`.
#[derive(Subcommand)]
pub(crate) enum Command {
    Demo(demo::Args),
    Init(init::Args),
    Log(log::Args),
    Jot(jot::Args),
    Prep(prep::Args),
    #[command(visible_alias = "status")]
    Due(due::Args),
    Review(review::Args),
    Done(done::Args),
    Missed(missed::Args),
    Snooze(snooze::Args),
    Drop(drop::Args),
    Action(action::Args),
    FollowUp(follow_up::Args),
    Assign(assign::Args),
    Plan(plan::Args),
    #[command(visible_alias = "ls")]
    List(list::Args),
    Show(show::Args),
    #[command(visible_alias = "search")]
    Find(find::Args),
    History(history::Args),
    Undo(undo::Args),
    Edit(edit::Args),
    Delete(delete::Args),
    Reopen(reopen::Args),
    Check(check::Args),
    Person(person::Args),
    Objective(objective::Args),
    Request(request::Args),
    Policy(policy::Args),
    Resource(resource::Args),
    Feedback(feedback::Args),
    Benefit(benefit::Args),
    Story(story::Args),
    Report(report::Args),
    Private(private::Args),
    Sync(sync::Args),
    Resolve(resolve::Args),
    Export(export::Args),
    Import(import::Args),
    Serve(serve::Args),
    Config(config::Args),
    Template(template::Args),
    Completions(completions::Args),
    Man(man::Args),
    MergeDriver(merge_driver::Args),
}

impl Command {
    /// Whether the command only prints: then long output goes to the pager, as in git. A command that changes
    /// something prints its result at once, and a prompt needs the screen.
    pub(crate) fn only_tells(&self) -> bool {
        use Command::{Check, Due, Find, History, List, Plan, Prep, Report, Show};
        match self {
            Due(_) | Prep(_) | Report(_) | Show(_) | List(_) | Find(_) | History(_) | Check(_) => true,
            Plan(args) => args.mail.is_none(),
            _ => false,
        }
    }

    /// Whether the command adds up several journals.
    fn takes_several_journals(&self) -> bool {
        match self {
            Command::Due(_) => true,
            Command::Report(args) => args.name.as_deref() == Some("hours"),
            Command::Export(args) => matches!(args.format.as_deref(), Some("icf" | "emcc")),
            _ => false,
        }
    }
}

/// `coach` without a command is `coach due`.
impl Default for Command {
    fn default() -> Command {
        Command::Due(due::Args::default())
    }
}

/// Runs a command. Returns `false` if it found problems, which gives exit code 1.
pub(crate) fn run(command: Command, context: &mut Context<'_>) -> Result<bool> {
    if !command.takes_several_journals() {
        context.refuse_several_journals()?;
    }
    let done = match command {
        Command::Demo(args) => args.run(context),
        Command::Init(args) => args.run(context),
        Command::Log(args) => args.run(context),
        Command::Jot(args) => args.run(context),
        Command::Prep(args) => args.run(context),
        Command::Due(args) => args.run(context),
        Command::Review(args) => args.run(context),
        Command::Done(args) => args.run(context),
        Command::Missed(args) => args.run(context),
        Command::Snooze(args) => args.run(context),
        Command::Drop(args) => args.run(context),
        Command::Action(args) => args.run(context),
        Command::FollowUp(args) => args.run(context),
        Command::Assign(args) => args.run(context),
        Command::Plan(args) => args.run(context),
        Command::List(args) => args.run(context),
        Command::Show(args) => args.run(context),
        Command::Find(args) => args.run(context),
        Command::History(args) => args.run(context),
        Command::Undo(args) => args.run(context),
        Command::Edit(args) => args.run(context),
        Command::Delete(args) => args.run(context),
        Command::Reopen(args) => args.run(context),
        Command::Check(args) => return args.run(context),
        Command::Person(args) => return args.run(context),
        Command::Objective(args) => args.run(context),
        Command::Request(args) => args.run(context),
        Command::Feedback(args) => args.run(context),
        Command::Policy(args) => args.run(context),
        Command::Resource(args) => args.run(context),
        Command::Benefit(args) => args.run(context),
        Command::Story(args) => args.run(context),
        Command::Report(args) => args.run(context),
        Command::Private(args) => args.run(context),
        Command::Sync(args) => args.run(context),
        Command::Resolve(args) => args.run(context),
        Command::Export(args) => args.run(context),
        Command::Import(args) => args.run(context),
        Command::Serve(args) => args.run(context),
        Command::Config(args) => args.run(context),
        Command::Template(args) => args.run(context),
        Command::Completions(args) => args.run(context),
        Command::Man(args) => args.run(context),
        Command::MergeDriver(args) => args.run(context),
    };
    done.map(|()| true)
}
