//! What must be there: every id and every marked text that was saved, until somebody removes it on
//! purpose. The model knows files only, and nothing of how coach merges.

use std::collections::{BTreeMap, BTreeSet};

use crate::walk::records::{Files, Marks, all_marks, marks};

/// What a step may do to texts that were there before it.
#[derive(Clone, Debug)]
pub(crate) enum Effect {
    /// It removes nothing.
    Adds,
    /// It replaces texts of these files, and items of theirs if `items` says so.
    Replaces { paths: Vec<String>, items: bool },
    /// It takes back one earlier command of the same coach.
    Undoes,
    /// It removes texts that name this person.
    Forgets { handle: String },
    /// It brings what others did.
    Arrives,
}

#[derive(Default)]
pub(crate) struct Model {
    /// What each clone had after its last step.
    now: [Marks; 3],
    /// The texts that only their coach sees.
    private: [Marks; 3],
    secrets: Marks,
    /// Whose commands made an id: the id of the next question of a series is the same in every clone.
    ids: BTreeMap<String, BTreeSet<usize>>,
    /// Who removed a mark on purpose.
    removed: BTreeMap<String, BTreeSet<usize>>,
    /// What somebody removed once: it may still be on its way after an `undo`.
    removed_once: Marks,
    /// The texts that `forget` removed.
    pub forgotten: Marks,
    forgotten_handles: BTreeSet<String>,
    /// The handles that some clone's record gave to one person.
    people: BTreeSet<BTreeSet<String>>,
    /// The subjects of the commits that each coach's commands made.
    pub subjects: [BTreeSet<String>; 3],
}

/// The letters of the coaches' marks.
pub(crate) const LETTERS: [char; 3] = ['J', 'K', 'L'];

fn is_word(mark: &str) -> bool {
    mark.starts_with('T')
}

/// The coach and the step that a marked word names.
fn origin(word: &str) -> (usize, usize) {
    let coach = LETTERS.iter().position(|letter| word[1..].starts_with(*letter)).unwrap();
    (coach, word[2..5].parse().unwrap())
}

impl Model {
    /// Whether a record names somebody who was forgotten, under any handle that they had in any clone.
    fn is_about_somebody_forgotten(&self, files: &Files, path: &str) -> bool {
        let text = &files[path];
        let mut forgotten = self.forgotten_handles.clone();
        while let Some(person) = self.people.iter().find(|person| {
            person.iter().any(|handle| forgotten.contains(handle))
                && !person.iter().all(|handle| forgotten.contains(handle))
        }) {
            forgotten.extend(person.iter().cloned());
        }
        text.contains("\"forgotten-") || forgotten.iter().any(|handle| names(handle, path, text))
    }

    /// The step of a clone: what its files were before it and are after it.
    pub(crate) fn after(
        &mut self,
        coach: usize,
        effect: &Effect,
        before: &Files,
        after: &Files,
    ) -> Result<(), String> {
        let there = all_marks(after.values());
        self.people.extend(handles(after).chain(handles(before)));
        let leaked: Vec<&String> = self.secrets.intersection(&there).collect();
        if !leaked.is_empty() {
            return Err(format!("private texts are in the journal: {leaked:?}"));
        }
        let was: Marks = all_marks(before.values()).union(&self.now[coach]).cloned().collect();
        let gone: Marks = was.difference(&there).cloned().collect();
        if let Effect::Forgets { handle } = effect
            && !after.iter().any(|(path, text)| path.starts_with("people/") && is_called(handle, text))
        {
            self.forgotten_handles.insert(handle.clone());
        }
        self.judge(coach, effect, before, &gone)?;
        // Another file of the same record, such as a conflicted copy, may still hold what one lost.
        if let Effect::Replaces { paths, .. } = effect {
            for path in paths {
                let (Some(old), Some(new)) = (before.get(path), after.get(path)) else { continue };
                for mark in marks(old).difference(&marks(new)) {
                    self.is_removed(coach, mark);
                }
                // One of two places with the same word: somebody else may remove the other one.
                let fewer =
                    |mark: &&String| new.matches(mark.as_str()).count() < old.matches(mark.as_str()).count();
                self.removed_once.extend(marks(old).iter().filter(fewer).cloned());
            }
        }
        let back: Vec<&String> =
            there.difference(&was).filter(|mark| self.forgotten.contains(*mark)).collect();
        if !back.is_empty() && !matches!(effect, Effect::Arrives) {
            return Err(format!("texts of somebody who was forgotten are back: {back:?}"));
        }
        if matches!(effect, Effect::Undoes) {
            for mark in there.difference(&was) {
                if let Some(by) = self.removed.get_mut(mark) {
                    by.remove(&coach);
                }
            }
        }
        for mark in there.difference(&was).filter(|mark| !is_word(mark)) {
            let makers = self.ids.entry(mark.clone()).or_default();
            if makers.is_empty() || !matches!(effect, Effect::Arrives) {
                makers.insert(coach);
            }
        }
        self.now[coach] = there;
        Ok(())
    }

