//! One success story in full, for the coach who wrote it.

use serde::Serialize;

use super::page::{Page, Text, Tone};
use super::wording;
use crate::journal::query::journal::{Filed, ShortIds};
use crate::journal::records::story::{Consent, Story};
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

/// A story, as `--json` gives it if it is the only one requested.
#[derive(Debug, Serialize)]
pub(crate) struct StoryValue<'a> {
    id: &'a Id,
    pub(crate) date: Day,
    action: &'a Id,
    person: &'a Handle,
    context: &'a str,
    did: &'a str,
    result: &'a str,
    quote: &'a str,
    consent: Consent,
    consented: Option<Day>,
    consent_by: Option<&'a Handle>,
    consent_form: Option<&'a str>,
    path: &'a str,
}

pub(crate) fn value(filed: &Filed<Story>) -> StoryValue<'_> {
    let story = &filed.record;
    StoryValue {
        id: &story.id,
        date: story.date,
        action: &story.action,
        person: &story.person,
        context: &story.context,
        did: &story.did,
        result: &story.result,
        quote: &story.quote,
        consent: story.consent,
        consented: story.consented,
        consent_by: story.consent_by.as_ref(),
        consent_form: story.consent_form.as_deref(),
        path: &filed.path,
    }
}

pub(crate) fn page(filed: &Filed<Story>, prefixes: &ShortIds) -> Page {
    let story = &filed.record;
    let mut page = Page::new();
    let headline = wording::full_id(&story.id, prefixes)
        .naming(&filed.path)
        .with(Tone::Heading, "  ")
        .day(Tone::Heading, story.date)
        .plain(format!("  a story of {}", story.person));
    page.line(wording::contested(headline, !story.conflict.is_empty()));
    let fact = |name: &str, value: Text| vec![Text::new().with(Tone::Faint, name), value];
    let consent = match (story.consent, story.consented) {
        (Consent::None, _) => Text::new().with(
            Tone::Warning,
            "none: hidden from lists and reports, but everyone with the journal can read it",
        ),
        (consent, Some(day)) => {
            let by = story.consent_by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
            let form = story.consent_form.as_ref().map(|form| format!(" ({form})")).unwrap_or_default();
            Text::from(format!("{consent}, given{by} ")).day(Tone::Plain, day).plain(form)
        }
        (consent, None) => consent.as_str().into(),
    };
    page.table(
        2,
        &[],
        vec![fact("action", wording::full_id(&story.action, prefixes)), fact("consent", consent)],
    );
    for (title, text) in [
        ("Before", &story.context),
        ("Done", &story.did),
        ("Result", &story.result),
        ("In their words", &story.quote),
    ] {
        if !text.trim().is_empty() {
            page.blank();
            page.indented(2, Text::new().with(Tone::Heading, title));
            page.quote(4, text.trim_end());
        }
    }
    page.blank();
    page.indented(2, wording::place(&filed.path));
    page
}
