//! `taskwarrior`: exports open actions and follow-ups for `task import`. The task's UUID derives from the
//! item's id, so a second import updates tasks and creates no duplicates.

use serde::Serialize;
use uuid::Uuid;

use super::selection::ExportSelection;
use crate::escape::says_nothing;
use crate::journal::records::session::Session;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

#[derive(Serialize)]
pub(crate) struct ExportedTask {
    uuid: Uuid,
    description: String,
    status: &'static str,
    /// The day of the agreement at noon: Taskwarrior has no day without a time.
    entry: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<String>,
    project: String,
    tags: Vec<String>,
    /// The id in the journal. Taskwarrior keeps attributes that it does not recognize.
    coach: Id,
}

/// The UUID namespace of coach. It must never change, or every import would duplicate all tasks.
const SPACE: Uuid = Uuid::from_u128(0x7c0a_c400_1d1e_4f5a_9c1d_c0ac_4a5c_0001);

pub(crate) fn tasks(part: &ExportSelection<'_>) -> Vec<ExportedTask> {
    let actions = part.to_do().map(|(session, action)| {
        task(session, &action.id, &action.owner, text(&action.what).to_string(), action.due, "action")
    });
    let asks = part.to_ask().map(|(session, ask, person)| {
        let what = format!("Ask {person}: {}", text(&ask.ask));
        task(session, &ask.id, person, what, Some(ask.due), "follow_up")
    });
    actions.chain(asks).collect()
}

/// A placeholder for an empty text: Taskwarrior rejects the whole file if one task lacks a description.
fn text(words: &str) -> &str {
    if says_nothing(words) { "(no text)" } else { words }
}

fn task(
    session: &Session,
    id: &Id,
    person: &Handle,
    what: String,
    due: Option<Day>,
    kind: &str,
) -> ExportedTask {
    ExportedTask {
        uuid: Uuid::new_v5(&SPACE, id.as_str().as_bytes()),
        description: what.split_whitespace().collect::<Vec<_>>().join(" "),
        status: "pending",
        entry: moment(session.date),
        due: due.map(moment),
        project: format!("coaching.{person}"),
        tags: vec!["coach".into(), kind.into()],
        coach: id.clone(),
    }
}

fn moment(day: Day) -> String {
    day.date().format("%Y%m%dT120000Z").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::todo_txt;
    use crate::journal::query::journal::{Filed, Journal};
    use crate::journal::query::report_filter::ReportFilter;

    #[test]
    fn only_what_is_open_is_a_task() {
        let record = toml::from_str(
            "id = \"k3f9m2qxtp\"\ndate = 2026-11-20\ncoach = \"jo\"\nwith = [\"ana\"]\n\
             [[action]]\nid = \"m2qxw7tp4r\"\nwhat = \"open one\"\nowner = \"ana\"\n\
             [[action]]\nid = \"m2qxw7tp4s\"\nwhat = \"done one\"\nowner = \"ana\"\ndone = 2026-11-21\n\
             [[action]]\nid = \"m2qxw7tp4t\"\nwhat = \"dropped one\"\nowner = \"ana\"\ndropped = 2026-11-21\n\
             [[follow_up]]\nid = \"m2qxw7tp4v\"\nask = \"open two\"\ndue = 2026-11-27\n\
             [[follow_up]]\nid = \"m2qxw7tp4w\"\nask = \"done two\"\ndue = 2026-11-27\ndone = 2026-11-21\noutcome = \"applied\"\n",
        );
        let filed = Filed { path: "s".into(), record: record.unwrap() };
        let journal = Journal { sessions: vec![filed], ..Journal::default() };
        let options = ReportFilter::until("2026-12-31".parse().unwrap());
        let part = ExportSelection::of(&journal, &options, true);
        let tasks: Vec<String> = tasks(&part).into_iter().map(|task| task.description).collect();
        assert_eq!(tasks, ["open one", "Ask ana: open two"]);
        let lines = todo_txt::text(&part);
        assert!(
            lines.lines().count() == 2 && !lines.contains("done") && !lines.contains("dropped"),
            "{lines}"
        );
    }
}
