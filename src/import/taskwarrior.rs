//! Imports `task export`: a task becomes an action, agreed outside a session on the day the task was created,
//! with its annotations as the notes. A task that came from `coach export taskwarrior` keeps its id.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::coach_json::located_json::Pieces;
use super::matching::compare_fields::KnownFields;
use super::matching::match_rows::JournalIndex;
use super::source_text::SourceText;
use super::table::people::PeopleReader;
use super::table::row_ids;
use super::{ImportOptions, ImportedRow, ParsedImport};
use crate::journal::records::Problem;
use crate::journal::records::action::Action;
use crate::journal::records::follow_up::FollowUp;
use crate::journal::records::session::{Kind, Session};
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

#[derive(Deserialize)]
struct ImportedTask {
    uuid: String,
    description: String,
    status: TaskStatus,
    entry: Option<String>,
    due: Option<String>,
    end: Option<String>,
    project: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    annotations: Vec<Annotation>,
    /// The id of the action or follow-up, which coach's own export stores in this attribute.
    coach: Option<String>,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum TaskStatus {
    Pending,
    Waiting,
    Recurring,
    Completed,
    Deleted,
}

#[derive(Deserialize)]
struct Annotation {
    entry: Option<String>,
    description: String,
}

/// The prefix of a person's project, as in coach's own export.
const PROJECT: &str = "coaching.";

pub(super) fn read(text: &SourceText<'_>, asked: &ImportOptions<'_>) -> Result<ParsedImport, Vec<Problem>> {
    let pieces = Pieces(text);
    let mut whom = PeopleReader::new(asked.journal);
    let (mut rows, mut problems, mut templates) = (Vec::new(), Vec::new(), 0);
    for raw in tasks(&pieces)? {
        match pieces.read::<ImportedTask>(raw) {
            // The export also contains each task of a repeating one.
            Ok(task) if task.status == TaskStatus::Recurring => templates += 1,
            Ok(task) => match agreed(&task, asked, &mut whom, pieces.place(raw)) {
                Ok(session) => rows.extend(ImportedRow::agreed(&session, pieces.place(raw), told(&session))),
                Err(why) => problems.push(pieces.at_key(raw, why)),
            },
            Err(problem) => problems.push(problem),
        }
    }
    let rows = JournalIndex::new(asked.journal).with_people(whom.rows(), rows);
    let said = match templates {
        0 => Vec::new(),
        1 => vec!["coach ignores 1 template of repeating tasks, but imports its tasks".to_string()],
        many => vec![format!("coach ignores {many} templates of repeating tasks, but imports their tasks")],
    };
    if problems.is_empty() {
        Ok(ParsedImport { rows, left_out: said, ..ParsedImport::default() })
    } else {
        Err(problems)
    }
}

/// The tasks: one list, or one task per line if Taskwarrior's `json.array` is off.
fn tasks<'a>(pieces: &Pieces<'a>) -> Result<Vec<&'a RawValue>, Vec<Problem>> {
    if pieces.0.text.trim_start().starts_with('[') {
        return pieces.whole().map_err(|problem| vec![problem]);
    }
    let read = |(start, line): (usize, &'a str)| {
        let line = line.trim_end().trim_end_matches(',');
        serde_json::from_str(line).map_err(|error| vec![pieces.broken(start, &error)])
    };
    Pieces(pieces.0).lines().map(read).collect()
}

