//! `coach log` at a terminal: one question after the other for what flags did not say. What was
//! answered is kept as a draft after each answer, until the session is in the journal.

mod line_lists;
mod open_items;
mod questions;
mod template_fields;

use serde::{Deserialize, Serialize};

use crate::cli::session_input::SessionInput;
use crate::cli::{Context, ask_handle, editor};
use crate::error::{Error, ErrorKind, Result};
use crate::journal::index::journal::Journal;
use crate::ops::close;
use crate::store::drafts::Draft;

/// How the name of a draft begins that was left at a question.
pub const ASKED: &str = "log-asked-";

/// The questions, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Step {
    Who,
    Length,
    /// Whether it was paid, of somebody for whom that cannot be assumed.
    Paid,
    Open,
    Topics,
    /// The fields of a template, one by one.
    Fields,
    Notes,
    Actions,
    FollowUps,
    Save,
}

const STEPS: [Step; 10] = [
    Step::Who,
    Step::Length,
    Step::Paid,
    Step::Open,
    Step::Topics,
    Step::Fields,
    Step::Notes,
    Step::Actions,
    Step::FollowUps,
    Step::Save,
];

/// Where a question leads.
enum StepResult {
    On,
    /// Another question of the same step.
    Again,
    /// There was nothing to ask: on, or back, as we came.
    Through,
    Back,
    Stop,
    Editor,
}

/// What was told so far, and which question comes next.
#[derive(Serialize, Deserialize)]
struct Interview {
    step: Step,
    /// What flags had said already is not asked.
    asked: Vec<Step>,
    /// Which field of the template comes next.
    #[serde(default)]
    field: usize,
    /// The open actions that were answered in the step that is under way, by their ids.
    #[serde(default)]
    decided: Vec<String>,
    /// What got in the way of the one that comes next, before the words for it.
    #[serde(default)]
    obstacle: Option<String>,
    /// How many of the unfinished lines were given before, and taken up again with Esc.
    #[serde(default)]
    taken_up: usize,
    told: SessionInput,
    /// Lines that were typed and not given, by what they answer; the one in the line last.
    #[serde(default)]
    unfinished: Vec<(String, Vec<String>)>,
    #[serde(skip)]
    is_resumed: bool,
    /// What flags said: more than that is an answer.
    #[serde(skip)]
    by_flags: SessionInput,
    /// Whether Esc leaves, since no question was asked before this one.
    #[serde(skip)]
    is_first: bool,
    /// Of its draft.
    #[serde(skip)]
    name: String,
}

/// Asks for what is missing in what was told.
pub fn begin(context: &mut Context<'_>, told: SessionInput) -> Result<()> {
    let asked: Vec<Step> = STEPS.into_iter().filter(|step| is_missing(*step, &told)).collect();
    let id = context.world.chance.id(|_| false)?;
    let interview = Interview {
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
    };
    go_on(context, interview)
}

/// Goes on at the question where somebody stopped.
pub fn resume(context: &mut Context<'_>, draft: Draft) -> Result<()> {
    if !context.world.terminal.asks {
        let nobody = context.world.terminal.asks_nobody();
        return Err(Error::usage(format!("a session was left at a question, and {nobody}")).hint(format!(
            "`coach log --resume` at a terminal goes on; it is kept in {}",
            context.world.shown(&draft.path)
        )));
    }
    let unreadable = |why: String| {
        Error::cannot(format!("{}: {why}", draft.path.display())).hint("correct it there, or remove it")
    };
    let mut interview: Interview =
        toml::from_str(&draft.text()?).map_err(|error| unreadable(error.message().to_string()))?;
    interview.name = draft.path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_string();
    interview.is_resumed = true;
    context.notes.say(&interview.told.summary());
    context.notes.block(&interview.told.note);
    go_on(context, interview)
}

