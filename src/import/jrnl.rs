//! Imports `jrnl --export json`: each entry becomes a session. Tags with `@` become people and other tags
//! become topics, unless `--map "@calls=topics"` maps one differently; `--with` sets the people of all
//! entries.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::coach_json::located_json::Pieces;
use super::matching::compare_fields::{KnownFields, whom};
use super::matching::match_rows::JournalIndex;
use super::source_text::SourceText;
use super::table::days::{self, DayReader};
use super::table::people::PeopleReader;
use super::{ImportOptions, ImportedRow, ParsedImport};
use crate::journal::records::Problem;
use crate::journal::records::session::Session;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

#[derive(Deserialize)]
struct Journal<'a> {
    #[serde(borrow)]
    entries: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct JrnlEntry {
    title: String,
    #[serde(default)]
    body: String,
    date: String,
    time: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    starred: bool,
}

pub(super) fn read(text: &SourceText<'_>, asked: &ImportOptions<'_>) -> Result<ParsedImport, Vec<Problem>> {
    let pieces = Pieces(text);
    let journal: Journal<'_> = pieces.whole().map_err(|problem| vec![problem])?;
    let mut whom = PeopleReader::new(asked.journal);
    let (mut rows, mut problems, mut starred) = (Vec::new(), Vec::new(), 0);
    let mut seen: BTreeMap<[String; 3], usize> = BTreeMap::new();
    for raw in journal.entries {
        let entry: JrnlEntry = match pieces.read(raw) {
            Ok(entry) => entry,
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        starred += usize::from(entry.starred);
        let time = entry.time.clone().unwrap_or_default();
        let times = seen.entry([entry.date.clone(), time.clone(), entry.title.clone()]).or_default();
        *times += 1;
        let id = Id::derived(&["jrnl", &entry.date, &time, &entry.title, &times.to_string()]);
        match session(&entry, id, asked, &mut whom, pieces.place(raw)) {
            Ok(session) => rows.extend(ImportedRow::session(&session, pieces.place(raw), told(&session))),
            Err(why) => problems.push(pieces.at_key(raw, why)),
        }
    }
    let rows = JournalIndex::new(asked.journal).with_people(whom.rows(), rows);
    let said = match starred {
        0 => Vec::new(),
        1 => vec!["coach does not import the star of 1 entry".to_string()],
        many => vec![format!("coach does not import the stars of {many} entries")],
    };
    if problems.is_empty() {
        Ok(ParsedImport { rows, left_out: said, ..ParsedImport::default() })
    } else {
        Err(problems)
    }
}

fn session(
    entry: &JrnlEntry,
    id: Id,
    asked: &ImportOptions<'_>,
    whom: &mut PeopleReader<'_>,
    at: usize,
) -> Result<Session, String> {
    let days = DayReader { today: asked.today, order: None, format: None, local_time: asked.local_time };
    let (date, time) = days.day(&entry.date).map_err(|why| format!("date: {why}"))?;
    if asked.today.is_certainly_before(date) {
        return Err("date: this date is in the future: coach imports only past sessions".into());
    }
    let start = entry.time.as_deref().map(days::clock).transpose().map_err(|why| format!("time: {why}"))?;
    let start = start.or(time);
    let mut people = Vec::new();
    let mut topics: Vec<Handle> = Vec::new();
    for tag in &entry.tags {
        let name = tag.trim_start_matches(|c: char| !c.is_alphanumeric());
        let mapped = asked.map.iter().find(|(theirs, _)| theirs.eq_ignore_ascii_case(tag));
        let is_person = match mapped.map(|(_, ours)| ours.as_str()) {
            Some("with") => true,
            Some("topics") => false,
            _ => tag.starts_with('@') && asked.with.is_empty(),
        };
        match (is_person, Handle::near(name)) {
            (_, None) => return Err("tags: coach cannot make a handle from one of them".into()),
            (true, Some(_)) => {
                let handle = whom.named(name, at)?;
                if !people.contains(&handle) {
                    people.push(handle);
                }
            }
            (false, Some(topic)) if !topics.contains(&topic) && !asked.with.contains(&topic) => {
                topics.push(topic)
            }
            (false, Some(_)) => {}
        }
    }
    for handle in asked.with {
        let handle = whom.handle(handle.clone(), at)?;
        if !people.contains(&handle) {
            people.push(handle);
        }
    }
    if people.is_empty() {
        return Err(
            "no person: tag the entry with a person such as @ana, or use --with for all entries".into()
        );
    }
    let (with, group) = whom.together(people)?;
    let notes =
        if entry.body.is_empty() { entry.title.clone() } else { format!("{}\n{}", entry.title, entry.body) };
    Ok(Session { start, group, topics, notes, ..Session::new(id, date, asked.me, with) })
}

fn told(session: &Session) -> KnownFields {
    KnownFields::Fields(vec!["date", "start", whom(session), "topics", "notes"])
}
