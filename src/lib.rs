#![doc = include_str!("README.md")]

mod cli;
mod commands;
pub mod environment;
pub mod error;
pub mod escape;
pub mod export;
pub mod import;
pub mod journal;
pub mod locale;
mod number;
pub(crate) mod ops;
pub mod output;
mod parallel;
pub mod progress;
mod prompt;
pub mod report;
pub mod store;
pub mod views;
#[cfg(feature = "serve")]
mod web;

use std::ffi::OsString;
use std::io::Write;

use clap::error::ErrorKind;
use clap::{ColorChoice, CommandFactory, Parser};

use cli::Context;
use cli::help::HelpLength;
use commands::Cli;
use environment::Environment;
use error::{Cause, Error, Stderr};
use output::{Output, Paging, Style};
use store::config::Config;
use store::programs::pager::Pager;

/// Columns if the terminal reports none.
const USUAL_WIDTH: usize = 80;

/// Runs one command line. Writes answers to `out`, everything else to `err`. Returns the exit code: 0
/// success, 1 the request is impossible, 2 usage error, 3 a failure of the machine.
pub fn run(
    arguments: impl IntoIterator<Item = OsString>,
    world: &mut Environment,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let columns = world.terminal.width.filter(|_| world.terminal.stderr);
    let mut notes = Stderr::new(err).on_columns(columns);
    let width = world.terminal.width.unwrap_or(USUAL_WIDTH);
    if let Some(shell) = world.completing.take() {
        let out = Output::new(out, Style { width, colour: false, drawings: false });
        let mut context = Context::new(world, None, out, notes);
        let answered =
            commands::completions::answer(&mut context, &shell, Cli::command(), arguments.into_iter());
        return answered.map_or_else(|error| error.kind.exit_code(), |()| 0);
    }
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let is_paged = !arguments.iter().any(|word| word == "--no-pager");
    if let Some(topic) = cli::help::asked_topic(&arguments) {
        return print_help(&cli::help::topic(topic, width), world, is_paged, out);
    }
    let arguments = cli::help::asked(arguments);
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => {
            if !is_help(&error) {
                let error = cli::usage_errors::told(Cli::command(), &error, &arguments, &|| people(world));
                let error = cli::unquoted_words::with_hint(error, &Cli::command(), &arguments, world.today);
                notes.report(&error);
                return error.kind.exit_code();
            }
            // Lay the help out only if the user requests it, because that takes time.
            let help = cli::help::laid_out(Cli::command(), width, HelpLength::of(&arguments))
                .try_get_matches_from(&arguments);
            return explain(&help.err().unwrap_or(error), world, is_paged, out, &mut notes);
        }
    };
    if let Err(error) = cli::several_journals::all_are_read(&arguments, &cli.global.journal) {
        notes.report(&error);
        return error.kind.exit_code();
    }
    let usual = world.terminal.colour && world.terminal.stdout;
    let colour = cli.global.color == ColorChoice::Always || cli.global.color == ColorChoice::Auto && usual;
    prompt::colours(world.terminal.colour && cli.global.color != ColorChoice::Never);
    // Draw bars and curves only on a screen: piped output is for programs to read.
    let drawings = world.terminal.stdout || cli.global.color == ColorChoice::Always;
    let Cli { global, command } = cli;
    let command = command.unwrap_or_default();
    let is_paged = command.only_tells() && !global.no_pager && world.terminal.stdout && !world.terminal.dumb;
    let pager = Pager::of(world);
    let show = |text: &[u8]| pager.show(text);
    let links = || pager.shows_links();
    let height = world.terminal.height.filter(|_| is_paged);
    let paging = height.map(|height| Paging { height, show: &show, links: &links });
    let host = Config::links(world).then(|| world.host.clone());
    let out = Output::new(out, Style { width, colour, drawings }).in_language(world.language);
    let out = out.linked(host).paged(paging);
    let mut journals = global.journal.into_iter();
    let mut context = Context::new(world, journals.next(), out, notes);
    context.others = journals.collect();
    store::files::temporary_files::remove(context.world);
    if arguments.iter().any(|word| word == "log") {
        context.stray = cli::unquoted_words::stray_words(&Cli::command(), &arguments);
    }
    let ran = commands::run(command, &mut context);
    let today = context.world.today;
    let hinted = |error| cli::unquoted_words::with_hint(error, &Cli::command(), &arguments, today);
    let code = match ran.map_err(hinted) {
        Ok(all_is_well) => u8::from(!all_is_well),
        Err(error) => match context.fails(&error) {
            Some(_) => explained(&mut context, &error).exit_code(),
            None => 0,
        },
    };
    printed(&mut context, code)
}

