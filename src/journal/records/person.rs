//! A person who coaches or is coached, or a group of them. Names and addresses stand here alone.

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
    /// Days between sessions after which this person counts as quiet; 0 is never.
    pub cadence: Option<u32>,
    pub relationship: Option<Relationship>,
    /// The day they agreed that their name may stand in a coach's hours log.
    pub consent: Option<Day>,
    /// Who is in it: this is a group then.
    #[serde(default)]
    pub members: Vec<Handle>,
    /// The day they left: history stays, nothing is asked of them any more.
    pub left: Option<Day>,
    /// What a merge did not use, until somebody decides: `merge::conflicts` reads it.
    #[serde(default, serialize_with = "crate::journal::text::conflict_json::serialize")]
    pub conflict: Vec<toml::Table>,
    /// The day they were forgotten: this is a tombstone then, and `was` what is left of the handles.
    pub forgotten: Option<Day>,
    /// The handles they had before, which name nobody else.
    #[serde(default, deserialize_with = "one_or_more")]
    pub was: Vec<Handle>,
}

/// Tombstones used to have one word there.
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
    /// What the coach is to the person, as hours logs ask.
    Relationship, "a relationship" {
        Internal = "internal",
        External = "external",
        Peer = "peer",
        LineManager = "line-manager",
    }
}

impl Person {
    /// A person of whom no more than the handle is known.
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

    /// Whether nothing is asked of them any more.
    pub fn is_gone(&self, today: Day) -> bool {
        self.forgotten.is_some() || self.left.is_some_and(|day| day <= today)
    }

    pub fn is_group(&self) -> bool {
        !self.members.is_empty()
    }
}
