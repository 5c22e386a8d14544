//! Plain `git pull` and the like over moved records: whatever git makes of the paths, `coach resolve
//! --all` and the merge driver match records by id and handle, and no record has two files or none.

use std::collections::BTreeMap;

use crate::sync::team::{Coach, Team, agree};

/// Each session's id and the words of what was agreed in it.
fn agreed(coach: &Coach) -> BTreeMap<String, Vec<String>> {
    let mut found = BTreeMap::new();
    for (path, bytes) in coach.files() {
        if !path.starts_with("sessions/") {
            continue;
        }
        let table: toml::Table = String::from_utf8(bytes).unwrap().parse().unwrap();
        let actions = table.get("action").and_then(|list| list.as_array()).into_iter().flatten();
        let mut words: Vec<String> =
            actions.map(|action| action["what"].as_str().unwrap().to_owned()).collect();
        words.sort();
        let before = found.insert(table["id"].as_str().unwrap().to_owned(), words);
        assert_eq!(before, None, "{path}: a second file of one id");
    }
    found
}

/// Plain git merges records here as it does for people without coach.
fn without_driver(coach: &Coach) {
    coach.try_git(&["config", "--unset", "merge.coach.driver"]);
    let _ = std::fs::remove_file(coach.work.join(".git/info/attributes"));
}

/// Pulls; where that stops, coach finishes it.
fn pull(coach: &Coach, arguments: &[&str]) {
    let pulled = coach.try_git(&[&["pull", "-q"], arguments].concat());
    if !pulled.status.success() {
        coach.ok(&["resolve", "--finish"]);
    }
    coach.is_clean();
}

/// Kim has a session of her own, in which she agrees on four actions after she renamed ana, so that
/// git takes its file for a new one. Jo knows nothing of it.
fn moved_and_filled(names: &[&str]) -> (Team, Vec<Coach>) {
    let (team, coaches) = Team::of(names);
    let kim = &coaches[1];
    kim.ok(&["log", "ana", "20m", "--action", "Begin by 1 dec"]);
    kim.sync();
    for coach in &coaches {
        coach.sync();
    }
    kim.ok(&["person", "rename", "ana", "ana-lopez"]);
    for n in 1..=4 {
        kim.ok(&["action", "ana-lopez", &format!("Action number {n} with many words by 2 dec")]);
    }
    (team, coaches)
}

