//! The tables of `docs/reference/files.md`: the keys come from `journal/records/fields.rs`, the required ones and the
//! possible values from `schema/`.

use std::path::Path;

use coach::journal::records::fields::{self, Field, FieldValue, RecordTable};
use coach::journal::records::kind::RecordKind;
use serde_json::Value;

use super::{TESTS, codes, row};
use crate::generated::{below, is_written};

const MARK: &str = "<!-- A test generates everything below this line from the source; do not edit it. -->\n";

/// A table of a record: its heading, the place of its schema, and what it holds.
struct Part(RecordTable, &'static str, &'static str, &'static str);

const PARTS: &[(RecordKind, &[Part])] = &[
    (
        RecordKind::Session,
        &[
            Part(RecordTable::Session, "", "", "One conversation, in `sessions/`."),
            Part(RecordTable::Answers, "[answers]", "answers", "The answers to the fields of a form."),
            Part(RecordTable::Feedback, "[feedback]", "feedback", "The person's feedback on the session."),
            Part(RecordTable::Action, "[[action]]", "action", "One table for each action."),
            Part(RecordTable::Benefit, "[action.benefit]", "benefit", "The measured benefit of an action."),
            Part(RecordTable::FollowUp, "[[follow_up]]", "follow_up", "One table for each follow-up."),
            Part(RecordTable::Move, "moved", "move", "One table for each move of a due day."),
        ],
    ),
    (
        RecordKind::Person,
        &[Part(RecordTable::Person, "", "", "A person, or a group with members, in `people/`.")],
    ),
    (
        RecordKind::Objective,
        &[
            Part(RecordTable::Objective, "", "", "A goal of the business, in `objectives/`."),
            Part(RecordTable::Reading, "[[reading]]", "reading", "One table for each value of the measure."),
        ],
    ),
    (
        RecordKind::Request,
        &[
            Part(RecordTable::Request, "", "", "A wish for coaching or training, in `requests/`."),
            Part(RecordTable::RequestAnswer, "[answer]", "answer", "The decision about the request."),
        ],
    ),
    (
        RecordKind::Story,
        &[Part(RecordTable::Story, "", "", "The story of a completed action, in `stories/`.")],
    ),
    (
        RecordKind::Policy,
        &[Part(RecordTable::Policy, "", "", "A policy that the team agreed on, in `policies/`.")],
    ),
    (
        RecordKind::Resource,
        &[Part(RecordTable::Resource, "", "", "An offer to give to people, in `resources/`.")],
    ),
    (
        RecordKind::Template,
        &[
            Part(
                RecordTable::TemplateRecord,
                "",
                "",
                "A form with fields, or a programme of actions and follow-ups, in `templates/`.",
            ),
            Part(
                RecordTable::TemplateField,
                "[[field]]",
                "field",
                "One question of a form. Unknown keys are an error here, because one may be a mistyped `private`.",
            ),
            Part(RecordTable::PlannedAction, "[[action]]", "action", "One action of a programme."),
            Part(RecordTable::PlannedQuestion, "[[follow_up]]", "follow_up", "One follow-up of a programme."),
        ],
    ),
    (
        RecordKind::Standard,
        &[
            Part(
                RecordTable::Standard,
                "",
                "",
                "The rules by which a professional body counts coaching hours, in `standards/`.",
            ),
            Part(RecordTable::Level, "[[level]]", "level", "One credential; list the easiest first."),
        ],
    ),
];

fn schema(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema").join(format!("{name}.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The schema of a table: the root of a file, or one of its definitions.
fn place(schema: &Value, name: &str) -> Value {
    if name.is_empty() { schema.clone() } else { schema["$defs"][name].clone() }
}

/// The kind of a value, with its possible words or its range.
fn kind(field: &Field, property: &Value) -> String {
    let words = property["enum"].as_array().or_else(|| property["items"]["enum"].as_array());
    if let Some(words) = words {
        let words = codes(words.iter().filter_map(Value::as_str));
        let list = if property["items"].is_object() { "list of " } else { "" };
        return format!("{list}{words}");
    }
    let range = match (property["minimum"].as_i64(), property["maximum"].as_i64()) {
        (Some(least), Some(most)) => format!(", {least} to {most}"),
        (Some(least), None) => format!(", {least} or more"),
        _ => String::new(),
    };
    match field.value {
        FieldValue::Id => "id".into(),
        FieldValue::Day => "day".into(),
        FieldValue::Time => "time".into(),
        FieldValue::Number => format!("whole number{range}"),
        FieldValue::Amount => format!("number{range}"),
        FieldValue::Truth => "`true` or `false`".into(),
        FieldValue::Text => "text".into(),
        FieldValue::Word | FieldValue::Choice => "word".into(),
        FieldValue::Handle | FieldValue::Template => "handle".into(),
        FieldValue::Choices => "list of words".into(),
        FieldValue::Handles | FieldValue::Former => "list of handles".into(),
        FieldValue::Moves => "list of tables".into(),
    }
}

/// The keys of a schema that hold a value, not a table of the record.
fn keys(schema: &Value) -> Vec<String> {
    let is_table = |name: &str| {
        ["action", "answer", "answers", "benefit", "feedback", "field", "follow_up", "level", "reading"]
            .iter()
            .any(|table| name == format!("#/$defs/{table}"))
    };
    let is_value = |property: &Value| {
        let target = property["$ref"].as_str().or_else(|| property["items"]["$ref"].as_str());
        !target.is_some_and(is_table)
    };
    let all = schema["properties"].as_object().unwrap().iter();
    let mut keys: Vec<String> = all
        .filter(|(key, property)| is_value(property) && *key != "conflict")
        .map(|(key, _)| key.clone())
        .collect();
    keys.sort();
    keys
}

fn rows(part: &Part, schema: &Value) -> String {
    let is_required = |key: &str| {
        schema["required"].as_array().is_some_and(|keys| keys.iter().any(|required| required == key))
    };
    let rows = fields::keys_of(part.0).map(|field| {
        let default = match (is_required(field.key), field.default) {
            (true, _) => "required".to_string(),
            (false, "") => "optional".to_string(),
            (false, text) if text.contains('`') => format!("default: {text}"),
            (false, value) => format!("default: `{value}`"),
        };
        let kind = kind(field, &schema["properties"][field.key]);
        row(&[&format!("`{}`", field.key), &kind, &default, &format!("{}.", field.meaning)])
    });
    format!(
        "\n| key | type | required or default | meaning |\n|---|---|---|---|\n{}",
        rows.collect::<String>()
    )
}

fn records() -> String {
    let mut text = String::new();
    for (kind, parts) in PARTS {
        let name = kind.noun();
        let file = schema(name);
        text += &format!("\n## {}{}\n", name[..1].to_uppercase(), &name[1..]);
        for part in *parts {
            if !part.1.is_empty() {
                text += &format!("\n### `{}` of a {name}\n", part.1);
            }
            text += &format!("\n{}\n{}", part.3, rows(part, &place(&file, part.2)));
        }
        text += &format!("\nSchema: [`schema/{name}.json`](../../schema/{name}.json).\n");
    }
    text
}

/// The keys of `coach.toml`, from its schema.
fn settings(prefix: &str, schema: &Value) -> String {
    let mut text = String::new();
    for (key, property) in schema["properties"].as_object().unwrap() {
        let name = format!("{prefix}{key}");
        if property["properties"].is_object() {
            text += &settings(&format!("{name}."), property);
            continue;
        }
        if key == "conflict" {
            continue;
        }
        let values = property["enum"].as_array();
        let kind = match (values, property["type"].as_str()) {
            (Some(values), _) => {
                let words: Vec<String> =
                    values.iter().map(|value| value.to_string().trim_matches('"').to_string()).collect();
                codes(words.iter().map(String::as_str))
            }
            (None, Some("integer")) => format!("whole number, {} or more", property["minimum"]),
            (None, Some("boolean")) => "`true` or `false`".into(),
            (None, Some("array")) => "list of handles".into(),
            (None, Some(_)) => "text".into(),
            _ if property["const"].is_u64() => format!("`{}`", property["const"]),
            _ => "day".into(),
        };
        let is_required = schema["required"].as_array().is_some_and(|keys| keys.iter().any(|one| one == key));
        let default = match &property["default"] {
            _ if is_required => "required".to_string(),
            Value::Null => "optional".to_string(),
            value => format!("default: `{}`", value.to_string().trim_matches('"')),
        };
        let meaning = property["description"].as_str().unwrap_or_default();
        text += &row(&[&format!("`{name}`"), &kind, &default, &format!("{meaning}.")]);
    }
    text
}

#[test]
fn every_key_of_every_file_is_in_the_reference() {
    let team = settings("", &schema("coach"));
    let team = format!(
        "\n## coach.toml\n\nThe settings of the journal, for everyone who shares it. [Settings](settings.md#coachtoml) \
         shows an example.\n\n| key | type | required or default | meaning |\n|---|---|---|---|\n{team}\n\
         Schema: [`schema/coach.json`](../../schema/coach.json).\n"
    );
    let text = format!("{}{team}", records());
    is_written("docs/reference/files.md", TESTS, |present| below(MARK, present, &text));
}

#[test]
fn the_schemas_have_the_keys_of_the_records() {
    for (kind, parts) in PARTS {
        let file = schema(kind.noun());
        for part in *parts {
            let mut own: Vec<String> = fields::keys_of(part.0).map(|field| field.key.to_string()).collect();
            own.sort();
            assert_eq!(keys(&place(&file, part.2)), own, "{} {}", kind.noun(), part.1);
        }
    }
}
