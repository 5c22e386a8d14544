//! From the names in another program's file to people: who is here already, by handle or by name,
//! and who would be new.

use std::collections::{BTreeMap, BTreeSet};

use super::Row;
use crate::journal::fold;
use crate::journal::forget;
use crate::journal::handle::Handle;
use crate::journal::journal::Journal;
use crate::journal::person::Person;
use crate::journal::who::names::{is_day, never};
use crate::journal::who::vocabulary::{self, Role};

pub struct Whom<'a> {
    journal: &'a Journal,
    by_name: BTreeMap<String, Vec<&'a Handle>>,
    /// With the place that names them first.
    new: BTreeMap<Handle, (Person, usize)>,
}

/// A name without what people write differently from one file to the next.
pub fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// What the people of a cell are known by: their names in any order, or all of it where it names one.
pub fn known_by(cell: &str, is_ours: bool, people: usize) -> String {
    if people == 1 {
        return folded(cell);
    }
    match handles(cell).filter(|_| is_ours) {
        Some(handles) => sorted(handles.iter().map(ToString::to_string)),
        None => sorted(apart(cell).iter().flat_map(|part| names(part)).map(folded)),
    }
}

/// Each once, in the alphabet's order.
pub fn sorted(names: impl Iterator<Item = String>) -> String {
    names.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(" ")
}

/// Handles with spaces between them.
pub fn handles(cell: &str) -> Option<Vec<Handle>> {
    cell.split_whitespace().map(|word| word.parse().ok()).collect()
}

/// Names with a comma, a semicolon or a line between them.
pub fn names(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([',', ';', '\n']).map(str::trim).filter(|name| !name.is_empty())
}

/// The parts of a cell between what is never in a name: a semicolon, a line, `&`, `+` or `and`.
fn apart(cell: &str) -> Vec<String> {
    let is_joint = |word: &&str| vocabulary::role(word) == Role::Join && !word.ends_with(',');
    let lines = cell.split([';', '\n']);
    let parts = lines.flat_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.split(is_joint).map(|part| part.join(" ")).collect::<Vec<_>>()
    });
    parts.map(|part| part.trim_matches([',', ' ']).to_string()).filter(|part| !part.is_empty()).collect()
}

/// A comma may part two people, or the surname from the rest of one name.
const COMMA: &str = "a comma can part people, or a surname from a first name: write `Ana Ruiz` for one person, \
                     and `Ana Ruiz; Ben Lee` for two";
const ONE: &str = "expected one name: `;` parts several people";

