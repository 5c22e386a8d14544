//! The questions of `coach log`, one by one. Each stores its answer in the session input.

use super::line_lists::ListQuestion;
use super::{Interview, Step, StepResult};
use crate::cli::Context;
use crate::error::{Error, Result};
use crate::journal::dates::{Calendar, FollowUpLine};
use crate::journal::participants::session_lengths;
use crate::journal::query::journal::Journal;
use crate::journal::query::open_objectives::open_objectives;
use crate::journal::records::objective::{NO_OBJECTIVE, Objective};
use crate::journal::records::person::Relationship;
use crate::journal::records::private_note::paragraphs;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::time::spoken;
use crate::locale::Language;
use crate::ops::log::feedback;
use crate::ops::parse;
use crate::ops::people_line::PeopleLine;
use crate::prompt::{self, PromptAnswer};
use crate::store::drafts::Draft;
use crate::views::recent_people::whom;

impl Interview {
    pub(crate) fn ask(&mut self, context: &mut Context<'_>, journal: &Journal) -> Result<StepResult> {
        let calendar = parse::calendar(context.world, journal);
        let date = self.told.day(&calendar)?;
        let language = context.world.language;
        let calendar = Calendar { today: date.unwrap_or(calendar.today), ..calendar };
        match self.step {
            Step::Who => self.who(context, journal),
            Step::Length => self.length(),
            Step::Paid => self.paid(journal),
            Step::Open => self.open(context, journal),
            Step::Topics => self.topics(),
            Step::Objective => self.objective(journal, calendar.today),
            Step::Form => self.form(journal),
            Step::Fields => self.field(journal, calendar, language),
            Step::Notes => self.notes(context, journal),
            Step::Actions => self.actions(calendar, language),
            Step::FollowUps => self.follow_ups(calendar, language),
            Step::Feedback => self.feedback(journal),
            Step::Save => self.last(context),
        }
    }

    fn actions(&mut self, calendar: Calendar, language: Language) -> Result<StepResult> {
        let read = move |typed: &str| {
            calendar.action(typed).map(|(what, due)| match due {
                Some(due) => format!("{what}, due {}", on(due, calendar, language)),
                None => format!("{what}, no due date (to set one, end with \"by fri\")"),
            })
        };
        let mut said = std::mem::take(&mut self.told.actions);
        let turn =
            self.several("actions", &mut said, ListQuestion::Lines("What will be done?", ACTION), read);
        self.told.actions = said;
        turn
    }

    fn follow_ups(&mut self, calendar: Calendar, language: Language) -> Result<StepResult> {
        let read = move |typed: &str| {
            calendar.ask(typed).map(|asked| {
                let first = asked.first(asked.every, calendar.today).map(|(due, _)| due);
                let FollowUpLine { ask, due, every, .. } = asked;
                let due = due.or(first.filter(|_| every.is_some()));
                let due = due.map(|due| format!("on {}", on(due, calendar, language)));
                let every = every.map(|every| format!(", every {every}")).unwrap_or_default();
                format!("{ask}  {}{every}", due.unwrap_or_else(|| "in a week".into()))
            })
        };
        let mut said = std::mem::take(&mut self.told.follow_ups);
        let asking = ListQuestion::Lines("What will you ask, and when?", ASK);
        let turn = self.several("follow-ups", &mut said, asking, read);
        self.told.follow_ups = said;
        turn
    }

    /// The person to ask about: the only one of the session, if the journal has feedback already.
    pub(crate) fn who_gives_feedback(&self, journal: &Journal) -> Option<&Handle> {
        let [person] = self.told.people.as_slice() else { return None };
        let is_group = journal.people.get(person).is_some_and(|filed| filed.record.is_group());
        let has_feedback = || journal.sessions.iter().any(|filed| filed.record.feedback.is_some());
        (!is_group && has_feedback()).then_some(person)
    }

