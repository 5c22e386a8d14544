//! One item of `coach review`: the item itself, and its context.

use super::due::{DueItem, DueKind};
use super::page::{Page, Text, Tone};
use super::wording;
use crate::journal::query::journal::{self, Journal, ShortIds};

/// The page of one item: its place (`2 of 5`), the item, and the session that it comes from.
pub(crate) fn page(journal: &Journal, item: &DueItem, place: (usize, usize), prefixes: &ShortIds) -> Page {
    let mut page = Page::new();
    let (number, of) = place;
    let sign = match item.kind {
        DueKind::FollowUp => "ask",
        DueKind::Action => "do",
    };
    let when = Text::new().with(wording::due_tone(item.days_late), wording::lateness(item.days_late));
    let mut head = Text::new().with(Tone::Faint, format!("{number} of {of}  "));
    head = head.then(wording::short_id(&item.id, prefixes));
    head = head.with(Tone::Heading, format!("  {}", item.person)).plain("  ");
    page.line(head.then(when));
    page.indented(2, Text::new().with(Tone::Faint, format!("{sign}  ")).plain(item.text.as_str()));
    let Ok(journal::Item::FollowUp(session, _) | journal::Item::Action(session, _)) =
        journal.item(item.id.as_str())
    else {
        return page;
    };
    let session = &session.record;
    let about = session.actions.iter().find(|action| Some(&action.id) == item.action.as_ref());
    if let Some(action) = about {
        page.indented(
            2,
            Text::new()
                .with(Tone::Faint, "of   ")
                .plain(action.what.as_str())
                .plain(", ")
                .with(Tone::Faint, action.state().as_str()),
        );
    }
    page.indented(2, Text::new().with(Tone::Faint, "from ").day(Tone::Faint, session.date));
    page
}

/// The answers of a review, counted: `2 done, 1 missed`.
#[derive(Default)]
pub(crate) struct ReviewTotals(Vec<(&'static str, usize)>);

impl ReviewTotals {
    pub(crate) fn count(&mut self, word: &'static str) {
        match self.0.iter_mut().find(|(known, _)| *known == word) {
            Some((_, number)) => *number += 1,
            None => self.0.push((word, 1)),
        }
    }

    /// Takes back one count.
    pub(crate) fn uncount(&mut self, word: &'static str) {
        if let Some((_, number)) = self.0.iter_mut().find(|(known, _)| *known == word) {
            *number -= 1;
        }
        self.0.retain(|(_, number)| *number > 0);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn summary(&self) -> String {
        let parts: Vec<String> = self.0.iter().map(|(word, number)| format!("{number} {word}")).collect();
        parts.join(", ")
    }
}
