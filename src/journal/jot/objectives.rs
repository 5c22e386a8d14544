//! The objectives in the head of a line, each with the mark `#`: `ana 20m pricing #reduce-churn: …`.

use std::ops::Range;

use super::Misread;
use super::lexer::WordSpan;
use crate::journal::query::journal::Journal;
use crate::journal::records::objective::NO_OBJECTIVE;
use crate::journal::text::did_you_mean::near;
use crate::journal::values::handle::Handle;

/// Reads the objectives in the head. Also returns the line with spaces in their place, so that every other word keeps
/// its place.
pub(super) fn take_from(
    line: &str,
    head: &WordSpan,
    journal: &Journal,
) -> Result<(Vec<Handle>, String), Misread> {
    let mut found = Vec::new();
    let mut rest = line.to_string();
    for word in &head.0 {
        let written = line[word.clone()].trim_end_matches([':', ',']);
        let Some(name) = written.strip_prefix('#').filter(|name| !name.is_empty() && !name.contains('#'))
        else {
            if let Some(at) = written.find('#') {
                let place = word.start + at..word.start + written.len();
                return Err(Misread::new(place, "a `#` begins an objective, with a space before it")
                    .hint("such as: ana 20m pricing #reduce-churn: …"));
            }
            continue;
        };
        let place = word.start..word.start + written.len();
        let handle = objective(journal, name, &place)?;
        if !found.contains(&handle) {
            found.push(handle);
        }
        rest.replace_range(place.clone(), &" ".repeat(place.len()));
    }
    Ok((found, rest))
}

fn objective(journal: &Journal, name: &str, place: &Range<usize>) -> Result<Handle, Misread> {
    let handle: Option<Handle> = name.to_lowercase().parse().ok();
    let is_known =
        |handle: &Handle| journal.objectives.contains_key(handle) || handle.as_str() == NO_OBJECTIVE;
    if let Some(handle) = handle.clone().filter(is_known) {
        return Ok(handle);
    }
    let hint = match (near(name, journal.objectives.keys().map(Handle::as_str)), handle) {
        (Some(near), _) => format!("did you mean `#{near}`?"),
        (None, Some(handle)) => {
            format!("for a topic, leave the `#` out; for a new objective: coach objective add {handle}")
        }
        (None, None) => "for a topic, leave the `#` out".to_string(),
    };
    Err(Misread::new(place.clone(), format!("no objective is called `{name}`")).hint(hint))
}
