//! Matches the names in another program's file to people: existing ones by handle or name, and new ones with
//! a new handle.

use std::collections::{BTreeMap, BTreeSet};

use crate::import::ImportedRow;
use crate::journal::dates::names_a_time;
use crate::journal::edit::forget;
use crate::journal::participants::names::{self, if_person, is_day, never};
use crate::journal::participants::session_lengths;
use crate::journal::participants::topics::is_like_a_day;
use crate::journal::participants::words_around_names::{
    self, COMMAS, NOBODY, WordRole, is_particle, is_possessive,
};
use crate::journal::query::journal::Journal;
use crate::journal::records::person::Person;
use crate::journal::text::fold;
use crate::journal::values::handle::Handle;

pub(crate) struct PeopleReader<'a> {
    pub(super) journal: &'a Journal,
    by_name: BTreeMap<String, Vec<&'a Handle>>,
    /// New people, each with the byte of the first mention.
    pub(super) new: BTreeMap<Handle, (Person, usize)>,
    /// The mail address of each person, as the file first gives it.
    addresses: BTreeMap<Handle, String>,
}

/// A name with normal spaces and in lower case, so that names of different files compare equal.
pub(crate) fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The cell with the commas and semicolons of every script replaced by `,` and `;`.
fn plain(cell: &str) -> String {
    let sign = |c: char| match c {
        '；' | '؛' => ';',
        c if COMMAS.contains(&c) && c != ';' => ',',
        c => c,
    };
    cell.chars().map(sign).collect()
}

/// Splits `Ana Ruiz <ana@example.com>` into the name and the mail address.
fn addressed(name: &str) -> (&str, Option<&str>) {
    let name = name.trim();
    let ends = [('<', '>'), ('(', ')'), ('[', ']')];
    let found = ends.iter().find_map(|(open, close)| {
        let (name, address) = name.strip_suffix(*close)?.rsplit_once(*open)?;
        Some((name, address)).filter(|(_, address)| is_address(address))
    });
    match found {
        Some((name, address)) => (name.trim().trim_matches('"'), Some(address.trim())),
        None if is_address(name) => ("", Some(name)),
        None => (name, None),
    }
}

fn is_address(text: &str) -> bool {
    let parts = text.trim().split_once('@');
    let is_whole = |text: &str| !text.is_empty() && !text.contains([' ', ',', ';', '<', '>', '(', '@']);
    parts.is_some_and(|(name, host)| is_whole(name) && is_whole(host) && host.contains('.'))
}

/// Whether a cell says that nobody is known: `TBD`, `n/a`, `-`.
fn names_nobody(name: &str) -> bool {
    let letters: String = name.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    // `Na` is a name.
    matches!(letters.as_str(), "" | "na") && name != "Na" || NOBODY.contains(&letters.as_str())
}

/// The first words in a name that cannot be part of one: a length, a day, or a word between people such as
/// `about`.
fn not_a_name(name: &str) -> Option<String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    // Brackets may contain anything but a time or a channel, as in `Ana Ruiz (on leave)`.
    let named = words.iter().take_while(|word| !word.starts_with(['(', '[', '{'])).count();
    let bares: Vec<&str> =
        words.iter().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).collect();
    (0..words.len()).find_map(|at| {
        if let Some(said) = session_lengths::at(&bares[at..]).filter(|said| said.has_unit) {
            return Some(bares[at..at + said.words].join(" "));
        }
        // `Kim 10 Nov`, `Kim (yesterday)`; `Joe Friday` is a name.
        let is_dated = |used: &usize| {
            let said = bares[at..at + used].join(" ");
            (*used > 1 || at >= named)
                && (is_day(&said) || at >= named && is_like_a_day(&said.to_lowercase()))
        };
        if let Some(used) = (1..=(bares.len() - at).min(4)).rev().find(is_dated) {
            return Some(bares[at..at + used].join(" "));
        }
        // `Zoe Long` and `Mei Sun` are names, and `Head of Sales` is a title.
        let (word, bare) = (words[at], bares[at]);
        let is_small = bare.chars().count() > 1 && !bare.contains(char::is_uppercase);
        let is_other =
            is_particle(word) || words_around_names::is_suffix(bare) || is_number(bare) || bare == "of";
        let is_between = is_small && !is_other && (never(bare).is_some() || is_day(bare));
        let is_whose = is_possessive(word) && at + 1 < words.len();
        // `Ana (via Zoom)`, `Ana W47`
        let is_aside = matches!(words_around_names::role(bare), WordRole::Aside | WordRole::Channel)
            || words_around_names::channel(&bares[at..]).is_some();
        let is_numbered = names_a_time(bare) && bare.contains(|c: char| c.is_ascii_digit());
        let is_never = at < named && (is_between || is_whose) || at >= named && is_aside || is_numbered;
        is_never.then(|| bare.to_string())
    })
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}