    fn feedback(&mut self, journal: &Journal) -> Result<StepResult> {
        let Some(person) = self.who_gives_feedback(journal) else { return Ok(StepResult::Through) };
        let question = format!("How useful was it to {person}, from 1 to 5?");
        let check = |typed: &str| match typed {
            "" => Ok(()),
            _ => feedback(typed).map(drop).map_err(|error| error.message),
        };
        let help = format!("{SHARED} · such as 4, or 4: found my own answer · Enter skip · {}", self.esc());
        let before = self.told.feedback.clone().unwrap_or_default();
        let typed = self.line("feedback", &question, &help, &before, |_| None, check)?;
        Ok(turn(typed, |typed| self.told.feedback = Some(typed).filter(|typed| !typed.is_empty())))
    }

    fn who(&mut self, context: &Context<'_>, journal: &Journal) -> Result<StepResult> {
        let known = whom(journal, context.world.today);
        if !known.is_empty() {
            let mut lines: Vec<String> = known.iter().map(|(_, line)| line.clone()).collect();
            lines.push("someone new, or several people".into());
            let help = "type part of a handle or name · Esc or Ctrl-C quit";
            match prompt::choose("Who was it with?", help, &lines, prompt::Fallback::Always)? {
                PromptAnswer::Given(at) if at < known.len() => {
                    self.told.people = vec![known[at].0.clone()];
                    self.told.names.clear();
                    return Ok(StepResult::On);
                }
                PromptAnswer::Given(_) => {}
                PromptAnswer::Back => return Ok(StepResult::Back),
                PromptAnswer::Stop => return Ok(StepResult::Stop),
            }
        }
        let esc = if known.is_empty() { self.esc() } else { "Esc back" };
        let help = format!("one or more handles, such as ana ben · {esc}");
        let calendar = parse::calendar(context.world, journal);
        let live = |typed: &str| new_people(journal, &PeopleLine::read(journal, &calendar, typed).ok()?);
        let check = |typed: &str| match PeopleLine::read(journal, &calendar, typed) {
            Ok(who) if who.people.is_empty() => Err("name at least one person".into()),
            Ok(_) => Ok(()),
            Err(Error { message, hint: Some(hint), .. }) => Err(format!("{message} ({hint})")),
            Err(error) => Err(error.message),
        };
        match self.line("who", "Who was it with?", &help, "", live, check)? {
            PromptAnswer::Given(typed) => {
                let PeopleLine { people, names } = PeopleLine::read(journal, &calendar, &typed)?;
                (self.told.people, self.told.names) = (people, names);
                Ok(StepResult::On)
            }
            PromptAnswer::Back if known.is_empty() => Ok(StepResult::Back),
            PromptAnswer::Back => self.who(context, journal),
            PromptAnswer::Stop => Ok(StepResult::Stop),
        }
    }

    fn length(&mut self) -> Result<StepResult> {
        let before = self.told.minutes.map(|minutes| format!("{minutes}m")).unwrap_or_default();
        let check = |typed: &str| match typed {
            "" => Ok(()),
            _ => session_lengths::whole(typed)
                .map(|_| ())
                .ok_or_else(|| "not a length: try 45m, 1h or 1h30".to_string()),
        };
        let live = |typed: &str| session_lengths::whole(typed).map(spoken);
        let help = format!("such as 45m or 1h30 · Enter skip · {}", self.esc());
        let typed = self.line("length", "How long?", &help, &before, live, check)?;
        Ok(turn(typed, |typed| self.told.minutes = session_lengths::whole(&typed)))
    }

    /// Whether a participant is external or a peer, so that coach cannot assume that the session was paid.
    pub(crate) fn is_from_outside(&self, journal: &Journal) -> bool {
        let relationship = |handle: &Handle| {
            let known = journal.now_called(handle).unwrap_or(handle);
            journal.people.get(known).and_then(|filed| filed.record.relationship)
        };
        let is_outside =
            |of: Option<Relationship>| matches!(of, Some(Relationship::External | Relationship::Peer));
        self.told.people.iter().any(|person| is_outside(relationship(person)))
    }