fn ids(coach: &Coach, listing: &str) -> Vec<String> {
    let rows: serde_json::Value = serde_json::from_str(&coach.ok(&["list", listing, "--json"])).unwrap();
    let rows = rows.as_array().cloned().or_else(|| rows.get("rows")?.as_array().cloned()).unwrap();
    rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

const EVERY_WAY: [(&[&str], bool); 4] = [
    (&["--no-rebase", "--no-edit"], true),
    (&["--no-rebase", "--no-edit"], false),
    (&["--rebase"], true),
    (&["--rebase"], false),
];

#[test]
fn a_session_that_was_moved_and_filled_there_is_closed_here() {
    for (how, has_driver) in EVERY_WAY {
        let (_team, coaches) = moved_and_filled(&["kim"]);
        let [jo, kim] = &coaches[..] else { panic!() };
        for id in ids(jo, "actions") {
            jo.ok(&["done", &id, "--result", "well"]);
        }
        kim.sync();
        if !has_driver {
            without_driver(jo);
        }
        pull(jo, how);
        let all = agreed(jo);
        assert_eq!(
            all.values().map(Vec::len).collect::<Vec<_>>().iter().sum::<usize>(),
            6,
            "{how:?} {all:?}"
        );
        agree(&[jo, kim]);
        assert_eq!(agreed(kim), all, "{how:?}");
        let texts = kim.files().into_values().map(|bytes| String::from_utf8(bytes).unwrap());
        assert_eq!(texts.filter(|text| text.contains("result = \"well\"")).count(), 2, "{how:?}");
        assert_eq!(kim.ok(&["list", "conflicts"]), "no conflicts\n", "{how:?}");
        assert!(kim.ok(&["check"]).starts_with("all is well"), "{how:?}");
    }
}

#[test]
fn both_gave_one_person_another_handle() {
    for (how, has_driver) in EVERY_WAY {
        let (_team, coaches) = moved_and_filled(&["kim", "lee"]);
        let [jo, kim, lee] = &coaches[..] else { panic!() };
        jo.ok(&["person", "rename", "ana", "ana-maria"]);
        jo.ok(&["action", "ana-maria", "Jo asks by 3 dec"]);
        lee.ok(&["action", "ana", "Lee asks by 4 dec"]);
        kim.sync();
        if !has_driver {
            without_driver(jo);
        }
        pull(jo, how);
        agree(&[jo, kim, lee]);
        let all = agreed(lee);
        let words: Vec<&String> = all.values().flatten().collect();
        assert_eq!(words.len(), 8, "{how:?} {all:?}");
        let person = lee.text("people/ana-maria.toml");
        assert!(person.contains("\"ana\"") && person.contains("\"ana-lopez\""), "{how:?} {person}");
        assert!(!lee.root.join("people/ana-lopez.toml").exists());
        assert!(lee.ok(&["check"]).starts_with("all is well"), "{how:?}");
    }
}

#[test]
fn somebody_forgotten_here_stays_forgotten() {
    for (how, has_driver) in EVERY_WAY {
        let (_team, coaches) = moved_and_filled(&["kim"]);
        let [jo, kim] = &coaches[..] else { panic!() };
        jo.ok(&["person", "forget", "ana", "--yes"]);
        kim.sync();
        if !has_driver {
            without_driver(jo);
        }
        pull(jo, how);
        agree(&[jo, kim]);
        assert_eq!(agreed(kim).len(), 2, "{how:?}");
        for (path, bytes) in kim.files() {
            let text = String::from_utf8(bytes).unwrap();
            let is_theirs = text.contains("Action number") || text.contains("\"ana") || path.contains("ana");
            assert!(!is_theirs, "{how:?} {path}:\n{text}");
        }
        assert!(kim.ok(&["check"]).starts_with("all is well"), "{how:?}");
    }
}

/// Two coaches add an objective, one moves theirs to another file, and git keeps both files. The moved one
/// was at the path of the other, but the other did not come from it.
#[test]
fn a_moved_record_is_no_earlier_version_of_the_one_that_took_its_place() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    kim.ok(&["objective", "add", "quality", "--title", "Of kim"]);
    kim.git(&["mv", "objectives/quality.toml", "objectives/moved.toml"]);
    kim.commit_all("moved");
    kim.git(&["push", "-q", "origin", "HEAD:main"]);
    jo.ok(&["objective", "add", "quality", "--title", "Of jo"]);
    jo.git(&["pull", "-q", "--no-rebase", "--no-edit", "origin", "main"]);
    assert!(
        jo.root.join("objectives/moved.toml").exists() && jo.root.join("objectives/quality.toml").exists()
    );
    jo.ok(&["check", "--fix"]);
    agree(&[jo, kim]);
    let all: String = kim
        .files()
        .into_iter()
        .filter(|(path, _)| path.starts_with("objectives/"))
        .map(|(_, b)| String::from_utf8(b).unwrap())
        .collect();
    assert!(all.contains("Of kim") && all.contains("Of jo") && all.contains("[[conflict]]"), "{all}");
}

