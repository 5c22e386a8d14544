//! The replies of a mailbox: what each changes, or why it changes nothing.

use super::page::{Page, Text, Tone};
use super::wording;
use crate::journal::query::journal::{Item, ShortIds};
use crate::journal::replies::subject::ReplyKind;
use crate::journal::replies::{RepliedItem, ReplyOutcome, obstacle_of};

const MORE: &str = "the mail says more, which coach does not read";

/// The replies that change something, one a row: day, person, reply, item and the person's words.
pub(crate) fn page(replied: &[RepliedItem<'_, '_>], prefixes: &ShortIds) -> Page {
    let mut page = Page::new();
    for one in replied {
        let ReplyOutcome::Records { item, person } = &one.outcome else { continue };
        let line = Text::new()
            .day(Tone::Plain, one.on)
            .plain(format!("  {person}  "))
            .with(Tone::Heading, one.reply.kind.to_string())
            .plain("  ")
            .then(wording::short_id(item.id(), prefixes))
            .plain(format!("  {}", gist(item)));
        page.line(line);
        if let Some(words) = words(one.reply.kind, &one.reply.words) {
            page.quote(12, words);
        }
        if one.reply.has_more {
            page.indented(12, Text::new().with(Tone::Faint, MORE));
        }
    }
    page
}

/// The text of the item in one line.
fn gist(item: &Item<'_>) -> String {
    match item {
        Item::Session(session) => format!("session of {}", session.record.date),
        Item::Action(_, action) => action.what.clone(),
        Item::FollowUp(_, ask) => ask.ask.clone(),
    }
}

fn words(kind: ReplyKind, words: &str) -> Option<String> {
    match kind {
        ReplyKind::Stuck => {
            let (obstacle, words) = obstacle_of(words);
            Some(words.map_or_else(
                || format!("obstacle: {obstacle}"),
                |words| format!("obstacle: {obstacle}: {words}"),
            ))
        }
        _ if words.is_empty() => None,
        ReplyKind::Done => Some(format!("result: {words}")),
        ReplyKind::Feedback(_) => Some(words.to_string()),
    }
}

/// Why a reply changes nothing, one line each.
pub(crate) fn not_recorded(replied: &[RepliedItem<'_, '_>]) -> Vec<String> {
    let said = replied.iter().filter_map(|one| {
        let (word, why) = match &one.outcome {
            ReplyOutcome::Records { .. } => return None,
            ReplyOutcome::Known(why) => ("nothing new", why),
            ReplyOutcome::Refused(why) => ("not recorded", why),
        };
        let mut line = format!("{word}: {} {} ({}): {why}", one.reply.kind, one.reply.id, one.on);
        if matches!(one.outcome, ReplyOutcome::Refused(_)) {
            if !one.reply.words.is_empty() {
                line += &format!("; the mail says \"{}\"", one.reply.words);
            } else if one.reply.has_more {
                line += &format!("; {MORE}");
            }
        }
        Some(line)
    });
    said.collect()
}
