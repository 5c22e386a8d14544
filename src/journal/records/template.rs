//! A template: the fields of a note form (`log --template grow`), or a programme of actions and follow-ups to
//! assign (`assign onboarding ana`). The built-in templates are in `templates/` beside this file. A file with
//! the same handle in the journal's own `templates/` replaces a built-in one.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::answers::TEMPLATE;
use super::session::Session;
use super::standard;
use super::template_field::{self, Kind, TemplateField};
use crate::journal::query::journal::{Filed, Journal};
use crate::journal::text::confidential::KEY as PRIVATE;
use crate::journal::values::handle::Handle;
use crate::journal::values::offset::Offset;

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Template {
    /// The template's name. A file with the same handle replaces it.
    pub handle: Handle,
    pub title: Option<String>,
    /// The author of the method.
    pub source: Option<String>,
    #[serde(default, rename = "field")]
    pub fields: Vec<TemplateField>,
    #[serde(default, rename = "action")]
    pub actions: Vec<Planned>,
    #[serde(default, rename = "follow_up")]
    pub follow_ups: Vec<PlannedAsk>,
    /// The values that a merge did not use, until the user resolves them; `merge::conflicts` reads them.
    #[serde(default, serialize_with = "crate::journal::text::conflict_json::serialize")]
    pub conflict: Vec<toml::Table>,
}

/// An action of a programme.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Planned {
    /// The key by which the programme's follow-ups name this action.
    #[serde(deserialize_with = "template_field::key")]
    pub key: String,
    pub what: String,
    pub due: Option<Offset>,
}

/// A follow-up of a programme, about one of its actions or about the whole programme.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct PlannedAsk {
    pub action: Option<String>,
    pub ask: String,
    pub due: Offset,
}

const BUILT_IN: [&str; 8] = [
    include_str!("templates/clear.toml"),
    include_str!("templates/five-whys.toml"),
    include_str!("templates/grow.toml"),
    include_str!("templates/onboarding.toml"),
    include_str!("templates/oskar.toml"),
    include_str!("templates/retro.toml"),
    include_str!("templates/star.toml"),
    include_str!("templates/tgrow.toml"),
];

/// The templates that are part of the program. They have no path.
pub fn built_in() -> BTreeMap<Handle, Filed<Template>> {
    let read = BUILT_IN.iter().filter_map(|text| toml::from_str::<Template>(text).ok());
    read.map(|record| (record.handle.clone(), Filed { path: String::new(), record })).collect()
}

/// The text of a built-in template.
pub fn built_in_text(handle: &Handle) -> Option<&'static str> {
    let is_it = |text: &&&str| toml::from_str::<Template>(text).is_ok_and(|one| one.handle == *handle);
    BUILT_IN.iter().find(is_it).copied()
}

/// The text of a new form, for the user to edit.
pub fn skeleton(handle: &Handle) -> String {
    format!(
        "\
# A form. `coach log --template {handle}` asks its fields in this order. Every answer is optional.
handle = \"{handle}\"
# title = \"The purpose of the form\"

[[field]]
key = \"goal\"
prompt = \"What do they want to be different?\"

[[field]]
key = \"confidence\"
prompt = \"How sure are they?\"
# text (the default), list (one item a line), date, or scale (a number from lowest to highest)
kind = \"scale\"
lowest = 0
highest = 10

[[field]]
key = \"hunch\"
prompt = \"What do you think, but did not say?\"
# only you can read the answer: coach saves it as a private note, never in the journal
private = true
"
    )
}

impl Template {
    /// Whether this is a programme and not a form.
    pub fn is_programme(&self) -> bool {
        self.fields.is_empty()
    }

