//! What a session begins with by the settings of a team: its objective, and the forms to choose from.

use super::journal::Journal;
use crate::journal::records::settings::TeamDefaults;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;

impl Journal {
    /// The objective of a session on this day that names none, if the teams of all people have the same one.
    pub(crate) fn default_objective(&self, people: &[Handle], day: Day) -> Option<&Handle> {
        let mut named = self.teams_of(people).into_iter().map(|team| team?.objective.as_ref());
        let first = named.next()??;
        let is_open = self.objectives.get(first).is_some_and(|filed| filed.record.is_live(day));
        (is_open && named.all(|other| other == Some(first))).then_some(first)
    }

    /// The forms that the teams of these people use, each once. Leaves out unknown forms.
    pub(crate) fn team_forms(&self, people: &[Handle]) -> Vec<&Handle> {
        let mut found: Vec<&Handle> = Vec::new();
        for form in self.teams_of(people).into_iter().flatten().flat_map(|team| &team.forms) {
            if !found.contains(&form) && self.form(form.as_str()).is_ok() {
                found.push(form);
            }
        }
        found
    }

    /// The defaults of each person's team. A group stands for its members.
    fn teams_of(&self, people: &[Handle]) -> Vec<Option<&TeamDefaults>> {
        let record = |handle: &Handle| self.people.get(handle).map(|filed| &filed.record);
        let members = people.iter().flat_map(|handle| match record(handle) {
            Some(person) if person.is_group() => person.members.iter().collect(),
            _ => vec![handle],
        });
        members.map(|handle| self.settings.team.get(record(handle)?.team.as_ref()?)).collect()
    }
}
