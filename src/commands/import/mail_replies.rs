//! The replies to a plan that `coach import` finds in a mailbox: it shows what they change, asks, and records it.

use crate::cli::{self, Context};
use crate::error::{Error, Result};
use crate::import::mail;
use crate::journal::replies::{MailReply, ReplyOutcome, decide};
use crate::ops::mail_replies::record;
use crate::views::mail_replies::{not_recorded, page};
use crate::views::wording::count;

/// How the user wants to record the replies.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordReplies {
    /// Only show what they would change.
    Show,
    Ask,
    /// Record them without a question.
    Now,
}

pub(super) fn run(context: &mut Context<'_>, file: &str, bytes: &[u8], how: RecordReplies) -> Result<()> {
    let parsed = mail::read(bytes);
    if parsed.replies.is_empty() {
        let mails = count(parsed.others, "mail");
        let file = if file == "-" { "the input" } else { file };
        return Err(Error::cannot(format!("{file} has no reply to a plan ({mails})"))
            .hint("a reply has a subject such as `Done: Rewrite the script [m2qxw7tp4r]`"));
    }
    let changes = show(context, &parsed.replies)?;
    if parsed.others > 0 {
        context.notes.say(&format!("{file} has {} without a reply to a plan", count(parsed.others, "mail")));
    }
    if changes.is_empty() || how == RecordReplies::Show {
        return Ok(());
    }
    if how == RecordReplies::Ask && !is_agreed(context, changes.len())? {
        context.out.page(&cli::sentence("nothing was recorded"));
        return Ok(());
    }
    // A colleague may have changed some of the items meanwhile. coach records only what it showed.
    let (recorded, missing) = context.change(|edits, world| {
        let mut replied = decide(edits.journal, &parsed.replies, world.today, world.local_time);
        replied.retain(|one| changes.contains(&one.reply));
        let missing = not_recorded(&replied);
        record(edits, &replied).map(|changed| (changed.len(), missing))
    })?;
    for line in missing {
        context.notes.say(&line);
    }
    context.out.page(&cli::sentence(format!("recorded {}", replies(recorded))));
    Ok(())
}

/// Shows what the replies change. Returns those that change something.
fn show<'r>(context: &mut Context<'_>, replies: &'r [MailReply]) -> Result<Vec<&'r MailReply>> {
    let journal = context.load()?;
    let replied = decide(&journal, replies, context.world.today, context.world.local_time);
    context.out.page(&page(&replied, &journal.prefixes()));
    for line in not_recorded(&replied) {
        context.notes.say(&line);
    }
    let changes = replied.iter().filter(|one| matches!(one.outcome, ReplyOutcome::Records { .. }));
    Ok(changes.map(|one| one.reply).collect())
}

fn replies(number: usize) -> String {
    if number == 1 { "1 reply".into() } else { format!("{number} replies") }
}

fn is_agreed(context: &mut Context<'_>, changes: usize) -> Result<bool> {
    if !(context.world.terminal.stdin && context.world.terminal.stdout) {
        return Err(Error::usage("cannot ask before recording the replies: there is no terminal")
            .hint("--dry-run shows them; --yes records them without asking"));
    }
    context.notes.say(&format!("anyone can forge the sender of a mail; record {}? [y/N]", replies(changes)));
    Ok(context.world.line()?.is_some_and(|answer| matches!(answer.trim(), "y" | "Y" | "yes")))
}
