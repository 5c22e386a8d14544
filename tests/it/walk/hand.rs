//! What the coaches do by hand and with plain git.

use std::fs;

use crate::walk::model::Effect;
use crate::walk::records::Choice;
use crate::walk::team::Walk;

/// Shows the model what a hand did.
fn by_hand(walk: &mut Walk, line: &str, change: impl FnOnce(&std::path::Path)) -> Result<(), String> {
    walk.note(line);
    let before = walk.files();
    change(&walk.clones[walk.coach].root);
    walk.look(&Effect::Adds, &before)?;
    if walk.dice.percent(50) {
        commit(walk)?;
    }
    Ok(())
}

fn rename(root: &std::path::Path, from: &str, to: &str) {
    fs::create_dir_all(root.join(to).parent().unwrap()).unwrap();
    fs::rename(root.join(from), root.join(to)).unwrap();
}

/// A record that lies elsewhere from now on. Its path means nothing.
pub(crate) fn moved(walk: &mut Walk) -> Result<(), String> {
    let files = walk.files();
    let folders = ["sessions/", "sessions/", "people/", "objectives/", "templates/", "stories/", "requests/"];
    let folder = walk.dice.one(&folders).unwrap();
    let all: Vec<&String> =
        files.keys().filter(|path| path.starts_with(folder) && path.ends_with(".toml")).collect();
    let Some(from) = walk.dice.one(&all) else { return Ok(()) };
    let name = from.rsplit('/').next().unwrap();
    let to = match folder {
        "sessions/" => format!("sessions/moved-{}/{name}", walk.dice.roll(5)),
        _ => format!("{folder}moved-{}-{name}", walk.step),
    };
    if files.contains_key(&to) {
        return Ok(());
    }
    by_hand(walk, &format!("mv {from} {to}"), |root| rename(root, from, &to))
}

pub(crate) fn changed(walk: &mut Walk) -> Result<(), String> {
    let files = walk.files();
    let Some((_, path)) = walk.dice.one(&Choice::of(&files).sessions) else { return Ok(()) };
    let mark = walk.mark();
    let text = files[&path].clone();
    let key = walk.dice.one(&["what", "ask", "notes"]).unwrap();
    let Some(at) = text
        .find(&format!("\n{key} = \""))
        .filter(|at| !text[*at..].starts_with(&format!("\n{key} = \"\"\"")))
    else {
        return Ok(());
    };
    let end = at + 1 + text[at + 1..].find('\n').unwrap_or(text.len() - at - 1);
    let line = text[at + 1..end].trim_end();
    let Some(line) = line.strip_suffix('"') else { return Ok(()) };
    let changed = format!("{}{line} or {mark}\"{}", &text[..=at], &text[end..]);
    by_hand(walk, &format!("sed: {key} of {path}: or {mark}"), |root| {
        fs::write(root.join(&path), changed).unwrap()
    })
}

/// Another title for a template.
pub(crate) fn changed_template(walk: &mut Walk, path: &str) -> Result<(), String> {
    let mark = walk.mark();
    let text = walk.files()[path].clone();
    let changed = match text.split_once("\ntitle = \"") {
        Some((head, rest)) => format!("{head}\ntitle = \"{mark} {rest}"),
        None => format!("# by hand {mark}\n{text}"),
    };
    by_hand(walk, &format!("sed: {mark} in {path}"), |root| fs::write(root.join(path), changed).unwrap())
}

/// A cloud folder keeps two versions of one record.
pub(crate) fn copied(walk: &mut Walk) -> Result<(), String> {
    let files = walk.files();
    let Some((_, path)) = walk.dice.one(&Choice::of(&files).sessions) else { return Ok(()) };
    let copy = path.replace(".toml", " (conflicted copy).toml");
    if path.contains('(') || files.contains_key(&copy) {
        return Ok(());
    }
    let mut text = files[&path].clone();
    let mut line = format!("cp {path} '{copy}'");
    if walk.dice.percent(50) {
        let mark = walk.mark();
        text = format!("# a copy {mark}\n{text}");
        line = format!("{line}; sed: a comment {mark} in the copy");
    }
    by_hand(walk, &line, |root| fs::write(root.join(&copy), text).unwrap())
}

