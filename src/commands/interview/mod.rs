//! `coach log` at a terminal: one question after the other for what flags did not say. What was
//! answered is kept as a draft after each answer, until the session is in the journal.

mod fields;
mod questions;

use serde::{Deserialize, Serialize};

use super::draft;
use super::told::Told;
use crate::cli::Context;
use crate::error::{Error, Kind, Result};
use crate::prompt::{self, Answer, By};
use crate::store::draft::Draft;

/// How the name of a draft begins that was left at a question.
pub const ASKED: &str = "log-asked-";

/// The questions, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Step {
    Who,
    Length,
    Open,
    Topics,
    /// The fields of a template, one by one.
    Fields,
    Notes,
    Actions,
    FollowUps,
    Save,
}

const STEPS: [Step; 9] = [
    Step::Who,
    Step::Length,
    Step::Open,
    Step::Topics,
    Step::Fields,
    Step::Notes,
    Step::Actions,
    Step::FollowUps,
    Step::Save,
];

/// Where a question leads.
enum Turn {
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
    told: Told,
    /// Lines that were typed and not given, by what they answer; the one in the line last.
    #[serde(default)]
    unfinished: Vec<(String, Vec<String>)>,
    #[serde(skip)]
    is_resumed: bool,
}

/// Asks for what is missing in what was told.
pub fn begin(context: &mut Context<'_>, told: Told) -> Result<()> {
    let asked: Vec<Step> = STEPS.into_iter().filter(|step| is_missing(*step, &told)).collect();
    let id = context.world.chance.id(|_| false)?;
    let name = format!("{ASKED}{id}.toml");
    let interview = Interview {
        step: Step::Who,
        asked,
        field: 0,
        decided: Vec::new(),
        told,
        unfinished: Vec::new(),
        is_resumed: false,
    };
    go_on(context, interview, &name)
}

/// Goes on at the question where somebody stopped.
pub fn resume(context: &mut Context<'_>, draft: Draft) -> Result<()> {
    if !context.world.terminal.asks {
        return Err(Error::usage("a session was left at a question, and there is no terminal to ask on")
            .hint(format!(
                "`coach log --resume` at a terminal goes on; it is kept in {}",
                context.world.shown(&draft.path)
            )));
    }
    let unreadable = |why: String| {
        Error::cannot(format!("{}: {why}", draft.path.display())).hint("correct it there, or remove it")
    };
    let mut interview: Interview =
        toml::from_str(&draft.text()?).map_err(|error| unreadable(error.message().to_string()))?;
    let name = draft.path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_string();
    interview.is_resumed = true;
    context.notes.say(&interview.told.summary());
    context.notes.block(&interview.told.note);
    go_on(context, interview, &name)
}

/// What a draft that was left at a question is about, where it can be read.
pub fn summary(draft: &Draft) -> Option<String> {
    let interview: Interview = toml::from_str(&draft.text().ok()?).ok()?;
    Some(interview.told.summary())
}

fn is_missing(step: Step, told: &Told) -> bool {
    match step {
        Step::Who => told.people.is_empty(),
        Step::Length => told.minutes.is_none(),
        Step::Open => told.done.is_empty(),
        Step::Topics => told.topics.is_empty(),
        Step::Fields => told.template.is_some(),
        Step::Notes => told.note.is_empty(),
        Step::Actions => told.actions.is_empty(),
        Step::FollowUps => told.follow_ups.is_empty(),
        Step::Save => true,
    }
}

