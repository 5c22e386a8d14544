//! `coach due`: lists due items, and people without a recent session.

use crate::cli::record_filters::RecordFilters;
use crate::cli::{self, Context, forgotten_notice};
use crate::error::{Error, Result};
use crate::journal::dates::span_days;
use crate::store::load::LoadScope;
use crate::store::programs::notifier;
use crate::views::due::{Due, Scope, USUAL_DAYS};
use crate::views::page::{Text, Tone};

/// List overdue and upcoming items
#[derive(clap::Args, Default)]
#[command(after_help = "\
Examples:
  coach due
  coach due ana --all
  coach due --mine --within 2w
  coach due --everyone           lists the items of all coaches of a shared journal
  coach due --count              prints the number of items due today or earlier, for a shell prompt
  coach due --notify             shows that number and the first items as a desktop notification

The list shows a follow-up as `ask` and an action as `do`. It also shows quiet people: their last session is
longer ago than their cadence (28 days by default). Open requests are listed last, oldest first; with a
person, only that person's requests. Then come the policies to review. --all also lists actions without a due date. --count and --notify ignore
requests, policies and actions without a due date.

If several coaches share the journal, coach lists your own items and only counts those of other coaches.
--everyone lists all of them.

--notify prints nothing in the terminal. If nothing is due, it shows no notification. It runs notify-send (on macOS osascript; Windows
has no such program). To use another program, set COACH_NOTIFIER or run `coach config set notifier PROGRAM`.
coach calls it with a title and a text.")]
pub(crate) struct Args {
    /// The person or group, as --person
    #[arg(value_name = "PERSON", conflicts_with = "person")]
    pub of: Option<String>,
    /// How far ahead to look, such as 2w [default: 7d]
    #[arg(long, value_name = "SPAN", conflicts_with = "all")]
    pub within: Option<String>,
    /// Include all open items, also actions without a due date
    #[arg(long)]
    pub all: bool,
    /// The items of every coach; a shared journal shows your own by default
    #[arg(long, conflicts_with_all = ["coach", "mine"])]
    pub everyone: bool,
    /// Print only the number of items due today or earlier (or within --within)
    #[arg(long)]
    pub count: bool,
    /// Show the number and the first items as a desktop notification, if anything is due
    #[arg(long, conflicts_with_all = ["count", "json"])]
    pub notify: bool,
    /// As JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten, next_help_heading = "Filters")]
    pub filters: RecordFilters,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        // A journal loaded for the due items has no topics of earlier sessions.
        let depth = if self.filters.topic.is_some() { LoadScope::Figures } else { LoadScope::Due };
        let journal = &*context.load_for(depth)?;
        let asked = self.within.as_deref().map(span_days).transpose();
        let asked = asked.map_err(|message| Error::usage(format!("--within: {message}")))?;
        let within = if self.all { None } else { Some(asked.unwrap_or(USUAL_DAYS)) };
        let records = self.filters.of_person(self.of).filter(context, journal, None)?;
        let scope = Scope { records, within, me: context.me().ok(), own: None };
        let scope = if self.everyone { scope } else { scope.or_own(journal) };
        let due = Due::of(journal, &scope, context.world.today);
        let near = if self.all { Some(u32::MAX) } else { asked };
        if self.notify {
            if let Some(notice) = due.notice(near) {
                notifier::notify(context.world, &notice.title, &notice.lines)?;
            }
            context.mention(&due.problems);
        } else if self.count {
            let number = due.count(near);
            if self.json {
                context.out.json(&number);
            } else {
                context.out.page(&cli::sentence(number.to_string()));
            }
            context.mention(&due.problems);
        } else if self.json {
            context.out.json(&due);
        } else {
            let mut page = due.page(&journal.prefixes());
            if context.world.terminal.stdout && !due.items.is_empty() {
                page.blank();
                let next = "coach done ID, missed, snooze or drop; coach review goes through all of them";
                page.line(Text::new().with(Tone::Faint, next));
            }
            context.out.page(&page);
            context.mention_drafts();
            let root = context.root()?;
            context.mention_unshared(&root);
            if let Err(error) = forgotten_notice::mention(context, journal, &[]) {
                context.warn(&error);
            }
        }
        Ok(())
    }
}
