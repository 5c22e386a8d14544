//! What the coaches do with coach.

use crate::home::Ended;
use crate::walk::hand;
use crate::walk::model::{Effect, names};
use crate::walk::records::{Choice, Files};
use crate::walk::team::{Walk, plain};

const PEOPLE: [&str; 6] = ["ana", "ben", "cleo", "dimitri", "eve", "fatima"];
const NEW_NAMES: [&str; 6] = ["ana-ruiz", "benno", "cleopatra", "gustav", "evelyn", "ana"];

/// Somebody: most often one who is known.
fn somebody(walk: &mut Walk, choice: &Choice) -> String {
    let known = walk.dice.one(&choice.people).filter(|_| walk.dice.percent(80));
    known.unwrap_or_else(|| walk.dice.one(&PEOPLE).unwrap().to_owned())
}

/// The command, and once more under the handle that a refusal names.
fn about(walk: &mut Walk, whom: &str, arguments: &[&str], words: &[String]) -> Result<Ended, String> {
    let ended = walk.coach(&Effect::Adds, arguments, words)?;
    let Some(now) = ended.err.split("` is now `").nth(1).and_then(|rest| rest.split('`').next()) else {
        return Ok(ended);
    };
    let again: Vec<&str> =
        arguments.iter().map(|argument| if *argument == whom { now } else { argument }).collect();
    walk.coach(&Effect::Adds, &again, words)
}

pub(crate) fn log(walk: &mut Walk) -> Result<(), String> {
    let choice = walk.choice();
    let who = somebody(walk, &choice);
    let note = walk.mark();
    let mut words = vec![note.clone()];
    let mut line =
        vec!["log".to_owned(), who.clone(), "20m".into(), "--note".into(), format!("Said {note} today")];
    if walk.dice.percent(20) {
        line.insert(2, somebody(walk, &choice));
    }
    if walk.dice.percent(60) {
        let mark = walk.mark();
        let days = 1 + walk.dice.roll(20);
        line.extend(["--action".into(), format!("Try {mark} by {}", walk.day(days))]);
        words.push(mark);
    }
    if walk.dice.percent(50) {
        let mark = walk.mark();
        let days = 1 + walk.dice.roll(20);
        let every = if walk.dice.percent(30) { " every 2 weeks" } else { "" };
        line.extend(["--follow-up".into(), format!("What of {mark}? on {}{every}", walk.day(days))]);
        words.push(mark);
    }
    let mut secret = None;
    if walk.dice.percent(15) {
        let mark = walk.mark();
        walk.model.secret(&mark);
        line.extend(["--private".into(), format!("Keep {mark} apart")]);
        secret = Some(mark);
    }
    if let Some((id, _)) = walk.dice.one(&choice.open_actions).filter(|_| walk.dice.percent(15)) {
        line.extend(["--done".into(), id]);
    }
    let line: Vec<&str> = line.iter().map(String::as_str).collect();
    let ended = about(walk, &who, &line, &words)?;
    match secret {
        Some(mark) if ended.is_well() && !walk.model.has_private(walk.coach, &mark) => {
            Err(format!("the private text {mark} was not saved"))
        }
        _ => Ok(()),
    }
}

pub(crate) fn jot(walk: &mut Walk) -> Result<(), String> {
    let choice = walk.choice();
    let who = somebody(walk, &choice);
    let (note, what, ask) = (walk.mark(), walk.mark(), walk.mark());
    let (by, on) = (walk.day(6), walk.day(9));
    let line = format!("{who} 15m pricing: heard {note} + try {what} by {by} ? how was {ask} on {on}");
    let ended = walk.coach(&Effect::Adds, &["jot", &line], &[note.clone(), what.clone(), ask.clone()])?;
    if let Some(now) = ended.err.split("` is now `").nth(1).and_then(|rest| rest.split('`').next()) {
        let line = line.replacen(&who, now, 1);
        walk.coach(&Effect::Adds, &["jot", &line], &[note, what, ask])?;
    }
    Ok(())
}

