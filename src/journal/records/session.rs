//! A session: one coaching conversation, from a 30-second moment to a group hour, with its notes, actions and
//! follow-ups. One file per session.

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
    /// The start time, on the coach's own clock.
    pub start: Option<Clock>,
    /// The length. A moment may omit it.
    pub minutes: Option<u32>,
    #[serde(default)]
    pub kind: Kind,
    pub coach: Handle,
    /// The people who were coached; never empty.
    pub with: Vec<Handle>,
    /// The group, if the people came as one. `with` names the members who took part.
    pub group: Option<Handle>,
    /// The number of participants, if `with` does not name all of them.
    pub group_size: Option<u32>,
    #[serde(default)]
    pub topics: Vec<Handle>,
    /// The objectives that the session serves. `none` is a valid value.
    #[serde(default)]
    pub objectives: Vec<Handle>,
    /// The resources that the people got.
    #[serde(default)]
    pub resources: Vec<Handle>,
    /// Whether the session was paid. Barter and coaching as part of the job count as paid.
    pub paid: Option<bool>,
    #[serde(default)]
    pub notes: String,
    /// The programme that this session assigned.
    pub programme: Option<Handle>,
    /// The answers to the fields of a template.
    pub answers: Option<Answers>,
    pub feedback: Option<Feedback>,
    #[serde(default, rename = "action")]
    pub actions: Vec<Action>,
    #[serde(default, rename = "follow_up")]
    pub follow_ups: Vec<FollowUp>,
    /// The values that a merge did not use, until the user resolves them; `merge::conflicts` reads them.
    #[serde(default, serialize_with = "crate::journal::text::conflict_json::serialize")]
    pub conflict: Vec<toml::Table>,
}

words! {
    /// The type of a conversation, as the professional bodies distinguish them.
    #[derive(Default)]
    Kind, "a kind" {
        #[default]
        Coaching = "coaching",
        /// A conversation of a minute or two.
        Moment = "moment",
        /// Not a conversation: items that were agreed on elsewhere, by mail or as a programme.
        Agreed = "agreed",
        MentorCoaching = "mentor-coaching",
        Supervision = "supervision",
        Assessment = "assessment",
        Training = "training",
    }
}

impl Kind {
    /// Whether a session of this kind is a conversation.
    pub fn is_conversation(self) -> bool {
        self != Kind::Agreed
    }
}

/// The person's feedback on the session.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Feedback {
    /// From 1 (no use) to 5 (changed something).
    pub score: Score,
    #[serde(default)]
    pub text: String,
}

/// Omits an empty text in human-readable formats. Binary formats need every field.
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
        if (1..=5).contains(&value) {
            Ok(Score(value))
        } else {
            Err("a score is a number from 1 to 5".into())
        }
    }
}

impl Session {
    /// A session with only these fields.
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
            resources: Vec::new(),
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

    /// The group, or else the first person of `with`.
    pub fn whom(&self) -> &Handle {
        self.group.as_ref().or(self.with.first()).unwrap_or(&self.coach)
    }

    /// The group, or else all people of `with`: `ana, ben`.
    pub fn all_whom(&self) -> String {
        match (&self.group, self.with.as_slice()) {
            (None, [_, _, ..]) => self.with.iter().map(Handle::as_str).collect::<Vec<_>>().join(", "),
            _ => self.whom().to_string(),
        }
    }

    /// The number of participants: the named people, each once, or `group_size` if that is larger.
    pub fn people(&self) -> usize {
        let named: BTreeSet<&Handle> = self.with.iter().collect();
        named.len().max(self.group_size.map_or(0, |size| size as usize))
    }

    /// Whether the session was with a group or with several people.
    pub fn is_of_a_group(&self) -> bool {
        self.group.is_some() || self.people() > 1
    }

    /// Whether this person or group was coached in the session.
    pub fn concerns(&self, handle: &Handle) -> bool {
        self.with.contains(handle) || self.group.as_ref() == Some(handle)
    }

    /// Whether the session was a conversation. Only conversations count as sessions and as having seen a
    /// person.
    pub fn is_conversation(&self) -> bool {
        self.kind.is_conversation()
    }

    /// Whether a merge conflict concerns this item of the session, or any field if `id` is the session's own.
    pub fn is_contested(&self, id: &Id) -> bool {
        let field =
            |conflict: &toml::Table| conflict.get("field").and_then(toml::Value::as_str).map(str::to_string);
        let names = |field: String| field.split('.').nth(1).is_some_and(|item| item == id.as_str());
        if *id == self.id {
            return !self.conflict.is_empty();
        }
        self.conflict.iter().filter_map(field).any(names)
    }

    /// The people who reported items themselves, by mail.
    pub fn reporters(&self) -> impl Iterator<Item = &Handle> {
        let of_actions = self.actions.iter().filter_map(|action| action.reported_by.as_ref());
        of_actions.chain(self.follow_ups.iter().filter_map(|ask| ask.reported_by.as_ref()))
    }

    /// The follow-ups that ask about an action of the session.
    pub fn asks_about<'a>(&'a self, action: &'a Id) -> impl Iterator<Item = &'a FollowUp> {
        self.follow_ups.iter().filter(move |ask| ask.action.as_ref() == Some(action))
    }

    /// The person a follow-up asks: the owner of its action, or else the person or group of the session.
    pub fn asked<'a>(&'a self, follow_up: &FollowUp) -> &'a Handle {
        let action = follow_up.action.as_ref().and_then(|id| self.actions.iter().find(|a| a.id == *id));
        action.map_or_else(|| self.whom(), |action| &action.owner)
    }
}
