//! The journal in `examples/`: every record of it reads, everything it names is there, and it is

//! what the generator writes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::generator::{self, Order};
use coach::journal::records::action::Action;
use coach::journal::records::benefit::Standing;
use coach::journal::records::follow_up::Outcome;
use coach::journal::records::objective::Objective;
use coach::journal::records::person::Person;
use coach::journal::records::policy::Policy;
use coach::journal::records::request::{Decision, Request};
use coach::journal::records::resource::Resource;
use coach::journal::records::session::{Kind, Session};
use coach::journal::records::settings::Settings;
use coach::journal::records::story::{Consent, Story};
use coach::journal::values::handle::Handle;
use coach::journal::values::id::Id;
use serde::de::DeserializeOwned;

type Files = BTreeMap<String, String>;

/// The files of a folder, by their path within it.
fn files(folder: &Path, within: &str) -> Files {
    let mut found = Files::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{within}{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            found.append(&mut files(&path, &format!("{name}/")));
        } else {
            found.insert(name, fs::read_to_string(path).unwrap());
        }
    }
    found
}

fn committed() -> Files {
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/journal"), "")
}

fn generated(order: &Order) -> Files {
    let mut files = Files::new();
    generator::journal(order, |path, text| {
        assert!(files.insert(path.into(), text.into()).is_none(), "{path} twice");
    });
    files
}