/// Git merges both cleanly: a newer session that names a forgotten person, and a copy of an erased record.
#[test]
fn a_person_who_was_forgotten_does_not_come_back_through_a_clean_pull() {
    for has_copy in [false, true] {
        let (_team, coaches) = Team::of(&["kim"]);
        let [jo, kim] = &coaches[..] else { panic!() };
        jo.ok(&["log", "ben", "5m"]);
        jo.ok(&["log", "ana", "20m", "--note", "Secret of ana", "--action", "Secret deck by 2026-11-30"]);
        jo.sync();
        kim.sync();
        kim.ok(&["log", "ben", "ana", "15m", "--note", "Of both"]);
        if has_copy {
            let session =
                kim.files().into_iter().find(|(path, _)| path.starts_with("sessions/ana/")).unwrap();
            kim.put("sessions/ben/copy.toml", &String::from_utf8(session.1).unwrap());
            kim.commit_all("a copy");
        }
        jo.ok(&["person", "forget", "ana", "--yes"]);
        jo.sync();
        kim.git(&["pull", "-q", "--no-rebase", "--no-edit", "origin", "main"]);
        let names_ana = |coach: &Coach| {
            let is_named = |text: &String| text.contains("\"ana\"") || text.contains("Secret");
            let texts = coach.files().into_values().map(|bytes| String::from_utf8(bytes).unwrap());
            texts.filter(is_named).count()
        };
        assert_eq!(names_ana(kim), 1 + usize::from(has_copy));
        let checked = kim.run(&["check"]);
        assert!(checked.out.contains("`ana` was forgotten"), "{checked:?}");
        let synced = kim.run(&["sync"]);
        let note = "forgot again in 1 record: a forgotten person had come back";
        assert!(synced.code == Some(0) && synced.err.contains(note), "{synced:?}");
        agree(&[jo, kim]);
        assert_eq!(names_ana(kim), 0, "has_copy: {has_copy}");
        assert!(kim.files().into_values().any(|bytes| String::from_utf8(bytes).unwrap().contains("Of both")));
        assert!(kim.ok(&["check"]).starts_with("all is well"));
    }
}

#[test]
fn git_takes_another_record_for_the_new_name_of_one() {
    for (how, has_driver) in EVERY_WAY {
        let (_team, coaches) = Team::of(&["kim"]);
        let [jo, kim] = &coaches[..] else { panic!() };
        let (session, other) = (kim.session(), "sessions/ana/2026-11-20-bbbbbbbbbb.toml");
        let table: toml::Table = kim.text(&session).parse().unwrap();
        let id = table["id"].as_str().unwrap();
        let text = kim.text(&session).replace(id, "bbbbbbbbbb");
        let text = text
            .replace(&ids(kim, "actions")[0], "cccccccccc")
            .replace(&ids(kim, "follow-ups")[0], "dddddddddd");
        kim.put(other, &text);
        kim.git(&["rm", "-q", &session]);
        kim.commit_all("another one");
        kim.git(&["push", "-q"]);
        jo.ok(&["snooze", &ids(jo, "actions")[0], "10 dec"]);
        if !has_driver {
            without_driver(jo);
        }
        pull(jo, how);
        assert_eq!(jo.text(other), text, "{how:?}");
        let mine = jo.text(&session);
        assert!(mine.contains("due = 2026-12-10") && mine.contains(id), "{how:?} {mine}");
        assert!(jo.ok(&["list", "conflicts"]).contains("the whole record"), "{how:?}");
        agree(&[jo, kim]);
    }
}

#[test]
fn a_record_moved_by_hand_and_changed_by_a_command_has_one_file() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    let before = jo.session();
    let moved = "sessions/of-last-year/x.toml";
    jo.put(moved, &jo.text(&before));
    std::fs::remove_file(jo.root.join(&before)).unwrap();
    jo.ok(&["snooze", &ids(jo, "actions")[0], "10 dec"]);
    assert_eq!(jo.git(&["ls-files", "sessions"]).trim(), moved);
    // A round commits at its end; a merge that is under way waits.
    let (person, other) = ("people/ana.toml", "people/of-sales/ana.toml");
    jo.put(other, &jo.text(person));
    std::fs::remove_file(jo.root.join(person)).unwrap();
    jo.ok(&["person", "set", "ana", "--team", "sales"]);
    agree(&[jo, kim]);
    assert_eq!(kim.session(), moved);
    assert!(kim.text(moved).contains("due = 2026-12-10"));
    assert!(kim.text(other).contains("team = \"sales\"") && !kim.root.join(person).exists());
    assert!(kim.ok(&["check"]).starts_with("all is well"));
}

