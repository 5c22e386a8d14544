//! What coaches write, from the files in `words/`: the text is theirs, the dates are ours.

use std::sync::LazyLock;

use serde::Deserialize;

/// Each team's words, in the order of [`TEAMS`].
pub(super) static TEAM_WORDS: LazyLock<Vec<TeamWords>> = LazyLock::new(|| {
    [
        include_str!("../words/sales.toml"),
        include_str!("../words/service.toml"),
        include_str!("../words/engineering.toml"),
        include_str!("../words/operations.toml"),
    ]
    .map(|text| toml::from_str(text).expect("a team's words"))
    .into()
});

pub(super) const TEAMS: [&str; 4] = ["sales", "service", "engineering", "operations"];

/// The topic that only someone new to the job has.
pub(super) const STARTERS_TOPIC: &str = "first-months";

pub(super) static SHARED: LazyLock<Shared> =
    LazyLock::new(|| toml::from_str(include_str!("../words/shared.toml")).expect("the shared words"));

pub(super) static GOALS: LazyLock<Goals> =
    LazyLock::new(|| toml::from_str(include_str!("../words/goals.toml")).expect("the goals"));

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TeamWords {
    #[serde(rename = "thread")]
    pub threads: Vec<Thread>,
    #[serde(rename = "moment")]
    pub moments: Vec<Moment>,
}

/// One topic over several sessions with one person.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Thread {
    pub topic: String,
    pub objective: Option<String>,
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
}

/// A step of the programme `onboarding`. Days count from its start.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProgrammeStep {
    pub act: Option<String>,
    #[serde(default)]
    pub due: i64,
    pub done: Option<i64>,
    pub result: Option<String>,
    pub ask: Option<String>,
    pub asked: Option<i64>,
    pub answer: Option<String>,
}

/// What a session was about, what was agreed, and each way it may have gone.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    pub note: String,
    /// How long it takes at the least, where its words say so.
    #[serde(default)]
    pub days: i64,
    pub act: String,
    pub ask: String,
    /// What came of it where it was applied.
    pub result: String,
    /// What came of it where it was partly applied.
    pub part: Option<String>,
    /// The kind of obstacle, where there may be one …
    pub obstacle: Option<String>,
    /// … in the person's words,
    pub blocked: Option<String>,
    /// … what the coach asks the second time,
    pub again: Option<String>,
    /// … and writes at the head of the next session's notes.
    pub around: Option<String>,
    /// Why it may have been dropped.
    pub why: Option<String>,
    /// What the coach took on.
    pub mine: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Moment {
    /// The topic it belongs to: it comes after somebody's session about it.
    pub topic: String,
    pub note: String,
    pub ask: Option<String>,
    pub result: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shared {
    pub group: Vec<Thread>,
    pub programme: Vec<ProgrammeStep>,
    pub supervision: Vec<Thread>,
    pub repeating: Repeating,
    /// Sessions at which nothing new was agreed.
    pub review: Vec<Review>,
    pub feedback: Vec<Feedback>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Repeating {
    pub note: String,
    pub topic: String,
    pub ask: String,
    pub found: Vec<Found>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Found {
    pub outcome: String,
    pub result: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Review {
    pub note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Feedback {
    pub score: u8,
    pub text: Option<String>,
}

/// What the business wants of coaching, and what is told of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Goals {
    pub objective: Vec<Objective>,
    pub benefit: Vec<Benefit>,
    pub story: Vec<Story>,
    pub request: Vec<Request>,
    pub policy: Vec<Policy>,
    pub resource: Vec<Resource>,
    pub training: Training,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Policy {
    pub handle: String,
    pub title: String,
    pub text: String,
    pub owner: String,
    /// Days from the journal's last one, as `review` is.
    pub agreed: i64,
    pub agreed_by: Vec<String>,
    pub review: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Resource {
    pub handle: String,
    pub title: String,
    pub link: String,
    pub kind: String,
    pub minutes: i64,
    pub topics: Vec<String>,
    #[serde(default)]
    pub obstacles: Vec<String>,
    /// The action whose session gave it.
    pub given_with: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Objective {
    pub handle: String,
    pub title: String,
    pub sponsor: String,
    pub measure: String,
    pub unit: String,
    pub baseline: f64,
    pub target: f64,
    /// Days from the journal's last one, as `closed` is.
    pub by: i64,
    pub closed: Option<i64>,
    pub why: Option<String>,
    /// Month by month.
    pub readings: Vec<f64>,
    /// On the day it was closed.
    pub last: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Benefit {
    /// What the action says.
    pub of: String,
    pub before: f64,
    pub after: f64,
    pub unit: String,
    pub share: u8,
    pub confidence: u8,
    pub confirmed_by: Option<String>,
    /// Where the confirmation can be found, if the person did not run `coach benefit confirm`.
    pub source: Option<String>,
    /// After the action was done.
    pub days: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Story {
    pub of: String,
    pub days: i64,
    pub context: String,
    pub did: Option<String>,
    pub quote: Option<String>,
    pub consent: String,
    pub consent_form: Option<String>,
    /// Whether a mail of the person said that the action is done.
    #[serde(default)]
    pub by_mail: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    /// Before the journal's last day.
    pub days: i64,
    pub what: String,
    pub from: String,
    pub why: Vec<String>,
    pub decision: Option<String>,
    /// Days until it was answered.
    pub after: Option<i64>,
    pub because: Option<String>,
    pub objective: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Training {
    pub days: i64,
    pub topic: String,
    pub note: String,
}
