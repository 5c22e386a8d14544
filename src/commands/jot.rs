//! `coach jot`: a session in one line.

use super::told::Told;
use crate::cli::{self, Context};
use crate::error::{Error, Result};
use crate::journal::handle::Handle;
use crate::journal::jot::{Jot, Misread, name_of_one, too_early};
use crate::journal::journal::Journal;
use crate::journal::phrase::{Calendar, Look};
use crate::report::pointed::pointed;

/// Write down a session in one line
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach jot \"ana 20m discovery calls: talked about openings + rewrite the script by fri ? how did it go on 5 dec\"
  coach jot \"ana: rang, the customer signed\"
  coach jot \"ana ben cleo 1h30 pricing, onboarding: looked at the two offers\"
  coach jot \"ana, ben pricing: agreed on one list + ben: send it by mon + ana: try it by 2w\"
  coach jot \"ana 10m + call the three lost customers by eom ? who answered on mon every 2 weeks\" --dry-run

Who, how long, what about, a colon, what was said. A + by itself begins an action, a ? by itself \
a follow-up; several of each may stand there, and `\\+` and `\\?` are text. Without a length the first \
word is who, and a comma joins others. Capitalised words before the length, none of whom is known, are one name. What was understood is shown; `coach undo` takes it back.")]
pub struct Args {
    /// WHO LENGTH TOPIC: NOTE + ACTION by DATE ? FOLLOW-UP on DATE
    #[arg(required = true, value_name = "LINE")]
    pub line: Vec<String>,
    /// The day, if not today
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// Show what would be written, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

impl Args {
    pub fn run(self, context: &mut Context<'_>) -> Result<()> {
        let journal = context.load_if_there()?;
        let calendar = cli::calendar(context.world, &journal);
        let date = self.date.as_deref().map(|text| cli::past_day(&calendar, "--date", text)).transpose()?;
        // What was agreed then counts its days from then, as in `log`.
        let calendar = Calendar { today: date.unwrap_or(calendar.today), ..calendar };
        let is_known =
            |handle: &Handle| journal.people.contains_key(handle) || journal.now_called(handle).is_some();
        let line = with_handle(&journal, self.line.join(" "));
        let is_day = |word: &str| calendar.day(word, Look::Back).is_ok();
        let name = name_of_one(&line, &is_known, &is_day);
        let handle = name.as_deref().and_then(Handle::near);
        let line = match (&name, &handle) {
            (Some(name), Some(handle)) => with_new_handle(&line, name, handle),
            _ => line,
        };
        let new_name = name.filter(|_| handle.is_some_and(|handle| !is_known(&handle)));
        let jot = Jot::read(&line, &calendar, is_known)
            .map_err(|misread| error(&line, misread, context.out.width()))?;
        if let Some(misread) = too_early(&line, &jot, calendar.today) {
            return Err(error(&line, misread, context.out.width()));
        }
        for action in jot.actions.iter().filter(|action| action.due.is_none()) {
            context.notes.say(&format!("{}: without a day (\"by fri\" at the end sets one)", action.what));
        }
        let told = Told { new_name, ..told(&jot, self.date) };
        if !self.dry_run {
            return told.save(context);
        }
        context.notes.say(&format!("understood: {jot}"));
        told.preview(context, &journal)
    }
}

/// The line with a handle for the name it begins with: `Ana Ruiz 20m: …`.
fn with_handle(journal: &Journal, line: String) -> String {
    let ends = line.char_indices().filter(|(_, c)| c.is_whitespace() || matches!(c, ',' | ':' | '&'));
    let ends = ends.map(|(at, _)| at).chain([line.len()]);
    let found = ends.filter(|end| line[..*end].contains(char::is_whitespace));
    let named = found.filter_map(|end| Some((end, journal.known_as(&line[..end])?))).next_back();
    match named {
        Some((end, handle)) => format!("{handle}{}", &line[end..]),
        None => line,
    }
}

/// The line with a handle for the words of a new person's name.
fn with_new_handle(line: &str, name: &str, handle: &Handle) -> String {
    let words = name.split_whitespace();
    let rest = words.fold(line, |rest, word| rest.trim_start().strip_prefix(word).unwrap_or(rest));
    format!("{handle}{rest}")
}

fn error(line: &str, misread: Misread, width: usize) -> Error {
    let error = Error::usage(misread.message).at(pointed(line, &misread.at, width));
    match misread.hint {
        Some(hint) => error.hint(hint),
        None => error,
    }
}

fn told(jot: &Jot, date: Option<String>) -> Told {
    Told {
        people: jot.people.clone(),
        minutes: jot.minutes,
        date,
        topics: jot.topics.iter().map(Handle::to_string).collect(),
        note: jot.note.clone(),
        actions: jot.actions.iter().map(ToString::to_string).collect(),
        follow_ups: jot.follow_ups.iter().map(ToString::to_string).collect(),
        ..Told::default()
    }
}
