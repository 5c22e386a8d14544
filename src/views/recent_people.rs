//! People for the "who was it with?" prompt, most recently seen first.

use std::cmp::Reverse;

use super::wording;
use crate::journal::query::journal::Journal;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;

/// The handles, each with the line that the prompt shows: `ana  Ana Ruiz, 12 days ago`.
pub(crate) fn whom(journal: &Journal, today: Day) -> Vec<(Handle, String)> {
    let people = journal
        .people
        .values()
        .map(|filed| &filed.record)
        .filter(|person| !journal.is_gone(&person.handle, today));
    let mut people: Vec<_> = people.map(|person| (person, journal.last_seen(&person.handle))).collect();
    people
        .sort_by(|(a, seen_a), (b, seen_b)| (Reverse(seen_a), &a.handle).cmp(&(Reverse(seen_b), &b.handle)));
    let line = |name: Option<&str>, members: usize, seen: Option<Day>| {
        let group = (members > 0).then(|| format!("a group of {members}"));
        let ago = seen.map(|day| match today.days_since(day) {
            days if days <= 0 => wording::ago(days),
            days => format!("{} ago", wording::days(days)),
        });
        [name.map(str::to_string), group, ago].into_iter().flatten().collect::<Vec<_>>().join(", ")
    };
    people
        .into_iter()
        .map(|(person, seen)| {
            let about = line(person.name.as_deref(), person.members.len(), seen);
            (person.handle.clone(), format!("{}  {about}", person.handle).trim_end().to_string())
        })
        .collect()
}
