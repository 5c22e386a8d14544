//! Open actions without a due day: `due --all` lists them at the end.

use serde::Serialize;

use super::Scope;
use crate::journal::query::journal::{Journal, ShortIds};
use crate::journal::query::selection::Selection;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::views::page::{Text, Tone};
use crate::views::wording;

#[derive(Debug, Serialize)]
pub(crate) struct Undated {
    pub id: Id,
    /// The owner of the action.
    pub person: Handle,
    pub coach: Handle,
    pub text: String,
    /// The session that agreed the action, and the day of that session.
    pub session: Id,
    pub date: Day,
    #[serde(skip)]
    contested: bool,
    #[serde(skip)]
    path: String,
}

impl Undated {
    pub(crate) fn row(&self, prefixes: &ShortIds) -> Vec<Text> {
        vec![
            wording::short_id(&self.id, prefixes).naming(&self.path),
            self.person.as_str().into(),
            Text::new().with(Tone::Faint, "agreed ").day(Tone::Faint, self.date),
            Text::new().with(Tone::Faint, "do"),
            wording::contested(self.text.as_str().into(), self.contested),
        ]
    }
}

/// The open actions without a due day, the oldest first. Empty if the scope limits the days ahead.
pub(crate) fn of(journal: &Journal, scope: &Scope, today: Day) -> Vec<Undated> {
    if scope.within.is_some() {
        return Vec::new();
    }
    let open = journal.actions().filter(|(_, action)| action.is_open() && action.due.is_none());
    let selection = Selection::of(journal, &scope.records);
    let open = open.filter(|(filed, action)| selection.is_about_action_in_period(&filed.record, action));
    let wanted = open.filter(|(filed, action)| {
        let (group, coach) = (filed.record.group.as_ref(), &filed.record.coach);
        let takes = |person| scope.takes(&selection, person, group, coach, today);
        let concerned = super::concerned(&filed.record, &action.owner);
        scope.is_own(coach, &concerned) && concerned.iter().any(takes)
    });
    let mut undated: Vec<Undated> = wanted
        .map(|(filed, action)| Undated {
            id: action.id.clone(),
            person: action.owner.clone(),
            coach: filed.record.coach.clone(),
            text: action.what.clone(),
            session: filed.record.id.clone(),
            date: filed.record.date,
            contested: filed.record.is_contested(&action.id),
            path: filed.path.clone(),
        })
        .collect();
    undated.sort_by(|a, b| (a.date, &a.person, &a.id).cmp(&(b.date, &b.person, &b.id)));
    undated
}
