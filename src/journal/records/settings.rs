//! The team's settings, in `coach.toml` at the journal's root.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue, ValueDeserializer};
use toml::{Spanned, Value};

use super::Problem;
use crate::error::{Cause, Error, Result};
use crate::journal::query::sprint::Sprint;
use crate::journal::records;
use crate::journal::values::handle::Handle;
use crate::journal::values::word_enum::words;

/// The name of the settings file, at the root of a journal.
pub const SETTINGS_FILE: &str = "coach.toml";

/// The newest journal format that this version of coach reads and writes.
pub const FORMAT: u32 = 1;

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Settings {
    pub format: u32,
    /// The journal's name.
    pub name: Option<String>,
    /// `manual` makes coach write the files only; the user commits.
    #[serde(default)]
    pub commit: Commit,
    /// The order of day and month in `12/01`. Without it, coach refuses such dates.
    pub date_order: Option<DateOrder>,
    /// Days without a session after which a person counts as quiet; 0 means never.
    #[serde(default = "usual_cadence")]
    pub cadence: u32,
    /// The smallest number of people that a row of a shared breakdown stands for.
    #[serde(default)]
    pub pool: Pool,
    /// Who can read the notes of new sessions.
    #[serde(default)]
    pub notes: NoteReaders,
    /// The rhythm of sprints, after each of which the team reviews its plan.
    #[serde(default)]
    pub sprint: Sprint,
    /// What the sessions of each team begin with.
    #[serde(default)]
    pub team: BTreeMap<Handle, TeamDefaults>,
    /// Whether `coach demo` created the journal as a throwaway.
    #[serde(default)]
    pub demo: bool,
    /// The values that a merge did not use, until the user resolves them; `merge::conflicts` reads them.
    #[serde(default)]
    pub conflict: Vec<toml::Table>,
    /// The settings that did not parse and have their default here.
    #[serde(skip)]
    pub unread: Vec<UnreadableSetting>,
}

/// `[team.HANDLE]` in `coach.toml`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct TeamDefaults {
    /// The objective of a session that names none.
    pub objective: Option<Handle>,
    /// The forms that the prompts of `coach log` offer.
    #[serde(default)]
    pub forms: Vec<Handle>,
}

/// The settings, and the keys of those that are a table.
const KEYS: [(&str, &[&str]); 11] = [
    ("format", &[]),
    ("name", &[]),
    ("commit", &[]),
    ("date_order", &[]),
    ("cadence", &[]),
    ("pool", &[]),
    ("notes", &[]),
    ("sprint", &["weeks", "start", "focus"]),
    ("team", &["objective", "forms"]),
    ("demo", &[]),
    ("conflict", &[]),
];

/// The unknown keys in the text of `coach.toml`, as dotted paths such as `sprint.colour`. Empty if it is no TOML.
pub(crate) fn unknown_keys(text: &str) -> Vec<String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let table: toml::Table = toml::from_str(text).unwrap_or_default();
    let mut unknown = Vec::new();
    for (key, value) in &table {
        let Some((_, known)) = KEYS.iter().find(|(name, _)| name == key) else {
            unknown.push(key.clone());
            continue;
        };
        let mut collect = |table: &toml::Table, prefix: &str| {
            let new = table.keys().filter(|inner| !known.contains(&inner.as_str()));
            unknown.extend(new.map(|inner| format!("{prefix}.{inner}")));
        };
        match value {
            // One table for each team.
            Value::Table(teams) if key == "team" => {
                let tables = teams.iter().filter_map(|(team, value)| Some((team, value.as_table()?)));
                tables.for_each(|(team, table)| collect(table, &format!("team.{team}")));
            }
            Value::Table(table) => collect(table, key),
            _ => {}
        }
    }
    unknown
}

/// A number of people, 3 or more. A person in a group of two knows everything about the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u32")]
pub struct Pool(u32);

impl Pool {
    pub fn people(self) -> usize {
        self.0 as usize
    }
}

impl Default for Pool {
    fn default() -> Pool {
        Pool(5)
    }
}

impl TryFrom<u32> for Pool {
    type Error = &'static str;

    fn try_from(people: u32) -> std::result::Result<Pool, &'static str> {
        if people < 3 { Err("a pool takes 3 people or more") } else { Ok(Pool(people)) }
    }
}

