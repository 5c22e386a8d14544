//! Others at work in the same repository: a colleague's edits, their commits between our steps,
//! other coach commands.

use std::path::Path;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use coach::store::{FileChange, NotSaved, Saved, Writer, pending};

use crate::write_protocol::fixture::{Journal, commit, committed, waiting};

#[test]
fn a_colleagues_work_stays_as_it_is_and_out_of_the_commit() {
    let journal = Journal::new();
    for file in ["staged", "both", "removed", "edited"] {
        journal.put(file, "1\n");
    }
    journal.git(&["add", "."]);
    journal.git(&["commit", "-qm", "files"]);
    journal.put("staged", "2\n");
    journal.put("both", "2\n");
    journal.put("new", "n\n");
    journal.git(&["add", "staged", "both", "new"]);
    journal.git(&["add", "-N", "--", "theirs.txt"]);
    journal.git(&["rm", "-q", "--cached", "removed"]);
    journal.put("both", "3\n");
    journal.put("edited", "2\n");
    journal.put("untracked", "u\n");
    let seen = || {
        (journal.git(&["status", "--porcelain"]), journal.git(&["diff"]), journal.git(&["diff", "--cached"]))
    };
    let before = (seen(), journal.git(&["ls-files", "--stage", "--debug"]));
    committed(journal.save(&[("sessions/a.toml", Some("a"))]));
    assert_eq!(seen(), before.0);
    let ours = journal.git(&["ls-files", "--stage", "--debug", "--", "sessions"]);
    let after = journal.git(&["ls-files", "--stage", "--debug"]).replace(&ours, "");
    assert_eq!(after, before.1, "an entry of theirs changed");
    assert_eq!(journal.git(&["show", "--name-only", "--format=", "HEAD"]), "sessions/a.toml\n");
    journal.is_sound();
}

#[test]
fn an_edit_in_the_second_of_its_add_is_still_seen() {
    let journal = Journal::new();
    journal.put("quick", "one");
    journal.git(&["add", "quick"]);
    // The same size, the same second, and the time put back: only the index's own age tells.
    let path = journal.root.join("quick");
    let time = path.metadata().unwrap().modified().unwrap();
    journal.git(&["config", "core.trustctime", "false"]);
    std::fs::write(&path, "two").unwrap();
    std::fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    std::thread::sleep(Duration::from_millis(1100));
    committed(journal.save(&[("a", Some("1"))]));
    assert_eq!(journal.git(&["status", "--porcelain"]), "AM quick\n");
}

#[test]
fn a_save_that_an_old_index_undid_is_brought_back() {
    for committed_too in [false, true] {
        let journal = Journal::new();
        committed(journal.save(&[("a", Some("1")), ("gone", Some("1"))]));
        let index = std::fs::read(journal.gitdir().join("index")).unwrap();
        committed(journal.save(&[("a", Some("2")), ("s/new", Some("2")), ("gone", None)]));
        std::fs::write(journal.gitdir().join("index"), index).unwrap();
        if committed_too {
            journal.git(&["commit", "-qm", "theirs, without having seen ours"]);
            assert_eq!(journal.git(&["show", "HEAD:a"]), "1");
        }
        committed(journal.save(&[("next", Some("1"))]));
        journal.is_clean();
        assert_eq!(journal.git(&["show", "HEAD:a"]), "2");
        assert_eq!(journal.git(&["ls-files"]), "a\ncoach.toml\nnext\ns/new\ntheirs.txt\n");
    }
}

#[test]
fn several_saves_that_an_old_index_undid_are_brought_back() {
    for committed_too in [false, true] {
        let journal = Journal::new();
        let old_index = || std::fs::read(journal.gitdir().join("index")).unwrap();
        committed(journal.save(&[("a", Some("1")), ("gone", Some("1"))]));
        let index = old_index();
        committed(journal.save(&[("a", Some("2")), ("s/new", Some("2")), ("gone", None)]));
        // git read the index before each save, and writes it back after the save.
        std::fs::write(journal.gitdir().join("index"), &index).unwrap();
        committed(journal.save(&[("a", Some("3")), ("s/other", Some("3"))]));
        std::fs::write(journal.gitdir().join("index"), &index).unwrap();
        committed(journal.save(&[("s/third", Some("4"))]));
        std::fs::write(journal.gitdir().join("index"), &index).unwrap();
        if committed_too {
            journal.git(&["commit", "-qm", "theirs, without having seen ours"]);
            assert_eq!(journal.git(&["show", "HEAD:a"]), "1");
        }
        committed(journal.save(&[("next", Some("1"))]));
        journal.is_clean();
        assert_eq!(journal.git(&["show", "HEAD:a"]), "3");
        let all = "a\ncoach.toml\nnext\ns/new\ns/other\ns/third\ntheirs.txt\n";
        assert_eq!(journal.git(&["ls-files"]), all);
    }
}