/// The records of a folder. A key that nobody knows is a misspelt one.
fn records<T: DeserializeOwned>(files: &Files, folder: &str) -> Vec<(String, T)> {
    let read = |(path, text): (&String, &String)| {
        let mut unknown = Vec::new();
        let reader = toml::Deserializer::parse(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        let record = serde_ignored::deserialize(reader, |key| unknown.push(key.to_string()));
        assert!(unknown.is_empty(), "{path}: unknown keys {unknown:?}");
        (path.clone(), record.unwrap_or_else(|error| panic!("{path}: {error}")))
    };
    files.iter().filter(|(path, _)| path.starts_with(folder)).map(read).collect()
}

fn sessions(files: &Files) -> Vec<(String, Session)> {
    records(files, "sessions/")
}

#[test]
fn it_is_what_the_generator_writes() {
    let (committed, generated) = (committed(), generated(&Order::committed()));
    let names = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    let again = "write it anew, as examples/generate/main.rs says";
    assert_eq!(names(&committed), names(&generated), "{again}");
    for (path, text) in &committed {
        assert_eq!(text, &generated[path], "{path}: {again}");
    }
}

#[test]
fn everything_it_names_is_there() {
    let files = committed();
    let people: Vec<(String, Person)> = records(&files, "people/");
    let objectives: Vec<(String, Objective)> = records(&files, "objectives/");
    let settings = &records::<Settings>(&files, "coach.toml")[0].1;
    assert_eq!(settings.format, 1);
    let known: BTreeSet<&Handle> = people.iter().map(|(_, person)| &person.handle).collect();
    let goals: BTreeSet<&Handle> = objectives.iter().map(|(_, objective)| &objective.handle).collect();
    for (path, person) in &people {
        assert_eq!(path, &format!("people/{}.toml", person.handle));
        let named = person.manager.iter().chain(&person.members);
        named.for_each(|handle| assert!(known.contains(handle), "{path}: {handle}"));
    }
    assert!(settings.sprint.start.is_some() && !settings.sprint.focus.is_empty());
    settings.sprint.focus.iter().for_each(|goal| assert!(goals.contains(goal), "coach.toml: {goal}"));
    for (path, objective) in &objectives {
        assert!(objective.sponsor.iter().all(|handle| known.contains(handle)), "{path}");
    }
    for (path, policy) in &records::<Policy>(&files, "policies/") {
        assert_eq!(path, &format!("policies/{}.toml", policy.handle));
        policy.people().for_each(|handle| assert!(known.contains(handle), "{path}: {handle}"));
    }
    let resources: Vec<(String, Resource)> = records(&files, "resources/");
    let resources: BTreeSet<&Handle> = resources.iter().map(|(_, resource)| &resource.handle).collect();
    for (path, session) in &sessions(&files) {
        session.resources.iter().for_each(|one| assert!(resources.contains(one), "{path}: {one}"));
    }
    for (path, request) in &records::<Request>(&files, "requests/") {
        assert_eq!(path, &format!("requests/{}.toml", request.id));
        assert!(request.from.iter().all(|handle| known.contains(handle)), "{path}");
        let goal = request.objective.iter().filter(|goal| goal.as_str() != "none");
        goal.for_each(|goal| assert!(goals.contains(goal), "{path}: {goal}"));
    }
    for (path, session) in &sessions(&files) {
        let benefits = session.actions.iter().filter_map(|action| action.benefit.as_ref());
        let vouching = benefits.flat_map(|benefit| benefit.people());
        vouching.for_each(|handle| assert!(known.contains(handle), "{path}: {handle}"));
        assert_eq!(path, &format!("sessions/{}/{}-{}.toml", session.whom(), session.date, session.id));
        let owners = session.actions.iter().map(|action| &action.owner);
        let named = session.with.iter().chain([&session.coach]).chain(&session.group).chain(owners);
        named.for_each(|handle| assert!(known.contains(handle), "{path}: {handle}"));
        for goal in session.objectives.iter().filter(|goal| goal.as_str() != "none") {
            assert!(goals.contains(goal), "{path}: {goal}");
        }
    }
}

#[test]
fn ids_are_unique_and_follow_ups_find_their_actions() {
    let mut seen: BTreeSet<Id> = BTreeSet::new();
    for (path, session) in sessions(&committed()) {
        let actions: BTreeSet<&Id> = session.actions.iter().map(|action| &action.id).collect();
        for follow_up in &session.follow_ups {
            assert!(follow_up.action.iter().all(|id| actions.contains(id)), "{path}");
        }
        let parts = session.actions.iter().map(|a| &a.id).chain(session.follow_ups.iter().map(|f| &f.id));
        for id in parts.chain([&session.id]) {
            assert!(seen.insert(id.clone()), "{path}: {id} twice");
        }
    }
    let files = committed();
    let requests = records::<Request>(&files, "requests/").into_iter().map(|(_, request)| request.id);
    let stories = records::<Story>(&files, "stories/").into_iter().map(|(_, story)| story.id);
    let objectives = records::<Objective>(&files, "objectives/").into_iter();
    let readings = objectives.flat_map(|(_, objective)| objective.readings).map(|reading| reading.id);
    for id in requests.chain(stories).chain(readings) {
        assert!(seen.insert(id.clone()), "{id} twice");
    }
}

#[test]
fn its_days_make_sense() {
    let last = Order::committed().to;
    for (path, session) in sessions(&committed()) {
        assert!(session.date <= last, "{path}");
        for action in &session.actions {
            assert!(action.due.is_none_or(|due| due > session.date), "{path}: {}", action.id);
            assert!(
                action.state().closed_on().is_none_or(|day| (session.date..=last).contains(&day)),
                "{path}"
            );
            assert!(action.done.is_none() || action.dropped.is_none(), "{path}: {}", action.id);
        }
        for follow_up in &session.follow_ups {
            assert!(follow_up.due > session.date, "{path}: {}", follow_up.id);
            assert!(follow_up.done.is_none_or(|day| (session.date..=last).contains(&day)), "{path}");
            assert_eq!(follow_up.done.is_some(), follow_up.outcome.is_some(), "{path}: {}", follow_up.id);
            let missed = follow_up.outcome == Some(Outcome::Missed);
            assert_eq!(missed, follow_up.obstacle.is_some(), "{path}: {}", follow_up.id);
        }
    }
}

/// What the stories and the README count on.
#[test]
fn it_has_something_of_everything() {
    let sessions = sessions(&committed());
    let last = Order::committed().to;
    assert!((120..=200).contains(&sessions.len()), "{}", sessions.len());
    let some = |what: &str, holds: &dyn Fn(&Session) -> bool| {
        assert!(sessions.iter().any(|(_, session)| holds(session)), "{what}");
    };
    some("group", &|s| s.group.is_some());
    some("moment", &|s| s.kind == Kind::Moment);
    some("supervision", &|s| s.kind == Kind::Supervision);
    some("feedback", &|s| s.feedback.is_some());
    some("dropped", &|s| s.actions.iter().any(|a| a.dropped.is_some() && a.why.is_some()));
    some("done late", &|s| s.actions.iter().any(|a| a.done.is_some() && a.due.is_some() && a.done > a.due));
    some("overdue", &|s| s.follow_ups.iter().any(|f| f.is_open() && f.due < last));
    some("to come", &|s| s.follow_ups.iter().any(|f| f.is_open() && f.due > last));
    some("repeating", &|s| s.follow_ups.iter().any(|f| f.is_open() && f.every.is_some()));
    for outcome in Outcome::ALL {
        some(outcome.as_str(), &|s| s.follow_ups.iter().any(|f| f.outcome == Some(*outcome)));
    }
    let quiet = sessions.iter().filter(|(_, s)| s.with[0].as_str() == "chloe").map(|(_, s)| s.date).max();
    assert!(last.days_since(quiet.unwrap()) > 42);
}

#[test]
fn every_report_has_something_to_show() {
    let files = committed();
    let last = Order::committed().to;
    let objectives: Vec<Objective> =
        records(&files, "objectives/").into_iter().map(|(_, objective)| objective).collect();
    assert!(objectives.iter().all(|o| o.sponsor.is_some() && o.unit.is_some() && o.readings.len() > 4));
    assert!(objectives.iter().flat_map(|o| &o.readings).all(|reading| reading.date <= last));
    assert_eq!(objectives.iter().filter(|o| o.closed.is_some()).count(), 1);
    assert!(objectives.iter().any(|o| o.closed.is_none() && o.by.is_some_and(|by| by < last)));
    let requests: Vec<Request> =
        records(&files, "requests/").into_iter().map(|(_, request)| request).collect();
    for decision in Decision::ALL {
        assert!(requests.iter().any(|request| request.decision() == Some(*decision)), "{decision}");
    }
    assert!(requests.iter().any(|r| r.is_open()) && requests.iter().any(|r| r.whys().count() == 5));
    let sessions = sessions(&files);
    let actions = || sessions.iter().flat_map(|(_, session)| &session.actions);
    let stories: Vec<Story> = records(&files, "stories/").into_iter().map(|(_, story)| story).collect();
    for consent in Consent::ALL {
        assert!(stories.iter().any(|story| story.consent == *consent), "{consent}");
    }
    for story in &stories {
        let action = actions().find(|action| action.id == story.action).unwrap();
        assert!(action.owner == story.person && action.done.is_some_and(|done| done < story.date));
    }
    let measured: Vec<_> = actions().filter(|action| action.benefit.is_some()).collect();
    assert!(measured.iter().all(|action| action.done.is_some()));
    for standing in Standing::ALL {
        let is_so = |a: &&Action| a.benefit.as_ref().is_some_and(|b| b.standing(&a.owner) == *standing);
        assert!(measured.iter().any(is_so), "{standing}");
    }
    let is_met = |handle: &Handle| sessions.iter().any(|(_, session)| session.concerns(handle));
    let people: Vec<Person> = records(&files, "people/").into_iter().map(|(_, person)| person).collect();
    assert!(people.iter().any(|person| person.manager.is_some() && !is_met(&person.handle)));
    assert!(sessions.iter().any(|(_, session)| session.paid == Some(true)));
    assert!(sessions.iter().any(|(_, session)| session.kind == Kind::Training));
}

#[test]
fn a_repeating_follow_up_goes_on_as_closing_it_would() {
    let sessions = sessions(&committed());
    let series = sessions.iter().find(|(_, s)| s.follow_ups.iter().any(|f| f.every.is_some()));
    let asked = &series.unwrap().1.follow_ups;
    assert!(asked.len() > 3);
    for pair in asked.windows(2) {
        assert_eq!(pair[1].id, Id::derived(&[pair[0].id.as_str(), "next"]));
        assert_eq!(
            Some(pair[1].due),
            pair[0].every.unwrap().next(pair[0].due, pair[0].due, pair[0].done.unwrap())
        );
    }
}

#[test]
fn large_ones_read_too() {
    let order = Order { people: 60, sessions: Some(1000), ..Order::committed() };
    let files = generated(&order);
    let sessions = sessions(&files);
    assert_eq!(sessions.len(), 1000);
    assert!(sessions.iter().all(|(_, s)| s.actions.len() == 2 && s.follow_ups.len() == 2));
    let open = sessions.iter().filter(|(_, s)| s.actions[0].is_open()).count();
    assert!((30..=70).contains(&open), "{open}");
    let folders: BTreeSet<&Handle> = sessions.iter().map(|(_, s)| s.whom()).collect();
    assert_eq!(folders.len(), 60);
    let bytes: usize =
        files.iter().filter(|(path, _)| path.starts_with("sessions/")).map(|(_, t)| t.len()).sum();
    assert!((1_100..=1_600).contains(&(bytes / 1000)), "{}", bytes / 1000);
}