impl<'a> Whom<'a> {
    pub fn new(journal: &'a Journal) -> Whom<'a> {
        let mut by_name: BTreeMap<String, Vec<&Handle>> = BTreeMap::new();
        for (handle, filed) in &journal.people {
            if let Some(name) = &filed.record.name {
                by_name.entry(fold::name(name)).or_default().push(handle);
            }
        }
        Whom { journal, by_name, new: BTreeMap::new() }
    }

    /// Somebody by their handle: as they are called now, or new.
    pub fn handle(&mut self, handle: Handle, at: usize) -> Result<Handle, String> {
        if self.journal.people.contains_key(&handle) || self.new.contains_key(&handle) {
            return Ok(handle);
        }
        if let Some(now) = self.journal.now_called(&handle) {
            return Ok(now.clone());
        }
        let people = self.journal.people.values().map(|filed| &filed.record);
        if forget::is_forgotten(people, &handle) {
            return Err(format!(
                "`{handle}` was forgotten and cannot be used again: take it out here, or give another such as {handle}-2"
            ));
        }
        let word = handle.as_str();
        if !word.contains(|c: char| c.is_ascii_lowercase()) || is_day(word) || never(word).is_some() {
            return Err(format!(
                "a day, a length or a word between people is expected elsewhere: if it is a person, `coach person add {word}` first"
            ));
        }
        self.new.insert(handle.clone(), (Person::new(handle.clone()), at));
        Ok(handle)
    }

    /// Somebody by the name they have here, else by the handle nearest to it.
    pub fn named(&mut self, name: &str, at: usize) -> Result<Handle, String> {
        match self.by_name.get(&fold::name(name)).map(Vec::as_slice) {
            Some([one]) => return Ok((*one).clone()),
            Some(several) => {
                let handles: Vec<&str> = several.iter().map(|handle| handle.as_str()).collect();
                return Err(format!("several people have this name: use a handle ({})", handles.join(", ")));
            }
            None => {}
        }
        if let Some(turned) = self.known(name) {
            return Ok(turned);
        }
        if name.contains(',') {
            return Err(COMMA.into());
        }
        if apart(name).len() > 1 || name.contains(['&', '|']) || name.contains('/') && !name.contains('(') {
            return Err(ONE.into());
        }
        let near =
            Handle::near(name).ok_or("no handle can be made of this name: use a handle such as ana")?;
        let is_handle = near.as_str() == name.trim();
        let handle = self.handle(near, at)?;
        if let Some((person, _)) = self.new.get_mut(&handle).filter(|(p, _)| p.name.is_none() && !is_handle) {
            person.name = Some(name.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        Ok(handle)
    }

    /// Somebody by their whole name, which may be written as `Ruiz, Ana`.
    fn known(&self, name: &str) -> Option<Handle> {
        let is_it = |person: &&Person| {
            let own = person.name.as_deref().map(fold::name);
            own.is_some() && (own == fold::turned(name) || own == Some(fold::name(name)))
        };
        let new = self.new.values().map(|(person, _)| person).find(is_it);
        self.journal.known_as(name).or(new.map(|person| &person.handle)).cloned()
    }

    /// Somebody by the whole name or the handle, in any case, who is here or in a row before.
    fn somebody(&self, name: &str) -> Option<Handle> {
        let handle = name.to_lowercase().parse::<Handle>().ok();
        let is_here = |handle: &Handle| {
            self.journal.people.contains_key(handle) || self.journal.now_called(handle).is_some()
        };
        self.known(name).or(handle.filter(is_here))
    }

    /// The people of one cell. Somebody here whose name is all of it is one person (`Ruiz, Ana`), and in a
    /// column of ours handles have spaces between them. Else `;`, `&`, `and` and a new line part people,
    /// and so does a comma where each part is a handle or somebody here. Any other comma is refused.
    pub fn cell(&mut self, cell: &str, is_ours: bool, at: usize) -> Result<Vec<Handle>, String> {
        if self.by_name.contains_key(&fold::name(cell)) || self.known(cell).is_some() {
            return self.named(cell, at).map(|one| vec![one]);
        }
        let mut people = Vec::new();
        let mut found = |handle: Handle| {
            if !people.contains(&handle) {
                people.push(handle);
            }
        };
        if let Some(words) = handles(cell).filter(|_| is_ours) {
            words.into_iter().try_for_each(|word| self.handle(word, at).map(&mut found))?;
            return if people.is_empty() { Err("expected a name or a handle".into()) } else { Ok(people) };
        }
        for part in apart(cell) {
            if !part.contains(',') || self.somebody(&part).is_some() {
                found(self.named(&part, at)?);
                continue;
            }
            let is_one = |name: &str| name.parse::<Handle>().is_ok() || self.somebody(name).is_some();
            if !names(&part).all(is_one) {
                return Err(COMMA.into());
            }
            for name in names(&part) {
                found(match self.somebody(name) {
                    Some(handle) => handle,
                    None => self.named(name, at)?,
                });
            }
        }
        if people.is_empty() { Err("expected a name or a handle".into()) } else { Ok(people) }
    }

    /// Who a session is with: a group that is named alone stands for its members.
    pub fn together(&self, people: Vec<Handle>) -> Result<(Vec<Handle>, Option<Handle>), String> {
        let group = |handle: &Handle| self.journal.people.get(handle).filter(|filed| filed.record.is_group());
        match people.as_slice() {
            [one] => match group(one) {
                Some(filed) => Ok((filed.record.members.clone(), Some(one.clone()))),
                None => Ok((people, None)),
            },
            _ => match people.iter().find(|handle| group(handle).is_some()) {
                Some(one) => Err(format!("`{one}` is a group: name it alone, or its people one by one")),
                None => Ok((people, None)),
            },
        }
    }

    /// Keeps the address of somebody new.
    pub fn reached_at(&mut self, handle: &Handle, email: &str) {
        if let Some((person, _)) = self.new.get_mut(handle) {
            person.email.get_or_insert_with(|| email.into());
        }
    }

    /// The people who would be made.
    pub fn rows(self) -> Vec<Row> {
        self.new.into_values().filter_map(|(person, at)| Row::person(&person, at).ok()).collect()
    }
}
