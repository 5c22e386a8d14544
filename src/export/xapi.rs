//! `xapi`: exports attendance, agreed actions and completed actions as xAPI 1.0.3 statements. A learning
//! record store keeps statements permanently, so they contain no name, no note and no text of an action, and
//! people are opaque accounts. The id of a statement derives from its content, so sending it twice stores it
//! once.

use serde::Serialize;
use uuid::Uuid;

use super::selection::ExportSelection;
use crate::journal::records::action::State;
use crate::journal::records::session::Session;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

const ATTENDED: Verb = Verb::of("http://adlnet.gov/expapi/verbs/attended", "attended");
const DEFINED: Verb = Verb::of("http://id.tincanapi.com/verb/defined", "defined");
const COMPLETED: Verb = Verb::of("http://adlnet.gov/expapi/verbs/completed", "completed");
const MEETING: &str = "http://adlnet.gov/expapi/activities/meeting";
const CHECKLIST_ITEM: &str = "http://id.tincanapi.com/activitytype/checklist-item";

/// The default prefix of ids for people and records. The domain `.invalid` has no owner.
pub(crate) const HOME: &str = "https://coach.invalid";

#[derive(Serialize)]
pub(crate) struct Statement {
    id: Uuid,
    #[serde(flatten)]
    said: ActivityState,
}