/// A setting that did not parse.
#[derive(Clone, Debug, PartialEq)]
pub struct UnreadableSetting {
    /// The key, such as `sprint.weeks`; empty if no setting parsed.
    pub key: String,
    pub problem: Problem,
}

impl Settings {
    /// Parses each setting separately. A setting that does not parse gets its default and a problem.
    pub fn read(path: &str, text: &str) -> Settings {
        let whole = match records::read::<Settings>(path, text) {
            Ok(settings) => return settings,
            Err(problem) => problem,
        };
        let bom = text.len() - text.trim_start_matches('\u{feff}').len();
        match DeTable::parse(&text[bom..]) {
            Ok(table) if table.get_ref().contains_key("format") => {
                Settings::one_by_one(&SettingsText { path, text, bom }, table.get_ref())
            }
            _ => Settings::unreadable(whole),
        }
    }

    /// Default settings for a file of which no setting parsed.
    pub fn unreadable(problem: Problem) -> Settings {
        Settings { unread: vec![UnreadableSetting { key: String::new(), problem }], ..Settings::default() }
    }

    fn one_by_one(source: &SettingsText<'_>, table: &DeTable<'_>) -> Settings {
        let mut settings = Settings::default();
        let mut unread = Vec::new();
        let mut of = SettingsTable { source, prefix: "", table, unread: &mut unread };
        of.read("format", &mut settings.format);
        of.read_some("name", &mut settings.name);
        of.read("commit", &mut settings.commit);
        of.read_some("date_order", &mut settings.date_order);
        of.read("cadence", &mut settings.cadence);
        of.read("pool", &mut settings.pool);
        of.read("notes", &mut settings.notes);
        match table.get("sprint").map(|sprint| (sprint, sprint.get_ref())) {
            Some((_, DeValue::Table(sprint))) => {
                let mut of = SettingsTable { source, prefix: "sprint.", table: sprint, unread: &mut unread };
                of.read("weeks", &mut settings.sprint.weeks);
                of.read_some("start", &mut settings.sprint.start);
                of.read("focus", &mut settings.sprint.focus);
            }
            _ => of.read("sprint", &mut settings.sprint),
        }
        match table.get("team").map(Spanned::get_ref) {
            Some(DeValue::Table(teams)) => {
                for (name, value) in teams {
                    let name = name.get_ref();
                    let read = match name.parse::<Handle>() {
                        Ok(team) => source.value(value).map(|defaults: TeamDefaults| (team, defaults)),
                        Err(why) => Err(source.problem(value, &format!("`{name}` is not a team: {why}"))),
                    };
                    match read {
                        Ok((team, defaults)) => drop(settings.team.insert(team, defaults)),
                        Err(problem) => {
                            unread.push(UnreadableSetting { key: format!("team.{name}"), problem });
                        }
                    }
                }
            }
            _ => SettingsTable { source, prefix: "", table, unread: &mut unread }
                .read("team", &mut settings.team),
        }
        SettingsTable { source, prefix: "", table, unread: &mut unread }
            .read("conflict", &mut settings.conflict);
        Settings { unread, ..settings }
    }

    /// Whether the notes of new sessions become private notes. They do also if the setting cannot be read, because
    /// nobody can take back a note that the team has read.
    pub fn notes_are_private(&self) -> bool {
        self.notes == NoteReaders::Coach || self.unread("notes").is_some()
    }

    /// Why this setting did not parse. `None` if it did.
    pub fn unread(&self, key: &str) -> Option<&Problem> {
        self.unread_setting(key).map(|unread| &unread.problem)
    }

    fn unread_setting(&self, key: &str) -> Option<&UnreadableSetting> {
        let is_it = |unread: &&UnreadableSetting| {
            let is_within = |inner: &str, outer: &str| inner.starts_with(&format!("{outer}."));
            unread.key.is_empty()
                || unread.key == key
                || is_within(&unread.key, key)
                || is_within(key, &unread.key)
        };
        self.unread.iter().find(is_it)
    }

