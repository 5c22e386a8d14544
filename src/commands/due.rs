//! `coach due`: lists due items, and people without a recent session.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::cli::record_filters::RecordFilters;
use crate::cli::{self, Context, forgotten_notice};
use crate::error::{Error, ErrorKind, Result};
use crate::journal::dates::span_days;
use crate::journal::query::journal::{Journal, ShortIds};
use crate::journal::values::id::Id;
use crate::store::load::LoadScope;
use crate::store::programs::notifier;
use crate::views::due::{Due, Scope, USUAL_DAYS, notice};
use crate::views::page::{Page, Text, Tone};

/// List overdue and upcoming items
#[derive(clap::Args, Default)]
#[command(after_help = "\
Examples:
  coach due
  coach due ana --all
  coach due --mine --within 2w
  coach due --everyone           lists the items of all coaches of a shared journal
  coach due --journal acme --journal initech
  coach due --count              prints the number of items due today or earlier, for a shell prompt
  coach due --notify             shows that number and the first items as a desktop notification

The list shows a follow-up as `ask` and an action as `do`. It also shows quiet people: their last session is
longer ago than their cadence (28 days by default). Open requests come next, oldest first; with a
person, only that person's requests. The policies to review are last. --all also lists actions without a due date.
--count and --notify ignore requests, policies and actions without a due date.

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

/// The due items of one journal.
struct DueOfJournal {
    due: Due,
    prefixes: ShortIds,
    /// Days ahead for the number and the notification.
    near: Option<u32>,
}

/// The due items of one of several journals, for `--json`.
#[derive(Serialize)]
struct NamedDue<'a> {
    journal: &'a str,
    #[serde(flatten)]
    due: &'a Due,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        if context.has_several_journals() {
            return self.of_several(context);
        }
        let depth = self.depth();
        let journal = &*context.load_for(depth)?;
        let DueOfJournal { due, prefixes, near } = self.due(context, journal)?;
        if self.notify {
            if let Some(notice) = notice([&due], near) {
                notifier::notify(context.world, &notice.title, &notice.lines)?;
            }
            context.mention(&due.problems);
        } else if self.count {
            self.number(context, due.count(near));
            context.mention(&due.problems);
        } else if self.json {
            context.out.json(&due);
        } else {
            let mut page = due.page(&prefixes);
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

    /// A journal loaded for the due items has no topics of earlier sessions.
    fn depth(&self) -> LoadScope<'static> {
        if self.filters.topic.is_some() { LoadScope::Figures } else { LoadScope::Due }
    }

    fn due(&self, context: &Context<'_>, journal: &Journal) -> Result<DueOfJournal> {
        let asked = self.within.as_deref().map(span_days).transpose();
        let asked = asked.map_err(|message| Error::usage(format!("--within: {message}")))?;
        let within = if self.all { None } else { Some(asked.unwrap_or(USUAL_DAYS)) };
        let records = self.filters.clone().of_person(self.of.clone()).filter(context, journal, None)?;
        let scope = Scope { records, within, me: context.me().ok(), own: None };
        let scope = if self.everyone { scope } else { scope.or_own(journal) };
        let due = Due::of(journal, &scope, context.world.today);
        let near = if self.all { Some(u32::MAX) } else { asked };
        Ok(DueOfJournal { due, prefixes: journal.prefixes(), near })
    }

    /// One list for each journal, because an id belongs to its journal.
    fn of_several(&self, context: &mut Context<'_>) -> Result<()> {
        let lists = context.in_each_journal(|context, folder| {
            let journal = context.load_for(self.depth())?;
            Ok((folder.to_string(), self.due(context, &journal)))
        })?;
        // A person or team need not be in every journal.
        let (lists, failed): (Vec<_>, Vec<_>) = lists.into_iter().partition(|(_, list)| list.is_ok());
        for (n, (folder, list)) in failed.into_iter().enumerate() {
            match list {
                Err(error) if lists.is_empty() && n == 0 => return Err(error),
                Err(error) if error.kind != ErrorKind::Cannot => return Err(error),
                Err(error) => context.notes.say(&format!("{folder}: {}", error.message)),
                Ok(_) => {}
            }
        }
        let lists: Vec<_> =
            lists.into_iter().filter_map(|(folder, list)| Some((folder, list.ok()?))).collect();
        mention_copies(context, &lists);
        if self.notify {
            let near = lists.first().and_then(|(_, list)| list.near);
            if let Some(notice) = notice(lists.iter().map(|(_, list)| &list.due), near) {
                notifier::notify(context.world, &notice.title, &notice.lines)?;
            }
        } else if self.count {
            self.number(context, lists.iter().map(|(_, list)| list.due.count(list.near)).sum());
        } else if self.json {
            let lists: Vec<_> =
                lists.iter().map(|(journal, list)| NamedDue { journal, due: &list.due }).collect();
            context.out.json(&lists);
            return Ok(());
        } else {
            let mut page = Page::new();
            for (n, (folder, list)) in lists.iter().enumerate() {
                if n > 0 {
                    page.blank();
                }
                page.line(Text::new().with(Tone::Heading, folder.as_str()));
                page.blank();
                page.0.extend(list.due.page(&list.prefixes).0);
            }
            context.out.page(&page);
            return Ok(());
        }
        for (_, list) in &lists {
            context.mention(&list.due.problems);
        }
        Ok(())
    }

    fn number(&self, context: &mut Context<'_>, number: usize) {
        if self.json {
            context.out.json(&number);
        } else {
            context.out.page(&cli::sentence(number.to_string()));
        }
    }
}

/// Warns about items that two journals have: one is probably a copy of the other.
fn mention_copies(context: &mut Context<'_>, lists: &[(String, DueOfJournal)]) {
    let mut places: BTreeMap<&Id, &str> = BTreeMap::new();
    let items = lists.iter().flat_map(|(folder, list)| list.due.items.iter().map(move |item| (folder, item)));
    let mut copies = Vec::new();
    for (folder, item) in items {
        if let Some(other) = places.insert(&item.id, folder) {
            copies.push(format!("{} is in {other} and in {folder}", item.id));
        }
    }
    if let [first, more @ ..] = copies.as_slice() {
        let more = if more.is_empty() { String::new() } else { format!(", and so are {} more", more.len()) };
        context.notes.say(&format!("{first}{more}: is one journal a copy of the other?"));
    }
}
