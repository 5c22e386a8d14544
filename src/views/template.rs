//! Forms and programmes: the list of all, and one in full.

use serde::Serialize;

use super::page::{Page, Text, Tone};
use super::wording::count;
use crate::journal::query::journal::{Filed, Journal};
use crate::journal::records::template::{Planned, PlannedAsk, Template};
use crate::journal::records::template_field::{Kind, TemplateField};
use crate::journal::values::handle::Handle;

/// A template, as `--json` gives it.
#[derive(Serialize)]
pub(crate) struct TemplateRow<'a> {
    pub handle: &'a Handle,
    /// `form` or `programme`.
    pub kind: &'static str,
    pub title: Option<&'a str>,
    pub source: Option<&'a str>,
    pub fields: Vec<FieldRow<'a>>,
    pub actions: &'a [Planned],
    pub follow_ups: &'a [PlannedAsk],
    /// Null if the template is built in.
    pub path: Option<&'a str>,
}

#[derive(Serialize)]
pub(crate) struct FieldRow<'a> {
    pub key: &'a str,
    pub prompt: &'a str,
    pub kind: Kind,
    pub private: bool,
    /// The bounds of a scale; null for other kinds.
    pub lowest: Option<i64>,
    pub highest: Option<i64>,
}

fn field(field: &TemplateField) -> FieldRow<'_> {
    let scale = field.kind == Kind::Scale;
    FieldRow {
        key: &field.key,
        prompt: &field.prompt,
        kind: field.kind,
        private: field.private,
        lowest: scale.then(|| field.lowest()),
        highest: scale.then(|| field.highest()),
    }
}

pub(crate) fn row(filed: &Filed<Template>) -> TemplateRow<'_> {
    let template = &filed.record;
    TemplateRow {
        handle: &template.handle,
        kind: if template.is_programme() { "programme" } else { "form" },
        title: template.title.as_deref(),
        source: template.source.as_deref(),
        fields: template.fields.iter().map(field).collect(),
        actions: &template.actions,
        follow_ups: &template.follow_ups,
        path: (!filed.is_built_in()).then_some(&filed.path),
    }
}

/// All templates: forms before programmes, each by handle.
pub(crate) fn rows(journal: &Journal) -> Vec<TemplateRow<'_>> {
    let mut rows: Vec<TemplateRow<'_>> = journal.templates.values().map(row).collect();
    rows.sort_by_key(|row| (row.kind, row.handle));
    rows
}

pub(crate) fn list(rows: &[TemplateRow<'_>]) -> Page {
    let mut page = Page::new();
    let row = |row: &TemplateRow<'_>| {
        let size = match row.fields.len() {
            0 => count(row.actions.len(), "action"),
            fields => count(fields, "field"),
        };
        vec![
            Text::new().with(Tone::Heading, row.handle.as_str()),
            row.kind.into(),
            size.into(),
            Text::new().with(Tone::Faint, row.path.map_or("built in", |_| "this journal")),
            row.title.unwrap_or_default().into(),
        ]
    };
    page.table(0, &["name", "kind", "size", "source", "title"], rows.iter().map(row).collect());
    page
}

pub(crate) fn page(filed: &Filed<Template>) -> Page {
    let template = &filed.record;
    let mut page = Page::new();
    let title = template.title.as_deref().map(|title| format!("  {title}")).unwrap_or_default();
    page.line(Text::new().with(Tone::Heading, template.handle.as_str()).plain(title));
    if let Some(source) = &template.source {
        page.indented(2, Text::new().with(Tone::Faint, source.as_str()));
    }
    page.blank();
    page.table(2, &["field", "question", "", ""], template.fields.iter().map(asked).collect());
    let due = |due: Option<String>| Text::new().with(Tone::Faint, due.unwrap_or_default());
    let action = |one: &Planned| {
        vec![
            due(one.due.as_ref().map(ToString::to_string)),
            one.key.as_str().into(),
            one.what.as_str().into(),
        ]
    };
    page.table(2, &["due", "action", ""], template.actions.iter().map(action).collect());
    if !template.actions.is_empty() && !template.follow_ups.is_empty() {
        page.blank();
    }
    let ask = |one: &PlannedAsk| {
        let about = one.action.as_deref().unwrap_or_default();
        vec![due(Some(one.due.to_string())), about.into(), one.ask.as_str().into()]
    };
    page.table(2, &["asked", "about", ""], template.follow_ups.iter().map(ask).collect());
    page.blank();
    let place = if filed.is_built_in() { "built in" } else { &filed.path };
    page.indented(2, Text::new().with(Tone::Faint, place));
    page
}

fn asked(field: &TemplateField) -> Vec<Text> {
    let private = if field.private { "private" } else { "" };
    vec![
        field.key.as_str().into(),
        field.question().into(),
        Text::new().with(Tone::Faint, field.kind_in_words()),
        Text::new().with(Tone::Warning, private),
    ]
}
