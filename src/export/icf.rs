//! `icf` and `emcc`: exports a coach's hours in the layouts of the professional bodies.

use super::countable_hours::{ClientHours, Log, hours};
use super::selection::ExportSelection;
use crate::escape::visible;
use crate::journal::edit::forget::ERASED;
use crate::journal::records::session::Kind;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::report::sheet::{Column, Figure, Table, column};

/// The exact columns of ICF's client coaching log.
const LOG: [Column; 8] = [
    column("Client Name", "", ""),
    column("Contact Information", "", ""),
    column("Individual/Group", "", ""),
    column("Number in Group", "", ""),
    column("Start Date", "", ""),
    column("End Date", "", ""),
    column("Paid hours", "", ""),
    column("Pro-bono hours", "", ""),
];

const TOTALS: [Column; 8] = [
    column("coach", "", ""),
    column("from", "", ""),
    column("to", "", ""),
    column("hours", "", ""),
    column("paid_hours", "", ""),
    column("clients", "", ""),
    column("cpd_hours", "", ""),
    column("supervision_hours", "", ""),
];

/// The log, one row per relationship.
pub(crate) fn client_log(part: &ExportSelection<'_>, log: &Log) -> Table {
    let row = |client: &ClientHours| {
        let person = client.named.as_ref().and_then(|handle| part.journal.people.get(handle));
        let person = person.map(|filed| &filed.record);
        let handle = client.named.as_ref().map(Handle::to_string).unwrap_or_default();
        let name = match person {
            Some(person) if person.forgotten.is_some() => ERASED.into(),
            person => person.and_then(|person| person.name.clone()).unwrap_or(handle),
        };
        vec![
            Figure::Text(name),
            Figure::optional(person.and_then(|person| person.email.as_ref()), Figure::text),
            Figure::text(if client.is_group { "Group" } else { "Individual" }),
            if client.is_group { Figure::Count(client.people) } else { Figure::Nothing },
            Figure::Day(client.first.date()),
            Figure::Day(client.last.date()),
            Figure::Text(hours(client.paid)),
            Figure::Text(hours(client.unpaid)),
        ]
    };
    Table::new("icf", "ICF client coaching log", &LOG).rows(log.clients.iter().map(row))
}

/// The letter that an organisation signs instead of a log with names. `None` if no hours count.
pub(crate) fn letter(part: &ExportSelection<'_>, log: &Log, coach: &Handle, today: Day) -> Option<String> {
    let name = |handle: &Handle| {
        let person = part.journal.people.get(handle).and_then(|filed| filed.record.name.clone());
        visible(&person.unwrap_or_else(|| handle.to_string())).into_owned()
    };
    let coach = name(coach);
    let organisation = part.journal.settings.name.as_deref().map(|name| visible(name).into_owned());
    let organisation = organisation.unwrap_or_else(|| "[organisation]".into());
    let period = match log.period()? {
        (first, last) if first == last => format!("on {first}"),
        (first, last) => format!("between {first} and {last}"),
    };
    let clients = match log.people.len() {
        1 => "1 client".to_string(),
        count => format!("{count} clients"),
    };
    let (paid, unpaid) = (log.paid(), log.unpaid());
    Some(format!(
        "{today}\n\n\
         To the International Coaching Federation\n\n\
         {organisation} confirms that {coach} coached {clients} of ours for {} hours\n\
         {period}: {} of them paid, {} pro bono.\n\n\
         For reasons of confidentiality their names are not listed here.\n\n\n\
         ______________________________\n\
         [name, position, contact]\n\
         {organisation}\n",
        hours(paid + unpaid),
        hours(paid),
        hours(unpaid),
    ))
}

/// The totals in one row: EMCC also requires the hours of the coach's own training and supervision.
pub(crate) fn totals(part: &ExportSelection<'_>, log: &Log, coach: &Handle, today: Day) -> Table {
    let own = |kind: Kind| {
        let sessions = part.journal.sessions.iter().map(|filed| &filed.record);
        let theirs = sessions.filter(|session| {
            let is_then = !today.is_certainly_before(session.date) && part.options.spans(session.date);
            session.kind == kind && session.with.contains(coach) && is_then
        });
        theirs.map(|session| u64::from(session.minutes.unwrap_or(0))).sum::<u64>()
    };
    let period = log.period();
    Table::new("emcc", "EMCC totals", &TOTALS).rows([vec![
        Figure::text(coach),
        Figure::optional(period, |(first, _)| Figure::Day(first.date())),
        Figure::optional(period, |(_, last)| Figure::Day(last.date())),
        Figure::Text(hours(log.paid() + log.unpaid())),
        Figure::Text(hours(log.paid())),
        Figure::Count(log.people.len()),
        Figure::Text(hours(own(Kind::Training))),
        Figure::Text(hours(own(Kind::Supervision))),
    ]])
}
