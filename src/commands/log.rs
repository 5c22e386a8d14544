//! `coach log`: logs a session.

use crate::cli::unquoted_words::StrayWord;
use crate::cli::{Context, editor, interview};
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::escape::says_nothing;
use crate::journal::jot::{LONG_DASHES, Misread, topic};
use crate::journal::participants::{self, LineContents, names};
use crate::journal::query::journal::Journal;
use crate::journal::records::private_note::paragraphs;
use crate::journal::records::session;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::time::{Clock, minutes};
use crate::ops::log::SessionInput;
use crate::ops::{given_id, parse};
use crate::store::files::input;

/// Log a session (asks questions if you give no arguments)
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach log ana 45m --topic discovery-calls --note \"The real problem comes out too late\"
  coach log ana --action \"Rewrite the script by friday\" --follow-up \"How did it go? on 5 dec\"
  coach log ana ben cleo 1h30 --on yesterday --action \"ben: share the checklist by eom\"
  coach log ana 20m --done \"m2q: two of three named a budget\" --feedback \"4: found my own answer\"
  coach log ana --note-file - < notes.txt
  coach log                                    asks one question after the other (in a terminal)
  coach log ana 45m --edit                     opens the session in your editor
  coach log ana 45m --template grow --set goal=\"Two buyers name a budget\" --set will=\"Asks\"
  coach log ana 45m --private \"She may leave\"  adds a private note (`coach private --help`)

Unknown people are added automatically. A session with several people is a group session.

You can use words: `coach log ana and ben yesterday for an hour about pricing`. coach never reads a length,
a date or a connecting word such as `and` as a person. A month by itself, such as `may`, is a person; a
weekday is always a date.

`by DATE` or `on DATE` at the end of an action is its due date. At the end of a follow-up, it is the date to
ask (by default a week after the session). `tomorrow`, `in 2 weeks` and `end of the month` work in the same
way. `every 2 weeks` repeats a follow-up. If the last words name a time in another form, coach refuses the
text. To keep them as text, put them in quotes.

In a terminal, coach asks for anything you leave out. If you name a person, it saves without asking with
--note, --note-file, --private, --action, --follow-up, --set or --done. With --template and without --set, it
asks for each field of the form; with --edit, it opens the form in your editor. You can skip every field.")]
pub(crate) struct Args {
    /// People, length (45m, 1h30, half an hour) and date [default: today] of the session
    #[arg(value_name = "PERSON|LENGTH")]
    pub who: Vec<String>,
    /// Date of the session [default: today]
    #[arg(short = 'd', long = "on", alias = "date", value_name = "DATE")]
    pub date: Option<String>,
    /// Start time, such as 14:30
    #[arg(long, value_name = "TIME")]
    pub start: Option<Clock>,
    /// Kind of session: coaching, moment (in passing), mentor-coaching, supervision, assessment,
    /// training, or agreed (without a meeting) [default: coaching]
    #[arg(long, value_name = "KIND", hide_possible_values = true)]
    pub kind: Option<session::Kind>,
    /// Coach of the session [default: you]
    #[arg(long, value_name = "HANDLE")]
    pub coach: Option<String>,
    /// Topic (can be repeated)
    #[arg(short = 't', long = "topic", value_name = "TOPIC")]
    pub topics: Vec<String>,
    /// Business objective that the session serves, or none (can be repeated)
    #[arg(long = "objective", value_name = "OBJECTIVE")]
    pub objectives: Vec<String>,
    /// Resource that the people got (can be repeated)
    #[arg(long = "resource", value_name = "RESOURCE")]
    pub resources: Vec<String>,
    /// Notes (can be repeated, one paragraph each)
    #[arg(short = 'n', long = "note", value_name = "TEXT", allow_hyphen_values = true)]
    pub notes: Vec<String>,
    /// Read the notes from this file (- for standard input)
    #[arg(long, value_name = "FILE")]
    pub note_file: Option<std::path::PathBuf>,
    /// Private note, stored outside the journal (can be repeated, one paragraph each)
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub private: Vec<String>,
    /// New action: "[WHO: ]WHAT[ by DATE]" (can be repeated)
    #[arg(short = 'a', long = "action", value_name = "TEXT", allow_hyphen_values = true)]
    pub actions: Vec<String>,
    /// New follow-up: "ASK[ on DATE][ every 2 weeks]" (can be repeated)
    #[arg(short = 'f', long = "follow-up", value_name = "TEXT", allow_hyphen_values = true)]
    pub follow_ups: Vec<String>,
    /// How often the follow-ups repeat, such as 2w or 1m
    #[arg(long, value_name = "SPAN", requires = "follow_ups")]
    pub every: Option<String>,
    /// Form to fill in, such as grow or retro (`coach template list` lists all)
    #[arg(long, value_name = "TEMPLATE")]
    pub template: Option<String>,
    /// Answer to a field of the form (can be repeated)
    #[arg(long = "set", value_name = "FIELD=TEXT", requires = "template")]
    pub set: Vec<String>,
    /// Mark this action or follow-up as done, with its result (can be repeated)
    #[arg(long = "done", value_name = "ID[: RESULT]")]
    pub done: Vec<String>,
    /// The person's feedback on the session: a score from 1 to 5, and a comment
    #[arg(long, value_name = "SCORE[: TEXT]")]
    pub feedback: Option<String>,
    /// Paid session (coaching as part of the job and barter count as paid)
    #[arg(long, conflicts_with = "pro_bono")]
    pub paid: bool,
    /// Unpaid session
    #[arg(long)]
    pub pro_bono: bool,
    /// Id of the new session; if you run the same command again, coach does not save it twice
    #[arg(long, value_name = "NEW-ID", conflicts_with = "edit")]
    pub id: Option<String>,
    /// Write the session in your editor
    #[arg(long, conflicts_with = "done")]
    pub edit: bool,
    /// Continue the draft of a session that was not saved
    #[arg(long, exclusive = true)]
    pub resume: bool,
    /// Delete the draft
    #[arg(long, exclusive = true)]
    pub discard: bool,
}

