//! Every key of every record: the table that holds it, the kind of its value, and its column in tables. The
//! messages about wrong values, `forget`, the conversion to JSON, the columns of imports and exports and their
//! help derive from this list.

use std::sync::LazyLock;

use FieldColumn::{Computed, ImportOnly, Key, Named, OfRow};
use FieldValue::{
    Amount, Choice, Choices, Day, Former, Handle, Handles, Id, Moves, Number, Template, Text, Time, Truth,
    Word,
};
use RecordTable::{
    Action, Answers, Benefit, Feedback, FollowUp, Level, Move, Objective, Person, PlannedAction,
    PlannedQuestion, Policy, Reading, Request, RequestAnswer, Resource, Session, Standard, Story,
    TemplateField, TemplateRecord,
};

/// A TOML table of a record: its root, or a table in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordTable {
    Session,
    Answers,
    Feedback,
    Action,
    Benefit,
    FollowUp,
    /// A change of a due day.
    Move,
    Person,
    Objective,
    Reading,
    Request,
    RequestAnswer,
    Story,
    Policy,
    Resource,
    TemplateRecord,
    TemplateField,
    PlannedAction,
    PlannedQuestion,
    Standard,
    Level,
}

/// The kind of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldValue {
    Id,
    Day,
    Time,
    /// A whole number.
    Number,
    /// A number of any kind.
    Amount,
    Truth,
    /// Free text. It may name a person, and `forget` erases it.
    Text,
    /// Free text of a word or two that names no person, such as a unit.
    Word,
    /// One of a list of words, or a text with a fixed form.
    Choice,
    /// Several words of such a list.
    Choices,
    /// The handle of a person, a team or an objective.
    Handle,
    Handles,
    /// The handle of a template.
    Template,
    /// The former handles of a person.
    Former,
    /// The earlier due days of an item, a list of tables.
    Moves,
}

/// How a field appears in tables that coach imports and exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldColumn {
    /// It has no column.
    None,
    /// Its column has the name of its key.
    Key,
    Named(&'static str),
    /// A column that describes the row: the session of an item, or the state that its days give.
    OfRow,
    /// A column of exports that coach computes; imports ignore it.
    Computed,
    /// A column that only imports read.
    ImportOnly,
}

#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub table: RecordTable,
    pub key: &'static str,
    pub value: FieldValue,
    pub(crate) column: FieldColumn,
    /// One line for the reference of files, in Markdown.
    pub meaning: &'static str,
    /// The value of an absent key, for the same reference; empty if there is none.
    pub default: &'static str,
}

/// A table that coach exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RecordSheet {
    Sessions,
    Actions,
    FollowUps,
    People,
    Objectives,
    Requests,
    Stories,
    Policies,
    Resources,
}

const SHEETS: [RecordSheet; 9] = [
    RecordSheet::Sessions,
    RecordSheet::Actions,
    RecordSheet::FollowUps,
    RecordSheet::People,
    RecordSheet::Objectives,
    RecordSheet::Requests,
    RecordSheet::Stories,
    RecordSheet::Policies,
    RecordSheet::Resources,
];

/// One line of [`FIELDS`]: table, key, kind of value, column, meaning, and the default if the key has one.
macro_rules! fields {
    ($($table:ident $key:literal $value:ident $column:expr, $meaning:literal $(, default $default:literal)?;)*) => {
        &[$(Field {
            table: $table,
            key: $key,
            value: $value,
            column: $column,
            meaning: $meaning,
            default: [$($default,)? ""][0],
        }),*]
    };
}