    /// Asks whether the session was paid. Coaching as part of the job counts as paid, so the step skips
    /// colleagues.
    fn paid(&mut self, journal: &Journal) -> Result<StepResult> {
        if !self.is_from_outside(journal) {
            return Ok(StepResult::Through);
        }
        let read = |typed: &str| match typed.trim().to_lowercase().as_str() {
            "y" | "yes" | "paid" => Some(true),
            "n" | "no" | "pro bono" | "pro-bono" => Some(false),
            _ => None,
        };
        let before = match self.told.paid {
            Some(true) => "yes",
            Some(false) => "no",
            None => "",
        };
        let check = move |typed: &str| {
            if typed.trim().is_empty() || read(typed).is_some() {
                Ok(())
            } else {
                Err("answer yes or no".to_string())
            }
        };
        let live =
            move |typed: &str| read(typed).map(|paid| if paid { "paid" } else { "pro bono" }.to_string());
        let help = format!("yes or no · Enter skip (counts as pro bono) · {}", self.esc());
        let typed = self.line("paid", "Was it paid?", &help, before, live, check)?;
        Ok(turn(typed, |typed| self.told.paid = read(&typed)))
    }

    fn topics(&mut self) -> Result<StepResult> {
        let split = |typed: &str| -> Vec<String> {
            let parts = typed.split(',').map(str::trim).filter(|part| !part.is_empty());
            parts.filter_map(|part| Handle::near(part).map(|topic| topic.to_string())).collect()
        };
        let live = move |typed: &str| Some(split(typed).join(", ")).filter(|shown| !shown.is_empty());
        let check = move |typed: &str| {
            if typed.trim().is_empty() || !split(typed).is_empty() {
                Ok(())
            } else {
                Err("a topic needs letters or digits".to_string())
            }
        };
        let help = format!("topics, separated by commas · Enter skip · {}", self.esc());
        let before = self.told.topics.join(", ");
        let typed = self.line("topics", "What was it about?", &help, &before, live, check)?;
        Ok(turn(typed, |typed| self.told.topics = split(&typed)))
    }

    /// Asks for one of the journal's open objectives.
    fn objective(&mut self, journal: &Journal, day: Day) -> Result<StepResult> {
        let mut open = open_objectives(journal, &self.told.people, day);
        if open.is_empty() {
            return Ok(StepResult::Through);
        }
        // The objective of the team is the first, and the one of a session that names none.
        let usual = journal.default_objective(&self.told.people, day);
        open.sort_by_key(|objective| Some(&objective.handle) != usual);
        let line = |objective: &&Objective| with_title(&objective.handle, objective.title.as_deref());
        let mut lines: Vec<String> = open.iter().map(line).collect();
        lines.push(format!("{NO_OBJECTIVE}  it serves no objective"));
        lines.extend(usual.is_none().then(|| "skip".to_string()));
        let help = format!("type part of a handle or title · {}", self.esc());
        let chosen =
            prompt::choose("Which objective does it serve?", &help, &lines, prompt::Fallback::Always)?;
        Ok(turn(chosen, |at| {
            let none = (at == open.len()).then(|| NO_OBJECTIVE.to_string());
            let served = open.get(at).map(|objective| objective.handle.to_string());
            self.told.objectives = served.or(none).into_iter().collect();
        }))
    }

    /// Asks for one of the forms of the people's team.
    fn form(&mut self, journal: &Journal) -> Result<StepResult> {
        let forms = journal.team_forms(&self.told.people);
        if forms.is_empty() {
            return Ok(StepResult::Through);
        }
        let line = |form: &&Handle| {
            with_title(form, journal.form(form.as_str()).ok().and_then(|form| form.title.as_deref()))
        };
        let mut lines: Vec<String> = forms.iter().map(line).collect();
        lines.push("no form".into());
        let help = format!("type part of a form · {}", self.esc());
        let chosen = prompt::choose("Which form?", &help, &lines, prompt::Fallback::Always)?;
        Ok(turn(chosen, |at| {
            let form = forms.get(at).map(|form| form.to_string());
            if form != self.told.template {
                (self.told.template, self.field) = (form, 0);
                self.told.answers.clear();
            }
        }))
    }

