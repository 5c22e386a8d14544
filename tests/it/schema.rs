//! The schemas name every word that the records know, and no other. That real exports and files are

//! as they say, `tests/formats.sh` asks a validator.

use std::path::Path;

use coach::journal::records::follow_up::{Obstacle, Outcome};
use coach::journal::records::person::Relationship;
use coach::journal::records::request::Decision;
use coach::journal::records::resource::ResourceKind;
use coach::journal::records::session::Kind;
use coach::journal::records::settings::{Commit, DateOrder, Settings};
use coach::journal::records::story::Consent;
use serde_json::Value;

fn schema(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema").join(name);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The words at this place, without the null that stands for none.
fn words(schema: &Value, place: &str) -> Vec<String> {
    let words = schema.pointer(place).unwrap_or_else(|| panic!("{place}")).as_array().unwrap();
    words.iter().filter_map(Value::as_str).map(str::to_string).collect()
}

fn all<T: Copy + ToString>(words: &[T]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}

#[test]
fn every_kind_of_field_is_known() {
    let place = "/$defs/field/properties/kind/enum";
    assert_eq!(
        words(&schema("template.json"), place),
        all(coach::journal::records::template_field::Kind::ALL)
    );
}

#[test]
fn the_settings_and_the_standards_know_the_same_words() {
    let coach = schema("coach.json");
    assert_eq!(words(&coach, "/properties/commit/enum"), all(Commit::ALL));
    assert_eq!(words(&coach, "/properties/date_order/enum"), all(DateOrder::ALL));
    assert_eq!(coach.pointer("/properties/format/const").and_then(Value::as_u64), Some(1));
    let weeks = coach.pointer("/properties/sprint/properties/weeks/enum").unwrap().as_array().unwrap();
    for number in 0..10 {
        let can_be = toml::from_str::<Settings>(&format!("format = 1\nsprint.weeks = {number}")).is_ok();
        assert_eq!(weeks.iter().any(|one| one.as_i64() == Some(number)), can_be, "{number}");
    }
    let (standard, export) = (schema("standard.json"), schema("export.json"));
    // What was agreed outside a session is in no standard.
    let mut conversations = all(Kind::ALL);
    conversations.retain(|kind| kind != "agreed");
    for (key, known) in [("kinds", conversations), ("relationships", all(Relationship::ALL))] {
        assert_eq!(words(&standard, &format!("/properties/{key}/items/enum")), known);
        assert_eq!(words(&export, &format!("/$defs/standard/properties/{key}/items/enum")), known);
    }
    let fields = all(coach::journal::records::template_field::Kind::ALL);
    assert_eq!(words(&export, "/$defs/field/properties/kind/enum"), fields);
}

#[test]
fn every_word_is_known_in_both() {
    let export = schema("export.json");
    let session = schema("session.json");
    for (record, key, known) in [
        ("session", "kind", all(Kind::ALL)),
        ("follow_up", "outcome", all(Outcome::ALL)),
        ("follow_up", "obstacle", all(Obstacle::ALL)),
        ("person", "relationship", all(Relationship::ALL)),
        ("answer", "decision", all(Decision::ALL)),
        ("story", "consent", all(Consent::ALL)),
        ("resource", "kind", all(ResourceKind::ALL)),
        ("resource", "obstacles/items", all(Obstacle::ALL)),
    ] {
        let place = format!("/$defs/{record}/properties/{key}/enum");
        assert_eq!(words(&export, &place), known, "{record}.{key}");
        let own = format!("{record}.json");
        match record {
            "session" | "person" | "story" | "resource" => {
                assert_eq!(words(&schema(&own), &format!("/properties/{key}/enum")), known, "{own} {key}");
            }
            "follow_up" => assert_eq!(words(&session, &place), known, "session.json {key}"),
            _ => assert_eq!(words(&schema("request.json"), &place), known, "request.json {key}"),
        }
    }
}
