//! `coach missed`: a follow-up found nothing applied yet; what got in the way, and what is next.

use crate::cli::item_changes::{self, Shown};
use crate::cli::{self, Context};
use crate::error::{Error, Result};
use crate::journal::edit::close_items::{self, Miss};
use crate::journal::index::journal::Item;
use crate::journal::records::action::Action;
use crate::journal::records::follow_up::{FollowUp, Obstacle, Outcome};
use crate::journal::records::session::Session;
use crate::journal::values::day::Day;
use crate::prompt::{self, Answer};

/// Record that you asked and nothing was applied yet, with what got in the way
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach missed p4n --obstacle time
  coach missed p4n --obstacle \"priority: the quarter's end came first\" --next \"in 2 weeks\"

The kinds: time, priority, manager, opportunity, tools, skill, confidence, policy, other.
The next follow-up asks the same: on --next, else on the next day it repeats, else in a week.
Of an action that no follow-up asks about, one is kept for today, as asked.")]
pub struct Args {
    /// The follow-up, or the action that was asked about
    #[arg(value_name = "ID")]
    pub id: String,
    /// What got in the way: a kind, and the person's words after a colon (asked on a terminal)
    #[arg(long, value_name = "KIND[: TEXT]")]
    pub obstacle: Option<String>,
    /// When to ask again
    #[arg(long, value_name = "DATE")]
    pub next: Option<String>,
    /// The day it was asked, if not today
    #[arg(long, value_name = "DATE")]
    pub on: Option<String>,
}

impl Args {
    pub fn run(self, context: &mut Context<'_>) -> Result<()> {
        let Some(said) = self.obstacle(context)? else { return Ok(()) };
        let (obstacle, words) = obstacle(&said)?;
        let shown = context.change(|edits, world| {
            let journal = edits.journal;
            let calendar = cli::calendar(world, journal);
            let on = self.on.as_deref().map(|text| cli::past_day(&calendar, "--on", text)).transpose()?;
            let next =
                self.next.as_deref().map(|text| cli::coming_day(&calendar, "--next", text)).transpose()?;
            let on = on.unwrap_or(world.today);
            if let Some(next) = next.filter(|next| *next <= on) {
                return Err(Error::usage(format!("--next: {next} is not after {on}")));
            }
            let item = meant(journal.item(&self.id)?, on)?;
            let miss = Miss { on, obstacle, obstacle_text: words, next };
            close_items::missed(edits.text(&item.session().path)?, item, &miss)?;
            edits.message("missed", &item_changes::summary("missed", &[item]));
            Shown::after(edits, &[item])
        })?;
        shown.show(context, "not yet", &[]);
        Ok(())
    }
}

impl Args {
    /// As the flag says, or somebody at a terminal; nothing where they would rather not.
    fn obstacle(&self, context: &mut Context<'_>) -> Result<Option<String>> {
        if let Some(said) = &self.obstacle {
            return Ok(Some(said.clone()));
        }
        let missing = Error::usage(format!("what got in the way of {}?", self.id))
            .hint(format!("coach missed {} --obstacle \"time: the quarter's end came first\"", self.id));
        if !context.world.terminal.asks {
            return Err(missing);
        }
        // Nobody is asked about what is not there, or closed.
        let today = context.world.today;
        close_items::must_be_open(meant(context.load()?.item(&self.id)?, today)?)?;
        match ask_obstacle("Esc leaves")? {
            Answer::Given(said) => Ok(Some(said)),
            Answer::Back | Answer::Stop => {
                context.notes.say("nothing was changed");
                Ok(None)
            }
        }
    }
}

/// The question for the person's words, and its help.
pub(super) const WORDS: &str = "In their words?";
pub(super) const WORDS_HELP: &str = "Enter leaves it out · Esc goes back";

/// Asks for the kind of an obstacle, then for the person's words; Esc at the words goes back.
pub(super) fn ask_obstacle(esc: &str) -> Result<Answer<String>> {
    loop {
        let kind = match ask_kind(esc)? {
            Answer::Given(kind) => kind,
            ended => return Ok(ended),
        };
        match prompt::text(WORDS, WORDS_HELP, "", |_| None, |_| Ok(()))? {
            Answer::Given(words) => return Ok(Answer::Given(said(&kind, &words))),
            Answer::Back => {}
            Answer::Stop => return Ok(Answer::Stop),
        }
    }
}

pub(super) fn ask_kind(esc: &str) -> Result<Answer<String>> {
    let kinds: Vec<String> = Obstacle::ALL.iter().map(|word| word.to_string()).collect();
    let help = format!("type some of its letters, or use the arrows · {esc}");
    let chosen = prompt::choose("What got in the way?", &help, &kinds, prompt::Last::LikeTheOthers)?;
    Ok(chosen.map(|at| kinds[at].clone()))
}

/// Kind and words as `--obstacle` takes them.
pub(super) fn said(kind: &str, words: &str) -> String {
    if words.is_empty() { kind.to_string() } else { format!("{kind}: {words}") }
}

/// The follow-up itself, or the only open one that asks about the action; where none does it is the
/// action that was asked about. An action that was missed is not missed again before its next question
/// is due: on any day before that, the same command is more likely a retry.
pub(crate) fn meant(item: Item<'_>, on: Day) -> Result<Item<'_>> {
    let Item::Action(session, action) = item else { return Ok(item) };
    let asks = session.record.follow_ups.iter();
    let open: Vec<_> = asks.filter(|ask| ask.is_open() && ask.action.as_ref() == Some(&action.id)).collect();
    match open.as_slice() {
        [] => Ok(item),
        [next] if next.due > on => match last_missed(&session.record, action) {
            None => Ok(Item::FollowUp(session, next)),
            Some(asked) => Err(Error::cannot(format!(
                "{} was recorded as missed on {} already, and asks again on {}: nothing was changed",
                action.id,
                asked.done.unwrap_or(on),
                next.due
            ))
            .hint(format!(
                "`coach missed {} --obstacle \"…\"` closes the next question, too; `coach reopen {}` takes the first answer back",
                next.id, asked.id
            ))),
        },
        [ask] => Ok(Item::FollowUp(session, ask)),
        several => {
            let ids: Vec<&str> = several.iter().map(|ask| ask.id.as_str()).collect();
            Err(Error::cannot(format!("several open follow-ups ask about action {}", action.id))
                .hint(format!("name one: {}", ids.join(", "))))
        }
    }
}

/// The latest answered question about an action, if the answer was "not yet".
fn last_missed<'a>(session: &'a Session, action: &Action) -> Option<&'a FollowUp> {
    let asked = session.follow_ups.iter().filter(|ask| ask.action.as_ref() == Some(&action.id));
    let last = asked.filter(|ask| ask.done.is_some()).max_by_key(|ask| ask.done)?;
    Some(last).filter(|ask| ask.outcome == Some(Outcome::NotYet))
}

/// `time` or `time: the quarter's end came first`.
pub(crate) fn obstacle(text: &str) -> Result<(Obstacle, Option<&str>)> {
    let (kind, words) = match text.split_once(':') {
        Some((kind, words)) => (kind, Some(words.trim()).filter(|words| !words.is_empty())),
        None => (text, None),
    };
    let kind = kind.trim().to_lowercase();
    kind.parse().map(|kind| (kind, words)).map_err(|message: String| {
        Error::usage(format!("--obstacle: `{kind}` is no kind of obstacle"))
            .hint(format!("{message}; your own words come after a colon"))
    })
}