pub(crate) fn commented(walk: &mut Walk) -> Result<(), String> {
    let files = walk.files();
    let all: Vec<&String> =
        files.keys().filter(|path| path.ends_with(".toml") && path.contains('/')).collect();
    let Some(path) = walk.dice.one(&all) else { return Ok(()) };
    let mark = walk.mark();
    let text = format!("# by hand {mark}\n{}", files[path]);
    by_hand(walk, &format!("sed: a comment {mark} in {path}"), |root| {
        fs::write(root.join(path), text).unwrap()
    })
}

/// A file that is no record.
pub(crate) fn other_file(walk: &mut Walk) -> Result<(), String> {
    let name = format!("notes-of-{}.txt", walk.name());
    let step = walk.step;
    by_hand(walk, &format!("echo {step} > {name}"), |root| {
        fs::write(root.join(&name), format!("{step}\n")).unwrap()
    })?;
    commit(walk)
}

pub(crate) fn commit(walk: &mut Walk) -> Result<(), String> {
    walk.git(&Effect::Adds, &["add", "-A"])?;
    let subject = format!("by hand, step {}", walk.step);
    walk.git(
        &Effect::Adds,
        &["-c", "user.name=hand", "-c", "user.email=hand@example.org", "commit", "-qm", &subject],
    )?;
    Ok(())
}

pub(crate) fn pull(walk: &mut Walk) -> Result<(), String> {
    pulled(walk, &["pull", "-q", "--no-rebase", "--no-edit", "origin", "main"])
}

pub(crate) fn pull_rebase(walk: &mut Walk) -> Result<(), String> {
    pulled(walk, &["pull", "-q", "--rebase", "origin", "main"])
}

fn pulled(walk: &mut Walk, arguments: &[&str]) -> Result<(), String> {
    let arguments = [&["-c", "user.name=hand", "-c", "user.email=hand@example.org"], arguments].concat();
    let before = walk.files();
    walk.git(&Effect::Arrives, &arguments)?;
    if !walk.me().is_in_a_merge() {
        return Ok(());
    }
    walk.before_merge[walk.coach] = before;
    match walk.dice.roll(10) {
        0 | 1 => abort(walk),
        2 | 3 => Ok(()),
        _ => finish(walk),
    }
}

fn abort(walk: &mut Walk) -> Result<(), String> {
    let verb = if walk.me().root.join(".git/MERGE_HEAD").exists() { "merge" } else { "rebase" };
    walk.git(&Effect::Arrives, &[verb, "--abort"])?;
    Ok(())
}

/// `coach resolve --finish`, as the README says.
pub(crate) fn finish(walk: &mut Walk) -> Result<(), String> {
    walk.coach(&Effect::Arrives, &["resolve", "--finish"], &[])?;
    if walk.me().is_in_a_merge() {
        walk.git(&Effect::Arrives, &["status", "--porcelain"])?;
        let status = walk.me().git(&["status"]).out;
        return Err(format!("`resolve --finish` did not finish the merge: {status}"));
    }
    Ok(())
}

/// A step while git waits in the middle of a merge: something is written, or the merge is finished.
pub(crate) fn in_a_merge(walk: &mut Walk) -> Result<(), String> {
    match walk.dice.roll(4) {
        0 => crate::walk::commands::log(walk),
        1 => crate::walk::commands::jot(walk),
        _ => finish(walk),
    }
}

pub(crate) fn push(walk: &mut Walk) -> Result<(), String> {
    walk.git(&Effect::Adds, &["push", "-q", "origin", "HEAD:main"])?;
    Ok(())
}
