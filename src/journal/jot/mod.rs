//! Parses a session in one line: `ana 20m discovery calls: talked about openings + rewrite the script by fri
//! ? how did it go on 5 dec`. The line has people, a length, topics, a colon and the note; `#` marks an objective
//! before the colon, ` + ` begins an action, ` ? ` a follow-up. Never guesses: an ambiguous word becomes a [`Misread`] with its place.

mod header;
mod lexer;
mod objectives;

use std::fmt;
use std::ops::Range;

use super::dates::{Calendar, FollowUpLine};
use super::participants::session_lengths;
use super::participants::topics::is_like_a_day;
use super::participants::words_around_names::{WordRole, role};
use super::query::journal::Journal;
use super::values::day::Day;
use super::values::handle::Handle;
pub use header::topic;
use lexer::{JotPart, escaped};

/// The parts of a line. Its `Display` is the same line with full dates, which has the same meaning on any
/// later day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Jot {
    pub people: Vec<Handle>,
    /// The names of new people, if a name is more than the handle.
    pub names: Vec<(Handle, String)>,
    /// The day of the session, if the line has one.
    pub day: Option<Day>,
    pub minutes: Option<u32>,
    pub topics: Vec<Handle>,
    pub objectives: Vec<Handle>,
    /// Whether a topic is also the handle of a person, so that the line has to have an `about`.
    pub needs_about: bool,
    pub note: String,
    pub actions: Vec<JotItem>,
    pub follow_ups: Vec<FollowUpLine>,
}

/// An action. Its text may begin with the owner and a colon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JotItem {
    pub what: String,
    pub due: Option<Day>,
}

/// Why coach cannot parse a line, and which bytes are at fault. The range is empty if something is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misread {
    pub at: Range<usize>,
    pub message: String,
    pub hint: Option<String>,
}

impl Misread {
    pub(crate) fn new(at: Range<usize>, message: impl Into<String>) -> Misread {
        Misread { at, message: message.into(), hint: None }
    }

    pub(crate) fn hint(self, hint: impl Into<String>) -> Misread {
        Misread { hint: Some(hint.into()), ..self }
    }
}

/// The dashes into which phones change two hyphens.
pub(crate) const LONG_DASHES: [char; 3] = ['–', '—', '−'];

/// The options of `coach log` that no note has as words.
const OPTIONS: [&str; 5] = ["action", "follow-up", "note", "private", "topic"];

/// Fails if a line has an option of `coach log`, such as `—action` as phones type it. Its text would become a part of
/// the note.
fn no_options(text: &str) -> Result<(), Misread> {
    for word in text.split_whitespace() {
        let name = word.strip_prefix("--").or_else(|| word.strip_prefix(LONG_DASHES));
        if name.is_some_and(|name| OPTIONS.contains(&name.trim_end_matches(':').to_lowercase().as_str())) {
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            let why = format!("`{word}` is an option of `coach log`");
            let hint =
                "here ` + TEXT` adds an action and ` ? TEXT` a follow-up; the note stands after the colon";
            return Err(Misread::new(start..start + word.len(), why).hint(hint));
        }
    }
    Ok(())
}

impl Jot {
    /// Parses a line. The journal lists the known people, so that a second person does not become the topic.
    /// Due days count from the day in the line.
    pub fn read(text: &str, calendar: &Calendar, journal: &Journal) -> Result<Jot, Misread> {
        no_options(text)?;
        let (head, parts) = lexer::parts(text);
        let (objectives, line) = objectives::take_from(text, &head, journal)?;
        let mut jot = Jot { objectives, ..header::read(&line, head, journal, calendar)? };
        let calendar = Calendar { today: jot.day.unwrap_or(calendar.today), ..*calendar };
        for part in parts {
            match part {
                JotPart::Note(words) => jot.note = words.text(text),
                JotPart::Action(mark, words) => {
                    let said = said(text, &mark, &words, "the text of the action")?;
                    let read = calendar.action(&said).map_err(|why| misread(text, &words.span(), why))?;
                    jot.actions.push(JotItem { what: read.0, due: read.1 });
                }
                JotPart::FollowUp(mark, words) => {
                    let said = said(text, &mark, &words, "the question")?;
                    let asked = calendar.ask(&said).map_err(|why| misread(text, &words.span(), why))?;
                    jot.follow_ups.push(asked);
                }
            }
        }
        Ok(jot)
    }
}