    fn notes(&mut self, context: &mut Context<'_>, journal: &Journal) -> Result<StepResult> {
        let mut parts: Vec<String> = self
            .told
            .note
            .split("\n\n")
            .map(|part| part.trim().to_string())
            .filter(|part| !part.is_empty())
            .collect();
        let question = if parts.is_empty() { "What was said?" } else { "Another paragraph?" };
        let readers = if journal.settings.notes_are_private() { PRIVATE } else { SHARED };
        let help = format!("{readers} · one paragraph each · empty line to continue · Ctrl-O editor");
        let asking = ListQuestion::Paragraphs(question, &help);
        let answered = self.several("notes", &mut parts, asking, |_| Ok(String::new()))?;
        if let StepResult::Editor = answered {
            parts.append(self.unfinished("notes"));
        }
        self.told.note = paragraphs(parts.iter().map(String::as_str));
        match answered {
            StepResult::Editor => self.note_in_editor(context),
            turn => Ok(turn),
        }
    }

    /// Opens only the note in the editor, as plain text; the questions then continue.
    fn note_in_editor(&mut self, context: &mut Context<'_>) -> Result<StepResult> {
        // An existing file belongs to another running `coach log`, or to one that crashed.
        let draft = match Draft::kept(context.world, NOTE) {
            None => Draft::begin(context.world, NOTE, &self.told.note)?,
            Some(_) => Draft::beside(context.world, "note", &self.told.note)?,
        };
        let edited = draft.edit(context.world);
        // Takes the text even if the editor failed. If the file is not text, it stays on the disk.
        let written = draft.text().map(|text| {
            self.told.note = text.trim().to_string();
            draft.done()
        });
        match edited.and(written.flatten()) {
            Ok(()) => Ok(StepResult::On),
            Err(error) => {
                context.notes.report(&error);
                Ok(StepResult::Again)
            }
        }
    }

    fn last(&mut self, context: &mut Context<'_>) -> Result<StepResult> {
        context.notes.say(&self.told.summary());
        let esc = self.esc();
        let help = format!("  Enter save · e edit · {esc} · Ctrl-C finish later");
        Ok(match prompt::key(&help, &[' ', 'e'])? {
            PromptAnswer::Given('e') => StepResult::Editor,
            PromptAnswer::Given(_) => StepResult::On,
            PromptAnswer::Back => StepResult::Back,
            PromptAnswer::Stop => StepResult::Stop,
        })
    }
}

/// The line of a choice: a handle, and the title if there is one.
fn with_title(handle: &Handle, title: Option<&str>) -> String {
    title.map_or_else(|| handle.to_string(), |title| format!("{handle}  {title}"))
}

pub(crate) fn turn<T>(answer: PromptAnswer<T>, given: impl FnOnce(T)) -> StepResult {
    match answer {
        PromptAnswer::Given(value) => {
            given(value);
            StepResult::On
        }
        PromptAnswer::Back => StepResult::Back,
        PromptAnswer::Stop => StepResult::Stop,
    }
}

/// The file of a note in the editor.
const NOTE: &str = "note.txt";
/// The readers of the answer: everybody with the journal, or the coach.
pub(super) const SHARED: &str = "shared";
pub(super) const PRIVATE: &str = "only you";
const ACTION: &str = "shared · such as: rewrite the script by fri · empty line to continue";
const ASK: &str = "shared · such as: how did it go on 5 dec · empty line to continue";

/// The day in words, with a warning if it is in the past, which is seldom intended.
fn on(day: Day, calendar: Calendar, language: Language) -> String {
    let past = if day < calendar.today { ", which is in the past" } else { "" };
    format!("{}{past}", language.day(day.date()))
}

/// A preview of the new people, so that the user does not create one by accident.
fn new_people(journal: &Journal, who: &PeopleLine) -> Option<String> {
    let new: Vec<&str> = who.unknown(journal).map(Handle::as_str).collect();
    let handles = new.join(", ");
    Some(match (new.as_slice(), who.names.as_slice()) {
        ([], _) => return None,
        ([_], [(_, name)]) => format!("a new person: {handles}, called {name}"),
        ([_], _) => format!("a new person: {handles}"),
        ([_, _], _) => format!("two new people: {handles}"),
        (more, _) => format!("{} new people: {handles}", more.len()),
    })
}