    pub fn field(&self, key: &str) -> Option<&TemplateField> {
        self.fields.iter().find(|field| field.key == key)
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|field| field.key.as_str())
    }

    /// Why a well-formed file is not a valid template.
    pub fn refused(&self) -> Option<String> {
        let has_plan = !self.actions.is_empty() || !self.follow_ups.is_empty();
        if self.fields.is_empty() != has_plan {
            return Some(
                "a template needs either fields (a form), or actions or follow-ups (a programme)".into(),
            );
        }
        let mut seen = BTreeSet::new();
        let keys = self.keys().chain(self.actions.iter().map(|action| action.key.as_str()));
        for key in keys {
            if !seen.insert(key) {
                return Some(format!("the key `{key}` appears twice"));
            }
        }
        let reserved = |key: &&str| [TEMPLATE, PRIVATE].contains(key);
        if let Some(key) = self.keys().find(reserved) {
            return Some(format!("a field cannot have the key `{key}`: sessions use it for something else"));
        }
        if let Some(field) = self.fields.iter().find(|field| field.prompt.trim().is_empty()) {
            return Some(format!("the field `{}` has an empty prompt", field.key));
        }
        if let Some(field) = self.fields.iter().find(|field| !field.has_fit_ends()) {
            return Some(match field.kind {
                Kind::Scale => format!(
                    "the field `{}`: `lowest` ({}) must be less than `highest` ({})",
                    field.key,
                    field.lowest(),
                    field.highest()
                ),
                _ => format!(
                    "the field `{}`: only a scale has `lowest` and `highest`, but this is a {}",
                    field.key, field.kind
                ),
            });
        }
        let about = self.follow_ups.iter().filter_map(|ask| ask.action.as_ref());
        let unknown = |key: &&String| !self.actions.iter().any(|action| action.key == **key);
        about
            .clone()
            .find(unknown)
            .map(|_| "a follow-up has an unknown `action`: no action has that key".to_string())
    }
}

/// Sorts the answers of a session by the fields of its template.
pub fn in_order(session: &mut Session, templates: &BTreeMap<Handle, Filed<Template>>) {
    if let Some(answers) = &mut session.answers
        && let Some(template) = templates.get(&answers.template)
    {
        answers.sort_by(template.record.keys());
    }
}

impl Journal {
    /// A new journal: only the built-in standards and templates.
    pub fn begun() -> Journal {
        Journal { standards: standard::built_in(), templates: built_in(), ..Journal::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::records;

    #[test]
    fn what_is_built_in_can_be_read_and_is_in_order() {
        let names: Vec<String> = built_in().keys().map(Handle::to_string).collect();
        assert_eq!(names, ["clear", "five-whys", "grow", "onboarding", "oskar", "retro", "star", "tgrow"]);
        for text in BUILT_IN {
            let read = records::read::<Template>("x", text).unwrap();
            assert!(records::unknown_keys::<Template>(text).is_empty(), "{}", read.handle);
            assert_eq!(built_in_text(&read.handle), Some(text));
        }
    }

    fn why_not(text: &str) -> String {
        records::read::<Template>("x", &format!("handle = \"x\"\n{text}")).unwrap_err().message
    }

    #[test]
    fn what_is_no_template_is_refused() {
        let field = "[[field]]\nkey = \"a\"\nprompt = \"A?\"\n";
        assert!(why_not("").contains("either fields"));
        assert!(
            why_not(&format!("{field}[[action]]\nkey = \"b\"\nwhat = \"B\"\n")).contains("either fields")
        );
        assert!(why_not(&format!("{field}{field}")).contains("twice"));
        assert!(why_not(&field.replace("\"a\"", "\"private\"")).contains("for something else"));
        assert!(why_not(&field.replace("\"a\"", "\"A b\"")).contains("a key has 1 to 19 characters"));
        assert!(
            why_not(&field.replace("\"a\"", "\"is-training-the-answer\""))
                .contains("a key has 1 to 19 characters")
        );
        assert!(why_not(&field.replace("A?", "  ")).contains("has an empty prompt"));
        assert!(why_not(&format!("{field}privte = true\n")).contains("unknown field `privte`"));
        assert!(why_not(&format!("{field}lowest = 3\n")).contains("only a scale"));
        assert!(
            why_not(&format!("{field}kind = \"scale\"\nlowest = 3\nhighest = 3\n"))
                .contains("`lowest` (3) must be less")
        );
        assert!(why_not(&format!("{field}kind = \"number\"\n")).contains("a kind of field is one of"));
        assert!(
            why_not("[[follow_up]]\naction = \"a\"\nask = \"A?\"\ndue = \"1w\"\n")
                .contains("unknown `action`")
        );
        assert!(why_not("[[follow_up]]\nask = \"A?\"\ndue = \"soon\"\n").contains("a time after the start"));
    }
}