/// In the order of the columns.
const FIELDS: &[Field] = fields! {
    Session "id" Id Key, "Identifies the session; coach generates it";
    Session "date" Day Key, "The day of the session";
    Session "start" Time Key, "The start, on the clock of the coach";
    Session "minutes" Number Key, "The length in minutes; a `moment` may leave it out";
    Session "hours" Amount ImportOnly, "The length in hours; only imports read it";
    Session "kind" Choice Key, "The kind of conversation; `agreed` is for items agreed outside a session", default "coaching";
    Session "coach" Handle Key, "The coach";
    Session "with" Handles Key, "The people who were coached, at least one";
    Session "group" Handle Key, "The group, if the people came as one; `with` then names the members who took part";
    Session "group_size" Number Key, "The number of participants, if `with` does not name all of them";
    Session "topics" Handles Key, "Topics; each is a handle";
    Session "objectives" Handles Key, "Objectives that the session serves; `none` records that it serves none";
    Session "paid" Truth Key, "Whether the session was paid; barter and coaching as part of a job count as paid";
    Session "notes" Text Key, "Notes, with as many paragraphs as you like", default "\"\"";
    Session "programme" Template Key, "The programme that this session assigned";
    Answers "template" Template Key, "The form; every other key of the table is the key of one of its fields";
    Answers "answers" Text OfRow, "The answers, one a line; only in tables";
    Feedback "score" Number Named("feedback_score"), "From 1 (no use) to 5 (changed something)";
    Feedback "text" Text Named("feedback_text"), "The feedback in words", default "\"\"";
    Session "resources" Handles Key, "Resources that the people got; each is the handle of one";
    Session "actions" Number Computed, "The number of actions; only in exports";
    Session "follow_ups" Number Computed, "The number of follow-ups; only in exports";
    Session "email" Text ImportOnly, "An email address of the person; only imports read it";
    Action "id" Id Key, "Identifies the action; coach generates it";
    Action "session" Id OfRow, "The id of its session";
    Action "date" Day OfRow, "The day of its session";
    Action "coach" Handle OfRow, "The coach of its session";
    Action "what" Text Key, "What the owner will do";
    Action "owner" Handle Key, "The person who will do it: the person coached, or the coach";
    Action "agreed" Day Key, "The day of the agreement, if it differs from the day of the session";
    Action "due" Day Key, "The day by which it is due";
    Action "late_after" Day Computed, "The day after which it counts as late";
    Action "moved" Moves Key, "The earlier due days, one table for each move";
    Action "objectives" Handles Key, "Objectives that the action serves";
    Action "state" Choice OfRow, "`open`, `done` or `dropped`; coach derives it from `done` and `dropped`";
    Action "done" Day Key, "The day on which it was done; without `done` and `dropped` the action is open";
    Action "dropped" Day Key, "The day on which it was dropped";
    Action "result" Text Key, "The result, in words";
    Action "why" Text Key, "The reason for dropping it";
    Action "reported_by" Handle Key, "The person who reported it done, if they did so themselves by mail";
    Benefit "before" Amount Named("benefit_before"), "The value before";
    Benefit "after" Amount Named("benefit_after"), "The value after";
    Benefit "unit" Word Named("benefit_unit"), "The unit of both values, such as `%` or `EUR`";
    Benefit "share" Number Named("benefit_share"), "The percentage of the change that is due to the coaching", default "100";
    Benefit "confidence" Number Named("benefit_confidence"), "The confidence in `share`, as a percentage", default "100";
    Benefit "claimed_by" Handle Named("benefit_claimed_by"), "The coach who recorded the numbers, and cannot confirm them";
    Benefit "confirmed_by" Handle Named("benefit_confirmed_by"), "The person who confirmed the numbers; without this key the benefit is only claimed";
    Benefit "source" Text Named("benefit_source"), "Where the confirmation can be found, such as `mail of 12 Nov`";
    Benefit "confirmed" Day Named("benefit_confirmed"), "The day on which `confirmed_by` ran `coach benefit confirm`; without this key the confirmation is only reported";
    Benefit "on" Day Named("benefit_on"), "The day of the measurement";
    FollowUp "id" Id Key, "Identifies the follow-up; coach generates it";
    FollowUp "session" Id OfRow, "The id of its session";
    FollowUp "date" Day OfRow, "The day of its session";
    FollowUp "coach" Handle OfRow, "The coach of its session";
    FollowUp "person" Handle OfRow, "The person to ask";
    FollowUp "action" Id Key, "The action that it asks about, in the same session";
    FollowUp "agreed" Day Key, "The day of the agreement, if it differs from the day of the session";
    FollowUp "due" Day Key, "The day on which to ask";
    FollowUp "moved" Moves Key, "The earlier due days, one table for each move";
    FollowUp "ask" Text Key, "The question";
    FollowUp "objectives" Handles Key, "Objectives that the follow-up serves; without this key, those of its action or session";
    FollowUp "every" Choice Key, "The interval of a repeated follow-up, such as `2w`; closing the follow-up creates the next one";
    FollowUp "series" Day Key, "The day from which the intervals count, if that is not `due`";
    FollowUp "state" Choice OfRow, "`open`, `done` or `dropped`; coach derives it from `done` and `outcome`";
    FollowUp "done" Day Key, "The day on which it was closed";
    FollowUp "outcome" Choice Key, "The outcome of a closed follow-up";
    FollowUp "obstacle" Choice Key, "The kind of obstacle, for reports";
    FollowUp "obstacle_text" Text Key, "The obstacle in the person's words";
    FollowUp "result" Text Key, "The result, in words";
    FollowUp "why" Text Key, "The reason for dropping it";
    FollowUp "reported_by" Handle Key, "The person who answered, if they did so themselves by mail";
    Move "on" Day FieldColumn::None, "The day on which the item was moved";
    Move "due" Day FieldColumn::None, "The due day before the move";
    Person "handle" Handle Key, "Identifies the person or group";
    Person "name" Text Key, "The full name";
    Person "email" Text Key, "The email address";
    Person "team" Handle Key, "The team, a handle";
    Person "manager" Handle Key, "The line manager, a person";
    Person "cadence" Number Key, "Days without a session after which `due` lists the person as quiet; 0 turns this off", default "`cadence` in coach.toml";
    Person "relationship" Choice Key, "The coach's relationship to the person, for hours logs";
    Person "consent" Day Key, "The day on which the person agreed to appear by name in an hours log";
    Person "members" Handles Key, "The members; a record with members is a group";
    Person "left" Day Key, "The day on which the person left; the history stays and coach stops its reminders";
    Person "forgotten" Day Key, "The day on which `coach person forget` erased the person; such a record is a tombstone";
    Person "was" Former FieldColumn::None, "Former handles, which no other person may use; in a tombstone, hashes of them";
    Objective "handle" Handle Key, "Identifies the objective";
    Objective "title" Text Key, "The title";
    Objective "sponsor" Handle Key, "The person who is responsible for the objective";
    Objective "measure" Text Key, "The measure, in words";
    Objective "unit" Word Key, "The unit of the measure, such as `%`";
    Objective "baseline" Amount Key, "The value of the measure at the start";
    Objective "target" Amount Key, "The value to reach";
    Objective "by" Day Key, "The day by which to reach the target";
    Objective "closed" Day Key, "The day on which the objective ended; later sessions cannot serve it";
    Objective "why" Text Key, "The reason for closing it";
    Reading "id" Id FieldColumn::None, "Identifies the reading; coach generates it";
    Reading "date" Day Named("reading_date"), "The day of the reading, one reading a day";
    Reading "value" Amount Named("reading"), "The value of the measure on that day";
    Request "id" Id Key, "Identifies the request; coach generates it";
    Request "date" Day Key, "The day on which it arrived";
    Request "what" Text Key, "What the person asks for";
    Request "from" Handle Key, "The person who asks";
    Request "why" Text Key, "The reasons, one a line, each the reason for the line before", default "\"\"";
    Request "objective" Handle Key, "The objective that the request serves, or `none`";
    RequestAnswer "decision" Choice Key, "The decision";
    RequestAnswer "on" Day Named("decided"), "The day of the decision";
    RequestAnswer "because" Text Key, "The reason for the decision", default "\"\"";
    RequestAnswer "acknowledged" Day Key, "The day on which the person who asked took note of the answer";
    Story "id" Id Key, "Identifies the story; coach derives it from the action";
    Story "date" Day Key, "The day on which it was written";
    Story "consent" Choice Key, "Whether the person agrees that others read the story, without or with their name", default "none";
    Story "consented" Day Key, "The day of the consent";
    Story "person" Handle Key, "The person whose story it is";
    Story "action" Id Key, "The action that the story is about";
    Story "consent_by" Handle Key, "The person who gave the consent, if that is not `person`";
    Story "consent_form" Text Key, "How they gave it, such as `mail of 12 Nov`";
    Story "context" Text Key, "The situation before", default "\"\"";
    Story "did" Text Key, "What the person did", default "\"\"";
    Story "result" Text Key, "The result", default "\"\"";
    Story "quote" Text Key, "The person's own words", default "\"\"";
    Policy "handle" Handle Key, "Identifies the policy";
    Policy "title" Text Key, "The title";
    Policy "text" Text Key, "The text, in as many paragraphs as it needs", default "\"\"";
    Policy "owner" Handle Key, "The person who keeps the policy up to date; `coach due` shows them the review";
    Policy "agreed" Day Key, "The day on which people last agreed to it";
    Policy "agreed_by" Handles Key, "The people who agreed to it";
    Policy "review" Day Key, "The day by which the owner reviews it";
    Resource "handle" Handle Key, "Identifies the resource";
    Resource "title" Text Key, "The title";
    Resource "link" Choice Key, "The web address; it begins with `https://` or `http://` and has no password";
    Resource "kind" Choice Key, "The kind of resource", default "other";
    Resource "minutes" Number Key, "The time that it takes, in minutes";
    Resource "topics" Handles Key, "The topics that it is for";
    Resource "obstacles" Choices Key, "The obstacles that it helps with";
    Resource "retired" Day Key, "The day from which coach no longer suggests it";
    TemplateRecord "handle" Handle FieldColumn::None, "Identifies the template; a file with the handle of a built-in template replaces it";
    TemplateRecord "title" Text FieldColumn::None, "The title";
    TemplateRecord "source" Text FieldColumn::None, "The author of the method";
    TemplateField "key" Word FieldColumn::None, "The key of the answer in `[answers]`, at most 19 characters of a-z, 0-9 and -";
    TemplateField "prompt" Text FieldColumn::None, "The question";
    TemplateField "kind" Choice FieldColumn::None, "The type of the answer", default "text";
    TemplateField "private" Truth FieldColumn::None, "Whether the answer goes to the coach's private note and never to the journal", default "false";
    TemplateField "lowest" Number FieldColumn::None, "The lower end of a scale", default "0";
    TemplateField "highest" Number FieldColumn::None, "The upper end of a scale", default "10";
    PlannedAction "key" Word FieldColumn::None, "The key by which follow-ups of the programme name this action";
    PlannedAction "what" Text FieldColumn::None, "What the person will do";
    PlannedAction "due" Choice FieldColumn::None, "The time after the start, such as `2 weeks`, `10 workdays` or `week 4`";
    PlannedQuestion "action" Word FieldColumn::None, "The `key` of the action that it asks about; without it, the whole programme";
    PlannedQuestion "ask" Text FieldColumn::None, "The question";
    PlannedQuestion "due" Choice FieldColumn::None, "The time after the start, such as `2 weeks` or `day 30`";
    Standard "handle" Handle FieldColumn::None, "Identifies the standard; a file with the handle of a built-in standard replaces it";
    Standard "title" Text FieldColumn::None, "The title";
    Standard "as_of" Day FieldColumn::None, "The day on which the author of the file looked up the numbers";
    Standard "source" Text FieldColumn::None, "The source of the numbers";
    Standard "kinds" Handles FieldColumn::None, "The kinds of sessions that count";
    Standard "relationships" Handles FieldColumn::None, "The relationships that count; a person without one counts as `internal`";
    Standard "needs_consent" Truth FieldColumn::None, "Whether only people with `consent` count", default "false";
    Standard "largest_group" Number FieldColumn::None, "The largest group that counts, in people";
    Level "name" Text FieldColumn::None, "The name of the credential";
    Level "hours" Number FieldColumn::None, "The hours that it requires";
    Level "paid_hours" Number FieldColumn::None, "How many of them are paid", default "0";
    Level "clients" Number FieldColumn::None, "The number of clients that it requires", default "0";
    Level "recent_hours" Number FieldColumn::None, "The hours that it requires within the last `recent_months`", default "0";
    Level "recent_months" Number FieldColumn::None, "The number of months for `recent_hours`", default "0";
    Level "cpd_hours" Number FieldColumn::None, "Hours of the coach's own training within the last 12 months", default "0";
    Level "supervision_hours" Number FieldColumn::None, "Hours of supervision within the last 3 months", default "0";
};

