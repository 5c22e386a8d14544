//! A person who coaches or is coached, or a group of people. Names and email addresses are stored only in
//! these records.

use serde::{Deserialize, Deserializer, Serialize};

use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::word_enum::words;

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Person {
    pub handle: Handle,
    pub name: Option<String>,
    pub email: Option<String>,
    pub team: Option<Handle>,
    pub manager: Option<Handle>,
    /// Days without a session after which the person counts as quiet; 0 means never.
    pub cadence: Option<u32>,
    pub relationship: Option<Relationship>,
    /// The day on which the person agreed to be named in a coach's hours log.
    pub consent: Option<Day>,
    /// The members. A record with members is a group.
    #[serde(default)]
    pub members: Vec<Handle>,
    /// The day on which the person left. The history stays, and coach no longer asks them anything.
    pub left: Option<Day>,
    /// The values that a merge did not use, until the user resolves them; `merge::conflicts` reads them.
    #[serde(default, serialize_with = "crate::journal::text::conflict_json::serialize")]
    pub conflict: Vec<toml::Table>,
    /// The day on which the person was forgotten. Such a record is a tombstone, and its `was` holds marks of
    /// the handles.
    pub forgotten: Option<Day>,
    /// The person's former handles. No other person may use them.
    #[serde(default, deserialize_with = "one_or_more")]
    pub was: Vec<Handle>,
}

/// Parses `was`, which is a single word in old tombstones.
fn one_or_more<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Handle>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Words {
        One(Handle),
        More(Vec<Handle>),
    }
    if !deserializer.is_human_readable() {
        return Vec::deserialize(deserializer);
    }
    Ok(match Words::deserialize(deserializer)? {
        Words::One(handle) => vec![handle],
        Words::More(handles) => handles,
    })
}

words! {
    /// The coach's relationship to the person, in the terms of hours logs.
    Relationship, "a relationship" {
        Internal = "internal",
        External = "external",
        Peer = "peer",
        LineManager = "line-manager",
    }
}

impl Person {
    /// A person with only a handle.
    pub fn new(handle: Handle) -> Person {
        Person {
            handle,
            name: None,
            email: None,
            team: None,
            manager: None,
            cadence: None,
            relationship: None,
            consent: None,
            members: Vec::new(),
            left: None,
            conflict: Vec::new(),
            forgotten: None,
            was: Vec::new(),
        }
    }

    /// Whether the person left or was forgotten, so that coach no longer asks them anything.
    pub fn is_gone(&self, today: Day) -> bool {
        self.forgotten.is_some() || self.left.is_some_and(|day| day <= today)
    }

    pub fn is_group(&self) -> bool {
        !self.members.is_empty()
    }
}
