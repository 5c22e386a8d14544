//! The answers to the fields of a template: the `[answers]` table of a session.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;

/// The name of the table in a session.
pub const ANSWERS: &str = "answers";

/// The key that names the template. No field can have this key.
pub const TEMPLATE: &str = "template";

/// Answers with the keys of their fields. Two values with another order are equal.
#[derive(Clone, Debug)]
pub struct Answers {
    pub template: Handle,
    pub given: Vec<(String, Answer)>,
}

/// One answer. A text that is only a date is parsed as that day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    Text(String),
    List(Vec<String>),
    Number(i64),
    Day(Day),
}

impl PartialEq for Answers {
    fn eq(&self, other: &Answers) -> bool {
        fn sorted(answers: &Answers) -> BTreeMap<&String, &Answer> {
            answers.given.iter().map(|(key, answer)| (key, answer)).collect()
        }
        self.template == other.template && sorted(self) == sorted(other)
    }
}

impl Answers {
    /// Moves the answers with these keys to the front, in their order. The others keep their order after
    /// them.
    pub fn sort_by<'k>(&mut self, keys: impl Iterator<Item = &'k str>) {
        let places: BTreeMap<&str, usize> = keys.enumerate().map(|(n, key)| (key, n)).collect();
        self.given.sort_by_key(|(key, _)| places.get(key.as_str()).copied().unwrap_or(usize::MAX));
    }

    /// The first line of the first answer that is not empty. Describes the session if it has no notes.
    pub fn gist(&self) -> String {
        let lines = self.given.iter().map(|(_, answer)| answer.to_string());
        lines
            .filter_map(|text| text.lines().next().map(str::to_string))
            .find(|l| !l.is_empty())
            .unwrap_or_default()
    }
}

impl Answer {
    /// A text, or a day if the whole text is a date.
    pub fn text(text: &str) -> Answer {
        text.parse().map_or_else(|_| Answer::Text(text.to_string()), Answer::Day)
    }
}

/// Renders an answer for people: a list has one line per item.
impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Answer::Text(text) => f.write_str(text.trim_end()),
            Answer::List(items) => f.write_str(&items.join("\n")),
            Answer::Number(number) => number.fmt(f),
            Answer::Day(day) => day.fmt(f),
        }
    }
}

/// An answer as TOML and JSON represent it: the plain value.
struct Plain(Answer);

impl Serialize for Plain {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Answer::Text(text) => serializer.serialize_str(text),
            Answer::List(items) => items.serialize(serializer),
            Answer::Number(number) => serializer.serialize_i64(*number),
            Answer::Day(day) => day.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Plain, D::Error> {
        let refused = || D::Error::custom("expected a text, a whole number, a date or a list of texts");
        let answer = match toml::Value::deserialize(deserializer)? {
            toml::Value::String(text) => Answer::text(&text),
            toml::Value::Integer(number) => Answer::Number(number),
            toml::Value::Datetime(day) => Answer::Day(day.to_string().parse().map_err(|_| refused())?),
            toml::Value::Array(items) => {
                let text = |item: toml::Value| item.as_str().map(str::to_string);
                Answer::List(items.into_iter().map(text).collect::<Option<_>>().ok_or_else(refused)?)
            }
            _ => return Err(refused()),
        };
        Ok(Plain(answer))
    }
}

/// Binary formats, such as the cache, get values with their types. Human-readable formats get a table.
impl Serialize for Answers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return (&self.template, &self.given).serialize(serializer);
        }
        let mut table = serializer.serialize_map(Some(self.given.len() + 1))?;
        table.serialize_entry(TEMPLATE, &self.template)?;
        for (key, answer) in &self.given {
            table.serialize_entry(key, &Plain(answer.clone()))?;
        }
        table.end()
    }
}

impl<'de> Deserialize<'de> for Answers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Answers, D::Error> {
        if !deserializer.is_human_readable() {
            let (template, given) = Deserialize::deserialize(deserializer)?;
            return Ok(Answers { template, given });
        }
        deserializer.deserialize_map(AnswerTable)
    }
}

struct AnswerTable;

impl<'de> Visitor<'de> for AnswerTable {
    type Value = Answers;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table of answers with the key `template`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Answers, A::Error> {
        let (mut template, mut given) = (None, Vec::new());
        while let Some(key) = map.next_key::<String>()? {
            if key == TEMPLATE {
                template = Some(map.next_value()?);
            } else {
                given.push((key, map.next_value::<Plain>()?.0));
            }
        }
        let template = template.ok_or_else(|| A::Error::missing_field(TEMPLATE))?;
        Ok(Answers { template, given })
    }
}