/// The tables in a table, each with its key.
const INNER: [(RecordTable, &str, RecordTable); 13] = [
    (Session, "answers", Answers),
    (Session, "feedback", Feedback),
    (Session, "action", Action),
    (Session, "follow_up", FollowUp),
    (Action, "moved", Move),
    (Action, "benefit", Benefit),
    (FollowUp, "moved", Move),
    (Objective, "reading", Reading),
    (Request, "answer", RequestAnswer),
    (TemplateRecord, "field", TemplateField),
    (TemplateRecord, "action", PlannedAction),
    (TemplateRecord, "follow_up", PlannedQuestion),
    (Standard, "level", Level),
];

impl RecordTable {
    /// The table that this key of the table holds.
    pub(crate) fn inner(self, key: &str) -> Option<RecordTable> {
        INNER.iter().find(|(of, name, _)| *of == self && *name == key).map(|(.., inner)| *inner)
    }

    /// Whether the table may have this key. A form names the keys of its answers, and every record may have conflicts.
    pub(crate) fn has_key(self, key: &str) -> bool {
        let is_root = || !INNER.iter().any(|(.., inner)| *inner == self);
        self == Answers || keys_of(self).any(|field| field.key == key) || (key == "conflict" && is_root())
    }

    /// The exported table that has the columns of this one.
    fn sheet(self) -> Option<RecordSheet> {
        match self {
            Session | Answers | Feedback => Some(RecordSheet::Sessions),
            Action | Benefit => Some(RecordSheet::Actions),
            FollowUp => Some(RecordSheet::FollowUps),
            Person => Some(RecordSheet::People),
            Objective | Reading => Some(RecordSheet::Objectives),
            Request | RequestAnswer => Some(RecordSheet::Requests),
            Story => Some(RecordSheet::Stories),
            Policy => Some(RecordSheet::Policies),
            Resource => Some(RecordSheet::Resources),
            Move | TemplateRecord | TemplateField | PlannedAction | PlannedQuestion | Standard | Level => {
                None
            }
        }
    }