#[test]
fn what_a_colleague_took_back_on_purpose_stays_so() {
    let journal = Journal::new();
    committed(journal.save(&[("a", Some("1"))]));
    committed(journal.save(&[("a", Some("2")), ("b", Some("2"))]));
    journal.git(&["revert", "--no-edit", "HEAD"]);
    committed(journal.save(&[("next", Some("1"))]));
    journal.is_clean();
    assert_eq!(journal.git(&["show", "HEAD:a"]), "1");
    assert!(!journal.root.join("b").exists());
}

/// Runs a save that finds index.lock taken, lets `meanwhile` happen, and gives the lock free.
fn between(journal: &Journal, files: &[FileChange], meanwhile: impl FnOnce()) -> Result<Saved, NotSaved> {
    let lock = journal.gitdir().join("index.lock");
    std::fs::write(&lock, "").unwrap();
    std::thread::scope(|scope| {
        let saving = scope.spawn(|| journal.writer().save(files, &commit("between")));
        let until = Instant::now() + Duration::from_secs(2);
        let written = |file: &FileChange| std::fs::read(journal.root.join(&file.path)).ok() == file.after;
        while !files.iter().all(written) {
            assert!(Instant::now() < until, "the files were not written before index.lock");
            std::thread::sleep(Duration::from_millis(2));
        }
        meanwhile();
        std::fs::remove_file(&lock).unwrap();
        saving.join().unwrap()
    })
}

