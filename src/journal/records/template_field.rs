//! A field of a form: its prompt, and how coach parses an answer to it.

use serde::{Deserialize, Deserializer, Serialize};

use super::answers::Answer;
use crate::journal::dates::{Calendar, Direction};
use crate::journal::text::confidential::SENTENCE;
use crate::journal::values::handle::Handle;
use crate::journal::values::word_enum::words;

/// One question of a form. Every answer is optional. An unknown key is an error here, unlike in other
/// records, because it may be a mistyped `private`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateField {
    #[serde(deserialize_with = "key")]
    pub key: String,
    pub prompt: String,
    #[serde(default)]
    pub kind: Kind,
    /// Whether the answer is private to the coach.
    #[serde(default)]
    pub private: bool,
    /// The ends of a scale; 0 and 10 by default.
    pub lowest: Option<i64>,
    pub highest: Option<i64>,
}

words! {
    /// The type of an answer.
    #[derive(Default)]
    Kind, "a kind of field" {
        #[default]
        Text = "text",
        List = "list",
        /// A whole number between two ends.
        Scale = "scale",
        Date = "date",
    }
}

/// The longest key. The key is a line of its own above a private answer, so it must be shorter than the
/// sentences that the guard searches for in the journal.
pub const LONGEST_KEY: usize = SENTENCE - 1;

/// Parses the key of a field or of a planned action.
pub(crate) fn key<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let key = String::deserialize(deserializer)?;
    if key.len() > LONGEST_KEY || key.parse::<Handle>().is_err() {
        return Err(serde::de::Error::custom(format!(
            "a key has 1 to {LONGEST_KEY} characters: a-z, 0-9 and -"
        )));
    }
    Ok(key)
}

impl TemplateField {
    /// Whether the ends are valid: only a scale has ends, and the lower one is smaller.
    pub fn has_fit_ends(&self) -> bool {
        match self.kind {
            Kind::Scale => self.lowest() < self.highest(),
            _ => self.lowest.is_none() && self.highest.is_none(),
        }
    }

    pub fn lowest(&self) -> i64 {
        self.lowest.unwrap_or(0)
    }

    pub fn highest(&self) -> i64 {
        self.highest.unwrap_or(10)
    }

    /// The prompt on one line, even if the file has several.
    pub fn question(&self) -> String {
        self.prompt.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Parses typed input into an answer. `None` if the input is blank. A list has one item per line.
    pub fn read(&self, typed: &str, calendar: &Calendar) -> Result<Option<Answer>, String> {
        if typed.trim().is_empty() {
            return Ok(None);
        }
        Ok(Some(match self.kind {
            Kind::Text => Answer::text(&crate::journal::text::new_record::written(typed)),
            Kind::List => {
                let items = typed.lines().map(str::trim).filter(|item| !item.is_empty());
                Answer::List(items.map(str::to_string).collect())
            }
            Kind::Scale => {
                let (lowest, highest) = (self.lowest(), self.highest());
                let number = typed.trim().parse::<i64>().ok().filter(|n| (lowest..=highest).contains(n));
                Answer::Number(number.ok_or_else(|| {
                    format!("{:?} is not a whole number from {lowest} to {highest}", typed.trim())
                })?)
            }
            Kind::Date => Answer::Day(calendar.day(typed, Direction::Forward)?),
        }))
    }

    /// Whether an answer in a file has the type of this field. A text may be a date.
    pub fn takes(&self, answer: &Answer) -> bool {
        match (self.kind, answer) {
            (Kind::Text, Answer::Text(_) | Answer::Day(_)) | (Kind::List, Answer::List(_)) => true,
            (Kind::Scale, Answer::Number(n)) => (self.lowest()..=self.highest()).contains(n),
            (Kind::Date, Answer::Day(_)) => true,
            _ => false,
        }
    }

    /// A description such as `list`, `0 to 10` or `date`. Empty for a text.
    pub fn kind_in_words(&self) -> String {
        match self.kind {
            Kind::Text => String::new(),
            Kind::Scale => format!("{} to {}", self.lowest(), self.highest()),
            kind => kind.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::records;
    use crate::journal::records::template::Template;

    #[test]
    fn an_answer_is_read_by_its_kind() {
        let calendar = Calendar { today: "2026-11-21".parse().unwrap(), order: None, unread_order: None };
        let field = |kind: &str| {
            let text =
                format!("handle = \"x\"\n[[field]]\nkey = \"a\"\nprompt = \"A?\"\nkind = \"{kind}\"\n");
            records::read::<Template>("x", &text).unwrap().fields.remove(0)
        };
        let read = |kind: &str, typed: &str| field(kind).read(typed, &calendar);
        assert_eq!(read("text", " \n "), Ok(None));
        assert_eq!(read("text", "One\nTwo"), Ok(Some(Answer::Text("One\nTwo\n".into()))));
        assert_eq!(read("list", "One\n\n Two "), Ok(Some(Answer::List(vec!["One".into(), "Two".into()]))));
        assert_eq!(read("scale", " 10 "), Ok(Some(Answer::Number(10))));
        assert_eq!(read("scale", "11"), Err("\"11\" is not a whole number from 0 to 10".into()));
        assert_eq!(read("date", "fri"), Ok(Some(Answer::Day("2026-11-27".parse().unwrap()))));
        assert!(read("date", "someday").is_err());
        // A date as the answer to a text is stored as a day.
        assert_eq!(read("text", "2026-11-27"), Ok(Some(Answer::Day("2026-11-27".parse().unwrap()))));
    }
}