    /// Whether the table is part of a form: a template or a standard, which no coach fills in.
    fn is_of_form(self) -> bool {
        matches!(self, TemplateRecord | TemplateField | PlannedAction | PlannedQuestion | Standard | Level)
    }

    fn is_of_session(self) -> bool {
        matches!(self, Session | Feedback | Action | Benefit | FollowUp | Move)
    }
}

impl Field {
    /// Whether the record has this key, and not only a table of an import or export.
    fn is_key(&self) -> bool {
        !matches!(self.column, OfRow | Computed | ImportOnly)
    }

    fn column(&self) -> Option<&'static str> {
        match self.column {
            FieldColumn::None => None,
            Named(name) => Some(name),
            Key | OfRow | Computed | ImportOnly => Some(self.key),
        }
    }
}

/// The keys of this table in a record, in the order of the columns.
pub fn keys_of(table: RecordTable) -> impl Iterator<Item = &'static Field> {
    keys().filter(move |field| field.table == table)
}

fn keys() -> impl Iterator<Item = &'static Field> {
    FIELDS.iter().filter(|field| field.is_key())
}

/// The key and the kind of its value, if it has one kind wherever it stands. The keys of forms count only if
/// no other record has them.
pub(crate) fn find(key: &str) -> Option<(&'static str, FieldValue)> {
    let all = |is_of_form: bool| {
        keys().filter(move |field| field.key == key && field.table.is_of_form() == is_of_form)
    };
    let first = all(false).next().or_else(|| all(true).next())?;
    let mut others = all(first.table.is_of_form());
    let shape = |value: FieldValue| match value {
        Id | Text | Word | Choice | Handle | Template => Text,
        Handles | Choices | Former => Handles,
        other => other,
    };
    others.all(|other| shape(other.value) == shape(first.value)).then_some((first.key, shape(first.value)))
}