/// The key of a cell's people: the cell itself if it names one person, else their sorted names.
pub(crate) fn known_by(cell: &str, is_ours: bool, people: usize) -> String {
    if people == 1 {
        return folded(cell);
    }
    match handles(cell).filter(|_| is_ours) {
        Some(handles) => {
            let people = handles.iter().map(Handle::as_str).filter(|word| !is_joint(word));
            sorted(people.map(str::to_string))
        }
        None => sorted(apart(&plain(cell)).iter().flat_map(|part| names(part)).map(folded)),
    }
}

/// The names sorted, each once.
pub(crate) fn sorted(names: impl Iterator<Item = String>) -> String {
    names.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(" ")
}

/// Parses handles separated by spaces.
pub(crate) fn handles(cell: &str) -> Option<Vec<Handle>> {
    cell.split_whitespace().map(|word| word.parse().ok()).collect()
}

/// Splits names at commas, semicolons and new lines.
pub(crate) fn names(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([',', ';', '\n']).map(str::trim).filter(|name| !name.is_empty())
}

/// Whether the word separates two people: `and`, `&` or `with`.
fn is_joint(word: &str) -> bool {
    let is_with = matches!(word, "with" | "WITH" | "w/");
    words_around_names::role(word) == WordRole::Join && !word.ends_with(',') || is_with
}

/// Splits a cell where no name continues: at semicolons, new lines, `&`, `+`, `and` and `with`.
fn apart(cell: &str) -> Vec<String> {
    let lines = cell.split([';', '\n']);
    let parts = lines.flat_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.split(|word| is_joint(word)).map(|part| part.join(" ")).collect::<Vec<_>>()
    });
    parts.map(|part| part.trim_matches([',', ' ']).to_string()).filter(|part| !part.is_empty()).collect()
}

/// A comma may separate two people, or a surname from a first name.
const COMMA: &str = "the comma is ambiguous: one person or several (write `Ana Ruiz` for one person, \
                     and `Ana Ruiz; Ben Lee` for two)";
const ONE: &str = "expected one name: write `;` between several people";

