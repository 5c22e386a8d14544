//! Adds loaded records to the journal. A record with two files appears once, and its other file becomes a
//! problem that every listing mentions.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Display;
use std::path::Path;

use super::second_items;
use crate::journal::query::journal::{Filed, Journal};
use crate::journal::records::Problem;
use crate::journal::records::session::Session;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::store::cache::Loaded;
use crate::store::files::walk::Walked;
use crate::store::repair::duplicate_records::Copies;

pub(super) fn fill(journal: &mut Journal, root: &Path, walked: Walked, loaded: Vec<Loaded>) {
    journal.problems.extend(walked.problems);
    let copies = Copies::in_folder(root);
    let mut doubles = Doubles { copies: &copies, found: Vec::new() };
    let mut loaded = loaded.into_iter();
    for folder in walked.folders {
        for (found, record) in folder.files.iter().zip(loaded.by_ref()) {
            let path = || format!("{}/{}", folder.path, found.name);
            match record {
                Loaded::Session(session) => {
                    journal.sessions.push(Filed { path: path(), record: *session });
                }
                Loaded::Person(person) => {
                    doubles.keep_one(&mut journal.people, person.handle.clone(), path(), *person);
                }
                Loaded::Objective(one) => {
                    doubles.keep_one(&mut journal.objectives, one.handle.clone(), path(), *one);
                }
                Loaded::Request(one) => {
                    doubles.keep_one(&mut journal.requests, one.id.clone(), path(), *one);
                }
                Loaded::Story(one) => {
                    doubles.keep_one(&mut journal.stories, one.id.clone(), path(), *one);
                }
                Loaded::Policy(one) => {
                    doubles.keep_one(&mut journal.policies, one.handle.clone(), path(), *one);
                }
                Loaded::Resource(one) => {
                    doubles.keep_one(&mut journal.resources, one.handle.clone(), path(), *one);
                }
                Loaded::Standard(one) => {
                    give_way(&mut journal.standards, &one.handle);
                    doubles.keep_one(&mut journal.standards, one.handle.clone(), path(), *one);
                }
                Loaded::Template(one) => {
                    give_way(&mut journal.templates, &one.handle);
                    doubles.keep_one(&mut journal.templates, one.handle.clone(), path(), *one);
                }
                Loaded::Problem(problem) => journal.problems.push(problem),
                Loaded::Left => {}
            }
        }
    }
    doubles.of_sessions(&mut journal.sessions);
    journal.problems.extend(doubles.problems());
    journal.problems.extend(second_items::set_aside(&mut journal.sessions, &copies, root));
}

/// Removes a built-in record, so that the team's own record can replace it.
fn give_way<T>(all: &mut BTreeMap<Handle, Filed<T>>, handle: &Handle) {
    if all.get(handle).is_some_and(Filed::is_built_in) {
        all.remove(handle);
    }
}

/// The second files of records.
struct Doubles<'a> {
    copies: &'a Copies<'a>,
    /// The file that does not count, the record's name, and a file that takes precedence over it.
    found: Vec<(String, String, String)>,
}

impl Doubles<'_> {
    /// Adds a record. If another file has the same handle or id, only one counts, and the other becomes a
    /// problem.
    fn keep_one<K: Ord + Display, T>(
        &mut self,
        all: &mut BTreeMap<K, Filed<T>>,
        key: K,
        path: String,
        record: T,
    ) {
        match all.entry(key) {
            Entry::Vacant(place) => drop(place.insert(Filed { path, record })),
            Entry::Occupied(mut place) => {
                let name = place.key().to_string();
                let other = self.choose(name, place.get_mut(), Filed { path, record });
                drop(other);
            }
        }
    }

    /// Leaves the record that counts in `there` and returns the other.
    fn choose<T>(&mut self, name: String, there: &mut Filed<T>, mut other: Filed<T>) -> Filed<T> {
        if !self.copies.counts_before(&there.path, &other.path) {
            std::mem::swap(there, &mut other);
        }
        self.found.push((other.path.clone(), name, there.path.clone()));
        other
    }

    fn of_sessions(&mut self, sessions: &mut Vec<Filed<Session>>) {
        let mut ids: Vec<u64> = sessions.iter().map(|filed| filed.record.id.packed()).collect();
        ids.sort_unstable();
        let twice: Vec<u64> = ids.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        if twice.is_empty() {
            return;
        }
        let mut counting: BTreeMap<Id, Filed<Session>> = BTreeMap::new();
        let is_double = |filed: &Filed<Session>| twice.binary_search(&filed.record.id.packed()).is_ok();
        let (doubles, single) = std::mem::take(sessions).into_iter().partition(is_double);
        *sessions = single;
        for Filed { path, record } in doubles {
            self.keep_one(&mut counting, record.id.clone(), path, record);
        }
        sessions.extend(counting.into_values());
    }

    /// Each problem names the file that counts in the end.
    fn problems(self) -> Vec<Problem> {
        let found = &self.found;
        let counts = |path: &str| -> String {
            let mut counts = path;
            while let Some((_, _, before)) = found.iter().find(|(other, ..)| other == counts) {
                counts = before;
            }
            counts.to_string()
        };
        found.iter().map(|(path, name, _)| Problem::copy(path, name, &counts(path))).collect()
    }
}