impl LineWords {
    /// Fails for a person who may be part of a text without quotes: `-t pricing talk`.
    fn no_stray(&self, stray: &[StrayWord], journal: &Journal) -> Result<()> {
        let is_known = |who: &Handle| journal.people.contains_key(who) || journal.now_called(who).is_some();
        let is_person = |one: &&StrayWord| {
            let who = Handle::near(&one.word).filter(|who| self.people.contains(who));
            who.is_some_and(|who| one.is_text || !is_known(&who))
        };
        let Some(StrayWord { word, option, quoted, .. }) = stray.iter().find(is_person) else {
            return Ok(());
        };
        Err(Error::usage(format!("`{word}` after `{option}` is ambiguous: a person or part of the text"))
            .hint(format!("{quoted}; write people before the options")))
    }
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        if self.resume {
            return editor::resume(context);
        }
        if self.discard {
            return editor::discard(context);
        }
        let (who, unread) = self.who(context)?;
        let unanswered = self.template.is_some() && self.set.is_empty();
        let wants_to_ask = who.people.is_empty() || unanswered || self.says_nothing();
        let asks = wants_to_ask && !self.edit && context.world.terminal.asks;
        if who.people.is_empty() && !self.edit && !asks {
            let way_on = "coach log PERSON 45m --note \"…\", or `coach log --edit`";
            let nobody = context.world.terminal.asks_nobody();
            return Err(
                Error::usage("missing person: who was the session with?").hint(format!("{way_on}; {nobody}"))
            );
        }
        let note = self.note(context)?;
        self.private.iter().try_for_each(|text| parse::text("private", text).map(drop))?;
        let edit = self.edit;
        let told = self.told(who, note)?;
        if let Some(error) = unread {
            return Err(told.kept_unread(context, error));
        }
        if let Some(typed) = told.template.as_deref().filter(|_| unanswered && !edit && !asks) {
            return Err(nothing_answered(context, typed)?);
        }
        if asks {
            return interview::begin(context, told);
        }
        if !edit {
            return told.save(context);
        }
        let closed = Error::cannot("the form was not changed, so nothing was logged");
        told.form(context)?.fill_in(context)?.ok_or(closed)
    }

    /// Whether no flag has notes, actions, follow-ups, answers or closed items. People, day, length and
    /// topics are not yet a session worth saving, as long as coach can ask for more.
    fn says_nothing(&self) -> bool {
        let texts = [&self.notes, &self.private, &self.actions, &self.follow_ups, &self.set, &self.done];
        texts.into_iter().all(Vec::is_empty) && self.note_file.is_none()
    }

    fn told(self, who: LineWords, note: String) -> Result<SessionInput> {
        if let (Some(day), Some(flag)) = (who.day, &self.date) {
            return Err(Error::usage(format!("the session has two dates: {day}, and --on {flag}"))
                .hint("keep one of them"));
        }
        let LineWords { people, names, minutes, day, topics } = who;
        Ok(SessionInput {
            id: self.id.as_deref().map(given_id::parse).transpose()?,
            answers: self.set.iter().map(|set| answer(set)).collect::<Result<_>>()?,
            people,
            names,
            minutes,
            date: day.map(|day| day.to_string()).or(self.date),
            start: self.start,
            kind: self.kind,
            coach: self.coach,
            topics: self.topics.into_iter().chain(topics).collect(),
            objectives: self.objectives,
            resources: self.resources,
            paid: self.paid.then_some(true).or(self.pro_bono.then_some(false)),
            note,
            private: paragraphs(self.private.iter().map(String::as_str)),
            actions: self.actions,
            follow_ups: self.follow_ups,
            every: self.every,
            done: self.done,
            feedback: self.feedback,
            template: self.template,
            ..SessionInput::default()
        })
    }

    /// Parses the words of the command line, as far as possible if the journal cannot be read. Also returns the
    /// reason then.
    fn who(&self, context: &mut Context<'_>) -> Result<(LineWords, Option<Error>)> {
        let is_plain = |word: &&String| word.parse::<Handle>().is_ok() && names::never(word).is_none();
        let others: Vec<&String> = self.who.iter().filter(|word| minutes(word).is_none()).collect();
        // A single handle means the same in every journal, so `log` need not read the people twice.
        let journal = if others.len() > 1 || !others.iter().all(is_plain) {
            context.people_if_there()
        } else {
            Ok(Journal::begun())
        };
        let (journal, unread) = match journal {
            Ok(journal) => (journal, None),
            Err(error) => (Journal::begun(), Some(error)),
        };
        match (self.words(context.world, &journal), unread) {
            (Ok(words), unread) => {
                if unread.is_none() {
                    words.no_stray(&context.stray, &journal)?;
                }
                Ok((words, unread))
            }
            (Err(misread), unread) => Err(unread.unwrap_or(misread)),
        }
    }

    fn words(&self, world: &Environment, journal: &Journal) -> Result<LineWords> {
        let calendar = parse::calendar(world, journal);
        if let Some(option) = self.who.iter().find(|word| is_long_dashed(word)) {
            let typed = option.trim_start_matches(LONG_DASHES);
            return Err(Error::usage(format!("`{option}` begins with a long dash"))
                .hint(format!("type two hyphens and straight quotes: --{typed} \"…\"")));
        }
        let line = self.who.join(" ");
        let mut words = Vec::new();
        let mut start = 0;
        for (n, argument) in self.who.iter().enumerate() {
            let group = if argument.contains(char::is_whitespace) { n + 1 } else { 0 };
            words.extend(participants::words(&line, start..start + argument.len(), group));
            start += argument.len() + 1;
        }
        let refused = |misread: Misread| match misread.hint {
            Some(hint) => Error::usage(misread.message).hint(hint),
            None => Error::usage(misread.message),
        };
        let mut who =
            participants::read(&words, LineContents::People, journal, &calendar).map_err(refused)?;
        let about = &words[who.topics.unwrap_or(words.len())..];
        let about =
            participants::topics::without_times(about, &mut who, journal, &calendar).map_err(refused)?;
        let about = participants::said(about, &(0..about.len()));
        let topics = about.split(',').map(str::trim).filter(|topic| !topic.is_empty());
        let topics = topics.map(|said| Ok(topic(said)?.to_string())).collect::<std::result::Result<_, _>>();
        let topics = topics.map_err(refused)?;
        Ok(LineWords { people: who.people, names: who.names, minutes: who.minutes, day: who.day, topics })
    }

    /// The notes from flags and file, as paragraphs.
    fn note(&self, context: &mut Context<'_>) -> Result<String> {
        let mut parts = self.notes.clone();
        if let Some(file) = &self.note_file {
            parts.push(input::read(context.world, file)?);
        }
        let said = paragraphs(parts.iter().map(String::as_str));
        if says_nothing(&said) && !parts.is_empty() {
            return Err(Error::usage("the note is empty, so nothing was logged"));
        }
        Ok(said)
    }
}