    /// In the middle of a merge the work tree has one side only: what comes is noted and nothing else.
    pub(crate) fn meanwhile(&mut self, after: &Files) {
        for mark in all_marks(after.values()) {
            if !is_word(&mark) {
                self.ids.entry(mark).or_default();
            }
        }
    }

    /// What a stopped merge was given and its end must have.
    pub(crate) fn must_have(&mut self, coach: usize, marks: impl IntoIterator<Item = String>) {
        self.now[coach].extend(marks);
    }

    fn is_removed(&mut self, coach: usize, mark: &str) {
        self.removed.entry(mark.to_owned()).or_default().insert(coach);
        self.removed_once.insert(mark.to_owned());
    }

    /// Whether what is gone was allowed to go.
    fn judge(&mut self, coach: usize, effect: &Effect, before: &Files, gone: &Marks) -> Result<(), String> {
        let mut bad = Vec::new();
        let mut undone = BTreeSet::new();
        for mark in gone {
            // A story that names an action is not the record that holds it.
            let is_in = |text: &String| text.contains(mark.as_str()) && marks(text).contains(mark);
            let holders = || before.iter().filter(move |(_, text)| is_in(text));
            let is_allowed = match effect {
                Effect::Adds => false,
                Effect::Replaces { paths, items } => {
                    (*items || is_word(mark)) && holders().all(|(path, _)| paths.contains(path))
                }
                // A colleague removed it, or this coach did and took that back.
                Effect::Undoes if self.removed_once.contains(mark) => true,
                Effect::Undoes if is_word(mark) => {
                    undone.insert(origin(mark));
                    origin(mark).0 == coach
                }
                Effect::Undoes => self.ids.get(mark).is_some_and(|makers| makers.contains(&coach)),
                Effect::Forgets { .. } => {
                    holders().any(|(path, _)| self.is_about_somebody_forgotten(before, path))
                }
                Effect::Arrives => {
                    self.removed_once.contains(mark)
                        || holders().any(|(path, _)| self.is_about_somebody_forgotten(before, path))
                }
            };
            if !is_allowed {
                let held: Vec<&String> = holders().map(|(path, _)| path).collect();
                bad.push(format!("{mark} of {held:?}"));
            }
        }
        if undone.len() > 1 {
            bad.push(format!("undo took back several commands: {undone:?}"));
        }
        if !bad.is_empty() {
            return Err(format!("lost by this step: {}", bad.join(", ")));
        }
        for mark in gone {
            if !matches!(effect, Effect::Arrives) || !self.removed.contains_key(mark) {
                self.is_removed(coach, mark);
            }
            if matches!(effect, Effect::Forgets { .. }) && is_word(mark) {
                self.forgotten.insert(mark.clone());
            }
        }
        Ok(())
    }

    /// The notes that only their coach sees.
    pub(crate) fn after_private(
        &mut self,
        coach: usize,
        effect: &Effect,
        there: Marks,
    ) -> Result<(), String> {
        let gone: Vec<&String> = self.private[coach].difference(&there).collect();
        if !gone.is_empty() && !matches!(effect, Effect::Forgets { .. }) {
            return Err(format!("private texts are lost: {gone:?}"));
        }
        self.private[coach] = there;
        Ok(())
    }

    pub(crate) fn secret(&mut self, word: &str) {
        self.secrets.insert(word.to_owned());
    }

    pub(crate) fn has_private(&self, coach: usize, word: &str) -> bool {
        self.private[coach].contains(word)
    }

    /// Every mark that any clone had and nobody removed on purpose.
    pub(crate) fn must_be_there(&self) -> Marks {
        let all = self.now.iter().flatten().cloned().chain(self.ids.keys().cloned());
        all.filter(|mark| self.removed.get(mark).is_none_or(BTreeSet::is_empty)).collect()
    }

    pub(crate) fn what_is_there(files: &Files) -> Marks {
        files.values().flat_map(|text| marks(text)).collect()
    }
}

fn is_called(handle: &str, record: &str) -> bool {
    record.contains(&format!("handle = \"{handle}\""))
}

/// The people of a clone who had several handles.
fn handles(files: &Files) -> impl Iterator<Item = BTreeSet<String>> {
    let read = |text: &String| {
        let table = text.parse::<toml::Table>().ok()?;
        let was = table.get("was")?.as_array()?.iter();
        let handle = table.get("handle")?.as_str()?;
        Some(was.filter_map(toml::Value::as_str).chain([handle]).map(str::to_owned).collect())
    };
    files.iter().filter(|(path, _)| path.starts_with("people/")).filter_map(move |(_, text)| read(text))
}

/// Whether a record is of this handle or mentions it.
pub(crate) fn names(handle: &str, path: &str, text: &str) -> bool {
    text.contains(&format!("\"{handle}\"")) || path.split(['/', '.']).any(|part| part == handle)
}
