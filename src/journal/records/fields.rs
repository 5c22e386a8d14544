//! Every key of every record: the table that holds it, the kind of its value, and its column in tables. The
//! messages about wrong values, `forget`, the conversion to JSON, the columns of imports and exports and their
//! help derive from this list.

use std::sync::LazyLock;

use FieldColumn::{Computed, ImportOnly, Key, Named, OfRow};
use FieldValue::{
    Amount, Choice, Day, Former, Handle, Handles, Id, Moves, Number, Template, Text, Time, Truth, Word,
};
use RecordTable::{
    Action, Answers, Benefit, Feedback, FollowUp, Level, Move, Objective, Person, PlannedAction,
    PlannedQuestion, Reading, Request, RequestAnswer, Session, Standard, Story, TemplateField,
    TemplateRecord,
};

/// A TOML table of a record: its root, or a table in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RecordTable {
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
    TemplateRecord,
    TemplateField,
    PlannedAction,
    PlannedQuestion,
    Standard,
    Level,
}

/// The kind of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldValue {
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
pub(crate) struct Field {
    pub table: RecordTable,
    pub key: &'static str,
    pub value: FieldValue,
    pub column: FieldColumn,
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
}

const SHEETS: [RecordSheet; 7] = [
    RecordSheet::Sessions,
    RecordSheet::Actions,
    RecordSheet::FollowUps,
    RecordSheet::People,
    RecordSheet::Objectives,
    RecordSheet::Requests,
    RecordSheet::Stories,
];

const fn field(table: RecordTable, key: &'static str, value: FieldValue, column: FieldColumn) -> Field {
    Field { table, key, value, column }
}

