//! `jsonl`: exports the same records as `json`, one per line, so that other programs can stream a large
//! journal. The first line has the format and version; each other line has its kind in the key `record`.

use serde::Serialize;

use super::What;
use super::json::{self, NAME, VERSION};
use super::selection::ExportSelection;

#[derive(Serialize)]
struct ExportHeader {
    format: &'static str,
    version: u32,
}

#[derive(Serialize)]
struct ExportLine<'a, T> {
    record: &'static str,
    #[serde(flatten)]
    value: &'a T,
}

/// The lines, without line endings.
pub(crate) fn lines(part: &ExportSelection<'_>, what: What) -> serde_json::Result<Vec<String>> {
    let is = |one: What| what == What::All || what == one;
    let mut lines = vec![serde_json::to_string(&ExportHeader { format: NAME, version: VERSION })?];
    if is(What::People) {
        add(&mut lines, "person", &part.people)?;
    }
    if is(What::Objectives) {
        add(&mut lines, "objective", &part.objectives)?;
    }
    if is(What::Sessions) {
        add(&mut lines, "session", &part.sessions)?;
    }
    if is(What::Requests) {
        add(&mut lines, "request", &part.requests)?;
    }
    if is(What::Stories) {
        add(&mut lines, "story", &part.stories)?;
    }
    if is(What::Policies) {
        add(&mut lines, "policy", &part.policies)?;
    }
    if is(What::Resources) {
        add(&mut lines, "resource", &part.resources)?;
    }
    match what {
        What::All => {
            add(&mut lines, "template", &part.templates)?;
            add(&mut lines, "standard", &part.standards)?;
        }
        What::Actions => add(&mut lines, "action", &json::actions(part))?,
        What::FollowUps => add(&mut lines, "follow_up", &json::follow_ups(part))?,
        _ => {}
    }
    Ok(lines)
}

fn add<T: Serialize>(lines: &mut Vec<String>, record: &'static str, values: &[T]) -> serde_json::Result<()> {
    for value in values {
        lines.push(serde_json::to_string(&ExportLine { record, value })?);
    }
    Ok(())
}