pub(crate) fn action(walk: &mut Walk) -> Result<(), String> {
    let choice = walk.choice();
    let Some(who) = walk.dice.one(&choice.people) else { return Ok(()) };
    let mark = walk.mark();
    let what = format!("Do {mark} by {}", walk.day(5));
    walk.coach(&Effect::Adds, &["action", &who, &what], &[mark]).map(drop_ended)
}

pub(crate) fn follow_up(walk: &mut Walk) -> Result<(), String> {
    let choice = walk.choice();
    let about = if walk.dice.percent(40) {
        walk.dice.one(&choice.open_actions).map(|(id, _)| id)
    } else {
        walk.dice.one(&choice.people)
    };
    let Some(about) = about else { return Ok(()) };
    let mark = walk.mark();
    let every = if walk.dice.percent(40) { " every 2 weeks" } else { "" };
    let ask = format!("How is {mark}? on {}{every}", walk.day(7));
    walk.coach(&Effect::Adds, &["follow-up", &about, &ask], &[mark]).map(drop_ended)
}

fn drop_ended(_: Ended) {}

/// An open action or follow-up.
fn open(walk: &mut Walk) -> Option<(String, bool)> {
    let choice = walk.choice();
    let is_action = walk.dice.percent(60);
    let list = if is_action { &choice.open_actions } else { &choice.open_follow_ups };
    walk.dice.one(list).map(|(id, _)| (id, is_action))
}

pub(crate) fn done(walk: &mut Walk) -> Result<(), String> {
    let files = walk.files();
    let Some((id, _)) = open(walk) else { return Ok(()) };
    let mark = walk.mark();
    let result = format!("It brought {mark}");
    // The item may be done in one of two files of its record: then the result is replaced.
    walk.coach(&with_id(&files, &id), &["done", &id, "--result", &result], &[mark]).map(drop_ended)
}

pub(crate) fn missed(walk: &mut Walk) -> Result<(), String> {
    let choice = walk.choice();
    let Some((id, _)) = walk.dice.one(&choice.open_follow_ups) else { return Ok(()) };
    let mark = walk.mark();
    let obstacle = format!("time: because of {mark}");
    walk.coach(&Effect::Adds, &["missed", &id, "--obstacle", &obstacle], &[mark]).map(drop_ended)
}

pub(crate) fn drop(walk: &mut Walk) -> Result<(), String> {
    let Some((id, _)) = open(walk) else { return Ok(()) };
    let mark = walk.mark();
    let why = format!("No longer: {mark}");
    walk.coach(&Effect::Adds, &["drop", &id, "--reason", &why], &[mark]).map(drop_ended)
}

pub(crate) fn snooze(walk: &mut Walk) -> Result<(), String> {
    let Some((id, _)) = open(walk) else { return Ok(()) };
    let days = 1 + walk.dice.roll(20);
    let day = walk.day(days);
    walk.coach(&Effect::Adds, &["snooze", &id, &day], &[]).map(drop_ended)
}

/// Every file that holds this id or handle: after a copy by hand there may be two.
fn replaces(files: &Files, of: impl Fn(&str, &str) -> bool, items: bool) -> Effect {
    let paths = files.iter().filter(|(path, text)| of(path, text)).map(|(path, _)| path.clone()).collect();
    Effect::Replaces { paths, items }
}

fn with_id(files: &Files, id: &str) -> Effect {
    replaces(files, |_, text| text.contains(&format!("id = \"{id}\"")), false)
}

fn with_handle(files: &Files, folder: &str, handle: &str) -> Effect {
    let line = format!("handle = \"{handle}\"");
    replaces(files, |path, text| path.starts_with(folder) && text.contains(&line), false)
}

