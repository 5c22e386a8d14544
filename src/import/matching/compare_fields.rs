//! Compares an imported row with the existing record field by field. Empty cells are ignored.

use serde::Serialize;

use crate::journal::records::action::Action;
use crate::journal::records::answers::Answers;
use crate::journal::records::benefit::Benefit;
use crate::journal::records::due_moves;
use crate::journal::records::follow_up::FollowUp;
use crate::journal::records::session::Session;
use crate::journal::text::answer_lines;
use crate::journal::values::handle::Handle;

/// The fields that a row fills. coach's own records fill every field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KnownFields {
    Everything,
    Fields(Vec<&'static str>),
}

/// A field with different values in the row and in the journal, each as a table cell shows it. `words` is
/// `None` if a value is long.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    pub field: String,
    pub words: Option<(String, String)>,
}

/// Longer values are not printed.
const SHORT: usize = 30;

impl Difference {
    /// The message, such as `minutes: 45 in the file, 60 in the journal; notes: different in the journal`.
    pub fn in_words(all: &[Difference]) -> String {
        let mut said: Vec<String> = Vec::new();
        for Difference { field, words } in all {
            if let Some((row, here)) = words {
                let here = if here.is_empty() { "nothing" } else { here };
                said.push(format!("{field}: {row} in the file, {here} in the journal"));
            }
        }
        let rest = all.iter().filter(|one| one.words.is_none()).map(|one| one.field.as_str());
        let rest = rest.collect::<Vec<_>>().join(", ");
        if !rest.is_empty() {
            said.push(format!("{rest}: different in the journal"));
        }
        said.join("; ")
    }
}

impl KnownFields {
    /// The differences between two records of one kind, in the fields that the row fills.
    pub fn compare<T: FieldText>(&self, row: &T, here: &T) -> Vec<Difference> {
        match self {
            KnownFields::Fields(fields) => {
                let differs = |field: &&'static str| difference(field, row.says(field), here.says(field));
                fields.iter().filter_map(differs).collect()
            }
            KnownFields::Everything => keys(row, here),
        }
    }
}

fn difference(field: &str, row: String, here: String) -> Option<Difference> {
    if row.is_empty() || words(&row).eq(words(&here)) {
        return None;
    }
    let is_short = |text: &str| text.chars().count() <= SHORT && !text.contains('\n');
    let words = (is_short(&row) && is_short(&here)).then_some((row, here));
    Some(Difference { field: field.into(), words })
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace()
}

/// The keys under which two records differ.
pub(crate) fn keys<T: PartialEq + Serialize>(row: &T, here: &T) -> Vec<Difference> {
    if row == here {
        return Vec::new();
    }
    let object = |record: &T| match serde_json::to_value(record) {
        Ok(serde_json::Value::Object(keys)) => keys,
        _ => serde_json::Map::new(),
    };
    let (row, here) = (object(row), object(here));
    let differs = |(key, value): &(&String, &serde_json::Value)| here.get(*key) != Some(*value);
    let one = |(key, _): (&String, &serde_json::Value)| Difference { field: key.clone(), words: None };
    row.iter().filter(differs).map(one).collect()
}

/// A record whose fields can be rendered one by one, as table cells.
pub trait FieldText: PartialEq + Serialize {
    /// The text of a field; empty if the record has no value for it.
    fn says(&self, field: &str) -> String;
}

impl FieldText for Session {
    fn says(&self, field: &str) -> String {
        match field {
            "date" => self.date.to_string(),
            "start" => said(self.start),
            "minutes" => said(self.minutes),
            "kind" => self.kind.to_string(),
            "coach" => self.coach.to_string(),
            "with" => sorted(&self.with),
            "group" => said(self.group.as_ref()),
            "group_size" => said(self.group_size),
            "topics" => sorted(&self.topics),
            "objectives" => sorted(&self.objectives),
            "resources" => sorted(&self.resources),
            "paid" => said(self.paid),
            "notes" => self.notes.clone(),
            "programme" => said(self.programme.as_ref()),
            "template" => said(self.answers.as_ref().map(|answers| &answers.template)),
            "answers" => said(self.answers.as_ref().map(by_key)),
            "feedback_score" => said(self.feedback.as_ref().map(|feedback| feedback.score.value())),
            "feedback_text" => said(self.feedback.as_ref().map(|feedback| &feedback.text)),
            _ => String::new(),
        }
    }
}

impl FieldText for Action {
    fn says(&self, field: &str) -> String {
        match field {
            "what" => self.what.clone(),
            "owner" => self.owner.to_string(),
            "agreed" => said(self.agreed),
            "moved" => due_moves::said(&self.moved),
            "due" => said(self.due),
            "objectives" => sorted(&self.objectives),
            "state" => self.state().as_str().into(),
            "done" => said(self.done),
            "dropped" => said(self.dropped),
            "result" => said(self.result.as_ref()),
            "why" => said(self.why.as_ref()),
            "reported_by" => said(self.reported_by.as_ref()),
            _ => self.benefit.as_ref().map(|benefit| of_benefit(benefit, field)).unwrap_or_default(),
        }
    }
}

fn of_benefit(benefit: &Benefit, field: &str) -> String {
    match field {
        "benefit_before" => benefit.before.to_string(),
        "benefit_after" => benefit.after.to_string(),
        "benefit_unit" => said(benefit.unit.as_ref()),
        "benefit_share" => benefit.share.value().to_string(),
        "benefit_confidence" => benefit.confidence.value().to_string(),
        "benefit_claimed_by" => said(benefit.claimed_by.as_ref()),
        "benefit_confirmed_by" => said(benefit.confirmed_by.as_ref()),
        "benefit_source" => said(benefit.source.as_ref()),
        "benefit_confirmed" => said(benefit.confirmed),
        "benefit_on" => said(benefit.on),
        _ => String::new(),
    }
}

impl FieldText for FollowUp {
    fn says(&self, field: &str) -> String {
        match field {
            "action" => said(self.action.as_ref()),
            "agreed" => said(self.agreed),
            "objectives" => sorted(&self.objectives),
            "moved" => due_moves::said(&self.moved),
            "due" => self.due.to_string(),
            "ask" => self.ask.clone(),
            "every" => said(self.every),
            "series" => said(self.series),
            "state" => self.state().as_str().into(),
            "done" => said(self.done),
            "outcome" => said(self.outcome),
            "obstacle" => said(self.obstacle),
            "obstacle_text" => said(self.obstacle_text.as_ref()),
            "result" => said(self.result.as_ref()),
            "why" => said(self.why.as_ref()),
            "reported_by" => said(self.reported_by.as_ref()),
            _ => String::new(),
        }
    }
}

fn said(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// The answers sorted by key, because their order has no meaning.
fn by_key(answers: &Answers) -> String {
    let mut answers = answers.clone();
    answers.given.sort_by(|(one, _), (other, _)| one.cmp(other));
    answer_lines::lines(&answers)
}

/// The handles in alphabetical order: some programs export them in no fixed order.
fn sorted(handles: &[Handle]) -> String {
    let mut handles: Vec<&str> = handles.iter().map(Handle::as_str).collect();
    handles.sort_unstable();
    handles.join(" ")
}

/// The field that names the people: a named group represents its members.
pub(crate) fn whom(session: &Session) -> &'static str {
    if session.group.is_some() { "group" } else { "with" }
}