impl<'a> PeopleReader<'a> {
    pub(crate) fn new(journal: &'a Journal) -> PeopleReader<'a> {
        let mut by_name: BTreeMap<String, Vec<&Handle>> = BTreeMap::new();
        for (handle, filed) in &journal.people {
            if let Some(name) = &filed.record.name {
                by_name.entry(fold::name(name)).or_default().push(handle);
            }
        }
        PeopleReader { journal, by_name, new: BTreeMap::new(), addresses: BTreeMap::new() }
    }

    /// Resolves a handle: to the current handle if the person was renamed, else to the handle itself. Adds an
    /// unknown handle as a new person.
    pub(crate) fn handle(&mut self, handle: Handle, at: usize) -> Result<Handle, String> {
        self.known_or_new(handle, false, at)
    }

    /// Like `handle`. A group may also have a word for several people as its handle, such as `team`.
    fn known_or_new(&mut self, handle: Handle, is_group: bool, at: usize) -> Result<Handle, String> {
        if self.journal.people.contains_key(&handle) || self.new.contains_key(&handle) {
            return Ok(handle);
        }
        if let Some(now) = self.journal.now_called(&handle) {
            return Ok(now.clone());
        }
        let people = self.journal.people.values().map(|filed| &filed.record);
        if forget::is_forgotten(people, &handle) {
            return Err(format!(
                "`{handle}` was forgotten and cannot be used again: remove it here, or use another such as {handle}-2"
            ));
        }
        let word = handle.as_str();
        let is_collective = words_around_names::is_collective(word);
        let is_group = is_group && words_around_names::may_be_a_group(word);
        if let Some(why) = never(word).filter(|_| is_collective && !is_group) {
            return Err(format!("{why}: write each person's name or handle; {}", if_person(word)));
        }
        // In a column of people, `a`, `m` and `ca` may be initials used as a handle.
        let is_for = matches!(words_around_names::role(word), WordRole::Article | WordRole::For);
        let is_short = word.len() == 1 || word.len() == 2 && is_for;
        let is_never = never(word).is_some() && !is_short && !is_collective;
        if !word.contains(|c: char| c.is_ascii_lowercase()) || is_day(word) || is_never {
            return Err(format!(
                "this is a date, a length or a connecting word, not a person: {}",
                if_person(word)
            ));
        }
        self.new.insert(handle.clone(), (Person::new(handle.clone()), at));
        Ok(handle)
    }

    /// Resolves a name to the existing person with that name, else to the nearest handle. A new person gets
    /// the mail address after the name.
    pub(crate) fn named(&mut self, name: &str, at: usize) -> Result<Handle, String> {
        let plain = plain(name);
        let (name, address) = addressed(&plain);
        if address.is_none() {
            self.must_be_named(name)?;
        }
        let is_here = !name.is_empty() && self.is_here(name);
        if let Some(word) = not_a_name(name).filter(|word| !is_here && word != name) {
            return Err(format!("`{word}` is not part of a name: expected only the name or the handle"));
        }
        if let Some(known) = self.same_words(name).filter(|_| !is_here) {
            return Err(format!(
                "`{name}` has the words of the name of `{known}`: write the handle of the person"
            ));
        }
        if let Some((title, known)) = self.title_of_known(name) {
            return Err(format!("{}: write only {known}", names::title_of_known(title)));
        }
        if let Some((other, handle)) = self.other_spelling(name) {
            let new = Handle::near(name).map(|new| new.to_string()).unwrap_or_default();
            return Err(format!(
                "`{name}` may be `{other}`: write `{handle}` for that person; for another person, first `coach person add {new} --name \"{name}\"`"
            ));
        }
        let Some(address) = address else { return self.in_words(name, false, at) };
        match self.with_address(address).filter(|_| !is_here) {
            Some(handle) if self.is_called(&handle, name) => return Ok(handle),
            Some(handle) => {
                return Err(format!("`{handle}` has this email address but another name: use the handle"));
            }
            None if name.is_empty() => {
                return Err(
                    "no person in the journal has this email address: expected a name or a handle".into()
                );
            }
            None => {}
        }
        let handle = self.in_words(name, false, at)?;
        self.reached_at(&handle, address)?;
        Ok(handle)
    }

    /// Splits a title from the name of a known person: `Dr. Ana Ruiz`.
    fn title_of_known<'n>(&self, name: &'n str) -> Option<(&'n str, &'n str)> {
        let (title, known) = name.split_once(' ')?;
        let is_it = words_around_names::is_title(title) && self.is_here(known) && !self.is_here(name);
        is_it.then(|| (title, known.trim()))
    }