#[test]
fn an_old_copy_that_an_earlier_version_left_in_git_is_merged() {
    let (_team, coaches) = Team::of(&["kim", "lee"]);
    let [jo, kim, lee] = &coaches[..] else { panic!() };
    agree(&[kim, lee, jo]);
    let before = jo.session();
    let text = jo.text(&before).replace("2026-11-28", "2026-12-10").replace("First.", "Another first.");
    jo.put("sessions/ana/moved.toml", &text);
    jo.commit_all("both files");
    jo.git(&["push", "-q"]);
    lee.ok(&["action", "ana", "Lee asks by 4 dec"]);
    kim.sync();
    agree(&[jo, kim, lee]);
    let text = lee.text(&before);
    assert!(text.contains("[[conflict]]") && !lee.root.join("sessions/ana/moved.toml").exists(), "{text}");
    assert!(agreed(lee).values().flatten().any(|what| what == "Lee asks"));
    for said in ["First.", "Another first.", "2026-11-28", "2026-12-10"] {
        assert!(text.contains(said), "{said} {text}");
    }
    assert!(lee.ok(&["check"]).starts_with("all is well"));
}

#[test]
fn the_folder_has_the_new_file_and_git_has_both() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    let before = jo.session();
    jo.put("sessions/ana/moved.toml", &jo.text(&before).replace("2026-11-28", "2026-12-10"));
    jo.commit_all("both files");
    std::fs::remove_file(jo.root.join(&before)).unwrap();
    agree(&[jo, kim]);
    assert_eq!(kim.session(), "sessions/ana/moved.toml");
    assert_eq!(kim.ok(&["list", "conflicts"]), "no conflicts\n");
}

#[test]
fn templates_and_standards_are_known_by_their_handle() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    let template = "handle = \"ours\"\ntitle = \"Ours\"\n\n[[field]]\nkey = \"goal\"\nprompt = \"Goal?\"\n";
    let standard = "handle = \"own\"\ntitle = \"Own\"\nas_of = 2026-11-20\nsource = \"a handbook\"\n\
        kinds = [\"coaching\"]\nrelationships = [\"internal\"]\n[[level]]\nname = \"one\"\nhours = 90\n";
    jo.put("templates/ours.toml", template);
    jo.put("standards/own.toml", standard);
    jo.commit_all("a form and a standard");
    agree(&[jo, kim]);
    for (old, new) in
        [("templates/ours.toml", "templates/team/o.toml"), ("standards/own.toml", "standards/team/o.toml")]
    {
        jo.put(new, &jo.text(old));
        jo.git(&["rm", "-q", old]);
    }
    jo.commit_all("moved");
    kim.edit("templates/ours.toml", "Goal?", "Which goal, and why that one of all the goals there are?");
    kim.edit("standards/own.toml", "\"Own\"", "\"Our own standard, with another title than it had\"");
    kim.commit_all("edited");
    jo.sync();
    agree(&[kim, jo]);
    assert!(!jo.root.join("templates/ours.toml").exists() && !jo.root.join("standards/own.toml").exists());
    assert!(jo.text("templates/team/o.toml").contains("Which goal"));
    assert!(jo.text("standards/team/o.toml").contains("another title"));
    assert!(jo.ok(&["check"]).starts_with("all is well"));
}