/// In the order of the columns.
const FIELDS: &[Field] = &[
    field(Session, "id", Id, Key),
    field(Session, "date", Day, Key),
    field(Session, "start", Time, Key),
    field(Session, "minutes", Number, Key),
    field(Session, "hours", Amount, ImportOnly),
    field(Session, "kind", Choice, Key),
    field(Session, "coach", Handle, Key),
    field(Session, "with", Handles, Key),
    field(Session, "group", Handle, Key),
    field(Session, "group_size", Number, Key),
    field(Session, "topics", Handles, Key),
    field(Session, "objectives", Handles, Key),
    field(Session, "paid", Truth, Key),
    field(Session, "notes", Text, Key),
    field(Session, "programme", Template, Key),
    field(Answers, "template", Template, Key),
    field(Answers, "answers", Text, OfRow),
    field(Feedback, "score", Number, Named("feedback_score")),
    field(Feedback, "text", Text, Named("feedback_text")),
    field(Session, "actions", Number, Computed),
    field(Session, "follow_ups", Number, Computed),
    field(Session, "email", Text, ImportOnly),
    field(Action, "id", Id, Key),
    field(Action, "session", Id, OfRow),
    field(Action, "date", Day, OfRow),
    field(Action, "coach", Handle, OfRow),
    field(Action, "what", Text, Key),
    field(Action, "owner", Handle, Key),
    field(Action, "agreed", Day, Key),
    field(Action, "due", Day, Key),
    field(Action, "late_after", Day, Computed),
    field(Action, "moved", Moves, Key),
    field(Action, "objectives", Handles, Key),
    field(Action, "state", Choice, OfRow),
    field(Action, "done", Day, Key),
    field(Action, "dropped", Day, Key),
    field(Action, "result", Text, Key),
    field(Action, "why", Text, Key),
    field(Benefit, "before", Amount, Named("benefit_before")),
    field(Benefit, "after", Amount, Named("benefit_after")),
    field(Benefit, "unit", Word, Named("benefit_unit")),
    field(Benefit, "share", Number, Named("benefit_share")),
    field(Benefit, "confidence", Number, Named("benefit_confidence")),
    field(Benefit, "confirmed_by", Handle, Named("benefit_confirmed_by")),
    field(Benefit, "on", Day, Named("benefit_on")),
    field(FollowUp, "id", Id, Key),
    field(FollowUp, "session", Id, OfRow),
    field(FollowUp, "date", Day, OfRow),
    field(FollowUp, "coach", Handle, OfRow),
    field(FollowUp, "person", Handle, OfRow),
    field(FollowUp, "action", Id, Key),
    field(FollowUp, "agreed", Day, Key),
    field(FollowUp, "due", Day, Key),
    field(FollowUp, "moved", Moves, Key),
    field(FollowUp, "ask", Text, Key),
    field(FollowUp, "every", Choice, Key),
    field(FollowUp, "series", Day, Key),
    field(FollowUp, "state", Choice, OfRow),
    field(FollowUp, "done", Day, Key),
    field(FollowUp, "outcome", Choice, Key),
    field(FollowUp, "obstacle", Choice, Key),
    field(FollowUp, "obstacle_text", Text, Key),
    field(FollowUp, "result", Text, Key),
    field(FollowUp, "why", Text, Key),
    field(Move, "on", Day, FieldColumn::None),
    field(Move, "due", Day, FieldColumn::None),
    field(Person, "handle", Handle, Key),
    field(Person, "name", Text, Key),
    field(Person, "email", Text, Key),
    field(Person, "team", Handle, Key),
    field(Person, "manager", Handle, Key),
    field(Person, "cadence", Number, Key),
    field(Person, "relationship", Choice, Key),
    field(Person, "consent", Day, Key),
    field(Person, "members", Handles, Key),
    field(Person, "left", Day, Key),
    field(Person, "forgotten", Day, Key),
    field(Person, "was", Former, FieldColumn::None),
    field(Objective, "handle", Handle, Key),
    field(Objective, "title", Text, Key),
    field(Objective, "sponsor", Handle, Key),
    field(Objective, "measure", Text, Key),
    field(Objective, "unit", Word, Key),
    field(Objective, "baseline", Amount, Key),
    field(Objective, "target", Amount, Key),
    field(Objective, "by", Day, Key),
    field(Objective, "closed", Day, Key),
    field(Objective, "why", Text, Key),
    field(Reading, "id", Id, FieldColumn::None),
    field(Reading, "date", Day, Named("reading_date")),
    field(Reading, "value", Amount, Named("reading")),
    field(Request, "id", Id, Key),
    field(Request, "date", Day, Key),
    field(Request, "what", Text, Key),
    field(Request, "from", Handle, Key),
    field(Request, "why", Text, Key),
    field(Request, "objective", Handle, Key),
    field(RequestAnswer, "decision", Choice, Key),
    field(RequestAnswer, "on", Day, Named("decided")),
    field(RequestAnswer, "because", Text, Key),
    field(Story, "id", Id, Key),
    field(Story, "date", Day, Key),
    field(Story, "consent", Choice, Key),
    field(Story, "consented", Day, Key),
    field(Story, "person", Handle, Key),
    field(Story, "action", Id, Key),
    field(Story, "context", Text, Key),
    field(Story, "did", Text, Key),
    field(Story, "result", Text, Key),
    field(Story, "quote", Text, Key),
    field(TemplateRecord, "handle", Handle, FieldColumn::None),
    field(TemplateRecord, "title", Text, FieldColumn::None),
    field(TemplateRecord, "source", Text, FieldColumn::None),
    field(TemplateField, "key", Word, FieldColumn::None),
    field(TemplateField, "prompt", Text, FieldColumn::None),
    field(TemplateField, "kind", Choice, FieldColumn::None),
    field(TemplateField, "private", Truth, FieldColumn::None),
    field(TemplateField, "lowest", Number, FieldColumn::None),
    field(TemplateField, "highest", Number, FieldColumn::None),
    field(PlannedAction, "key", Word, FieldColumn::None),
    field(PlannedAction, "what", Text, FieldColumn::None),
    field(PlannedAction, "due", Choice, FieldColumn::None),
    field(PlannedQuestion, "action", Word, FieldColumn::None),
    field(PlannedQuestion, "ask", Text, FieldColumn::None),
    field(PlannedQuestion, "due", Choice, FieldColumn::None),
    field(Standard, "handle", Handle, FieldColumn::None),
    field(Standard, "title", Text, FieldColumn::None),
    field(Standard, "as_of", Day, FieldColumn::None),
    field(Standard, "source", Text, FieldColumn::None),
    field(Standard, "kinds", Handles, FieldColumn::None),
    field(Standard, "relationships", Handles, FieldColumn::None),
    field(Standard, "needs_consent", Truth, FieldColumn::None),
    field(Standard, "largest_group", Number, FieldColumn::None),
    field(Level, "name", Text, FieldColumn::None),
    field(Level, "hours", Number, FieldColumn::None),
    field(Level, "paid_hours", Number, FieldColumn::None),
    field(Level, "clients", Number, FieldColumn::None),
    field(Level, "recent_hours", Number, FieldColumn::None),
    field(Level, "recent_months", Number, FieldColumn::None),
    field(Level, "cpd_hours", Number, FieldColumn::None),
    field(Level, "supervision_hours", Number, FieldColumn::None),
];

impl RecordTable {
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
        Handles | Former => Handles,
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
        let is_named = |value| matches!(value, Id | Choice | Word | Template | Former);
        let all = keys().filter(|field| !field.table.is_of_form() && is_named(field.value));
        all.map(|field| field.key).collect()
    });
    &KEYS
}

/// Whether a key of a session holds words that reports count, and no sentence.
pub(crate) fn is_counted(key: &str) -> bool {
    let is_words = |value| matches!(value, Id | Choice | Word | Handle | Handles | Template);
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
                (Some(Handles | Former), kind) => kind == "array",
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
        let journal = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/v1/journal");
        let mut unknown = Vec::new();
        for kind in RecordKind::ALL {
            let mut folders = vec![journal.join(kind.folder())];
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
