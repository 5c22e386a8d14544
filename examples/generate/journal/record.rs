//! The records as the files hold them: keys in the order of the format, absent ones left out.

use std::fmt::Display;

use coach::journal::values::day::Day;
use coach::journal::values::id::Id;
use coach::journal::values::repeat::Every;

use super::words;

pub(super) struct Session {
    pub id: Id,
    pub date: Day,
    pub start: Option<(u8, u8)>,
    pub minutes: Option<i64>,
    pub kind: &'static str,
    pub coach: String,
    pub with: Vec<String>,
    pub group: Option<String>,
    /// The programme that was assigned.
    pub programme: Option<&'static str>,
    pub topics: Vec<String>,
    pub objectives: Vec<String>,
    pub resources: Vec<String>,
    pub paid: Option<bool>,
    pub notes: String,
    pub feedback: Option<(u8, Option<String>)>,
    pub actions: Vec<Action>,
    pub follow_ups: Vec<FollowUp>,
}

pub(super) struct Action {
    pub id: Id,
    pub what: String,
    pub owner: String,
    pub due: Option<Day>,
    pub done: Option<Day>,
    pub dropped: Option<Day>,
    pub result: Option<String>,
    pub why: Option<String>,
    /// The person whose mail said that it is done.
    pub reported_by: Option<String>,
    pub benefit: Option<Benefit>,
}

/// What it brought, and when that was measured.
pub(super) struct Benefit {
    pub words: &'static words::Benefit,
    /// The coach of the session.
    pub claimed_by: String,
    pub on: Day,
    /// The day of `coach benefit confirm`.
    pub confirmed: Option<Day>,
}

pub(super) struct FollowUp {
    pub id: Id,
    pub action: Option<Id>,
    pub due: Day,
    pub ask: String,
    pub every: Option<Every>,
    pub done: Option<Day>,
    pub outcome: Option<String>,
    pub obstacle: Option<String>,
    pub obstacle_text: Option<String>,
    pub result: Option<String>,
}

pub(super) const COACHING: &str = "coaching";

impl Session {
    /// A conversation at which nothing was agreed yet.
    pub(super) fn new(id: Id, date: Day, coach: &str, with: &[&str]) -> Session {
        Session {
            id,
            date,
            start: None,
            minutes: None,
            kind: COACHING,
            coach: coach.into(),
            with: with.iter().map(|handle| handle.to_string()).collect(),
            group: None,
            programme: None,
            topics: Vec::new(),
            objectives: Vec::new(),
            resources: Vec::new(),
            paid: None,
            notes: String::new(),
            feedback: None,
            actions: Vec::new(),
            follow_ups: Vec::new(),
        }
    }

    pub(super) fn path(&self) -> String {
        let whom = self.group.as_ref().unwrap_or(&self.with[0]);
        format!("sessions/{whom}/{}-{}.toml", self.date, self.id)
    }

    pub(super) fn text(&self) -> String {
        let mut file = File::default();
        file.text("id", Some(&self.id));
        file.bare("date", Some(self.date));
        file.bare("start", self.start.map(|(hour, minute)| format!("{hour:02}:{minute:02}:00")));
        file.bare("minutes", self.minutes);
        file.text("kind", Some(self.kind).filter(|kind| *kind != COACHING));
        file.text("coach", Some(&self.coach));
        file.list("with", &self.with);
        file.text("group", self.group.as_ref());
        file.text("programme", self.programme);
        file.list("topics", &self.topics);
        file.list("objectives", &self.objectives);
        file.list("resources", &self.resources);
        file.bare("paid", self.paid);
        file.notes(&self.notes);
        if let Some((score, text)) = &self.feedback {
            file.head("[feedback]");
            file.bare("score", Some(score));
            file.text("text", text.as_ref());
        }
        self.actions.iter().for_each(|action| action.write(&mut file));
        self.follow_ups.iter().for_each(|follow_up| follow_up.write(&mut file));
        file.0
    }
}

impl Action {
    fn write(&self, file: &mut File) {
        file.head("[[action]]");
        file.text("id", Some(&self.id));
        file.text("what", Some(&self.what));
        file.text("owner", Some(&self.owner));
        file.bare("due", self.due);
        file.bare("done", self.done);
        file.bare("dropped", self.dropped);
        file.text("result", self.result.as_ref());
        file.text("why", self.why.as_ref());
        file.text("reported_by", self.reported_by.as_ref());
        file.bare("benefit", self.benefit.as_ref().map(Benefit::inline));
    }
}

impl Benefit {
    fn inline(&self) -> String {
        let words = self.words;
        let confirmed_by =
            words.confirmed_by.as_ref().map(|handle| format!(", confirmed_by = {}", quoted(handle)));
        let source = words.source.as_ref().map(|source| format!(", source = {}", quoted(source)));
        let confirmed = self.confirmed.map(|day| format!(", confirmed = {day}"));
        let confirmation: String = [confirmed_by, source, confirmed].into_iter().flatten().collect();
        format!(
            "{{ before = {}, after = {}, unit = {}, share = {}, confidence = {}, claimed_by = {}{confirmation}, on = {} }}",
            words.before,
            words.after,
            quoted(&words.unit),
            words.share,
            words.confidence,
            quoted(&self.claimed_by),
            self.on
        )
    }
}

impl FollowUp {
    fn write(&self, file: &mut File) {
        file.head("[[follow_up]]");
        file.text("id", Some(&self.id));
        file.text("action", self.action.as_ref());
        file.bare("due", Some(self.due));
        file.text("ask", Some(&self.ask));
        file.text("every", self.every);
        file.bare("done", self.done);
        file.text("outcome", self.outcome.as_ref());
        file.text("obstacle", self.obstacle.as_ref());
        file.text("obstacle_text", self.obstacle_text.as_ref());
        file.text("result", self.result.as_ref());
    }
}

/// A TOML file as it grows.
#[derive(Default)]
pub(super) struct File(pub String);

impl File {
    pub(super) fn head(&mut self, head: &str) {
        self.0 += &format!("\n{head}\n");
    }

    /// A value that needs no quotes: a number, a day, a time of day, `true`.
    pub(super) fn bare(&mut self, key: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.0 += &format!("{key} = {value}\n");
        }
    }

    pub(super) fn text(&mut self, key: &str, value: Option<impl Display>) {
        self.bare(key, value.map(|text| quoted(&text.to_string())));
    }

    pub(super) fn list(&mut self, key: &str, values: &[impl AsRef<str>]) {
        let quoted: Vec<String> = values.iter().map(|value| quoted(value.as_ref())).collect();
        self.bare(key, Some(format!("[{}]", quoted.join(", "))).filter(|_| !values.is_empty()));
    }

    fn notes(&mut self, text: &str) {
        self.several("notes", text);
    }

    /// A text of several lines.
    pub(super) fn several(&mut self, key: &str, text: &str) {
        if !text.is_empty() {
            let text = text.replace('\\', "\\\\").replace("\"\"\"", "\"\"\\\"");
            self.0 += &format!("{key} = \"\"\"\n{}\n\"\"\"\n", text.trim_end());
        }
    }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted += &format!("\\u{:04X}", c as u32),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}
