//! A session: one coaching conversation, from a 30-second moment to a group hour, with what was
//! said, agreed, and came of it. One file each.

use std::collections::BTreeSet;

use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

use super::action::Action;
use super::answers::Answers;
use super::follow_up::FollowUp;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::journal::values::time::Clock;
use crate::journal::values::word_enum::words;

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Session {
    pub id: Id,
    pub date: Day,
    /// When it began, on the coach's own clock.
    pub start: Option<Clock>,
    /// How long it took; a moment may leave it out.
    pub minutes: Option<u32>,
    #[serde(default)]
    pub kind: Kind,
    pub coach: Handle,
    /// Who was coached; never empty.
    pub with: Vec<Handle>,
    /// The group they came as, where they did: `with` names who is in it.
    pub group: Option<Handle>,
    /// How many were there, where not all of them are named.
    pub group_size: Option<u32>,
    #[serde(default)]
    pub topics: Vec<Handle>,
    /// Goals of the business; `none` is an honest answer.
    #[serde(default)]
    pub objectives: Vec<Handle>,
    /// Whether it was paid (barter and coaching as part of the job count as paid).
    pub paid: Option<bool>,
    #[serde(default)]
    pub notes: String,
    /// The programme that was assigned in it.
    pub programme: Option<Handle>,
    /// What was answered to the fields of a template.
    pub answers: Option<Answers>,
    pub feedback: Option<Feedback>,
    #[serde(default, rename = "action")]
    pub actions: Vec<Action>,
    #[serde(default, rename = "follow_up")]
    pub follow_ups: Vec<FollowUp>,
    /// What a merge did not use, until somebody decides: `merge::conflicts` reads it.
    #[serde(default, serialize_with = "crate::journal::text::conflict_json::serialize")]
    pub conflict: Vec<toml::Table>,
}

words! {
    /// What a conversation was, as the professional bodies tell them apart.
    #[derive(Default)]
    Kind, "a kind" {
        #[default]
        Coaching = "coaching",
        /// A word in passing.
        Moment = "moment",
        /// No conversation: what was agreed outside one, by mail or as a programme.
        Agreed = "agreed",
        MentorCoaching = "mentor-coaching",
        Supervision = "supervision",
        Assessment = "assessment",
        Training = "training",
    }
}

impl Kind {
    /// Whether somebody is met in one of this kind.
    pub fn is_conversation(self) -> bool {
        self != Kind::Agreed
    }
}

/// What the person said of the session.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Feedback {
    /// 1 (no use) to 5 (changed something).
    pub score: Score,
    #[serde(default)]
    pub text: String,
}

/// People are shown no empty text; what is kept for machines has all of its parts.
impl Serialize for Feedback {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let is_left_out = serializer.is_human_readable() && self.text.is_empty();
        let mut feedback = serializer.serialize_struct("Feedback", 2)?;
        feedback.serialize_field("score", &self.score)?;
        if !is_left_out {
            feedback.serialize_field("text", &self.text)?;
        }
        feedback.end()
    }
}

/// A whole number from 1 to 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8")]
pub struct Score(u8);

impl Score {
    pub fn value(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Score {
    type Error = String;

    fn try_from(value: u8) -> Result<Score, String> {
        if (1..=5).contains(&value) { Ok(Score(value)) } else { Err("a score is 1 to 5".into()) }
    }
}

impl Session {
    /// A session of which nothing more is said.
    pub fn new(id: Id, date: Day, coach: &Handle, with: Vec<Handle>) -> Session {
        Session {
            id,
            date,
            start: None,
            minutes: None,
            kind: Kind::default(),
            coach: coach.clone(),
            with,
            group: None,
            group_size: None,
            topics: Vec::new(),
            objectives: Vec::new(),
            paid: None,
            notes: String::new(),
            programme: None,
            answers: None,
            feedback: None,
            actions: Vec::new(),
            follow_ups: Vec::new(),
            conflict: Vec::new(),
        }
    }

    /// Who it was with, in one word: the group, or the first named.
    pub fn whom(&self) -> &Handle {
        self.group.as_ref().or(self.with.first()).unwrap_or(&self.coach)
    }

    /// How many were there: those who are named, each once, and who is only counted.
    pub fn people(&self) -> usize {
        let named: BTreeSet<&Handle> = self.with.iter().collect();
        named.len().max(self.group_size.map_or(0, |size| size as usize))
    }

    /// Whether it was with more than one person.
    pub fn is_of_a_group(&self) -> bool {
        self.group.is_some() || self.people() > 1
    }

    /// Whether this person was coached in it, alone or as a group.
    pub fn concerns(&self, handle: &Handle) -> bool {
        self.with.contains(handle) || self.group.as_ref() == Some(handle)
    }

    /// Whether somebody was met: only that counts as a session, and as having seen them.
    pub fn is_conversation(&self) -> bool {
        self.kind.is_conversation()
    }

    /// Whether a merge kept two versions of something about this item of it, or about itself.
    pub fn is_contested(&self, id: &Id) -> bool {
        let field =
            |conflict: &toml::Table| conflict.get("field").and_then(toml::Value::as_str).map(str::to_string);
        let names = |field: String| field.split('.').nth(1).is_some_and(|item| item == id.as_str());
        if *id == self.id {
            return !self.conflict.is_empty();
        }
        self.conflict.iter().filter_map(field).any(names)
    }

    /// Who a follow-up asks: the owner of its action, else whom the session was with.
    pub fn asked<'a>(&'a self, follow_up: &FollowUp) -> &'a Handle {
        let action = follow_up.action.as_ref().and_then(|id| self.actions.iter().find(|a| a.id == *id));
        action.map_or_else(|| self.whom(), |action| &action.owner)
    }
}