/// A commit that touches neither index nor files.
fn commit_beside(journal: &Journal, branch: &str, path: &str, text: &str) {
    let blob = journal.temp.path().join("blob");
    std::fs::write(&blob, text).unwrap();
    let id = journal.git(&["hash-object", "-w", blob.to_str().unwrap()]);
    let index = journal.temp.path().join("other-index");
    let _ = std::fs::remove_file(&index);
    let run = |arguments: &[&str]| {
        let output = std::process::Command::new("git")
            .current_dir(&journal.work)
            .env("GIT_INDEX_FILE", &index)
            .env("HOME", "/nonexistent/of/a/test")
            .args(arguments)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    run(&["read-tree", branch]);
    run(&["update-index", "--add", "--cacheinfo", &format!("100644,{},{path}", id.trim())]);
    let tree = run(&["write-tree"]);
    let commit = run(&["commit-tree", &tree, "-p", branch, "-m", "beside"]);
    run(&["update-ref", &format!("refs/heads/{branch}"), &commit]);
}

#[test]
fn a_branch_that_moved_gets_our_commit_on_top() {
    let journal = Journal::new();
    let file = journal.change("a", Some("1"));
    committed(between(&journal, &[file], || commit_beside(&journal, "main", "b", "theirs")));
    assert_eq!(journal.git(&["log", "--format=%s"]), "between\nbeside\nbegin\n");
    assert_eq!(journal.git(&["ls-tree", "--name-only", "HEAD"]), "a\nb\ncoach.toml\ntheirs.txt\n");
    journal.is_sound();
}

#[test]
fn what_a_colleague_committed_of_ours_is_not_made_twice() {
    let journal = Journal::new();
    let file = journal.change("a", Some("1"));
    let id = committed(between(&journal, &[file], || commit_beside(&journal, "main", "a", "1")));
    assert_eq!(journal.git(&["log", "--format=%s"]), "beside\nbegin\n");
    assert_eq!(journal.git(&["rev-parse", "HEAD"]).trim(), id);
    journal.is_clean();
}

#[test]
fn a_colleague_who_committed_what_we_started_from_is_no_conflict() {
    let journal = Journal::new();
    journal.put("a", "by hand");
    let file = journal.change("a", Some("by hand, and ours"));
    committed(between(&journal, &[file], || commit_beside(&journal, "main", "a", "by hand")));
    assert_eq!(journal.git(&["log", "--format=%s"]), "between\nbeside\nbegin\n");
    journal.is_clean();
}

#[test]
fn the_same_file_committed_differently_is_given_back() {
    let journal = Journal::new();
    committed(journal.save(&[("a", Some("1"))]));
    let index = std::fs::read(journal.gitdir().join("index")).unwrap();
    let files = [journal.change("a", Some("2")), journal.change("n/new", Some("2"))];
    let saved = between(&journal, &files, || commit_beside(&journal, "main", "a", "theirs"));
    assert_eq!(saved, Err(NotSaved::Changed));
    assert_eq!(journal.text("a").as_deref(), Some("1"));
    assert!(!journal.root.join("n").exists());
    assert_eq!(journal.git(&["log", "-1", "--format=%s"]), "beside\n");
    assert_eq!(std::fs::read(journal.gitdir().join("index")).unwrap(), index);
    journal.is_sound();
}

#[test]
fn a_branch_switched_meanwhile_gets_the_commit() {
    let journal = Journal::new();
    journal.git(&["branch", "other"]);
    let file = journal.change("a", Some("1"));
    committed(between(&journal, &[file], || {
        drop(journal.git(&["symbolic-ref", "HEAD", "refs/heads/other"]))
    }));
    assert_eq!(journal.git(&["log", "-1", "--format=%s", "other"]), "between\n");
    assert_eq!(journal.git(&["log", "-1", "--format=%s", "main"]), "begin\n");
    journal.is_clean();
}

#[test]
fn a_merge_that_begins_meanwhile_leaves_the_text_and_waits() {
    let journal = Journal::new();
    let file = journal.change("a", Some("1"));
    let head = journal.gitdir().join("MERGE_HEAD");
    let begin = || std::fs::write(&head, journal.git(&["rev-parse", "HEAD"])).unwrap();
    assert_eq!(waiting(between(&journal, &[file], begin)), "a merge is under way");
    assert_eq!(journal.text("a").as_deref(), Some("1"));
    assert_eq!(pending(&journal.root), ["a"]);
    assert_eq!(journal.commits(), 1);
    std::fs::remove_file(head).unwrap();
    committed(journal.save(&[]));
    journal.is_clean();
}

#[test]
fn two_commands_wait_for_each_other_and_not_for_ever() {
    let journal = Journal::new();
    let plain = Journal::plain("");
    plain.put("coach.toml", "format = 1\n");
    for root in [&journal.root, &plain.root] {
        let first = Writer::open(root, Duration::ZERO).unwrap();
        let error = Writer::open(root, Duration::from_millis(80)).err().unwrap();
        assert_eq!(error.message, "another coach command is writing to this journal");
        std::thread::scope(|scope| {
            let second = scope.spawn(|| Writer::open(root, Duration::from_secs(10)).is_ok());
            std::thread::sleep(Duration::from_millis(60));
            drop(first);
            assert!(second.join().unwrap());
        });
    }
}

#[test]
fn a_lock_on_a_file_that_was_replaced_counts_no_more() {
    let plain = Journal::plain("");
    plain.put("coach.toml", "format = 1\n");
    let mut first = plain.writer();
    std::thread::scope(|scope| {
        let second = scope.spawn(|| plain.writer());
        std::thread::sleep(Duration::from_millis(80));
        waiting(first.save(&[plain.change("coach.toml", Some("format = 1\nname = 1\n"))], &commit("x")));
        drop(first);
        let _second = second.join().unwrap();
        assert!(Writer::open(&plain.root, Duration::from_millis(50)).is_err(), "two at once");
    });
}

fn save_until_it_holds(root: &Path, path: &str) -> bool {
    for _ in 0..20 {
        let file = FileChange { path: path.into(), before: None, after: Some(path.into()) };
        let mut writer = Writer::open(root, Duration::from_secs(60)).unwrap();
        match writer.save(&[file], &commit(path)) {
            Ok(Saved::Committed { .. }) => return true,
            Err(NotSaved::Failed(error)) if error.message.contains("holds") => {}
            other => panic!("{other:?}"),
        }
    }
    false
}

#[test]
fn four_at_once_save_all_there_is() {
    let journal = Journal::new();
    let start = Barrier::new(4);
    std::thread::scope(|scope| {
        for who in 0..4 {
            let (journal, start) = (&journal, &start);
            scope.spawn(move || {
                start.wait();
                for n in 0..10 {
                    assert!(save_until_it_holds(&journal.root, &format!("s/{who}/{n}.toml")));
                }
            });
        }
    });
    assert_eq!(journal.commits(), 41);
    assert_eq!(journal.git(&["ls-files", "s"]).lines().count(), 40);
    journal.is_clean();
}

#[test]
fn beside_a_colleague_who_commits_all_the_time() {
    let journal = Journal::new();
    let (end, saves) = (AtomicBool::new(false), 40);
    std::thread::scope(|scope| {
        let colleague = scope.spawn(|| {
            let mut made = 0;
            while !end.load(Ordering::Relaxed) {
                std::fs::write(journal.work.join("theirs.txt"), format!("{made}\n")).unwrap();
                journal.try_git(&["add", "theirs.txt"]);
                made += usize::from(journal.try_git(&["commit", "-qm", "theirs"]).status.success());
            }
            made
        });
        let saved = std::panic::catch_unwind(|| {
            (0..saves).all(|n| save_until_it_holds(&journal.root, &format!("s/{n}.toml")))
        });
        end.store(true, Ordering::Relaxed);
        assert!(saved.unwrap());
        assert!(colleague.join().unwrap() > 0, "the colleague never got to commit");
    });
    // git's own race may have dropped the last: the next save brings it back.
    committed(journal.save(&[("end", Some("1"))]));
    let there = journal.git(&["ls-tree", "-r", "--name-only", "HEAD", "s/"]).lines().count();
    assert_eq!(there, saves, "acknowledged and not there");
    let ours = journal.git(&["log", "--format=%s", "--grep=^s/"]);
    assert_eq!(ours.lines().count(), saves, "not one commit for each");
    journal.is_sound();
}
