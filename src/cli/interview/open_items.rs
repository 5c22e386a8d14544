//! Shows the open actions one at a time: one key marks each as done or missed, or leaves it.

use super::{Interview, StepResult};
use crate::cli::{self, Context, ask_obstacle, ask_result};
use crate::error::Result;
use crate::journal::edit::close_items;
use crate::journal::query::journal::{Filed, Item, Journal};
use crate::journal::query::selection::is_own;
use crate::journal::records::action::Action;
use crate::journal::records::session::Session;
use crate::ops::close;
use crate::prompt::{self, PromptAnswer};
use crate::views::page::{Text, Tone};

impl Interview {
    /// The open actions of the participants, sorted by due day.
    pub(crate) fn open_ones<'j>(&self, journal: &'j Journal) -> Vec<(&'j Filed<Session>, &'j Action)> {
        let concerns = |session: &Session, action: &Action| {
            action.is_open() && self.told.people.iter().any(|person| is_own(session, &action.owner, person))
        };
        let mut open: Vec<_> =
            journal.actions().filter(|(filed, action)| concerns(&filed.record, action)).collect();
        open.sort_by_key(|(_, action)| (action.due.is_none(), action.due));
        open
    }

    pub(crate) fn open(&mut self, context: &mut Context<'_>, journal: &Journal) -> Result<StepResult> {
        let open = self.open_ones(journal);
        // Drops the marks on actions of a person whom the user has since replaced.
        let is_asked = |id: &str| open.iter().any(|(_, action)| action.id.as_str() == id);
        self.told.done.retain(|typed| is_asked(close::id_and_result(typed).0));
        self.told.missed.retain(|(id, _)| is_asked(id));
        if open.is_empty() {
            return Ok(StepResult::Through);
        }
        let next = open.iter().find(|(_, action)| !self.decided.iter().any(|id| action.id.as_str() == id));
        let Some((session, action)) = next else {
            self.decided.clear();
            return Ok(StepResult::On);
        };
        show(context, action);
        let id = action.id.as_str();
        let can_miss = close_items::as_follow_up(Item::Action(session, action), context.world.today).is_ok();
        let keys: &[char] = if can_miss { &['d', 'm', ' '] } else { &['d', ' '] };
        // If the user stopped at the words for an obstacle, the interview asks for them again.
        let answered = match self.obstacle {
            Some(_) => PromptAnswer::Given('m'),
            None => prompt::key(&self.keys(id, can_miss), keys)?,
        };
        let chosen = match answered {
            PromptAnswer::Given('d') => match self.result(id)? {
                PromptAnswer::Given(result) => {
                    self.untick(id);
                    self.told.done.push(close::with_words(id, &result));
                    "done"
                }
                PromptAnswer::Back => return Ok(StepResult::Again),
                PromptAnswer::Stop => return Ok(StepResult::Stop),
            },
            PromptAnswer::Given('m') => match self.miss(context, id)? {
                PromptAnswer::Given(said) => {
                    self.untick(id);
                    self.told.missed.push((id.to_string(), said));
                    "missed"
                }
                PromptAnswer::Back => return Ok(StepResult::Again),
                PromptAnswer::Stop => return Ok(StepResult::Stop),
            },
            PromptAnswer::Given(_) => {
                self.untick(id);
                "left open"
            }
            PromptAnswer::Back if self.decided.pop().is_some() => return Ok(StepResult::Again),
            PromptAnswer::Back => return Ok(StepResult::Back),
            PromptAnswer::Stop => return Ok(StepResult::Stop),
        };
        context.notes.say(&format!("  {chosen}: {}", action.what));
        self.decided.push(id.to_string());
        Ok(StepResult::Again)
    }

    /// Prompts for the result of a done item; empty if the user has none.
    fn result(&mut self, id: &str) -> Result<PromptAnswer<String>> {
        self.line(&format!("result {id}"), ask_result::QUESTION, ask_result::HELP, "", |_| None, |_| Ok(()))
    }

    /// Prompts for the kind of an obstacle and then for the words. The draft has the kind before the second
    /// prompt.
    fn miss(&mut self, context: &Context<'_>, id: &str) -> Result<PromptAnswer<String>> {
        loop {
            let kind = match self.obstacle.clone() {
                Some(kind) => kind,
                None => match ask_obstacle::ask_kind("Esc back")? {
                    PromptAnswer::Given(kind) => kind,
                    ended => return Ok(ended),
                },
            };
            self.obstacle = Some(kind.clone());
            self.keep(context)?;
            let what = format!("missed {id}");
            match self.line(&what, ask_obstacle::WORDS, ask_obstacle::WORDS_HELP, "", |_| None, |_| Ok(()))? {
                PromptAnswer::Given(words) => {
                    self.obstacle = None;
                    return Ok(PromptAnswer::Given(close::with_words(&kind, &words)));
                }
                PromptAnswer::Back => self.obstacle = None,
                PromptAnswer::Stop => return Ok(PromptAnswer::Stop),
            }
        }
    }

    /// The help line with the available keys, after the earlier choice.
    fn keys(&self, id: &str, can_miss: bool) -> String {
        let before = match () {
            () if self.told.done.iter().any(|done| close::id_and_result(done).0 == id) => "so far: done · ",
            () if self.told.missed.iter().any(|(missed, _)| missed == id) => "so far: missed · ",
            () => "",
        };
        let missed = if can_miss { " · m missed" } else { "" };
        let esc = if self.decided.is_empty() { self.esc() } else { "Esc back" };
        format!("  {before}d done{missed} · space leave open · {esc}")
    }

    fn untick(&mut self, id: &str) {
        self.told.done.retain(|done| close::id_and_result(done).0 != id);
        self.told.missed.retain(|(missed, _)| missed != id);
    }
}

fn show(context: &mut Context<'_>, action: &Action) {
    let line = Text::new().with(Tone::Faint, "open  ").plain(action.what.as_str());
    context.out.page(&cli::sentence(match action.due {
        Some(due) => line.with(Tone::Faint, ", due ").day(Tone::Faint, due),
        None => line,
    }));
}
