//! One request: its text, its reasons and its answer.

use super::listing::requests::{self, RequestRow};
use super::page::{Page, Text, Tone};
use super::wording;
use crate::journal::query::journal::{Filed, ShortIds};
use crate::journal::records::request::{Decision, Request};
use crate::journal::values::day::Day;
use crate::report::sheet::{Column, Figure, Sheet, Table, column};

pub(crate) fn page(filed: &Filed<Request>, prefixes: &ShortIds, today: Day) -> Page {
    let request = &filed.record;
    let row: RequestRow<'_> = requests::row(filed, today);
    let mut page = Page::new();
    let from = request.from.as_ref().map(|from| format!("  from {from}")).unwrap_or_default();
    let headline = wording::full_id(&request.id, prefixes)
        .naming(&filed.path)
        .with(Tone::Heading, "  ")
        .day(Tone::Heading, request.date)
        .plain(from);
    page.line(wording::contested(headline, row.contested));
    page.blank();
    page.quote(2, request.what.trim_end());
    let mut rows: Vec<Vec<Text>> = vec![fact("state", requests::state(&row))];
    if let Some(because) = request.because() {
        rows.push(fact("because", because.trim_end().into()));
    }
    if let Some(objective) = &request.objective {
        rows.push(fact("objective", objective.as_str().into()));
    }
    page.blank();
    page.table(2, &[], rows);
    if !row.why.is_empty() {
        page.blank();
        page.indented(2, Text::new().with(Tone::Heading, "Why"));
        let whys = row.why.iter().enumerate();
        page.table(4, &[], whys.map(|(n, why)| vec![format!("{}.", n + 1).into(), (*why).into()]).collect());
    }
    page.blank();
    page.indented(2, wording::place(&filed.path));
    page
}

/// The subject of a mail about the answer.
pub(crate) fn mail_subject(request: &Request) -> String {
    format!("Your request: {}", request.what.lines().next().unwrap_or_default().trim())
}

/// The same as a table, for the HTML of the mail.
pub(crate) fn mail_sheet(request: &Request, today: Day) -> Sheet {
    const ANSWER: [Column; 3] =
        [column("request", "request", ""), column("answer", "answer", ""), column("because", "reason", "")];
    let row = request.answer.as_ref().map(|answer| {
        let texts = [request.what.trim_end(), decision_in_words(answer.decision), answer.because.trim_end()];
        texts.map(Figure::text).to_vec()
    });
    Sheet {
        name: "answer",
        title: mail_subject(request),
        about: format!("of {}", request.date),
        since: None,
        until: today.date(),
        as_of: today.date(),
        tables: vec![Table::new("answer", "", &ANSWER).rows(row).cards()],
        left_out: Vec::new(),
    }
}

fn decision_in_words(decision: Decision) -> &'static str {
    match decision {
        Decision::Yes => "yes",
        Decision::No => "no",
        Decision::Park => "not now",
        Decision::Reuse => "something that exists already does this",
    }
}

/// The text of a mail to the person who asked: the request, the answer and its reason. It has no reasons of the person.
pub(crate) fn mail_text(request: &Request) -> String {
    let asked = format!("You asked on {}:\n{}\n", request.date, request.what.trim_end());
    let Some(answer) = &request.answer else { return asked };
    let decision = decision_in_words(answer.decision);
    format!("{asked}\nThe answer of {}: {decision}\n{}\n", answer.on, answer.because.trim_end())
}

fn fact(name: &str, value: Text) -> Vec<Text> {
    vec![Text::new().with(Tone::Faint, name), value]
}