fn agreed(
    task: &ImportedTask,
    asked: &ImportOptions<'_>,
    whom: &mut PeopleReader<'_>,
    at: usize,
) -> Result<Session, String> {
    let ours: Option<Id> = task.coach.as_deref().and_then(|id| id.parse().ok());
    let day = |key: &str, text: &Option<String>| {
        let read = |text: &String| {
            day(text, ours.is_some(), asked).ok_or(format!("{key}: expected a time such as 20261128T120000Z"))
        };
        text.as_ref().map(read).transpose()
    };
    let (entry, due, end) = (day("entry", &task.entry)?, day("due", &task.due)?, day("end", &task.end)?);
    let closed = end.unwrap_or(asked.today);
    let owner = owner(task, asked, whom, at)?;
    let id = ours.unwrap_or_else(|| Id::derived(&["taskwarrior", &task.uuid]));
    // A user may enter an overdue task late, so the action was agreed on its due day at the latest.
    let date = [entry, due, end].into_iter().flatten().min().unwrap_or(asked.today).min(asked.today);
    let (with, group) = whom.together(vec![owner.clone()])?;
    let outside = Session::new(row_ids::outside(&id), date, asked.me, with);
    let mut outside = Session { kind: Kind::Agreed, group, notes: notes(task, asked), ..outside };
    let is_ask = task.coach.is_some() && task.tags.iter().any(|tag| tag == "follow_up");
    match (is_ask, due) {
        (true, Some(due)) => {
            let said = task.description.strip_prefix(&format!("Ask {owner}: ")).unwrap_or(&task.description);
            let ask = FollowUp::new(id, due, said.to_string());
            let ask = FollowUp { done: (task.status == TaskStatus::Completed).then_some(closed), ..ask };
            outside.follow_ups.push(ask);
        }
        _ => outside.actions.push(Action {
            id,
            what: task.description.clone(),
            owner,
            agreed: None,
            due,
            moved: Vec::new(),
            objectives: Vec::new(),
            done: (task.status == TaskStatus::Completed).then_some(closed),
            dropped: (task.status == TaskStatus::Deleted).then_some(closed),
            result: None,
            why: (task.status == TaskStatus::Deleted).then(|| "deleted in Taskwarrior".into()),
            reported_by: None,
            benefit: None,
        }),
    }
    Ok(outside)
}

/// The owner of a task: from `--with`, from a project such as `coaching.ana`, or from a tag that is an
/// existing handle.
fn owner(
    task: &ImportedTask,
    asked: &ImportOptions<'_>,
    whom: &mut PeopleReader<'_>,
    at: usize,
) -> Result<Handle, String> {
    if let Some(with) = asked.with.first() {
        return whom.handle(with.clone(), at);
    }
    let project = task.project.as_deref().and_then(|project| project.strip_prefix(PROJECT));
    if let Some(person) = project {
        return whom.named(person.split('.').next().unwrap_or(person), at);
    }
    let known =
        |tag: &String| tag.parse::<Handle>().ok().filter(|tag| asked.journal.people.contains_key(tag));
    let tagged: Vec<Handle> = task.tags.iter().filter_map(known).collect();
    match tagged.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err("no owner: set a project such as coaching.ana, tag the task with the handle of a person, or use --with \
                   for all tasks"
            .into()),
        _ => Err("tags: several people, but an action has one owner: set it with --with".into()),
    }
}

fn notes(task: &ImportedTask, asked: &ImportOptions<'_>) -> String {
    let line = |said: &Annotation| match said.entry.as_ref().and_then(|text| day(text, false, asked)) {
        Some(day) => format!("{day}: {}", said.description),
        None => said.description.clone(),
    };
    task.annotations.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The local day of a UTC moment. coach's own export writes a day as noon in UTC, which means that day
/// in every time zone.
fn day(text: &str, is_ours: bool, asked: &ImportOptions<'_>) -> Option<Day> {
    let moment = NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%SZ");
    let moment = moment.or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%SZ")).ok()?;
    let is_noon = NaiveTime::from_hms_opt(12, 0, 0) == Some(moment.time());
    let date: NaiveDate = if is_ours && is_noon { moment.date() } else { (asked.local_time)(moment).date() };
    Day::from_date(date)
}

/// The fields to compare. The text of a follow-up came from coach, so it is not compared.
fn told(session: &Session) -> KnownFields {
    let is_ask = session.actions.is_empty();
    KnownFields::Fields(if is_ask { vec!["due", "state"] } else { vec!["what", "due", "state"] })
}