#[test]
fn a_cherry_pick_and_a_stash_are_finished_too() {
    let (_team, coaches) = moved_and_filled(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    for id in ids(jo, "actions") {
        jo.ok(&["done", &id, "--result", "well"]);
    }
    jo.git(&["fetch", "-q", kim.work.to_str().unwrap(), "main"]);
    without_driver(jo);
    let picked = jo.try_git(&["cherry-pick", "main..FETCH_HEAD"]);
    assert!(!picked.status.success(), "{picked:?}");
    // It stops at each commit, and goes on.
    jo.ok(&["resolve", "--finish"]);
    jo.is_clean();
    assert_eq!(agreed(jo).values().map(Vec::len).sum::<usize>(), 6);
    let path = jo.files().into_keys().find(|path| path.starts_with("sessions/")).unwrap();
    jo.edit(&path, "minutes = ", "minutes = 1");
    jo.git(&["stash", "-q"]);
    jo.edit(&path, "minutes = ", "minutes = 2");
    jo.commit_all("other minutes");
    without_driver(jo);
    assert!(!jo.try_git(&["stash", "pop"]).status.success());
    let said = jo.ok(&["resolve", "--finish"]);
    assert!(said.starts_with("1 record merged"), "{said}");
    let text = jo.text(&path);
    assert!(text.contains("minutes = 2") && text.contains("field = \"minutes\""), "{text}");
    assert_eq!(jo.git(&["diff", "--name-only", "--diff-filter=U"]), "");
}

#[test]
fn a_version_settled_by_hand_and_an_edit_in_between_stay() {
    let (_team, coaches) = moved_and_filled(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    let path = |coach: &Coach, word: &str| {
        let is_it = |(path, text): &(String, Vec<u8>)| {
            path.starts_with("sessions/") && String::from_utf8_lossy(text).contains(word)
        };
        coach.files().into_iter().find(is_it).unwrap().0
    };
    let (call, begin) = (path(jo, "Call"), path(jo, "Begin"));
    for path in [&call, &begin] {
        jo.edit(path, "minutes = ", "minutes = 1");
    }
    jo.commit_all("longer");
    for word in ["Call", "Begin"] {
        kim.edit(&path(kim, word), "minutes = ", "minutes = 2");
    }
    kim.sync();
    without_driver(jo);
    assert!(!jo.try_git(&["pull", "-q", "--no-rebase"]).status.success());
    let settled = path(jo, "Call");
    let text =
        jo.text(&settled).replace("minutes = 145", "minutes = 77").replace("minutes = 245", "minutes = 77");
    jo.put(&settled, &text);
    jo.git(&["add", &settled]);
    // The file that git left of the other one goes on.
    jo.edit(&begin, "what = \"Begin\"", "what = \"Begin at once\"");
    jo.ok(&["resolve", "--finish"]);
    jo.is_clean();
    let settled = jo.text(&path(jo, "Call"));
    assert!(settled.contains("minutes = 77") && !settled.contains("[[conflict]]"), "{settled}");
    let all = agreed(jo);
    let words: Vec<&String> = all.values().flatten().collect();
    assert!(words.contains(&&"Begin at once".to_string()) && words.len() == 6, "{words:?}");
    agree(&[jo, kim]);
}

/// Jo's rebase stops at the first of three commits. What coach saves meanwhile waits: a new session and an
/// action that is done, in a session that the rebase does not stop at. A later commit adds the same person.
#[test]
fn a_rebase_goes_on_over_what_was_saved_since_it_stopped() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    let session = jo.session();
    kim.ok(&["log", "ben", "9m", "--action", "Ben writes by 1 dec"]);
    kim.sync();
    jo.sync();
    kim.edit(&session, "minutes = ", "minutes = 1");
    kim.sync();
    jo.edit(&session, "minutes = ", "minutes = 2");
    jo.commit_all("longer");
    jo.ok(&["log", "cleo", "5m", "--note", "Said by Cleo."]);
    without_driver(jo);
    assert!(!jo.try_git(&["pull", "-q", "--rebase"]).status.success());
    jo.ok(&["log", "cleo", "6m", "--note", "Said since."]);
    let of_ben =
        ids(jo, "actions").into_iter().find(|id| jo.ok(&["show", id]).contains("Ben writes")).unwrap();
    jo.ok(&["done", &of_ben, "--result", "Written."]);
    jo.ok(&["resolve", "--finish"]);
    jo.is_clean();
    agree(&[jo, kim]);
    let all: String = kim.files().into_values().map(|bytes| String::from_utf8(bytes).unwrap()).collect();
    for said in ["Said by Cleo.", "Said since.", "Written."] {
        assert_eq!(all.matches(said).count(), 1, "{said}");
    }
    assert!(kim.ok(&["check"]).starts_with("all is well"));
}

/// A copy that was merged, and whose merge an undo took back, still says something that the file does not.
#[test]
fn a_copy_is_not_dropped_once_its_merge_was_taken_back() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    agree(&[jo, kim]);
    let session = jo.session();
    let copy = session.replace(".toml", " (conflicted copy).toml");
    jo.put(&copy, &format!("# only in the copy\n{}", jo.text(&session)));
    jo.commit_all("a copy");
    jo.ok(&["check", "--fix"]);
    assert!(jo.text(&session).contains("only in the copy"));
    jo.ok(&["undo"]);
    assert!(!jo.text(&session).contains("only in the copy"));
    agree(&[jo, kim]);
    assert!(!kim.root.join(&copy).exists());
    assert!(kim.text(&session).contains("only in the copy"));
}