/// The command line with the examples of every command, for the reference in `docs/`.
pub fn command_line() -> clap::Command {
    cli::help::all(Cli::command())
}

/// The groups of the help: the title of each, and the names of its commands.
pub fn command_groups() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    cli::command_groups::GROUPS.into_iter()
}

/// The routes of `coach serve`: method, path with `*` for an id, and whether anybody may use it.
#[cfg(feature = "serve")]
pub fn web_routes() -> impl Iterator<Item = (&'static str, &'static str, bool)> {
    web::routes()
}

/// The handles of the people in the default journal.
fn people(world: &Environment) -> Vec<String> {
    let journal = store::files::journal_folder::find(None, world).and_then(|root| {
        let depth = store::load::LoadScope::About(&[]);
        store::load::load(&root, world, depth)
    });
    journal.map(|journal| journal.people.keys().map(ToString::to_string).collect()).unwrap_or_default()
}

/// The exit code, after a check whether the output was written. Prints output errors.
fn printed(context: &mut Context<'_>, code: u8) -> u8 {
    if let Some(why) = context.out.unpaged() {
        context.notes.say(&format!(
            "{}: printed without a pager (to use another one: `coach config set pager …`)",
            why.message
        ));
    }
    match (context.out.failure().map(error::reason), context.saved) {
        (None, _) => code,
        (Some(why), true) => {
            context.notes.say(&format!("saved, but not printed: {why}"));
            code
        }
        (Some(why), false) => {
            context.notes.report(&Error::machine(format!("cannot write to standard output: {why}")));
            error::ErrorKind::Machine.exit_code()
        }
    }
}

/// The kind of a "not found" error, whose cause may be a file that coach could not read. Lists those files;
/// returns `Machine` if an I/O error was the reason. Does not list a file that the error names already.
fn explained(context: &mut Context<'_>, error: &Error) -> error::ErrorKind {
    if error.kind != error::ErrorKind::Cannot || context.saved {
        return error.kind;
    }
    let mut unread = std::mem::take(&mut context.unread);
    unread.retain(|problem| {
        problem.is_the_machines || error.cause != Cause::Unreadable(problem.place().into())
    });
    context.mention(&unread);
    if unread.iter().any(|problem| problem.is_the_machines) { error::ErrorKind::Machine } else { error.kind }
}

/// Whether this is help: requested help, or the help of a command that lacks its subcommand.
fn is_help(error: &clap::Error) -> bool {
    !error.use_stderr() || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
}

/// Prints help or version to standard output; prints help that was not requested to standard error.
fn explain(
    help: &clap::Error,
    world: &Environment,
    is_paged: bool,
    out: &mut dyn Write,
    notes: &mut Stderr<'_>,
) -> u8 {
    let colour = world.terminal.colour && world.terminal.stdout;
    let text = if colour { help.render().ansi().to_string() } else { help.render().to_string() };
    if help.use_stderr() {
        notes.block(&help.render().to_string());
        return error::ErrorKind::Usage.exit_code();
    }
    print_help(&text, world, is_paged, out)
}

/// Prints help to standard output, through the pager if it is longer than the screen.
fn print_help(text: &str, world: &Environment, is_paged: bool, out: &mut dyn Write) -> u8 {
    let colour = world.terminal.colour && world.terminal.stdout;
    let pager = Pager::of(world);
    let show = |text: &[u8]| pager.show(text);
    let is_paged = is_paged && world.terminal.stdout && !world.terminal.dumb;
    let paging = world.terminal.height.filter(|_| is_paged);
    let paging = paging.map(|height| Paging { height, show: &show, links: &|| false });
    let out = Output::new(out, Style { width: USUAL_WIDTH, colour, drawings: false });
    out.paged(paging).raw(text.as_bytes());
    0
}