#[derive(Serialize)]
struct ActivityState {
    actor: StatementActor,
    verb: Verb,
    object: Activity,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<StatementResult>,
    context: StatementContext,
    timestamp: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StatementActor {
    object_type: &'static str,
    account: Account,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Account {
    home_page: String,
    name: Uuid,
}

#[derive(Clone, Copy, Serialize)]
struct Verb {
    id: &'static str,
    display: English,
}

#[derive(Clone, Copy, Serialize)]
struct English {
    en: &'static str,
}

impl Verb {
    const fn of(id: &'static str, en: &'static str) -> Verb {
        Verb { id, display: English { en } }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Activity {
    object_type: &'static str,
    id: String,
    definition: Definition,
}

#[derive(Serialize)]
struct Definition {
    #[serde(rename = "type")]
    kind: &'static str,
}

#[derive(Serialize)]
struct StatementResult {
    #[serde(skip_serializing_if = "Option::is_none")]
    completion: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StatementContext {
    instructor: StatementActor,
    #[serde(skip_serializing_if = "Option::is_none")]
    context_activities: Option<Parents>,
}

#[derive(Serialize)]
struct Parents {
    parent: Vec<Activity>,
}

/// Builds statements: `home` is the address without its final `/`, and `space` the namespace of the ids.
struct Maker<'a> {
    part: &'a ExportSelection<'a>,
    home: &'a str,
    space: Uuid,
    now: i64,
}

/// The statements about everything up to `now`, in Unix seconds. Future ones are left out.
pub(crate) fn statements(
    part: &ExportSelection<'_>,
    home: &str,
    now: i64,
) -> serde_json::Result<Vec<Statement>> {
    let home = home.trim_end_matches('/');
    let maker = Maker { part, home, space: Uuid::new_v5(&Uuid::NAMESPACE_URL, home.as_bytes()), now };
    let mut statements = Vec::new();
    for session in part.conversations() {
        for person in &session.with {
            let result = session
                .minutes
                .map(|minutes| StatementResult { completion: None, duration: Some(format!("PT{minutes}M")) });
            let meeting = maker.session(session);
            statements.extend(maker.statement(session, person, ATTENDED, meeting, result, session.date)?);
        }
    }
    for (session, action) in &part.actions {
        let item = || maker.activity("action", &action.id, CHECKLIST_ITEM);
        statements.extend(maker.statement(session, &action.owner, DEFINED, item(), None, session.date)?);
        if let State::Done(day) = action.state() {
            let result = StatementResult { completion: Some(true), duration: None };
            statements.extend(maker.statement(
                session,
                &action.owner,
                COMPLETED,
                item(),
                Some(result),
                day,
            )?);
        }
    }
    Ok(statements)
}

impl Maker<'_> {
    /// One statement; `None` if its time is in the future.
    fn statement(
        &self,
        session: &Session,
        person: &Handle,
        verb: Verb,
        object: Activity,
        result: Option<StatementResult>,
        day: Day,
    ) -> serde_json::Result<Option<Statement>> {
        // Midnight in UTC, the one time zone that every clone agrees on.
        let time = day.date().and_time(chrono::NaiveTime::MIN).and_utc();
        if time.timestamp() > self.now {
            return Ok(None);
        }
        let is_meeting = object.definition.kind == MEETING;
        let context_activities = (!is_meeting).then(|| Parents { parent: vec![self.session(session)] });
        let said = ActivityState {
            actor: self.actor(person),
            verb,
            object,
            result,
            context: StatementContext { instructor: self.actor(&session.coach), context_activities },
            timestamp: time.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        };
        // The id covers record, event and content: a changed record gives a new statement.
        let id = Uuid::new_v5(&self.space, serde_json::to_string(&said)?.as_bytes());
        Ok(Some(Statement { id, said }))
    }

    /// The opaque account of a person: a handle is often a name, and the export hides names. A renamed person
    /// keeps the account of the first handle, or a record store would count the person twice.
    fn actor(&self, handle: &Handle) -> StatementActor {
        let journal = self.part.journal;
        let person =
            journal.people.get(journal.now_called(handle).unwrap_or(handle)).map(|filed| &filed.record);
        let is_group = person.is_some_and(|person| person.is_group());
        let was = person.filter(|person| person.forgotten.is_none()).and_then(|person| person.was.first());
        let name = Uuid::new_v5(&self.space, format!("person:{}", was.unwrap_or(handle)).as_bytes());
        StatementActor {
            object_type: if is_group { "Group" } else { "Agent" },
            account: Account { home_page: self.home.to_string(), name },
        }
    }

    fn session(&self, session: &Session) -> Activity {
        self.activity("session", &session.id, MEETING)
    }

    fn activity(&self, noun: &str, id: &Id, kind: &'static str) -> Activity {
        let id = format!("{}/{noun}/{id}", self.home);
        Activity { object_type: "Activity", id, definition: Definition { kind } }
    }
}

/// Whether ids can begin with this text: a web address without characters that would end one.
pub(crate) fn is_home(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or(text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/%".contains(c);
        rest.starts_with(|c: char| c.is_ascii_alphanumeric()) && rest.chars().all(plain)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::query::journal::{Filed, Journal};
    use crate::journal::query::report_filter::ReportFilter;

    const NOON: i64 = 1_795_262_400; // 2026-11-21

    fn made(minutes: &str, now: i64) -> String {
        let session = format!(
            "id = \"k3f9m2qxtp\"\ndate = 2026-11-20\n{minutes}coach = \"jo\"\nwith = [\"ana\", \"ben\"]\nnotes = \"secret\"\n\
             [[action]]\nid = \"m2qxw7tp4r\"\nwhat = \"secret\"\nowner = \"ana\"\ndone = 2026-11-21\nresult = \"secret\"\n"
        );
        let record = toml::from_str(&session).unwrap();
        let journal = Journal { sessions: vec![Filed { path: "s".into(), record }], ..Journal::default() };
        let options = ReportFilter::until("2026-12-31".parse().unwrap());
        let part = ExportSelection::of(&journal, &options, true);
        serde_json::to_string_pretty(&statements(&part, HOME, now).unwrap()).unwrap()
    }

    fn ids(json: &str) -> Vec<&str> {
        json.lines().filter(|line| line.starts_with("    \"id\"")).collect()
    }

    #[test]
    fn sent_twice_is_one_and_changed_is_another() {
        let (first, again, changed) = (made("", NOON), made("", NOON), made("minutes = 45\n", NOON));
        assert_eq!(first, again);
        assert_eq!(ids(&first).len(), 4, "{first}");
        let (first, changed) = (ids(&first), ids(&changed));
        assert!(first[..2].iter().all(|id| !changed.contains(id)));
        assert_eq!(first[2..], changed[2..]);
    }

    #[test]
    fn nothing_that_was_said_and_no_name_is_in_it() {
        let json = made("minutes = 45\n", NOON);
        for said in ["secret", "\"ana\"", "\"ben\"", "\"jo\""] {
            assert!(!json.contains(said), "{said}: {json}");
        }
        assert!(json.contains("\"duration\": \"PT45M\"") && json.contains("\"2026-11-20T00:00:00Z\""));
    }

    #[test]
    fn who_is_renamed_keeps_account_and_statements() {
        let said = |people: &[&str], coach: &str, with: &str| {
            let session = format!(
                "id = \"k3f9m2qxtp\"\ndate = 2026-11-20\ncoach = \"{coach}\"\nwith = [\"{with}\"]\n\
                 [[action]]\nid = \"m2qxw7tp4r\"\nwhat = \"x\"\nowner = \"{with}\"\ndone = 2026-11-21\n"
            );
            let record = toml::from_str(&session).unwrap();
            let mut journal =
                Journal { sessions: vec![Filed { path: "s".into(), record }], ..Journal::default() };
            for text in people {
                let record: crate::journal::records::person::Person = toml::from_str(text).unwrap();
                journal.people.insert(record.handle.clone(), Filed { path: "p".into(), record });
            }
            let options = ReportFilter::until("2026-12-31".parse().unwrap());
            let part = ExportSelection::of(&journal, &options, true);
            serde_json::to_string_pretty(&statements(&part, HOME, NOON).unwrap()).unwrap()
        };
        let before = said(&["handle = \"ana\""], "jo", "ana");
        assert_eq!(ids(&before).len(), 3);
        assert_eq!(said(&["handle = \"zoe\"\nwas = [\"ana\"]"], "jo", "zoe"), before);
        let twice = ["handle = \"bea\"\nwas = [\"ana\", \"aaron\"]", "handle = \"joe\"\nwas = [\"jo\"]"];
        assert_eq!(said(&twice, "joe", "bea"), before);
        // An item under the old handle still belongs to the renamed person.
        assert_eq!(said(&twice, "joe", "aaron"), before);
        assert_ne!(said(&["handle = \"bea\""], "jo", "bea"), before);
    }

    #[test]
    fn a_group_is_one() {
        let session = "id = \"k3f9m2qxtp\"\ndate = 2026-11-20\ncoach = \"jo\"\nwith = [\"ana\"]\ngroup = \"leads\"\n\
             [[action]]\nid = \"m2qxw7tp4r\"\nwhat = \"x\"\nowner = \"leads\"\n";
        let filed = |record| Filed { path: "s".into(), record };
        let mut journal =
            Journal { sessions: vec![filed(toml::from_str(session).unwrap())], ..Journal::default() };
        let leads: crate::journal::records::person::Person =
            toml::from_str("handle = \"leads\"\nmembers = [\"ana\"]\n").unwrap();
        journal.people.insert(leads.handle.clone(), Filed { path: "p".into(), record: leads });
        let options = ReportFilter::until("2026-12-31".parse().unwrap());
        let part = ExportSelection::of(&journal, &options, true);
        let made = serde_json::to_value(statements(&part, HOME, NOON).unwrap()).unwrap();
        let kind = |n: usize| made[n]["actor"]["objectType"].as_str().map(str::to_string);
        assert_eq!([kind(0), kind(1)], [Some("Agent".into()), Some("Group".into())], "{made}");
        assert_ne!(made[0]["actor"]["account"]["name"], made[1]["actor"]["account"]["name"]);
    }

    #[test]
    fn nothing_is_of_the_future() {
        assert_eq!(ids(&made("", NOON - 86_400)).len(), 3);
        assert_eq!(ids(&made("", NOON - 5 * 86_400)).len(), 0);
    }

    #[test]
    fn an_address_is_one() {
        for good in ["https://coach.invalid", "http://lrs.example.com:8080/coach/"] {
            assert!(is_home(good), "{good}");
        }
        for bad in [
            "",
            "coach",
            "https://",
            "https://a b",
            "https://a\"b",
            "javascript:x",
            "https://a?b#c",
            "https:///x",
        ] {
            assert!(!is_home(bad), "{bad}");
        }
    }
}
