//! Actions and follow-ups whose id is in two sessions, for example after a person copied a file by hand. One
//! item counts, and the other becomes a problem that every listing mentions.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::Path;

use crate::journal::check;
use crate::journal::query::journal::Filed;
use crate::journal::records::session::Session;
use crate::journal::records::{ItemList, Problem, SecondItem};
use crate::journal::values::id::Id;
use crate::store::load;
use crate::store::repair::duplicate_records::Copies;

/// The session and the number in its list of each item with one id.
type Places = Vec<(usize, usize)>;

/// Removes the items that do not count from the sessions in memory, and returns a problem for each.
pub(super) fn set_aside(sessions: &mut [Filed<Session>], copies: &Copies<'_>, root: &Path) -> Vec<Problem> {
    let mut problems = Vec::new();
    for list in [ItemList::Actions, ItemList::FollowUps] {
        let mut others: Vec<(usize, usize)> = Vec::new();
        for (id, mut places) in twice(sessions, list) {
            let counts = places.swap_remove(original(sessions, copies, &places));
            let counts_in = sessions[counts.0].path.clone();
            for (session, number) in &places {
                let path = &sessions[*session].path;
                let second = SecondItem { list, number: *number, id: id.clone(), counts: counts_in.clone() };
                problems.push(problem(root, path, second));
            }
            others.append(&mut places);
        }
        // From the end, so that the numbers of the others stay.
        others.sort_unstable_by_key(|place| Reverse(*place));
        for (session, number) in others {
            let record = &mut sessions[session].record;
            match list {
                ItemList::Actions => drop(record.actions.remove(number)),
                ItemList::FollowUps => drop(record.follow_ups.remove(number)),
            }
        }
    }
    problems
}

fn ids(session: &Session, list: ItemList) -> Vec<&Id> {
    match list {
        ItemList::Actions => session.actions.iter().map(|action| &action.id).collect(),
        ItemList::FollowUps => session.follow_ups.iter().map(|ask| &ask.id).collect(),
    }
}

/// The places of each id that several items of a list have.
fn twice(sessions: &[Filed<Session>], list: ItemList) -> BTreeMap<Id, Places> {
    let packed =
        |filed: &Filed<Session>| ids(&filed.record, list).into_iter().map(Id::packed).collect::<Vec<_>>();
    let mut all: Vec<u64> = sessions.iter().flat_map(packed).collect();
    all.sort_unstable();
    let twice: Vec<u64> = all.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    let mut places: BTreeMap<Id, Places> = BTreeMap::new();
    if twice.is_empty() {
        return places;
    }
    for (session, filed) in sessions.iter().enumerate() {
        for (number, id) in ids(&filed.record, list).into_iter().enumerate() {
            if twice.binary_search(&id.packed()).is_ok() {
                places.entry(id.clone()).or_default().push((session, number));
            }
        }
    }
    places
}

/// Which of the items counts: one in a file that git has, then one of an earlier session, because people
/// copy earlier sessions, then one in the file that would count among copies.
fn original(sessions: &[Filed<Session>], copies: &Copies<'_>, places: &Places) -> usize {
    let mut first = 0;
    for (at, (session, _)) in places.iter().enumerate().skip(1) {
        let [one, other] = [places[first].0, *session].map(|session| &sessions[session]);
        let key = |filed: &Filed<Session>| (copies.is_in_git(&filed.path), Reverse(filed.record.date));
        let is_first = match key(one).cmp(&key(other)) {
            std::cmp::Ordering::Equal => copies.counts_before(&one.path, &other.path),
            order => order.is_gt(),
        };
        if !is_first {
            first = at;
        }
    }
    first
}

fn problem(root: &Path, path: &str, second: SecondItem) -> Problem {
    let SecondItem { list, number, id, counts } = &second;
    let message = format!(
        "a second {} `{id}`: coach uses only the one in {counts} (`coach check --fix` repairs this)",
        list.noun()
    );
    let text = load::text(root, path).unwrap_or_default();
    let place = check::problem_at(path, &text, &format!("{}.{number}.id", list.key()), message);
    Problem { second_item: Some(Box::new(second)), ..place }
}