pub(crate) fn reopen(walk: &mut Walk) -> Result<(), String> {
    let files = walk.files();
    let Some((id, _)) = walk.dice.one(&Choice::of(&files).closed) else { return Ok(()) };
    walk.coach(&with_id(&files, &id), &["reopen", &id], &[]).map(drop_ended)
}

pub(crate) fn edit(walk: &mut Walk) -> Result<(), String> {
    let files = walk.files();
    let choice = Choice::of(&files);
    let mark = walk.mark();
    if walk.dice.percent(25) {
        let Some(person) = walk.dice.one(&choice.people) else { return Ok(()) };
        let sed = format!("1i # a comment {mark}");
        return walk
            .edit(&Effect::Adds, &sed, &["edit", &format!("person:{person}")], &[mark])
            .map(drop_ended);
    }
    let Some((id, _)) = walk.dice.one(&choice.sessions) else { return Ok(()) };
    let (sed, effect) = match walk.dice.roll(4) {
        0 => (format!("1i # a comment {mark}"), Effect::Adds),
        1 => (format!("s/^what = \"\\(.*\\)\"$/what = \"\\1 and {mark}\"/"), Effect::Adds),
        2 => (format!("s/^notes = \"\\([^\"].*\\)\"$/notes = \"\\1 and {mark}\"/"), Effect::Adds),
        _ => (format!("0,/^what = /s/^what = .*/what = \"Rather {mark}\"/"), with_id(&files, &id)),
    };
    walk.edit(&effect, &sed, &["edit", &id], &[mark]).map(drop_ended)
}

pub(crate) fn private(walk: &mut Walk) -> Result<(), String> {
    let Some((id, _)) = walk.dice.one(&walk.choice().sessions) else { return Ok(()) };
    let mark = walk.mark();
    walk.model.secret(&mark);
    let ended = walk.coach(&Effect::Adds, &["private", "note", &id, &format!("Keep {mark} apart")], &[])?;
    if ended.is_well() && !walk.model.has_private(walk.coach, &mark) {
        Err(format!("the private text {mark} was not saved"))
    } else {
        Ok(())
    }
}

/// Which of the coaches this person is, under any handle.
fn coach(files: &Files, handle: &str) -> Option<&'static str> {
    let line = format!("handle = \"{handle}\"");
    let record = files.iter().find(|(path, text)| path.starts_with("people/") && text.contains(&line));
    let (_, text) = record?;
    ["jo", "kim", "lee"].into_iter().find(|coach| text.contains(&format!("\"{coach}\"")))
}

pub(crate) fn rename(walk: &mut Walk) -> Result<(), String> {
    let files = walk.files();
    let choice = Choice::of(&files);
    let Some(from) = walk.dice.one(&choice.people) else { return Ok(()) };
    // Two people who take one new name in two clones become one person, which must not happen to two coaches.
    let to = match coach(&files, &from) {
        Some(coach) => format!("{coach}-{}", walk.dice.roll(3)),
        None => (*walk.dice.one(&NEW_NAMES).unwrap()).to_owned(),
    };
    if from == to || choice.people.contains(&to) {
        return Ok(());
    }
    walk.coach(&Effect::Adds, &["person", "rename", &from, &to], &[]).map(drop_ended)
}

pub(crate) fn join(walk: &mut Walk) -> Result<(), String> {
    let files = walk.files();
    let choice = Choice::of(&files);
    let (Some(from), Some(to)) = (walk.dice.one(&choice.people), walk.dice.one(&choice.people)) else {
        return Ok(());
    };
    if from == to || choice.people.len() < 4 {
        return Ok(());
    }
    if coach(&files, &from).is_some() || coach(&files, &to).is_some() {
        return Ok(());
    }
    walk.coach(&Effect::Adds, &["person", "merge", &from, &to], &[]).map(drop_ended)
}

