//! Finds the resources that fit a person: those for their open topics and obstacles, without the ones that they
//! got already.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::journal::{Filed, Journal};
use crate::journal::records::follow_up::{Obstacle, Outcome};
use crate::journal::records::resource::Resource;
use crate::journal::records::session::Session;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

/// A longer list helps nobody to choose.
const MOST: usize = 3;

/// A resource, and the topics and obstacles that it has in common with a person.
pub(crate) struct ResourceMatch<'a> {
    pub filed: &'a Filed<Resource>,
    obstacles: Vec<Obstacle>,
    topics: Vec<&'a Handle>,
}

impl ResourceMatch<'_> {
    /// The reason, in a few words: `time, pricing`.
    pub(crate) fn why(&self) -> String {
        let obstacles = self.obstacles.iter().map(|obstacle| obstacle.as_str());
        obstacles.chain(self.topics.iter().map(|topic| topic.as_str())).collect::<Vec<_>>().join(", ")
    }
}

/// The resources for a person's open topics and obstacles, the best match first.
pub(crate) fn for_person<'a>(journal: &'a Journal, person: &Handle, today: Day) -> Vec<ResourceMatch<'a>> {
    let theirs = || journal.sessions.iter().map(|filed| &filed.record).filter(|one| one.concerns(person));
    let mut obstacles = BTreeSet::new();
    let mut topics: BTreeSet<&Handle> = BTreeSet::new();
    for session in theirs() {
        let is_open = session.actions.iter().any(|action| action.is_open() && action.owner == *person)
            || session.follow_ups.iter().any(|ask| ask.is_open());
        if is_open {
            topics.extend(&session.topics);
        }
        obstacles.extend(running(session));
    }
    topics.extend(journal.latest_with(person).into_iter().flat_map(|latest| &latest.record.topics));
    let mut found = matching(journal, &[person], &obstacles, &topics, today);
    found.truncate(MOST);
    found
}

/// The resources for obstacles that stopped the people of a session, without those that the session records.
/// Empty without obstacles.
pub(crate) fn for_obstacles<'a>(
    journal: &'a Journal,
    session: &Session,
    obstacles: &BTreeSet<Obstacle>,
    today: Day,
) -> Vec<ResourceMatch<'a>> {
    if obstacles.is_empty() {
        return Vec::new();
    }
    let people: Vec<&Handle> = session.with.iter().collect();
    let mut found = matching(journal, &people, obstacles, &session.topics.iter().collect(), today);
    found.retain(|one| !session.resources.contains(&one.filed.record.handle));
    found.truncate(MOST);
    found
}

/// Whether the resources for the people of this closed session depend on it: it gave one, or an obstacle remains.
pub(crate) fn is_deciding(session: &Session) -> bool {
    !session.resources.is_empty() || running(session).next().is_some()
}

/// The obstacles of a session that nothing ended yet: the last answer about the action is a miss.
fn running(session: &Session) -> impl Iterator<Item = Obstacle> {
    let mut last: BTreeMap<Option<&Id>, (Day, Option<Obstacle>)> = BTreeMap::new();
    let is_closed = |id: &Id| session.actions.iter().any(|action| action.id == *id && !action.is_open());
    for ask in session.follow_ups.iter().filter(|ask| !ask.action.as_ref().is_some_and(is_closed)) {
        let Some(done) = ask.done else { continue };
        let obstacle = ask.obstacle.filter(|_| ask.outcome == Some(Outcome::Missed));
        let known = last.entry(ask.action.as_ref()).or_insert((done, obstacle));
        if done >= known.0 {
            *known = (done, obstacle);
        }
    }
    last.into_values().filter_map(|(_, obstacle)| obstacle)
}

fn matching<'a>(
    journal: &'a Journal,
    people: &[&Handle],
    obstacles: &BTreeSet<Obstacle>,
    topics: &BTreeSet<&Handle>,
    today: Day,
) -> Vec<ResourceMatch<'a>> {
    let sessions = journal.sessions.iter().map(|filed| &filed.record);
    let theirs = sessions.filter(|session| people.iter().any(|person| session.concerns(person)));
    let given: BTreeSet<&Handle> = theirs.flat_map(|session| &session.resources).collect();
    let fits = |filed: &'a Filed<Resource>| {
        let resource = &filed.record;
        let one = ResourceMatch {
            filed,
            obstacles: resource.obstacles.iter().copied().filter(|one| obstacles.contains(one)).collect(),
            topics: resource.topics.iter().filter(|topic| topics.contains(topic)).collect(),
        };
        let has_a_reason = !one.obstacles.is_empty() || !one.topics.is_empty();
        (resource.is_offered(today) && !given.contains(&resource.handle) && has_a_reason).then_some(one)
    };
    let mut found: Vec<ResourceMatch<'a>> = journal.resources.values().filter_map(fits).collect();
    found.sort_by_key(|one| Reverse((one.obstacles.len(), one.topics.len())));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::records;

    #[test]
    fn an_answer_ends_an_obstacle_until_the_next_miss() {
        let head = "id = \"k3f9m2qxtp\"\ndate = 2026-11-02\ncoach = \"jo\"\nwith = [\"ana\"]\n";
        let ended = |answers: &[(&str, &str)]| {
            let ask = |((day, outcome), last): (&(&str, &str), char)| {
                format!(
                    "[[follow_up]]\nid = \"k3f9m2qxt{last}\"\nask = \"So?\"\ndue = {day}\ndone = {day}\n{outcome}\n"
                )
            };
            let asks: String = answers.iter().zip('b'..).map(ask).collect();
            let session: Session = records::read("s.toml", &format!("{head}{asks}")).unwrap();
            running(&session).map(Obstacle::as_str).collect::<Vec<_>>().join(" ")
        };
        let (time, skill) =
            ("outcome = 'missed'\nobstacle = 'time'", "outcome = 'missed'\nobstacle = 'skill'");
        assert_eq!(ended(&[("2026-11-09", time)]), "time");
        assert_eq!(ended(&[("2026-11-09", time), ("2026-11-16", "outcome = 'applied'")]), "");
        assert_eq!(ended(&[("2026-11-09", "outcome = 'partly'"), ("2026-11-16", skill)]), "skill");
        assert_eq!(ended(&[("2026-11-16", time), ("2026-11-09", "outcome = 'applied'")]), "time");
    }
}
