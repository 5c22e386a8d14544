//! The sweep's other cases: together with `cases.rs` every command that writes is killed and starved.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::faults::cases::{CASES, Case, Kind, apart, begun, stopped};
use crate::faults::every::EVERY;
use crate::faults::home::Home;
use crate::home::{COACH, Ended};

const fn once(name: &'static str, line: &'static [&'static str], prepare: fn() -> Home) -> Case {
    Case { name, line, prepare, kind: Kind::Once }
}

const fn again(name: &'static str, line: &'static [&'static str], prepare: fn() -> Home) -> Case {
    Case { name, line, prepare, kind: Kind::Again }
}

/// The journal with every record.
const FULL: fn() -> Home = Home::with_every_record;

pub(crate) const MORE: &[Case] = &[
    once("action", &["action", "ana", "Ring them by 1 dec"], FULL),
    once("assign", &["assign", "welcome", "max", "zoe"], FULL),
    once("benefit", &["benefit", "c3bcdfghjk", "--before", "3", "--after", "2", "--unit", "calls"], FULL),
    once("benefit confirm", &["benefit", "confirm", "c2bcdfghjk"], Home::with_a_claim_of_kim),
    again("check --fix", &["check", "--fix"], nameless),
    again("config set", &["config", "set", "links", "never"], configured),
    again("demo", &["demo", "out/demo"], begun),
    once("drop", &["drop", "c5bc", "--reason", "The campaign was stopped"], FULL),
    once("delete", &["delete", "c5bc", "--yes"], FULL),
    once("edit --minutes", &["edit", "k2bc", "--minutes", "25", "--on", "2026-09-02"], FULL),
    once("edit", &["edit", "c5bc"], || editing(Home::with_every_record())),
    once("edit, a person", &["edit", "ana"], || editing(Home::with_every_record())),
    once("edit --private", &["edit", "k2bc", "--private"], || editing(with_a_note())),
    again("export -o", &["export", "json", "-o", "out/all.json"], exported),
    once("feedback add", &["feedback", "add", "k2bc", "4", "A clear question"], FULL),
    once("follow-up", &["follow-up", "c5bc", "And now? on 5 dec every 2 weeks"], FULL),
    again("init DIR", &["init", "elsewhere", "--me", "jo"], begun),
    once("jot", &["jot", "ana 20m pricing: heard this + send it by 1 dec ? how was it on 5 dec"], begun),
    once("log --edit", &["log", "ana", "5m", "--note", "Half", "--edit"], || editing(begun())),
    once("log --resume", &["log", "--resume"], drafted),
    once("log --done", &["log", "max", "5m", "--note", "Well", "--done", "c5bc", "--private", "Alone"], FULL),
    again("man", &["man", "out/man"], begun),
    again("merge-driver", &["merge-driver", "in/base", "in/ours", "in/theirs", "people/ana.toml"], versions),
    once("objective add", &["objective", "add", "growth", "--title", "Grow", "--sponsor", "hana"], FULL),
    once("objective close", &["objective", "close", "ship-on-time", "--reason", "Met"], FULL),
    again("objective measure", &["objective", "measure", "ship-on-time", "9"], FULL),
    again("objective set", &["objective", "set", "ship-on-time", "--target", "12"], FULL),
    once("person add", &["person", "add", "nina", "--name", "Nina Berg", "--manager", "kim"], FULL),
    again("person export -o", &["person", "export", "ana", "-o", "out/ana.md"], exported),
    again("person forget", &["person", "forget", "ana", "--yes", "--texts"], with_a_note),
    once("person merge", &["person", "merge", "max", "zoe"], FULL),
    again("person set", &["person", "set", "ana", "--team", "support"], FULL),
    again("plan -o", &["plan", "ana", "--html", "-o", "out/plan.html"], exported),
    once("policy add", &["policy", "add", "travel", "Travel", "--text", "By train", "--owner", "kim"], FULL),
    once("policy agree", &["policy", "agree", "paid-time", "--by", "kim"], FULL),
    once("private note", &["private", "note", "k2bc", "Ask about the offer, alone"], FULL),
    again("private pull", &["private", "pull"], backed_up),
    again("private push", &["private", "push"], backed_up),
    again("private remote", &["private", "remote", "mine.git"], with_a_note),
    once("reopen", &["reopen", "c2bc"], FULL),
    again("serve revoke", &["serve", "revoke", "d2bc"], signed_in),
    again("report --html", &["report", "overview", "--html", "-o", "out/report.html"], exported),
    once("request acknowledge", &["request", "acknowledge", "q3bcdfghjk"], FULL),
    once("request add", &["request", "add", "Training for all", "--requested-by", "kim"], FULL),
    once("request answer", &["request", "answer", "q4bc", "no", "--reason", "Not now"], FULL),
    once("request why", &["request", "why", "q4bc", "--why", "They give discounts"], FULL),
    once("resource add", &["resource", "add", "calendar", "Block time", "--obstacle", "time"], FULL),
    once("resource give", &["resource", "give", "price-once", "k2bc"], FULL),
    once("resource retire", &["resource", "retire", "price-once"], FULL),
    once("resolve --take", &["resolve", "77aa0005", "--take"], FULL),
    once("resolve --all --keep", &["resolve", "--all", "--keep"], FULL),
    again("snooze", &["snooze", "c5bc", "2026-12-24"], FULL),
    again("story", &["story", "c2bc", "--quote", "I waited", "--consent", "named"], FULL),
    again("sync --remote", &["sync", "--remote", "team.git"], with_an_empty_remote),
    again("sync --branch", &["sync", "--branch", "jo-notes"], apart),
    again("resolve --finish, a rebase", &["resolve", "--finish"], stopped),
    once("template new", &["template", "new", "first-call"], FULL),
];

/// The commands that only tell, by the names of their pages in the manual. `review` asks on a terminal, and
/// writes each answer as `done`, `drop`, `missed` and `snooze` do: `tests/it/prompts/review.rs` kills it.
const TELL: &[&str] = &[
    "completions",
    "config-get",
    "config-list",
    "config-path",
    "due",
    "feedback-form",
    "find",
    "history",
    "list",
    "objective-list",
    "person-list",
    "policy-list",
    "policy-show",
    "prep",
    "private-list",
    "private-path",
    "request-list",
    "resource-list",
    "resource-show",
    "review",
    "serve-devices",
    "show",
    "template-list",
    "template-show",
];

/// Every case of the sweep.
pub(crate) fn all() -> impl Iterator<Item = &'static Case> {
    CASES.iter().chain(MORE)
}

/// The page of a case's command in the manual.
fn page(case: &Case) -> String {
    let two = case.line.iter().take(2).copied().collect::<Vec<_>>().join("-");
    if EVERY.iter().any(|(page, _)| *page == two) { two } else { case.line[0].to_owned() }
}

#[test]
fn every_command_that_writes_is_in_the_sweep() {
    let swept: BTreeSet<String> = all().filter(|case| case.kind != Kind::Reads).map(page).collect();
    let listed: BTreeSet<String> = EVERY.iter().map(|(page, _)| (*page).to_owned()).collect();
    let tell: BTreeSet<String> = TELL.iter().map(|page| (*page).to_owned()).collect();
    let missing: Vec<_> = listed.difference(&swept).filter(|page| !tell.contains(*page)).collect();
    assert!(missing.is_empty(), "give these commands a case in MORE, or a line in TELL: {missing:?}");
    let both: Vec<_> = swept.intersection(&tell).collect();
    assert!(both.is_empty(), "these have a case, and TELL says that they only tell: {both:?}");
    // git calls the merge driver, which has no page.
    let unknown: Vec<_> =
        swept.union(&tell).filter(|page| !listed.contains(*page) && *page != "merge-driver").collect();
    assert!(unknown.is_empty(), "no command has these names: {unknown:?}");
}

/// A command that only tells changes no file of the home, its cache apart.
#[test]
fn a_command_that_only_tells_writes_nothing() {
    let home = with_a_note();
    let (files, notes, outside) = (home.files(), home.notes(), home.outside());
    for page in TELL {
        let (_, lines) = EVERY.iter().find(|(name, _)| name == page).unwrap();
        for line in *lines {
            let line = crate::faults::every::arguments(line, "out");
            home.coach(&line.iter().map(String::as_str).collect::<Vec<_>>());
            let same = home.files() == files && home.notes() == notes && home.outside() == outside;
            assert!(same, "{line:?} writes: give it a case in MORE");
        }
    }
}

fn script(home: &Home, name: &str, text: &str) {
    let path = home.home.join(name);
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// An editor that writes a comment above everything, once: a retry opens the draft that has it.
fn editing(home: Home) -> Home {
    let once = "grep -q '# typed in the editor' \"$1\" || sed -i '1i # typed in the editor' \"$1\"";
    script(&home, "editor", &format!("#!/bin/sh\n{once}\n"));
    home
}

/// A session that was cut off in the editor.
fn drafted() -> Home {
    let home = begun();
    script(&home, "editor", "#!/bin/sh\nkill -KILL $PPID\n");
    assert_ne!(home.coach(&["log", "ben", "30m", "--note", "Half a thought", "--edit"]).code, Some(0));
    editing(home)
}

/// Actions that a hand wrote without an id.
fn nameless() -> Home {
    let home = begun();
    let text = "date = 2026-11-20\ncoach = \"jo\"\nwith = [\"ana\"]\n\n[[action]]\nwhat = \"By hand\"\n";
    home.put("sessions/ana/by-hand.toml", text);
    home.git(&["add", "-A"]);
    home.git(&["commit", "-qm", "by hand"]);
    home
}

fn configured() -> Home {
    let home = begun();
    home.ok(&["config", "set", "me", "jo"]);
    home
}

/// A device that is signed in to `coach serve`.
fn signed_in() -> Home {
    let home = begun();
    let folder = home.home.join("data/coach/serve");
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
    let device = "[[device]]\nid = \"d2bcdfghjk\"\nname = \"iPad, Safari\"\ncoach = \"jo\"\nhash = \"00\"\n";
    let days = "since = \"2026-11-20\"\nseen = \"2026-11-20\"\n";
    fs::write(folder.join("devices.toml"), format!("{device}{days}")).unwrap();
    home
}

/// Folders for what is written, and an older version in them.
fn exported() -> Home {
    let home = Home::with_every_record();
    fs::create_dir(home.home.join("out")).unwrap();
    for name in ["all.json", "ana.md", "plan.html", "report.html"] {
        fs::write(home.home.join("out").join(name), "an older version\n").unwrap();
    }
    home
}

fn with_a_note() -> Home {
    let home = Home::with_every_record();
    home.ok(&["private", "note", "k2bc", "She may leave by the summer"]);
    let mine = home.home.join("mine.git");
    home.git(&["init", "-q", "--bare", mine.to_str().unwrap()]);
    home
}

/// Another machine backed up a note; this one has another.
fn backed_up() -> Home {
    let home = with_a_note();
    home.ok(&["private", "remote", "mine.git"]);
    let there = |line: &[&str]| {
        let mut command = home.command(COACH);
        command.env("XDG_DATA_HOME", home.home.join("there")).env("COACH_JOURNAL", home.journal());
        let ended = Ended::new(&command.args(line).output().unwrap());
        assert_eq!(ended.code, Some(0), "{line:?}: {ended:?}");
    };
    there(&["private", "note", "k4bcdfghj2", "Only for me"]);
    there(&["private", "remote", "mine.git"]);
    there(&["private", "push"]);
    home
}

fn with_an_empty_remote() -> Home {
    let home = begun();
    home.git(&["init", "-q", "--bare", home.remote().to_str().unwrap()]);
    home
}

/// Three versions of one record, as git gives them to the merge driver.
fn versions() -> Home {
    let home = begun();
    fs::create_dir(home.home.join("in")).unwrap();
    let version = |name: &str, team: &str| {
        let text = format!("handle = \"ana\"\nname = \"Ana\"\nteam = \"{team}\"\n");
        fs::write(home.home.join("in").join(name), text).unwrap();
    };
    version("base", "sales");
    version("ours", "support");
    version("theirs", "service");
    home
}