#[test]
fn a_conflict_is_listed_once_though_a_copy_has_it_too() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    let session = jo.session();
    jo.sync();
    kim.sync();
    kim.edit(&session, "minutes = ", "minutes = 1");
    jo.edit(&session, "minutes = ", "minutes = 2");
    agree(&[jo, kim]);
    jo.put(&session.replace(".toml", " (copy).toml"), &jo.text(&session));
    let id = ids(jo, "conflicts").remove(0);
    assert_eq!(ids(jo, "conflicts").len(), 1);
    jo.ok(&["resolve", &id, "--keep"]);
    assert_eq!(jo.ok(&["list", "conflicts"]).lines().next(), Some("no conflicts"));
}

/// Git's merge driver joins the erased session and the newer result cleanly.
#[test]
fn a_result_for_a_forgotten_person_does_not_come_back_through_a_clean_merge() {
    for how in [["merge", "-q", "--no-edit"], ["rebase", "-q", "--no-autostash"]] {
        let (_team, coaches) = Team::of(&["kim"]);
        let [jo, kim] = &coaches[..] else { panic!() };
        let actions = ids(jo, "actions");
        kim.ok(&["person", "forget", "ana", "--yes"]);
        kim.sync();
        jo.ok(&["done", &actions[0], "--result", "Secret of Ana"]);
        jo.git(&["fetch", "-q", "origin", "main:refs/remotes/origin/main"]);
        jo.git(&[&how[..], &["origin/main"]].concat());
        let says = |coach: &Coach| {
            coach.files().into_values().any(|bytes| String::from_utf8(bytes).unwrap().contains("Secret"))
        };
        assert!(says(jo), "{how:?}");
        let synced = jo.run(&["sync"]);
        assert!(synced.err.contains("forgot again in 1 record"), "{synced:?}");
        agree(&[jo, kim]);
        assert!(!says(jo) && !says(kim), "{how:?}");
    }
}

/// Plain git takes back a forget that the team has: in the own clone, or in a colleague's.
#[test]
fn a_reverted_forget_does_not_bring_a_person_back() {
    for colleague in [false, true] {
        let (team, coaches) = Team::of(&["kim"]);
        let [jo, kim] = &coaches[..] else { panic!() };
        jo.ok(&["log", "ana", "5m", "--note", "A zebra.", "--action", "Call the zebra by fri"]);
        jo.sync();
        kim.sync();
        jo.ok(&["person", "forget", "ana", "--yes"]);
        jo.sync();
        kim.sync();
        let forgotten = jo.files();
        let who = if colleague { kim } else { jo };
        who.git(&["revert", "--no-edit", "HEAD"]);
        assert!(who.root.join("people/ana.toml").exists());
        if colleague {
            who.git(&["push", "-q"]);
        }
        let ended = jo.run(&["sync"]);
        ended.stopped(0, "forgot 1 person again: a plain git command");
        assert_eq!(jo.files(), forgotten, "by a colleague: {colleague}");
        jo.is_clean();
        jo.is_sound();
        agree(&[jo, kim]);
        assert_eq!(kim.files(), forgotten);
        assert_eq!(jo.sync(), "nothing new\n");
        let lee = team.join("lee");
        assert!(!lee.root.join("people/ana.toml").exists());
    }
}

/// git applied the commit and could not save it: it knows no name then.
#[test]
fn a_rebase_that_stopped_without_an_identity_is_finished() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    kim.ok(&["log", "ana", "45m", "--note", "Of kim"]);
    kim.sync();
    jo.ok(&["log", "ben", "10m", "--note", "Of jo"]);
    jo.git(&["config", "user.useConfigOnly", "true"]);
    jo.git(&["config", "--global", "--remove-section", "user"]);
    assert!(!jo.try_git(&["pull", "--rebase"]).status.success());
    jo.run(&["resolve", "--finish"]).stopped(3, "no email was given");
    jo.git(&["config", "user.name", "Jo"]);
    jo.git(&["config", "user.email", "jo@example.org"]);
    jo.ok(&["resolve", "--finish"]);
    assert!(jo.git(&["log", "--format=%s"]).contains("log ben"));
    agree(&[jo, kim]);
    assert!(kim.ok(&["list", "sessions"]).contains("Of jo"));
}
