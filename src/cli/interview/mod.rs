//! `coach log` at a terminal: asks one question after the other for everything that the flags do not set. It
//! saves a draft after each answer, until the session is in the journal.

mod line_lists;
mod open_items;
mod questions;
mod template_fields;

use serde::{Deserialize, Serialize};

use crate::cli::{Context, ask_handle, editor};
use crate::error::{Cause, Error, ErrorKind, Result};
use crate::journal::query::journal::Journal;
use crate::ops::close;
use crate::ops::log::SessionInput;
use crate::store::drafts::Draft;

/// The prefix of the draft that the interview saves.
pub(crate) const ASKED: &str = "log-asked-";

/// The questions, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Step {
    Who,
    Length,
    /// Whether the session was paid. Asked only about external people and peers, because coach has no default
    /// for them.
    Paid,
    Open,
    Topics,
    /// The objective that the session serves. Asked only if the journal has open objectives.
    Objective,
    /// The form, if the team of the people has forms.
    Form,
    /// The fields of a template, one by one.
    Fields,
    Notes,
    Actions,
    FollowUps,
    /// The person's feedback. Asked only if the journal has feedback already, and about one person.
    Feedback,
    Save,
}

const STEPS: [Step; 13] = [
    Step::Who,
    Step::Length,
    Step::Paid,
    Step::Open,
    Step::Topics,
    Step::Objective,
    Step::Form,
    Step::Fields,
    Step::Notes,
    Step::Actions,
    Step::FollowUps,
    Step::Feedback,
    Step::Save,
];

/// The result of a question: what the interview does next.
enum StepResult {
    On,
    /// Ask another question of the same step.
    Again,
    /// The step had no question: continue in the current direction, forward or back.
    Through,
    Back,
    Stop,
    Editor,
}

/// The answers so far, and the next question.
#[derive(Serialize, Deserialize)]
struct Interview {
    step: Step,
    /// The steps to ask; the flags answered the others.
    asked: Vec<Step>,
    /// The index of the template's next field.
    #[serde(default)]
    field: usize,
    /// The ids of the open actions that the user has answered in the current step.
    #[serde(default)]
    decided: Vec<String>,
    /// The obstacle of the next open action, while its words are still missing.
    #[serde(default)]
    obstacle: Option<String>,
    /// The number of unfinished lines that the user had entered before and reopened with Esc.
    #[serde(default)]
    taken_up: usize,
    told: SessionInput,
    /// Lines that the user typed but did not enter, by question. The last one is in the prompt.
    #[serde(default)]
    unfinished: Vec<(String, Vec<String>)>,
    #[serde(skip)]
    is_resumed: bool,
    /// The values from the flags; everything beyond them is an answer.
    #[serde(skip)]
    by_flags: SessionInput,
    /// Whether Esc leaves the interview, because this is the first question.
    #[serde(skip)]
    is_first: bool,
    /// The file name of the draft.
    #[serde(skip)]
    name: String,
}

/// Starts the questions about the missing parts of a session.
pub(crate) fn begin(context: &mut Context<'_>, told: SessionInput) -> Result<()> {
    let asked: Vec<Step> = STEPS.into_iter().filter(|step| is_missing(*step, &told)).collect();
    let interview = Interview::of(context, told, asked)?;
    go_on(context, interview)
}

/// Keeps a session as the user typed it. No question is left, so that `coach log --resume` saves it.
pub(crate) fn keep_as_typed(context: &mut Context<'_>, told: SessionInput, error: Error) -> Error {
    match Interview::of(context, told, Vec::new()).and_then(|interview| interview.keep(context)) {
        Ok(()) => editor::with(error, editor::WHEN_FIXED),
        Err(_) => error,
    }
}

