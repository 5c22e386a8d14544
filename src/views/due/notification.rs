//! What is due, as short as a desktop's notification has room for.

use unicode_segmentation::UnicodeSegmentation;

use super::{Due, Item};
use crate::views::wording;

/// Desktops show about so many lines, and cut the rest themselves.
const LINES: usize = 4;
/// So much of what was agreed says what is meant.
const LETTERS: usize = 100;

/// A line above, and those below it. Their text is as people wrote it.
#[derive(Debug, PartialEq, Eq)]
pub struct Notice {
    pub title: String,
    pub lines: Vec<String>,
}

impl Due {
    /// What [`Due::count`] counts; nothing where that is nothing.
    pub fn notice(&self, within: Option<u32>) -> Option<Notice> {
        let items: Vec<&Item> = self.counted(within).collect();
        let late = items.iter().filter(|item| item.days_late > 0).count();
        let title = match late {
            _ if items.is_empty() => return None,
            0 => format!("{} due", items.len()),
            late if late == items.len() => format!("{late} overdue"),
            late => format!("{} due, {late} overdue", items.len()),
        };
        let mut lines: Vec<String> = items.iter().take(LINES).map(|item| item.line()).collect();
        if items.len() > LINES {
            lines.push(format!("… and {} more: coach due", items.len() - LINES));
        }
        Some(Notice { title, lines })
    }
}

impl Item {
    fn line(&self) -> String {
        let said: String = self.text.graphemes(true).take(LETTERS).collect();
        let cut = if said.len() < self.text.len() { "…" } else { "" };
        format!("{}, {}: {said}{cut}", self.person, wording::lateness(self.days_late))
    }
}
