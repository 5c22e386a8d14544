//! An action plan as a calendar, and as a link that opens a mail program.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::ics;
use super::selection::ExportSelection;
use crate::escape::visible;
use crate::journal::query::journal::Journal;
use crate::journal::query::report_filter::ReportFilter;
use crate::journal::records::person::Person;
use crate::journal::replies::subject::{ReplyKind, reply_subject};
use crate::journal::values::day::Day;
use crate::journal::values::id::Id;

/// A `mailto:` link by RFC 6068, in which lines end with CRLF.
pub(crate) fn mail_link(to: &str, subject: &str, body: &str) -> String {
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let to = encoded(to).replace("%40", "@").replace("%2E", ".");
    format!("mailto:{to}?subject={}&body={}", encoded(subject), encoded(&body.replace('\n', "\r\n")))
}

/// The link of a reply: a mail with the subject that coach reads, in which the person writes behind the label.
pub(crate) fn reply_link(to: &str, kind: ReplyKind, about: &str, id: &Id) -> String {
    mail_link(to, &visible(&reply_subject(kind, about, id)), &format!("{} ", kind.label()))
}

/// The actions and follow-ups that the plan holds, as a calendar. `now` is in seconds since 1970.
pub(crate) fn calendar(
    journal: &Journal,
    person: &Person,
    today: Day,
    now: i64,
    holds: impl Fn(&Id) -> bool,
) -> String {
    let options = ReportFilter { person: Some(person.handle.clone()), ..ReportFilter::until(today) };
    let mut part = ExportSelection::of(journal, &options, true);
    part.actions = journal.actions().map(|(filed, one)| (&filed.record, one)).collect();
    part.follow_ups = journal.follow_ups().map(|(filed, one)| (&filed.record, one)).collect();
    part.actions.retain(|(_, action)| holds(&action.id));
    part.follow_ups.retain(|(_, ask)| holds(&ask.id));
    let shown = ics::CalendarContents { to_them: true, ..ics::CalendarContents::default() };
    ics::text(&part, ics::ExportTime(now), shown)
}