/// What a draft that was left at a question is about, where it can be read.
pub fn summary(draft: &Draft) -> Option<String> {
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
        Step::Fields => told.template.is_some(),
        Step::Notes => told.note.is_empty(),
        Step::Actions => told.actions.is_empty(),
        Step::FollowUps => told.follow_ups.is_empty(),
        Step::Save => true,
    }
}

fn go_on(context: &mut Context<'_>, mut interview: Interview) -> Result<()> {
    ask_handle::ask(context)?;
    let journal = context.load_if_there()?;
    // Nobody is asked a dozen questions about what cannot be saved in the end.
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
        // A terminal may be closed, and a machine may die, at any question.
        interview.keep(context)?;
    }
    save(context, interview)
}

fn save(context: &mut Context<'_>, interview: Interview) -> Result<()> {
    let Interview { mut told, name, .. } = interview;
    if told.closes_something() {
        let journal = context.load_if_there()?;
        let closed = close::without_closed(&journal, &mut told.done, &mut told.missed);
        closed.iter().for_each(|note| context.notes.say(note));
    }
    match told.save_drafted(context) {
        Ok(()) => {}
        // Kept whole as it is: it was told to the end.
        Err(error) if error.kind == ErrorKind::Machine => {
            forget(context, &name);
            return Err(error);
        }
        Err(error) => {
            return Err(editor::with(error, "what you said is kept: `coach log --resume` goes on with it"));
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
    fn after(&self) -> Option<Step> {
        STEPS.into_iter().find(|step| *step > self.step)
    }

    fn says_something(&self) -> bool {
        self.told != SessionInput::default() || self.begins_something()
    }

    /// Whether anything was answered, beside what flags said.
    fn has_answers(&self) -> bool {
        self.told != self.by_flags || self.begins_something()
    }

    fn begins_something(&self) -> bool {
        self.unfinished.iter().flat_map(|(_, lines)| lines).any(|line| !line.trim().is_empty())
    }

    /// Leaves the questions; what was said is kept where it is worth it, or was kept before.
    fn leave(&self, context: &mut Context<'_>, is_worth_it: bool) -> Result<()> {
        if is_worth_it || self.is_resumed {
            self.keep(context)?;
            return Err(self.kept());
        }
        forget(context, &self.name);
        context.notes.say("nothing was logged");
        Ok(())
    }

    /// What Esc does at a question with nothing in it to go back to.
    fn esc(&self) -> &'static str {
        if self.is_first { "Esc leaves" } else { "Esc goes back" }
    }

    /// Whether nobody was asked anything before this step.
    fn is_first(&self, journal: &Journal) -> bool {
        let is_asked = |step: &Step| match step {
            Step::Open => !self.open_ones(journal).is_empty(),
            Step::Paid => self.is_from_outside(journal),
            _ => true,
        };
        !STEPS.iter().any(|step| *step < self.step && self.asked.contains(step) && is_asked(step))
    }

    fn kept(&self) -> Error {
        Error::cannot("nothing was logged yet; what you said is kept")
            .hint("`coach log --resume` goes on where you were, `coach log --discard` throws it away")
    }

    /// The question before this one that was asked.
    fn before(&self) -> Option<Step> {
        STEPS.into_iter().rev().find(|step| *step < self.step && self.asked.contains(step))
    }

    /// Goes on in the editor. The form says all that was told, and is a draft itself.
    fn in_editor(&self, context: &mut Context<'_>) -> Result<()> {
        let form = self.told.form(context)?;
        forget(context, &self.name);
        if form.fill_in(context)?.is_some() {
            return Ok(());
        }
        self.keep(context)?;
        Err(Error { message: "the form was closed as it was: nothing was logged yet".into(), ..self.kept() })
    }

    fn keep(&self, context: &Context<'_>) -> Result<()> {
        let text = toml::to_string(self)
            .map_err(|error| Error::machine(format!("cannot keep what was said: {error}")))?;
        Draft::of_session(context.world, &context.place()?, &self.name, &text).map(|_| ())
    }
}
