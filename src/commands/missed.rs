//! `coach missed`: a follow-up found nothing applied yet; what got in the way, and what is next.

use super::outcome::{self, Shown};
use crate::cli::{self, Context};
use crate::error::{Error, Result};
use crate::journal::close::{self, Miss};
use crate::journal::follow_up::Obstacle;
use crate::journal::journal::Item;
use crate::prompt::{self, Answer};

/// Record that a follow-up found nothing applied yet, with what got in the way
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach missed p4n --obstacle time
  coach missed p4n --obstacle \"priority: the quarter's end came first\" --next \"in 2 weeks\"

The kinds: time, priority, manager, opportunity, tools, skill, confidence, policy, other.
The next follow-up asks the same: on --next, else on the next day it repeats, else in a week.")]
pub struct Args {
    /// The follow-up, or the action it asks about
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
            let item = follow_up_of(journal.item(&self.id)?)?;
            let miss = Miss { on, obstacle, obstacle_text: words, next };
            close::missed(edits.text(&item.session().path)?, item, &miss)?;
            edits.message("missed", &outcome::summary("missed", &[item]));
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
        // Nobody is asked about what is not there.
        follow_up_of(context.load()?.item(&self.id)?)?;
        match ask_obstacle()? {
            Answer::Given(said) => Ok(Some(said)),
            Answer::Back | Answer::Stop => {
                context.notes.say("nothing was changed");
                Ok(None)
            }
        }
    }
}

/// Asks for the kind of an obstacle, then for the person's words; Esc at the words goes back.
pub(super) fn ask_obstacle() -> Result<Answer<String>> {
    let kinds: Vec<String> = Obstacle::ALL.iter().map(|word| word.to_string()).collect();
    loop {
        let help = "type some of its letters, or use the arrows · Esc goes back";
        let kind = match prompt::choose("What got in the way?", help, &kinds, prompt::Last::LikeTheOthers)? {
            Answer::Given(at) => kinds[at].clone(),
            Answer::Back => return Ok(Answer::Back),
            Answer::Stop => return Ok(Answer::Stop),
        };
        match prompt::text(
            "In their words?",
            "Enter leaves it out · Esc goes back",
            "",
            |_| None,
            |_| Ok(()),
        )? {
            Answer::Given(words) if words.is_empty() => return Ok(Answer::Given(kind)),
            Answer::Given(words) => return Ok(Answer::Given(format!("{kind}: {words}"))),
            Answer::Back => {}
            Answer::Stop => return Ok(Answer::Stop),
        }
    }
}

/// The follow-up itself, or the only open one that asks about the action.
pub(super) fn follow_up_of(item: Item<'_>) -> Result<Item<'_>> {
    let Item::Action(session, action) = item else { return Ok(item) };
    let asks = session.record.follow_ups.iter();
    let open: Vec<_> = asks.filter(|ask| ask.is_open() && ask.action.as_ref() == Some(&action.id)).collect();
    match open.as_slice() {
        [ask] => Ok(Item::FollowUp(session, ask)),
        [] => Err(Error::cannot(format!("no open follow-up asks about action {}", action.id)).hint(format!(
            "`coach snooze {0} DATE` moves its day; `coach follow-up {0} \"… on DATE\"` asks",
            action.id
        ))),
        several => {
            let ids: Vec<&str> = several.iter().map(|ask| ask.id.as_str()).collect();
            Err(Error::cannot(format!("several open follow-ups ask about action {}", action.id))
                .hint(format!("name one: {}", ids.join(", "))))
        }
    }
}

/// `time` or `time: the quarter's end came first`.
pub(super) fn obstacle(text: &str) -> Result<(Obstacle, Option<&str>)> {
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