/// Whether a key holds a day, in one kind of record or another.
pub(crate) fn is_day(key: &str) -> bool {
    keys().any(|field| field.key == key && field.value == Day)
}

/// The keys whose values never name a person. Topics, objectives and teams are not among them: they may be
/// spelled like a handle.
pub(crate) fn without_person() -> &'static [&'static str] {
    static KEYS: LazyLock<Vec<&str>> = LazyLock::new(|| {
        let is_named = |value| matches!(value, Id | Choice | Choices | Word | Template | Former);
        let all = keys().filter(|field| !field.table.is_of_form() && is_named(field.value));
        all.map(|field| field.key).collect()
    });
    &KEYS
}

/// Whether a key of a session holds words that reports count, and no sentence.
pub(crate) fn is_counted(key: &str) -> bool {
    let is_words = |value| matches!(value, Id | Choice | Choices | Word | Handle | Handles | Template);
    keys().any(|field| field.key == key && field.table.is_of_session() && is_words(field.value))
}

/// Whether a key of a session holds sentences.
pub(crate) fn is_sentence(key: &str) -> bool {
    keys().any(|field| field.key == key && field.table.is_of_session() && field.value == Text)
}

/// The columns of an exported table.
pub(crate) fn exported(sheet: RecordSheet) -> &'static [&'static str] {
    static COLUMNS: LazyLock<Vec<Vec<&str>>> = LazyLock::new(|| columns(|column| column != ImportOnly));
    &COLUMNS[sheet as usize]
}