/// Returns the error for the first action or follow-up that is due before the session.
pub fn too_early(text: &str, jot: &Jot, session: Day) -> Option<Misread> {
    let (mut actions, mut asks) = (jot.actions.iter(), jot.follow_ups.iter());
    let (_, parts) = lexer::parts(text);
    parts.iter().find_map(|part| {
        let (due, words) = match part {
            JotPart::Note(_) => return None,
            JotPart::Action(_, words) => (actions.next()?.due, words),
            JotPart::FollowUp(_, words) => (asks.next()?.due, words),
        };
        let due = due.filter(|due| *due < session)?;
        Some(Misread::new(words.span(), format!("{due} is before the session ({session})")))
    })
}

/// Returns the text after a mark. Fails if it is empty.
fn said(text: &str, mark: &Range<usize>, words: &lexer::WordSpan, noun: &str) -> Result<String, Misread> {
    let said = words.text(text);
    if said.is_empty() {
        let sign = &text[mark.clone()];
        return Err(Misread::new(mark.clone(), format!("{noun} is missing after `{sign}`"))
            .hint(format!("a `{sign}` on its own begins a new item; write `\\{sign}` to keep it as text")));
    }
    Ok(said)
}

/// Returns the error at the phrase that the message quotes first, or at the whole part.
fn misread(text: &str, part: &Range<usize>, why: String) -> Misread {
    let quoted = why.strip_prefix('"').and_then(|rest| rest.split_once("\" ")).map(|(phrase, _)| phrase);
    let found = quoted.and_then(|phrase| {
        let at = part.start + text[part.clone()].rfind(phrase)?;
        Some(at..at + phrase.len())
    });
    Misread::new(found.unwrap_or_else(|| part.clone()), why)
}

impl fmt::Display for JotItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        self.due.map_or(Ok(()), |due| write!(f, " by {due}"))
    }
}

impl fmt::Display for FollowUpLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.ask)?;
        match self.due {
            Some(due) if self.month_end => {
                write!(f, " {} end of {}", self.preposition(), due.date().format("%B %Y"))?;
            }
            Some(due) => match self.after.filter(|_| self.every.is_some()) {
                // The series counts from today's day of the month, which `due` does not have.
                Some(span) => write!(f, " in {span}")?,
                None => write!(f, " {} {due}", self.preposition())?,
            },
            None => {}
        }
        self.every.map_or(Ok(()), |every| write!(f, " every {every}"))
    }
}

impl fmt::Display for Jot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let join = |words: &[&str]| words.join(", ");
        let name =
            |handle: &Handle| self.names.iter().find(|(of, _)| of == handle).map(|(_, name)| name.as_str());
        let people: Vec<&str> =
            self.people.iter().map(|person| name(person).unwrap_or(person.as_str())).collect();
        let topics: Vec<&str> = self.topics.iter().map(Handle::as_str).collect();
        // Only a line in spoken form can have a name of several words.
        let with = if self.names.is_empty() { "" } else { "with " };
        let is_plain = self.names.is_empty()
            && !self.needs_about
            && topics.first().is_none_or(|topic| role(topic) == WordRole::None)
            && !topics.iter().any(|topic| is_like_a_day(topic) || session_lengths::range(&[topic]).is_some());
        let about = if is_plain { "" } else { "about " };
        write!(f, "{with}{}", join(&people))?;
        self.day.map_or(Ok(()), |day| write!(f, " {day}"))?;
        self.minutes.map_or(Ok(()), |minutes| write!(f, " {minutes}m"))?;
        if !topics.is_empty() {
            write!(f, " {about}{}", join(&topics))?;
        }
        self.objectives.iter().try_for_each(|objective| write!(f, " #{objective}"))?;
        if !self.topics.is_empty() || !self.note.is_empty() {
            f.write_str(":")?;
        }
        if !self.note.is_empty() {
            write!(f, " {}", escaped(&self.note))?;
        }
        self.actions.iter().try_for_each(|action| write!(f, " + {}", escaped(&action.to_string())))?;
        self.follow_ups.iter().try_for_each(|asked| write!(f, " ? {}", escaped(&asked.to_string())))
    }
}

#[cfg(test)]
mod tests;