    /// Fails if this setting did not parse. `what` names the feature that depends on it.
    pub fn needs(&self, what: &str, key: &str) -> Result<()> {
        let Some(UnreadableSetting { key: unread, problem }) = self.unread_setting(key) else {
            return Ok(());
        };
        let path = &problem.path;
        let wrong = if unread.is_empty() { path.clone() } else { format!("`{unread}` in {path}") };
        Err(Error::cannot(format!(
            "{what} needs the team setting `{key}`, but coach cannot read it: {}: {}",
            problem.place(),
            problem.message
        ))
        .because(Cause::Unreadable(problem.place().into()))
        .hint(format!("fix {wrong}, or run `coach sync` if a colleague has fixed it")))
    }
}

/// The text of the settings. `bom` is the length of its byte order mark.
struct SettingsText<'a> {
    path: &'a str,
    text: &'a str,
    bom: usize,
}

/// The keys of one table of the settings.
struct SettingsTable<'a, 'b> {
    source: &'a SettingsText<'a>,
    prefix: &'a str,
    table: &'a DeTable<'a>,
    unread: &'b mut Vec<UnreadableSetting>,
}

impl SettingsTable<'_, '_> {
    fn read<T: DeserializeOwned>(&mut self, key: &str, place: &mut T) {
        if let Some(value) = self.table.get(key) {
            match self.source.value(value) {
                Ok(value) => *place = value,
                Err(problem) => {
                    self.unread.push(UnreadableSetting { key: format!("{}{key}", self.prefix), problem });
                }
            }
        }
    }

    fn read_some<T: DeserializeOwned>(&mut self, key: &str, place: &mut Option<T>) {
        if let Some(value) = self.table.get(key) {
            match self.source.value(value) {
                Ok(value) => *place = Some(value),
                Err(problem) => {
                    self.unread.push(UnreadableSetting { key: format!("{}{key}", self.prefix), problem });
                }
            }
        }
    }
}

impl SettingsText<'_> {
    fn value<T: DeserializeOwned>(&self, value: &Spanned<DeValue<'_>>) -> std::result::Result<T, Problem> {
        let span = value.span();
        let source = &self.text[self.bom..];
        let read = ValueDeserializer::parse(&source[span.clone()]).and_then(T::deserialize);
        read.map_err(|error| records::problem(self.path, self.text, self.bom, Some(span), error.message()))
    }

    fn problem(&self, value: &Spanned<DeValue<'_>>, message: &str) -> Problem {
        records::problem(self.path, self.text, self.bom, Some(value.span()), message)
    }
}

/// The format that a text declares, if it is newer than [`FORMAT`]. The rest of the text may be invalid.
pub fn newer_format(text: &str) -> Option<String> {
    let text = text.trim_start_matches('\u{feff}');
    let said = match DeTable::parse(text) {
        Ok(table) => match table.get_ref().get("format").map(Spanned::get_ref) {
            Some(DeValue::Integer(number)) => number.as_str().replace('_', ""),
            Some(DeValue::String(words)) => words.to_string(),
            _ => return None,
        },
        // For text that is not TOML, such as a file with git's conflict markers, uses the first line that
        // sets `format`.
        Err(_) => {
            let value =
                text.lines().find_map(|line| line.strip_prefix("format")?.trim().strip_prefix('='))?;
            value.split('#').next().unwrap_or_default().trim().to_string()
        }
    };
    let digits = said.trim_start_matches('0');
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_newer = digits.parse::<u32>().map_or(true, |format| format > FORMAT);
    (is_number && is_newer).then(|| digits.to_string())
}

fn usual_cadence() -> u32 {
    28
}

words! {
    /// Whether coach or the user commits.
    #[derive(Default)]
    Commit, "commit" {
        #[default]
        Auto = "auto",
        Manual = "manual",
    }
}

words! {
    /// Who can read the notes of new sessions: everybody with the journal, or only their coach.
    #[derive(Default)]
    NoteReaders, "notes" {
        #[default]
        Everybody = "shared",
        Coach = "private",
    }
}

words! {
    /// Whether the first or the second number of a date is the day.
    DateOrder, "date_order" {
        DayFirst = "day-first",
        MonthFirst = "month-first",
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            format: FORMAT,
            name: None,
            commit: Commit::Auto,
            date_order: None,
            cadence: usual_cadence(),
            pool: Pool::default(),
            notes: NoteReaders::default(),
            sprint: Sprint::default(),
            team: BTreeMap::new(),
            demo: false,
            conflict: Vec::new(),
            unread: Vec::new(),
        }
    }
}