    /// The existing person whose name has the same words in another order or with brackets: `Ruiz Ana`,
    /// `Ana (Ruiz)`.
    fn same_words(&self, name: &str) -> Option<Handle> {
        let words = |name: &str| {
            let folded = fold::name(name);
            let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            let mut words: Vec<String> = words.map(str::to_string).collect();
            words.sort_unstable();
            words
        };
        let said = words(name);
        let is_it = |own: &str| said.len() > 1 && words(own) == said;
        let known = self.by_name.iter().find(|(own, _)| is_it(own)).and_then(|(_, handles)| handles.first());
        let new = || {
            let mut people = self.new.values().map(|(person, _)| person);
            people.find(|person| person.name.as_deref().is_some_and(is_it)).map(|person| &person.handle)
        };
        known.copied().or_else(new).cloned()
    }

    /// Whether every word of `name` occurs in the person's name or handle, as `Ana` does in Ana Ruiz.
    fn is_called(&self, handle: &Handle, name: &str) -> bool {
        let here = self.journal.people.get(handle).map(|filed| &filed.record);
        let person = here.or(self.new.get(handle).map(|(person, _)| person));
        let known = person.and_then(|person| person.name.as_deref()).unwrap_or_default();
        let known = format!("{} {}", fold::name(known), handle.as_str().replace('-', " "));
        fold::name(name).split(' ').all(|word| word.is_empty() || known.split(' ').any(|own| own == word))
    }

    fn must_be_named(&self, name: &str) -> Result<(), String> {
        if names_nobody(name) && !self.is_here(name) {
            return Err(format!("`{name}` is not a person: write a name, or remove the row"));
        }
        Ok(())
    }

    pub(super) fn is_here(&self, name: &str) -> bool {
        let is_it =
            |handle: &Handle| self.journal.people.contains_key(handle) || self.new.contains_key(handle);
        self.by_name.contains_key(&fold::name(name))
            || self.somebody(name).is_some()
            || Handle::near(name).is_some_and(|near| is_it(&near))
    }