pub(crate) fn forget(walk: &mut Walk) -> Result<(), String> {
    let files = walk.files();
    let choice = Choice::of(&files);
    let Some(who) = walk.dice.one(&choice.people) else { return Ok(()) };
    let is_known = files.iter().any(|(path, text)| path.starts_with("people/") && names(&who, path, text));
    if !is_known || coach(&files, &who).is_some() || choice.people.len() < 5 {
        return Ok(());
    }
    let mut line = vec!["person", "forget", &who, "--yes"];
    if walk.dice.percent(40) {
        line.push("--texts");
    }
    walk.coach(&Effect::Forgets { handle: who.clone() }, &line, &[]).map(drop_ended)
}

pub(crate) fn person(walk: &mut Walk) -> Result<(), String> {
    let files = walk.files();
    let Some(who) = walk.dice.one(&Choice::of(&files).people) else { return Ok(()) };
    let mark = walk.mark();
    let effect = with_handle(&files, "people/", &who);
    if walk.dice.percent(30) {
        let team = walk.dice.one(&["sales", "service", "support"]).unwrap();
        return walk.coach(&effect, &["person", "set", &who, "--team", team], &[]).map(drop_ended);
    }
    let name = format!("Name {mark}");
    walk.coach(&effect, &["person", "set", &who, "--name", &name], &[mark]).map(drop_ended)
}

pub(crate) fn group(walk: &mut Walk) -> Result<(), String> {
    let choice = walk.choice();
    let (Some(one), Some(other)) = (walk.dice.one(&choice.people), walk.dice.one(&choice.people)) else {
        return Ok(());
    };
    if one == other {
        return Ok(());
    }
    if let Some(group) = walk.dice.one(&choice.groups) {
        let mark = walk.mark();
        let note = format!("All heard {mark}");
        return walk.coach(&Effect::Adds, &["log", &group, "30m", "--note", &note], &[mark]).map(drop_ended);
    }
    walk.coach(&Effect::Adds, &["person", "add", "leaders", "--member", &one, "--member", &other], &[])
        .map(drop_ended)
}

pub(crate) fn objective(walk: &mut Walk) -> Result<(), String> {
    let files = walk.files();
    let mark = walk.mark();
    let title = format!("Reach {mark}");
    let Some(handle) = walk.dice.one(&Choice::of(&files).objectives).filter(|_| walk.dice.percent(75)) else {
        let handle = walk.dice.one(&["churn", "growth", "quality"]).unwrap();
        if Choice::of(&files).objectives.iter().any(|there| there == handle) {
            return Ok(());
        }
        return walk
            .coach(&Effect::Adds, &["objective", "add", handle, "--title", &title], &[mark])
            .map(drop_ended);
    };
    let effect = with_handle(&files, "objectives/", &handle);
    match walk.dice.roll(3) {
        0 => {
            let number = walk.dice.roll(100).to_string();
            let effect = Effect::Replaces { paths: vec![], items: true };
            walk.coach(&effect, &["objective", "measure", &handle, &number], &[]).map(drop_ended)
        }
        1 => walk.coach(&effect, &["objective", "set", &handle, "--title", &title], &[mark]).map(drop_ended),
        _ => {
            let choice = Choice::of(&files);
            let Some(who) = walk.dice.one(&choice.people) else { return Ok(()) };
            let what = format!("Serve {mark} by {}", walk.day(8));
            walk.coach(&Effect::Adds, &["action", &who, &what, "--objective", &handle], &[mark])
                .map(drop_ended)
        }
    }
}

pub(crate) fn benefit(walk: &mut Walk) -> Result<(), String> {
    let files = walk.files();
    let Some((id, _)) = walk.dice.one(&Choice::of(&files).done_actions) else { return Ok(()) };
    let mark = walk.mark();
    let unit = format!("of {mark}");
    let line = ["benefit", &id, "--before", "9", "--after", "7", "--unit", &unit];
    walk.coach(&with_id(&files, &id), &line, &[mark]).map(drop_ended)
}

