//! Finds a person whose name a table also writes in another way, such as `Dr. Zoe Mai` beside `Zoe Mai`.

use super::people::PeopleReader;
use crate::journal::participants::words_around_names::{is_suffix, is_title};
use crate::journal::text::fold;
use crate::journal::values::handle::Handle;

impl PeopleReader<'_> {
    /// The name and the handle of the person whose name differs only in a title, initials, letters after the name or
    /// brackets: `Dr. Zoe Mai`, `Ana M. Ruiz`, `Ana Ruiz MBA`, `Ana (Sales)` beside `Ana Ruiz`.
    pub(super) fn other_spelling(&self, name: &str) -> Option<(String, Handle)> {
        let said = core(name);
        if said.is_empty() || self.is_here(name) {
            return None;
        }
        let is_bracketed = |name: &str| name.contains(['(', '[', '{']);
        let is_it = |(_, own): &(&Handle, String)| {
            let one = core(own);
            // `Ana (Sales)` may be any Ana.
            let is_short = said.len() == 1 && is_bracketed(name) || one.len() == 1 && is_bracketed(own);
            let is_less = one.len() < own.split_whitespace().count();
            sorted(&one) == sorted(&said) && (said.len() > 1 || is_less)
                || is_short && one.first() == said.first()
        };
        let here = self.journal.people.iter().map(|(handle, filed)| (handle, &filed.record));
        let new = self.new.iter().map(|(handle, (person, _))| (handle, person));
        let mut people = here.chain(new).map(|(handle, person)| {
            (handle, person.name.clone().unwrap_or_else(|| handle.as_str().replace('-', " ")))
        });
        let found = people.find(is_it);
        found.map(|(handle, name)| (name, handle.clone()))
    }
}

fn sorted(words: &[String]) -> Vec<&String> {
    let mut words: Vec<&String> = words.iter().collect();
    words.sort_unstable();
    words
}

/// The words of a name in small letters, without titles, initials, letters after the name and brackets.
fn core(name: &str) -> Vec<String> {
    let outside: String = name
        .split(['(', '[', '{'])
        .enumerate()
        .map(
            |(n, part)| {
                if n == 0 { part } else { part.split_once([')', ']', '}']).map_or("", |(_, rest)| rest) }
            },
        )
        .collect();
    let words = outside.split_whitespace();
    let is_part = |word: &&str| {
        let letters = word.trim_matches(|c: char| !c.is_alphanumeric());
        letters.chars().count() > 1 && !is_title(letters) && !is_suffix(letters)
    };
    words.filter(is_part).map(fold::name).collect()
}