    /// The person with this mail address, if there is exactly one.
    fn with_address(&self, address: &str) -> Option<Handle> {
        let here = self.journal.people.values().map(|filed| &filed.record);
        let new = self.new.values().map(|(person, _)| person);
        let has_it =
            |person: &&Person| person.email.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(address));
        let mut found = here.chain(new).filter(has_it);
        found.next().filter(|_| found.next().is_none()).map(|person| person.handle.clone())
    }

    /// Like `named` for a group, whose name may contain any words.
    pub(crate) fn group(&mut self, name: &str, at: usize) -> Result<Handle, String> {
        self.in_words(name, true, at)
    }

    fn in_words(&mut self, name: &str, is_group: bool, at: usize) -> Result<Handle, String> {
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
        let is_dashed = [" - ", " – ", " — "].iter().any(|dash| name.contains(dash));
        let is_split = name.contains(['&', '|']) || name.contains('/') && !name.contains('(');
        // `Ana y Ben` are two people; `José Ortega y Gasset` is one.
        let is_joined = matches!(name.split_whitespace().nth(1), Some("y" | "e"));
        if apart(name).len() > 1 || is_joined || is_split || is_dashed && !name.contains('(') {
            return Err(ONE.into());
        }
        let near = Handle::near(name)
            .ok_or("coach cannot make a handle from this name: use a handle such as ana")?;
        let is_handle = near.as_str() == name.trim();
        let handle = self.known_or_new(near, is_group, at)?;
        if let Some((person, _)) = self.new.get_mut(&handle).filter(|(p, _)| p.name.is_none() && !is_handle) {
            person.name = Some(name.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        Ok(handle)
    }

    /// The person with this whole name, which may be in the order `Ruiz, Ana`.
    fn known(&self, name: &str) -> Option<Handle> {
        let is_it = |person: &&Person| {
            let own = person.name.as_deref().map(fold::name);
            own.is_some() && (own == fold::turned(name) || own == Some(fold::name(name)))
        };
        let new = self.new.values().map(|(person, _)| person).find(is_it);
        self.journal.known_as(name).or(new.map(|person| &person.handle)).cloned()
    }

    /// The existing person, or the new one of an earlier row, with this whole name or handle in any case.
    fn somebody(&self, name: &str) -> Option<Handle> {
        let handle = name.to_lowercase().parse::<Handle>().ok();
        let is_here = |handle: &Handle| {
            self.journal.people.contains_key(handle) || self.journal.now_called(handle).is_some()
        };
        self.known(name).or(handle.filter(is_here))
    }

    /// The people of one cell. If the whole cell is the name of an existing person, it is that one person
    /// (`Ruiz, Ana`). In a column of coach's own export, spaces separate handles. In other columns `;`, `&`,
    /// `and` and a new line separate people, and so does a comma if each part is a handle or an existing
    /// person. Any other comma is an error.
    pub(crate) fn cell(&mut self, cell: &str, is_ours: bool, at: usize) -> Result<Vec<Handle>, String> {
        let cell = plain(cell);
        let cell = cell.as_str();
        if self.by_name.contains_key(&fold::name(cell)) || self.known(cell).is_some() {
            return self.named(cell, at).map(|one| vec![one]);
        }
        apart(cell).iter().try_for_each(|part| self.must_be_named(part))?;
        let mut people = Vec::new();
        let mut found = |handle: Handle| {
            if !people.contains(&handle) {
                people.push(handle);
            }
        };
        let is_person = |word: &Handle| !is_joint(word.as_str()) || self.journal.people.contains_key(word);
        if let Some(words) = handles(cell).filter(|words| is_ours && words.iter().all(is_person)) {
            words.into_iter().try_for_each(|word| self.handle(word, at).map(&mut found))?;
            return if people.is_empty() { Err("expected a name or a handle".into()) } else { Ok(people) };
        }
        for part in apart(cell) {
            if !part.contains(',') || self.somebody(&part).is_some() {
                found(self.named(&part, at)?);
                continue;
            }
            let is_one = |name: &str| {
                let (name, address) = addressed(name);
                address.is_some() || name.parse::<Handle>().is_ok() || self.somebody(name).is_some()
            };
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

    /// The people and the group of a session: a group on its own represents its members.
    pub(crate) fn together(&self, people: Vec<Handle>) -> Result<(Vec<Handle>, Option<Handle>), String> {
        let group = |handle: &Handle| self.journal.people.get(handle).filter(|filed| filed.record.is_group());
        match people.as_slice() {
            [one] => match group(one) {
                Some(filed) => Ok((filed.record.members.clone(), Some(one.clone()))),
                None => Ok((people, None)),
            },
            _ => match people.iter().find(|handle| group(handle).is_some()) {
                Some(one) => Err(format!("`{one}` is a group: name only the group, or each of its people")),
                None => Ok((people, None)),
            },
        }
    }

    /// Sets the mail address of a new person. Fails if the person has another address.
    pub(crate) fn reached_at(&mut self, handle: &Handle, email: &str) -> Result<(), String> {
        let here = self.journal.people.get(handle).and_then(|filed| filed.record.email.as_deref());
        let known = here.or(self.addresses.get(handle).map(String::as_str)).unwrap_or(email);
        if !known.eq_ignore_ascii_case(email.trim()) {
            return Err(format!(
                "`{handle}` has the email address {known}: write the handle without an address, or another name for another person"
            ));
        }
        self.addresses.entry(handle.clone()).or_insert_with(|| email.into());
        if let Some((person, _)) = self.new.get_mut(handle) {
            person.email.get_or_insert_with(|| email.into());
        }
        Ok(())
    }

    /// A row for each new person.
    pub(crate) fn rows(self) -> Vec<ImportedRow> {
        self.new.into_values().filter_map(|(person, at)| ImportedRow::person(&person, at).ok()).collect()
    }
}