/// The columns that an import of such a table reads.
pub(crate) fn imported(sheet: RecordSheet) -> &'static [&'static str] {
    static COLUMNS: LazyLock<Vec<Vec<&str>>> = LazyLock::new(|| columns(|column| column != Computed));
    &COLUMNS[sheet as usize]
}

/// The columns of an exported table that an import ignores.
pub(crate) fn computed(sheet: RecordSheet) -> &'static [&'static str] {
    static COLUMNS: LazyLock<Vec<Vec<&str>>> = LazyLock::new(|| columns(|column| column == Computed));
    &COLUMNS[sheet as usize]
}

fn columns(is_wanted: impl Fn(FieldColumn) -> bool) -> Vec<Vec<&'static str>> {
    let of = |sheet| {
        let fields =
            FIELDS.iter().filter(|field| field.table.sheet() == Some(sheet) && is_wanted(field.column));
        fields.filter_map(Field::column).collect()
    };
    SHEETS.into_iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::journal::records::kind::RecordKind;

    /// The table at a path of table names, such as `session`, `action` and `benefit`.
    fn table(kind: RecordKind, path: &[&str]) -> Option<RecordTable> {
        Some(match (kind, path) {
            (RecordKind::Session, []) => Session,
            (RecordKind::Session, ["feedback"]) => Feedback,
            (RecordKind::Session, ["action"]) => Action,
            (RecordKind::Session, ["action", "benefit"]) => Benefit,
            (RecordKind::Session, ["follow_up"]) => FollowUp,
            (RecordKind::Session, ["action" | "follow_up", "moved"]) => Move,
            (RecordKind::Person, []) => Person,
            (RecordKind::Objective, []) => Objective,
            (RecordKind::Objective, ["reading"]) => Reading,
            (RecordKind::Request, []) => Request,
            (RecordKind::Request, ["answer"]) => RequestAnswer,
            (RecordKind::Story, []) => Story,
            (RecordKind::Policy, []) => Policy,
            (RecordKind::Resource, []) => Resource,
            (RecordKind::Template, []) => TemplateRecord,
            (RecordKind::Template, ["field"]) => TemplateField,
            (RecordKind::Template, ["action"]) => PlannedAction,
            (RecordKind::Template, ["follow_up"]) => PlannedQuestion,
            (RecordKind::Standard, []) => Standard,
            (RecordKind::Standard, ["level"]) => Level,
            _ => return None,
        })
    }

    fn compare(kind: RecordKind, path: &[&str], found: &toml::Table, unknown: &mut Vec<String>) {
        let Some(table) = table(kind, path) else { return };
        for (key, value) in found {
            let inner: Vec<&toml::Table> = match value {
                toml::Value::Table(inner) => vec![inner],
                toml::Value::Array(all) => all.iter().filter_map(toml::Value::as_table).collect(),
                _ => Vec::new(),
            };
            for inner in &inner {
                compare(kind, &[path, &[key.as_str()]].concat(), inner, unknown);
            }
            let value =
                keys().find(|field| field.table == table && field.key == key).map(|field| field.value);
            let fits = match (value, value_kind(found, key)) {
                _ if !inner.is_empty() => value.is_none_or(|value| value == Moves),
                (Some(Day), kind) => kind == "day",
                (Some(Time), kind) => kind == "time",
                (Some(Number), kind) => kind == "integer",
                (Some(Amount), kind) => matches!(kind, "integer" | "float"),
                (Some(Truth), kind) => kind == "boolean",
                (Some(Handles | Choices | Former), kind) => kind == "array",
                (Some(_), kind) => kind == "string",
                (None, _) => false,
            };
            if !fits {
                unknown.push(format!("{kind:?} {path:?} {key}"));
            }
        }
    }

    fn value_kind(table: &toml::Table, key: &str) -> &'static str {
        match &table[key] {
            toml::Value::Datetime(when) => {
                if when.date.is_some() {
                    "day"
                } else {
                    "time"
                }
            }
            value => value.type_str(),
        }
    }

    #[test]
    fn every_key_of_the_journal_with_every_key_is_in_the_table() {
        let formats = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
        let journals: Vec<_> =
            ["v1", "v1-policies", "v1-resources"].map(|name| formats.join(name).join("journal")).into();
        let mut unknown = Vec::new();
        for (kind, journal) in
            RecordKind::ALL.into_iter().flat_map(|kind| journals.iter().map(move |j| (kind, j)))
        {
            let mut folders = vec![journal.join(kind.folder())];
            folders.retain(|folder| folder.is_dir());
            while let Some(folder) = folders.pop() {
                for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
                    if entry.path().is_dir() {
                        folders.push(entry.path());
                        continue;
                    }
                    let text = fs::read_to_string(entry.path()).unwrap();
                    compare(kind, &[], &text.parse().unwrap(), &mut unknown);
                }
            }
        }
        // A key of another program, which coach keeps.
        assert_eq!(unknown, ["Person [] desk"]);
    }

    /// The files that name a key as text, this one among them. A new key also needs a field in its struct, its cell in
    /// `export/tables.rs` and its entry in the JSON schema.
    #[test]
    fn a_new_key_has_to_be_named_in_at_most_five_files() {
        let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut sources = Vec::new();
        let mut folders: Vec<_> = ["journal", "import", "export", "store"].map(|name| src.join(name)).into();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                } else {
                    sources.push((entry.path(), fs::read_to_string(entry.path()).unwrap()));
                }
            }
        }
        // Keys with a column that no rule of the journal reads. Others stand also where the rule is.
        for key in ["benefit_confidence", "measure", "quote", "feedback_score"] {
            let literal = format!("\"{key}\"");
            let code =
                |text: &String| text.split("#[cfg(test)]").next().is_some_and(|code| code.contains(&literal));
            let places: Vec<_> =
                sources.iter().filter(|(_, text)| code(text)).map(|(path, _)| path).collect();
            assert!(places.len() <= 5, "{key}: {places:?}");
        }
    }
}
