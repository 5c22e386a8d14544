//! Counts changes of records other than sessions and people, folder by folder.

use crate::journal::records::kind::RecordKind;
use serde::Serialize;

/// The changed records of one folder.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Others {
    /// The folder, such as `requests`.
    pub kind: String,
    pub new: usize,
    pub changed: usize,
    pub removed: usize,
}

/// The folder of a record, which stands for its kind.
pub(super) fn folder(path: &str) -> String {
    path.split('/').next().unwrap_or_default().into()
}

/// Counts one record: whether it existed before (`was`) and exists after (`is`).
pub(super) fn add(all: &mut Vec<Others>, kind: &str, was: bool, is: bool) {
    let at = all.iter().position(|others| others.kind == kind).unwrap_or_else(|| {
        all.push(Others { kind: kind.into(), new: 0, changed: 0, removed: 0 });
        all.len() - 1
    });
    let others = &mut all[at];
    *(match (was, is) {
        (false, _) => &mut others.new,
        (true, true) => &mut others.changed,
        (true, false) => &mut others.removed,
    }) += 1;
}

impl Others {
    /// `2 requests`, `1 story changed`.
    pub(crate) fn words(&self) -> impl Iterator<Item = String> {
        let kind = RecordKind::of_path(&self.kind);
        let (several, one) = kind.map_or(("records", "record"), |kind| (kind.folder(), kind.noun()));
        let parts = [(self.new, ""), (self.changed, " changed"), (self.removed, " removed")];
        parts
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(move |(number, then)| format!("{number} {}{then}", if number == 1 { one } else { several }))
    }
}