/// Resumes a draft at the question where the user stopped. A draft without questions needs no terminal.
pub(crate) fn resume(context: &mut Context<'_>, draft: Draft) -> Result<()> {
    let unreadable = |why: String| {
        Error::cannot(format!("{}: {why}", draft.path.display())).hint("correct the file, or delete it")
    };
    let read = draft.text().and_then(|text| {
        toml::from_str::<Interview>(&text).map_err(|error| unreadable(error.message().to_string()))
    });
    let has_questions = read.as_ref().map_or(true, |interview| !interview.asked.is_empty());
    if !context.world.terminal.asks && has_questions {
        let why = context.world.terminal.asks_nobody();
        return Err(Error::usage(format!("the draft has unanswered questions, and {why}")).hint(format!(
            "run `coach log --resume` in a terminal; the draft is in {}",
            context.world.shown(&draft.path)
        )));
    }
    let mut interview = read?;
    interview.name = draft.path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_string();
    interview.is_resumed = true;
    context.notes.say(&interview.told.summary());
    context.notes.block(&interview.told.note);
    go_on(context, interview)
}

/// A one-line summary of an interview draft. `None` if it does not parse.
pub(crate) fn summary(draft: &Draft) -> Option<String> {
    let interview: Interview = toml::from_str(&draft.text().ok()?).ok()?;
    Some(interview.told.summary())
}

fn is_missing(step: Step, told: &SessionInput) -> bool {
    match step {
        Step::Who => told.people.is_empty(),
        Step::Length => told.minutes.is_none(),
        Step::Paid => told.paid.is_none(),
        Step::Open => told.done.is_empty(),
        Step::Topics => told.topics.is_empty(),
        Step::Objective => told.objectives.is_empty(),
        Step::Form => told.template.is_none(),
        Step::Fields => true,
        Step::Notes => told.note.is_empty(),
        Step::Actions => told.actions.is_empty(),
        Step::FollowUps => told.follow_ups.is_empty(),
        Step::Feedback => told.feedback.is_none(),
        Step::Save => true,
    }
}

fn go_on(context: &mut Context<'_>, mut interview: Interview) -> Result<()> {
    ask_handle::ask(context)?;
    let journal = context.load_if_there()?;
    // Checks the flags first: a dozen questions would be wasted if coach could not save the session.
    interview.told.check(&journal, context.world)?;
    let mut is_going_back = false;
    loop {
        if interview.asked.contains(&interview.step) {
            interview.is_first = interview.is_first(&journal);
            let turn = match interview.ask(context, &journal)? {
                StepResult::Through if is_going_back => StepResult::Back,
                StepResult::Through => StepResult::On,
                turn => turn,
            };
            is_going_back = matches!(turn, StepResult::Back);
            match (turn, interview.before()) {
                (StepResult::On | StepResult::Through, _) => {}
                (StepResult::Again, _) => {
                    interview.keep(context)?;
                    continue;
                }
                (StepResult::Back, Some(before)) => {
                    interview.step = before;
                    interview.keep(context)?;
                    continue;
                }
                (StepResult::Back, None) => return interview.leave(context, interview.has_answers()),
                (StepResult::Stop, _) => return interview.leave(context, interview.says_something()),
                (StepResult::Editor, _) => return interview.in_editor(context),
            }
        }
        match interview.after() {
            Some(step) => interview.step = step,
            None => break,
        }
        // Saves the draft after each question: the user may close the terminal, or the machine may crash.
        interview.keep(context)?;
    }
    save(context, interview)
}

fn save(context: &mut Context<'_>, interview: Interview) -> Result<()> {
    let Interview { mut told, name, .. } = interview;
    if told.closes_something() {
        let journal = context.load_if_there()?;
        let closed = close::without_closed(&journal, &mut told.done, &mut told.missed);
        for note in &closed {
            context.notes.say(note);
        }
    }
    match told.save_drafted(context) {
        Ok(()) => {}
        // The session was complete, so `save_drafted` has kept it as a whole.
        Err(error) if error.kind == ErrorKind::Machine => {
            forget(context, &name);
            return Err(error);
        }
        Err(error) => {
            return Err(editor::with(
                error,
                "your draft is saved: fix the problem, then run `coach log --resume`",
            ));
        }
    }
    forget(context, &name);
    context.mention_drafts();
    Ok(())
}