fn go_on(context: &mut Context<'_>, mut interview: Interview, name: &str) -> Result<()> {
    let journal = context.load_if_there()?;
    // Nobody is asked a dozen questions about a template that is not there.
    interview.told.filled(&journal, context.world)?;
    let mut is_going_back = false;
    loop {
        if interview.asked.contains(&interview.step) {
            let turn = match interview.ask(context, &journal)? {
                Turn::Through if is_going_back => Turn::Back,
                Turn::Through => Turn::On,
                turn => turn,
            };
            is_going_back = matches!(turn, Turn::Back);
            let before = interview.before();
            match turn {
                Turn::On | Turn::Through => {}
                Turn::Again => {
                    interview.keep(context, name)?;
                    continue;
                }
                Turn::Back if before.is_some() => {
                    interview.step = before.unwrap_or(interview.step);
                    interview.keep(context, name)?;
                    continue;
                }
                Turn::Stop | Turn::Back if interview.is_resumed => {
                    interview.keep(context, name)?;
                    return Err(interview.kept());
                }
                Turn::Stop if interview.says_something() => {
                    interview.keep(context, name)?;
                    return Err(interview.kept());
                }
                Turn::Back | Turn::Stop => {
                    forget(context, name);
                    context.notes.say("nothing was logged");
                    return Ok(());
                }
                Turn::Editor => {
                    return interview.in_editor(context, name);
                }
            }
        }
        match interview.after() {
            Some(step) => interview.step = step,
            None => break,
        }
        // A terminal may be closed, and a machine may die, at any question.
        interview.keep(context, name)?;
    }
    save(context, &interview.told, name)
}

fn save(context: &mut Context<'_>, told: &Told, name: &str) -> Result<()> {
    match told.save_drafted(context) {
        Ok(()) => {}
        // Kept whole as it is: it was told to the end.
        Err(error) if error.kind == Kind::Machine => {
            forget(context, name);
            return Err(error);
        }
        Err(error) => {
            return Err(draft::with(error, "what you said is kept: `coach log --resume` goes on with it"));
        }
    }
    forget(context, name);
    context.mention_drafts();
    Ok(())
}

fn forget(context: &Context<'_>, name: &str) {
    if let Some(draft) = Draft::kept(context.world, name) {
        draft.done();
    }
}

impl Interview {
    fn after(&self) -> Option<Step> {
        STEPS.into_iter().find(|step| *step > self.step)
    }

    fn says_something(&self) -> bool {
        self.told != Told::default() || self.unfinished.iter().any(|(_, lines)| !lines.is_empty())
    }

    fn kept(&self) -> Error {
        Error::cannot("nothing was logged yet; what you said is kept")
            .hint("`coach log --resume` goes on where you were, `coach log --discard` throws it away")
    }

    /// The lines that were typed for this and not given yet.
    fn unfinished(&mut self, what: &str) -> &mut Vec<String> {
        let at = self.unfinished.iter().position(|(key, _)| key == what).unwrap_or_else(|| {
            self.unfinished.push((what.to_string(), Vec::new()));
            self.unfinished.len() - 1
        });
        &mut self.unfinished[at].1
    }

    /// Asks for a line; what was typed stays where somebody goes back or stops.
    fn line(
        &mut self,
        what: &str,
        question: &str,
        help: &str,
        before: &str,
        live: impl Fn(&str) -> Option<String>,
        check: impl Fn(&str) -> std::result::Result<(), String>,
    ) -> Result<Answer<String>> {
        let begun = self.unfinished(what);
        let initial = begun.pop().unwrap_or_else(|| before.to_string());
        let (ended, typed) = prompt::line(question, help, &initial, live, check)?;
        if ended != Answer::Given(By::Enter) && typed != before {
            begun.push(typed.clone());
        }
        Ok(ended.with(typed))
    }

    /// The question before this one that was asked.
    fn before(&self) -> Option<Step> {
        STEPS.into_iter().rev().find(|step| *step < self.step && self.asked.contains(step))
    }

    /// Goes on in the editor. The form says all that was told, and is a draft itself.
    fn in_editor(&self, context: &mut Context<'_>, name: &str) -> Result<()> {
        let form = self.told.form(context)?;
        forget(context, name);
        if form.fill_in(context)?.is_some() {
            return Ok(());
        }
        self.keep(context, name)?;
        Err(Error { message: "the form was closed as it was: nothing was logged yet".into(), ..self.kept() })
    }

    fn keep(&self, context: &Context<'_>, name: &str) -> Result<()> {
        let text = toml::to_string(self)
            .map_err(|error| Error::machine(format!("cannot keep what was said: {error}")))?;
        Draft::of_session(context.world, &context.place()?, name, &text).map(|_| ())
    }
}
