//! `coach jot`: logs a session from one line.

use crate::cli::Context;
use crate::cli::jot_lines::JotLines;
use crate::error::{Error, Result};
use crate::journal::dates::Calendar;
use crate::journal::jot::{Jot, Misread, too_early};
use crate::journal::query::journal::Journal;
use crate::journal::values::handle::Handle;
use crate::ops::log::SessionInput;
use crate::ops::parse;
use crate::views::caret::pointed;

/// Log a session in one line
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach jot \"ana 20m discovery calls: talked about openings + rewrite the script by fri ? how did it go on 5 dec\"
  coach jot \"ana: rang, the customer signed\" --done \"m2q: signed for two years\"
  coach jot \"ana ben cleo 1h30 pricing, onboarding: looked at the two offers\"
  coach jot \"ana 20m pricing #reduce-churn: compared the two offers\"
  coach jot - < sessions.txt
  coach jot \"ana, ben pricing: agreed on one list + ben: send it by mon + ana: try it by 2w\"
  coach jot \"Spoke to Ana yesterday for half an hour about pricing: she asks for a list\"
  coach jot \"ana 10m + call the three lost customers by eom ? who answered on mon every 2 weeks\" --dry-run

The line contains the people, the length, the topics, a colon and the notes. `#churn` before the colon \
names the objective `churn`. A separate + begins an action, and a separate ? a follow-up; you can add several of each. To keep them as text, write `\\+` \
or `\\?`. Without a length, the first word is the person. Separate people with a comma, `and` or `&`; \
capitalised words that follow each other are one name. A date before the colon is the date of the \
session, and `about` begins the topics. coach shows how it understood the line, and `coach undo` reverts it.")]
pub(crate) struct Args {
    /// WHO LENGTH TOPIC #OBJECTIVE: NOTE + ACTION by DATE ? FOLLOW-UP on DATE; `-` reads one session per line from
    /// standard input
    #[arg(required = true, value_name = "LINE")]
    pub line: Vec<String>,
    /// Date of the session [default: today]
    #[arg(short = 'd', long = "on", alias = "date", value_name = "DATE")]
    pub date: Option<String>,
    /// Paid session (coaching as part of the job and barter count as paid)
    #[arg(long, conflicts_with = "pro_bono")]
    pub paid: bool,
    /// Unpaid session
    #[arg(long)]
    pub pro_bono: bool,
    /// Mark this action or follow-up as done, with its result (can be repeated)
    #[arg(long = "done", value_name = "ID[: RESULT]")]
    pub done: Vec<String>,
    /// Show what would be saved, and save nothing
    #[arg(long)]
    pub dry_run: bool,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        if self.line == ["-"] {
            return self.lines(context);
        }
        let (journal, unread) = match context.load_if_there() {
            Ok(journal) => (journal, None),
            // Keeps the line as a draft, as far as coach can parse it without the journal.
            Err(error) if !self.dry_run => (Journal::begun(), Some(error)),
            Err(error) => return Err(error),
        };
        let line = self.line.join(" ");
        let (jot, told) = match (self.understood(context, &journal, &line), unread) {
            (Ok(understood), None) => understood,
            (Ok((_, told)), Some(unread)) => return Err(told.kept_unread(context, unread)),
            (Err(misread), unread) => return Err(unread.unwrap_or(misread)),
        };
        if self.dry_run {
            preview(context, &journal, &jot, &told)?;
        } else {
            told.save(context).map_err(of_the_line)?;
        }
        mention_undated(context, &jot);
        Ok(())
    }

    /// Logs a session for each line of standard input.
    fn lines(&self, context: &mut Context<'_>) -> Result<()> {
        if !self.done.is_empty() {
            return Err(Error::usage("--done needs a single session, but standard input can have several")
                .hint("close the items with `coach done ID --result \"…\"`"));
        }
        let lines = JotLines::read(context)?;
        let journal = context.load_if_there().map_err(|error| lines.failed(context, None, error))?;
        let mut understood = Vec::new();
        for (number, line) in lines.iter() {
            let read = self.understood(context, &journal, line);
            understood.push(read.map_err(|error| lines.failed(context, Some(number), error))?);
        }
        let (jots, sessions): (Vec<_>, Vec<_>) = understood.into_iter().unzip();
        if self.dry_run {
            for (jot, session) in jots.iter().zip(&sessions) {
                preview(context, &journal, jot, session)?;
            }
        } else {
            let saved = lines.save(context, &sessions);
            saved.map_err(|error| lines.failed(context, None, of_the_line(error)))?;
        }
        for jot in &jots {
            mention_undated(context, jot);
        }
        Ok(())
    }

    /// Parses a line.
    fn understood(
        &self,
        context: &Context<'_>,
        journal: &Journal,
        line: &str,
    ) -> Result<(Jot, SessionInput)> {
        let calendar = parse::calendar(context.world, journal);
        let date = self.date.as_deref().map(|text| parse::past_day(&calendar, "on", text)).transpose()?;
        // Relative days count from the day of the session, as in `log`.
        let calendar = Calendar { today: date.unwrap_or(calendar.today), ..calendar };
        let refused = |misread| error(line, misread, context.out.width());
        let jot = Jot::read(line, &calendar, journal).map_err(refused)?;
        if let (Some(day), Some(flag)) = (jot.day, &self.date) {
            return Err(Error::usage(format!("two dates: the line says {day}, --on says {flag}"))
                .hint("remove one of them"));
        }
        match too_early(line, &jot, jot.day.unwrap_or(calendar.today)) {
            Some(misread) => Err(refused(misread)),
            None => {
                let told = told(self, &jot);
                Ok((jot, told))
            }
        }
    }
}

fn preview(context: &mut Context<'_>, journal: &Journal, jot: &Jot, told: &SessionInput) -> Result<()> {
    context.notes.say(&format!("understood: {jot}"));
    told.preview(context, journal).map_err(of_the_line)
}

fn mention_undated(context: &mut Context<'_>, jot: &Jot) {
    for action in jot.actions.iter().filter(|action| action.due.is_none()) {
        context.notes.say(&format!("{}: no due date (to set one, end it with \"by fri\")", action.what));
    }
}

/// The error of an item without the option that `log` has for it: in `jot` it is a part of the line.
fn of_the_line(error: Error) -> Error {
    error.not_in_field("action").not_in_field("follow-up")
}

fn error(line: &str, misread: Misread, width: usize) -> Error {
    let error = Error::usage(misread.message).at(pointed(line, &misread.at, width));
    match misread.hint {
        Some(hint) => error.hint(hint),
        None => error,
    }
}

fn told(args: &Args, jot: &Jot) -> SessionInput {
    let Args { date, done, paid, pro_bono, .. } = args;
    SessionInput {
        done: done.clone(),
        people: jot.people.clone(),
        minutes: jot.minutes,
        names: jot.names.clone(),
        date: jot.day.map(|day| day.to_string()).or_else(|| date.clone()),
        objectives: jot.objectives.iter().map(Handle::to_string).collect(),
        topics: jot.topics.iter().map(Handle::to_string).collect(),
        note: jot.note.clone(),
        actions: jot.actions.iter().map(ToString::to_string).collect(),
        follow_ups: jot.follow_ups.iter().map(ToString::to_string).collect(),
        paid: paid.then_some(true).or(pro_bono.then_some(false)),
        ..SessionInput::default()
    }
}