fn forget(context: &mut Context<'_>, name: &str) {
    if let Some(draft) = Draft::kept(context.world, name) {
        context.finish(draft);
    }
}

impl Interview {
    fn of(context: &mut Context<'_>, told: SessionInput, asked: Vec<Step>) -> Result<Interview> {
        let id = context.world.chance.id(|_| false)?;
        Ok(Interview {
            step: Step::Who,
            asked,
            field: 0,
            decided: Vec::new(),
            obstacle: None,
            taken_up: 0,
            by_flags: told.clone(),
            told,
            unfinished: Vec::new(),
            is_resumed: false,
            is_first: true,
            name: format!("{ASKED}{id}.toml"),
        })
    }

    fn after(&self) -> Option<Step> {
        STEPS.into_iter().find(|step| *step > self.step)
    }

    fn says_something(&self) -> bool {
        self.told != SessionInput::default() || self.begins_something()
    }

    /// Whether the user answered anything beyond the flags.
    fn has_answers(&self) -> bool {
        self.told != self.by_flags || self.begins_something()
    }

    fn begins_something(&self) -> bool {
        self.unfinished.iter().flat_map(|(_, lines)| lines).any(|line| !line.trim().is_empty())
    }

    /// Ends the questions. Keeps the draft if it is worth it, or if the user had resumed it.
    fn leave(&self, context: &mut Context<'_>, is_worth_it: bool) -> Result<()> {
        if is_worth_it || self.is_resumed {
            self.keep(context)?;
            return Err(self.kept());
        }
        forget(context, &self.name);
        context.notes.say("nothing was logged");
        Ok(())
    }

    /// The effect of Esc at a question without earlier answers, for its help line.
    fn esc(&self) -> &'static str {
        if self.is_first { "Esc quit" } else { "Esc back" }
    }

    /// Whether this step has the first question.
    fn is_first(&self, journal: &Journal) -> bool {
        let is_asked = |step: &Step| match step {
            Step::Open => !self.open_ones(journal).is_empty(),
            Step::Paid => self.is_from_outside(journal),
            Step::Form => !journal.team_forms(&self.told.people).is_empty(),
            Step::Fields => self.told.template.is_some(),
            Step::Feedback => self.who_gives_feedback(journal).is_some(),
            Step::Objective => journal.objectives.values().any(|filed| filed.record.closed.is_none()),
            _ => true,
        };
        !STEPS.iter().any(|step| *step < self.step && self.asked.contains(step) && is_asked(step))
    }

    fn kept(&self) -> Error {
        Error::cannot("stopped; your draft is saved")
            .because(Cause::Stopped)
            .hint("`coach log --resume` continues, `coach log --discard` deletes the draft")
    }

    /// The previous step with questions.
    fn before(&self) -> Option<Step> {
        STEPS.into_iter().rev().find(|step| *step < self.step && self.asked.contains(step))
    }

    /// Continues in the editor. The form has all answers and is itself a draft.
    fn in_editor(&self, context: &mut Context<'_>) -> Result<()> {
        let form = self.told.form(context)?;
        forget(context, &self.name);
        if form.fill_in(context)?.is_some() {
            return Ok(());
        }
        self.keep(context)?;
        Err(Error { message: "the form was closed unchanged; your draft is saved".into(), ..self.kept() })
    }

    fn keep(&self, context: &Context<'_>) -> Result<()> {
        let text = toml::to_string(self)
            .map_err(|error| Error::machine(format!("cannot save the draft: {error}")))?;
        Draft::of_session(context.world, &context.place()?, &self.name, &text).map(|_| ())
    }
}
