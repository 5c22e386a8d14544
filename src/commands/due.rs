//! `coach due`: lists due items, and people without a recent session.

use crate::cli::{self, Context};
use crate::error::{Error, Result};
use crate::journal::dates::span_days;
use crate::store::load::LoadScope;
use crate::store::programs::notifier;
use crate::views::due::{Due, Scope, USUAL_DAYS};
use crate::views::page::{Text, Tone};

/// Show what is overdue, due in the next days, and who went quiet
#[derive(clap::Args, Default)]
#[command(after_help = "\
Examples:
  coach due
  coach due ana --all
  coach due --mine --within 2w
  coach due --everyone           what is due for all coaches of a shared journal
  coach due --count              the number due today or before, for a shell prompt
  coach due --notify             the same with its first lines, as the desktop's notification

A follow-up is listed as `ask`, an action as `do`. People are quiet when their last session lies
further back than their cadence (28 days unless set). Requests that wait for an answer stand at the
end, the oldest first (`coach request`); of one person's, those that they ask. --count and --notify leave them out,
and actions without a due day, which --all lists.

--notify prints nothing, and where nothing is due it does nothing. It runs notify-send (on a
Mac osascript; Windows has none of its own), or the program in COACH_NOTIFIER or `coach config set notifier`, which gets a title and a
text.")]
pub(crate) struct Args {
    /// Only what this person owes, or what was agreed in sessions with this group
    pub person: Option<String>,
    /// How many days ahead, such as 7d or 2w
    #[arg(long, value_name = "SPAN", conflicts_with = "all")]
    pub within: Option<String>,
    /// Everything that is open, also actions without a due day
    #[arg(long)]
    pub all: bool,
    /// Only what I agreed with people
    #[arg(long, conflicts_with_all = ["coach", "everyone"])]
    pub mine: bool,
    /// What every coach agreed with people
    #[arg(long, conflicts_with = "coach")]
    pub everyone: bool,
    /// Only what this coach agreed with people
    #[arg(long, value_name = "HANDLE")]
    pub coach: Option<String>,
    /// Only people of this team
    #[arg(long, value_name = "TEAM")]
    pub team: Option<String>,
    /// Only people with this manager
    #[arg(long, value_name = "HANDLE")]
    pub manager: Option<String>,
    /// Only the number due today or before (or within the days asked for)
    #[arg(long)]
    pub count: bool,
    /// Show the number and the first lines as a desktop notification, where anything is due
    #[arg(long, conflicts_with_all = ["count", "json"])]
    pub notify: bool,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let journal = &*context.load_for(LoadScope::Due)?;
        let asked = self.within.as_deref().map(span_days).transpose();
        let asked = asked.map_err(|message| Error::usage(format!("--within: {message}")))?;
        let person = |typed: &Option<String>| -> Result<_> {
            typed.as_deref().map(|typed| Ok(journal.person(typed)?.record.handle.clone())).transpose()
        };
        let scope = Scope {
            person: person(&self.person)?,
            coach: if self.mine { Some(context.me()?) } else { person(&self.coach)? },
            team: self.team.as_deref().map(|typed| journal.team(typed)).transpose()?,
            manager: person(&self.manager)?,
            within: if self.all { None } else { Some(asked.unwrap_or(USUAL_DAYS)) },
            own: None,
        };
        let scope = if self.everyone { scope } else { scope.or_own(journal, context.me().ok()) };
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
        }
        Ok(())
    }
}
