//! The due items as a desktop notification, which has little room.

use unicode_segmentation::UnicodeSegmentation;

use super::{Due, DueItem};
use crate::views::wording;

/// Lines of a notification. Desktops show about this many and cut the rest.
const LINES: usize = 4;
/// Characters of an item. This many are enough to recognise it.
const LETTERS: usize = 100;

/// A title and the lines below it. The text is unescaped, as people wrote it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Notice {
    pub title: String,
    pub lines: Vec<String>,
}

/// A notification of the items that [`Due::count`] counts, of all these lists; `None` if there are none.
pub(crate) fn notice<'a>(lists: impl IntoIterator<Item = &'a Due>, within: Option<u32>) -> Option<Notice> {
    let mut items: Vec<&DueItem> = lists.into_iter().flat_map(|list| list.counted(within)).collect();
    items.sort_by(|one, other| one.order(other));
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

impl DueItem {
    fn line(&self) -> String {
        let said: String = self.text.graphemes(true).take(LETTERS).collect();
        let cut = if said.len() < self.text.len() { "…" } else { "" };
        format!("{}, {}: {said}{cut}", self.person, wording::lateness(self.days_late))
    }
}