/// Whether the word looks like an option that begins with a long dash, such as `—note`.
fn is_long_dashed(word: &str) -> bool {
    word.strip_prefix(LONG_DASHES).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// The parsed words of the command line.
struct LineWords {
    people: Vec<Handle>,
    names: Vec<(Handle, String)>,
    minutes: Option<u32>,
    day: Option<Day>,
    topics: Vec<String>,
}

/// Splits `goal=Fewer tickets` into field and answer.
fn answer(set: &str) -> Result<(String, String)> {
    match set.split_once('=') {
        Some((key, text)) => Ok((key.trim().to_lowercase().replace('_', "-"), text.trim().to_string())),
        None => Err(Error::usage(format!("--set: `{set}` has no `=` between field and answer"))
            .hint("for example --set goal=\"Two buyers name a budget\"")),
    }
}

/// The error for a template without answers when coach has no terminal to ask on.
fn nothing_answered(context: &mut Context<'_>, typed: &str) -> Result<Error> {
    let journal = context.load_if_there()?;
    let template = journal.form(typed)?;
    let fields: Vec<String> = template.keys().map(|key| format!("--set {key}=\"…\"")).collect();
    Ok(Error::usage(format!("missing answers for the template `{}`", template.handle)).hint(format!(
        "{}, or `--edit`; {}",
        fields.join(" "),
        context.world.terminal.asks_nobody()
    )))
}
