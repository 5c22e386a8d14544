//! Who is in the journal: the people of a maker of pumps for farms and villages.

use coach::journal::values::day::Day;

use super::Order;
use super::chance::Chance;
use super::record::File;
use super::words::TEAMS;

pub(super) struct Coach {
    pub handle: &'static str,
    name: &'static str,
    team: Option<&'static str>,
}

/// Ruth Abara comes from outside and is paid for it; Priya Nair coaches her own team.
pub(super) const COACHES: [Coach; 4] = [
    Coach { handle: "jo", name: "Jo Marsh", team: Some("learning") },
    Coach { handle: "priya", name: "Priya Nair", team: Some("sales") },
    Coach { handle: "tomas", name: "Tomáš Dvořák", team: Some("learning") },
    Coach { handle: "ruth", name: "Ruth Abara", team: None },
];

pub(super) const EXTERNAL: &str = "ruth";

/// Each team's manager, in the order of the teams.
const MANAGERS: [(&str, &str); 4] =
    [("priya", "Priya Nair"), ("helen", "Helen Foss"), ("omar", "Omar Haddad"), ("greta", "Greta Lund")];

/// How a person's coaching goes, where it is not the usual way.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Course {
    Usual,
    /// New to the job: weekly at first.
    Starter,
    /// Has not been seen for six weeks at the end.
    Quiet,
}

pub(super) struct Member {
    pub handle: String,
    name: String,
    pub team: usize,
    pub coach: &'static str,
    /// Days between sessions.
    pub cadence: i64,
    pub course: Course,
    consent: bool,
}

type Known = (&'static str, &'static str, usize, usize, i64, Course, bool);

#[rustfmt::skip]
const KNOWN: [Known; 12] = [
    ("ana",    "Ana Ruiz",             0, 0, 14, Course::Usual,   true),
    ("lukasz", "Łukasz Nowak",         1, 0, 14, Course::Usual,   true),
    ("ai",     "田中 愛",               2, 2, 14, Course::Usual,   true),
    ("tunde",  "Túndé Adébáyò",        3, 0, 14, Course::Starter, true),
    ("jose",   "José Carvalho",        0, 1, 21, Course::Usual,   false),
    ("fatima", "Fatima Zahra Idrissi", 1, 0, 21, Course::Usual,   true),
    ("sam",    "Samuel Okafor",        2, 2, 21, Course::Usual,   true),
    ("raj",    "Rajesh Iyer",          3, 3, 21, Course::Usual,   true),
    ("mei",    "Mei-Lin Tan",          0, 1, 28, Course::Usual,   false),
    ("dee",    "Deirdre O'Connell",    1, 2, 28, Course::Usual,   true),
    ("ingrid", "Ingrid Sjöberg",       2, 3, 28, Course::Usual,   true),
    ("chloe",  "Chloé Martin",         3, 0, 28, Course::Quiet,   false),
];

/// Who began on Monday, and was not met yet.
const NEWCOMER: (&str, &str) = ("nadia", "Nadia Rahman");

pub(super) const GROUP: &str = "team-leads";
const GROUP_MEMBERS: [&str; 4] = ["lukasz", "ingrid", "raj", "mei"];

const FIRST_NAMES: [(&str, &str); 16] = [
    ("bea", "Beatriz"),
    ("conor", "Conor"),
    ("dilek", "Dilek"),
    ("elif", "Elif"),
    ("farid", "Farid"),
    ("grace", "Grace"),
    ("hugo", "Hugo"),
    ("ines", "Inês"),
    ("jan", "Jan"),
    ("kwame", "Kwame"),
    ("leila", "Leïla"),
    ("mads", "Mads"),
    ("noor", "Noor"),
    ("oana", "Oana"),
    ("pavel", "Pavel"),
    ("rosa", "Rosa"),
];