pub(crate) fn story(walk: &mut Walk) -> Result<(), String> {
    let files = walk.files();
    let Some((id, _)) = walk.dice.one(&Choice::of(&files).done_actions) else { return Ok(()) };
    let mark = walk.mark();
    let quote = format!("I saw {mark}");
    let line = format!("action = \"{id}\"");
    let effect = replaces(&files, |path, text| path.starts_with("stories/") && text.contains(&line), false);
    walk.coach(&effect, &["story", &id, "--quote", &quote, "--consent", "named"], &[mark]).map(drop_ended)
}

pub(crate) fn request(walk: &mut Walk) -> Result<(), String> {
    let files = walk.files();
    let choice = Choice::of(&files);
    let mark = walk.mark();
    if let Some((id, _)) = walk.dice.one(&choice.requests).filter(|_| walk.dice.percent(50)) {
        let because = format!("Since {mark}");
        let verdict = walk.dice.one(&["yes", "no", "park"]).unwrap();
        let line = ["request", "answer", &id, verdict, "--reason", &because];
        return walk.coach(&with_id(&files, &id), &line, &[mark]).map(drop_ended);
    }
    let Some(who) = walk.dice.one(&choice.people) else { return Ok(()) };
    let what = format!("Training for {mark}");
    walk.coach(&Effect::Adds, &["request", "add", &what, "--requested-by", &who], &[mark]).map(drop_ended)
}

pub(crate) fn template(walk: &mut Walk) -> Result<(), String> {
    let files = walk.files();
    let name = walk.dice.one(&["start", "grow"]).unwrap();
    let there = files.iter().find(|(path, text)| path.starts_with("templates/") && names(name, path, text));
    let Some((path, _)) = there else {
        let from: &[&str] = if name == "start" { &["--copy", "onboarding"] } else { &[] };
        return walk.coach(&Effect::Adds, &[&["template", "new", name], from].concat(), &[]).map(drop_ended);
    };
    hand::changed_template(walk, path)
}

pub(crate) fn assign(walk: &mut Walk) -> Result<(), String> {
    let choice = walk.choice();
    let Some(who) = walk.dice.one(&choice.people) else { return Ok(()) };
    let programme = walk.dice.one(&choice.programmes).unwrap_or_else(|| "onboarding".into());
    walk.coach(&Effect::Adds, &["assign", &programme, &who, "--again"], &[]).map(drop_ended)
}

pub(crate) fn undo(walk: &mut Walk) -> Result<(), String> {
    let ended = walk.coach(&Effect::Undoes, &["undo"], &[])?;
    if !ended.is_well() {
        return Ok(());
    }
    let subject = ended.out.trim();
    let Some(subject) = subject.strip_prefix("undid: ").or_else(|| subject.strip_prefix("redid: ")) else {
        return Err(format!("undo says something else: {subject}"));
    };
    if walk.model.subjects[walk.coach].contains(plain(subject)) {
        Ok(())
    } else {
        Err(format!("undo took back a command that was not {}'s: {subject}", walk.name()))
    }
}

pub(crate) fn resolve(walk: &mut Walk) -> Result<(), String> {
    let files = walk.files();
    let Some((id, path)) = walk.dice.one(&Choice::of(&files).conflicts) else { return Ok(()) };
    // Of two files of one record only one counts, and its conflicts are those that there are.
    let name = id.rsplit('/').next();
    if files.values().filter(|text| name.is_some_and(|name| text.contains(&format!("\"{name}\"")))).count()
        > 1
    {
        return Ok(());
    }
    let flag = walk.dice.one(&["--take", "--keep"]).unwrap();
    let effect = Effect::Replaces { paths: vec![path], items: true };
    walk.coach(&effect, &["resolve", &id, flag], &[]).map(drop_ended)
}

pub(crate) fn sync(walk: &mut Walk) -> Result<(), String> {
    walk.coach(&Effect::Arrives, &["sync"], &[]).map(drop_ended)
}