const LAST_NAMES: [(&str, &str); 12] = [
    ("berg", "Berg"),
    ("costa", "Costa"),
    ("diallo", "Diallo"),
    ("eriksen", "Eriksen"),
    ("fischer", "Fischer"),
    ("gupta", "Gupta"),
    ("horvat", "Horvat"),
    ("ito", "Itō"),
    ("kaya", "Kaya"),
    ("lopez", "López"),
    ("murphy", "Murphy"),
    ("nagy", "Nagy"),
];

/// The people who are coached: those with a story first, then as many more as were asked for.
pub(super) fn members(order: &Order) -> Vec<Member> {
    let known = KNOWN.iter().map(|(handle, name, team, coach, cadence, course, consent)| Member {
        handle: handle.to_string(),
        name: name.to_string(),
        team: *team,
        coach: COACHES[coach % order.coaches].handle,
        cadence: *cadence,
        course: *course,
        consent: *consent,
    });
    let further = (0..).map(|n: usize| {
        let (first, last) = (FIRST_NAMES[n % 16], LAST_NAMES[(n / 16 + n) % 12]);
        // Every pair of names once; after that they are numbered.
        let number = if n < 192 { String::new() } else { format!("-{}", n / 192 + 1) };
        Member {
            handle: format!("{}-{}{number}", first.0, last.0),
            name: format!("{} {}", first.1, last.1),
            team: n % TEAMS.len(),
            coach: COACHES[n % order.coaches].handle,
            cadence: [14, 21, 28][n % 3],
            course: Course::Usual,
            consent: !n.is_multiple_of(5),
        }
    });
    known.chain(further).take(order.people).collect()
}

/// The group's members who are in the journal.
pub(super) fn group(members: &[Member]) -> Vec<&'static str> {
    GROUP_MEMBERS.into_iter().filter(|handle| members.iter().any(|member| member.handle == *handle)).collect()
}

/// The files of `people/`.
pub(super) fn files(order: &Order, members: &[Member]) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut add = |handle: &str, name: &str, rest: &mut dyn FnMut(&mut File)| {
        let mut file = File::default();
        file.text("handle", Some(handle));
        file.text("name", Some(name));
        rest(&mut file);
        files.push((format!("people/{handle}.toml"), file.0));
    };
    for coach in &COACHES[..order.coaches] {
        add(coach.handle, coach.name, &mut |file| {
            file.text("email", Some(format!("{}@example.com", coach.handle)));
            file.text("team", coach.team);
        });
    }
    for (team, (handle, name)) in MANAGERS.iter().enumerate() {
        if !COACHES[..order.coaches].iter().any(|coach| coach.handle == *handle) {
            add(handle, name, &mut |file| {
                file.text("email", Some(format!("{handle}@example.com")));
                file.text("team", Some(TEAMS[team]));
            });
        }
    }
    if order.sessions.is_none() {
        let (handle, name) = NEWCOMER;
        add(handle, name, &mut |file| {
            file.text("email", Some(format!("{handle}@example.com")));
            file.text("team", Some(TEAMS[1]));
            file.text("manager", Some(MANAGERS[1].0));
        });
    }
    for member in members {
        add(&member.handle, &member.name, &mut |file| member.write(order, file));
    }
    let group = group(members);
    if group.len() > 1 {
        add(GROUP, "Team leads", &mut |file| file.list("members", &group));
    }
    files
}

impl Member {
    fn write(&self, order: &Order, file: &mut File) {
        let manager = MANAGERS[self.team].0;
        let relationship = match self.coach {
            EXTERNAL => "external",
            coach if coach == manager => "line-manager",
            _ => "internal",
        };
        file.text("email", Some(format!("{}@example.com", self.handle)));
        file.text("team", Some(TEAMS[self.team]));
        file.text("manager", Some(manager));
        file.bare("cadence", Some(self.cadence).filter(|days| *days != 28));
        file.text("relationship", Some(relationship));
        file.bare("consent", self.consented(order));
    }

    /// They were asked before the first session.
    fn consented(&self, order: &Order) -> Option<Day> {
        let days = Chance::of(order.seed, &format!("{} consents", self.handle)).between(3, 20);
        self.consent.then(|| super::workday(super::later(order.from, -days)))
    }
}
