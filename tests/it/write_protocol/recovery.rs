//! What a dead command leaves, built by hand: an intent beside every state of files, branch, index
//! and locks that there can be.

use std::path::PathBuf;

use coach::store::pending;

use crate::write_protocol::fixture::{Journal, committed};

type Then = fn(&Dead);

/// A journal in which a command that changes `a`, adds `s/new` and removes `gone` has made its
/// commit and its intent, and then died.
struct Dead {
    journal: Journal,
    new: String,
}

impl Dead {
    fn new() -> Dead {
        let journal = Journal::new();
        committed(journal.save(&[("a", Some("1")), ("gone", Some("1"))]));
        let old = journal.git(&["rev-parse", "HEAD"]).trim().to_owned();
        let index = std::fs::read(journal.gitdir().join("index")).unwrap();
        committed(journal.save(&[("a", Some("2")), ("s/new", Some("2")), ("gone", None)]));
        let new = journal.git(&["rev-parse", "HEAD"]).trim().to_owned();
        // Back, as if only steps 0 to 3 had been.
        journal.git(&["update-ref", "refs/heads/main", &old]);
        std::fs::write(journal.gitdir().join("index"), index).unwrap();
        journal.put("a", "1");
        journal.put("gone", "1");
        std::fs::remove_dir_all(journal.root.join("s")).unwrap();
        let before = journal.git(&["rev-parse", "HEAD:a"]).trim().to_owned();
        let zeros = "0".repeat(40);
        let text = format!("{new} {old} refs/heads/main\n{before} a\n{zeros} s/new\n{before} gone\nend\n");
        std::fs::write(journal.gitdir().join("coach/intent"), text).unwrap();
        Dead { journal, new }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.journal.gitdir().join(name)
    }

    /// Opens, and sees that all is done and the next save works.
    fn is_finished(&self, commits: usize) -> Vec<String> {
        let notes = self.journal.writer().notes().to_vec();
        assert_eq!(self.journal.text("a").as_deref(), Some("2"));
        assert_eq!(self.journal.text("s/new").as_deref(), Some("2"));
        assert_eq!(self.journal.text("gone"), None);
        self.journal.is_clean();
        assert_eq!(self.journal.commits(), commits);
        committed(self.journal.save(&[("next", Some("1"))]));
        self.journal.is_clean();
        assert_eq!(self.journal.commits(), commits + 1);
        notes
    }
}

#[test]
fn after_the_intent_nothing_else_was_done() {
    let dead = Dead::new();
    let notes = dead.is_finished(3);
    assert_eq!(notes, ["completed and committed an interrupted command: a, s/new, gone"]);
    assert_eq!(dead.journal.git(&["rev-parse", "HEAD~1"]).trim(), dead.new);
}

#[test]
fn after_some_files_and_with_a_temporary_one_left() {
    let dead = Dead::new();
    dead.journal.put("a", "2");
    dead.journal.put("s/.coach-1-0.tmp", "half");
    dead.journal.put(".coach-77-0.tmp", "half");
    dead.is_finished(3);
}

#[test]
fn after_index_lock_and_the_branch_lock() {
    for branch in ["", "new"] {
        let dead = Dead::new();
        let (proof, lock) = (dead.file("coach/index.new"), dead.file("index.lock"));
        std::fs::write(&proof, "half an index").unwrap();
        std::fs::hard_link(proof, lock).unwrap();
        let text = if branch == "new" { format!("{}\n", dead.new) } else { String::new() };
        std::fs::write(dead.file("refs/heads/main.lock"), text).unwrap();
        let notes = dead.is_finished(3);
        assert_eq!(notes.len(), 3, "{notes:?}");
        assert_eq!(std::fs::read(dead.file("coach/aside/index.lock.1")).unwrap(), b"half an index");
        assert!(dead.file("coach/aside/main.lock.1").exists());
    }
}

#[test]
fn after_index_lock_on_a_file_system_without_second_names() {
    let dead = Dead::new();
    std::fs::write(dead.file("coach/index"), "what was planned").unwrap();
    std::fs::write(dead.file("index.lock"), "what was").unwrap();
    dead.is_finished(3);
    assert!(dead.file("coach/aside/index.lock.1").exists());
}

/// libgit2 links a first commit's branch to its lock and then removes the lock's name.
#[test]
fn a_branch_lock_that_has_done_its_work_is_in_nobodys_way() {
    let journal = Journal::new();
    let [branch, lock] = ["refs/heads/main", "refs/heads/main.lock"].map(|name| journal.gitdir().join(name));
    std::fs::hard_link(&branch, &lock).unwrap();
    let notes = journal.writer().notes().to_vec();
    assert!(notes.len() == 1 && notes[0].contains("main.lock"), "{notes:?}");
    committed(journal.save(&[("next", Some("1"))]));
    journal.is_clean();
    assert!(!lock.exists() && journal.gitdir().join("coach/aside/main.lock.1").exists());
    // One with the same words in it may be somebody's who is about to move the branch.
    std::fs::copy(&branch, &lock).unwrap();
    assert_eq!(journal.writer().notes(), [""; 0]);
    assert!(lock.exists());
}

#[test]
fn locks_of_others_are_not_touched() {
    // Something of theirs in it; older than the intent; open in a process that lives.
    let theirs: [(&str, &str, Then); 3] = [
        ("index.lock", "theirs", |_| {}),
        ("refs/heads/main.lock", "1111111111111111111111111111111111111111\n", |_| {}),
        ("refs/heads/main.lock", "", |dead| {
            std::thread::sleep(std::time::Duration::from_millis(20));
            let intent = dead.file("coach/intent");
            let text = std::fs::read(&intent).unwrap();
            std::fs::remove_file(&intent).unwrap();
            std::fs::write(intent, text).unwrap();
        }),
    ];
    for (name, text, then) in theirs {
        let dead = Dead::new();
        std::fs::write(dead.file(name), text).unwrap();
        then(&dead);
        let error = coach::store::Writer::open(&dead.journal.root, crate::write_protocol::fixture::PATIENCE)
            .map(|_| ())
            .unwrap_err();
        assert!(error.message.contains("another git program has locked"), "{name}: {}", error.message);
        assert_eq!(std::fs::read_to_string(dead.file(name)).unwrap(), text);
        std::fs::remove_file(dead.file(name)).unwrap();
        dead.is_finished(3);
    }
    let dead = Dead::new();
    let open = std::fs::File::create(dead.file("refs/heads/main.lock")).unwrap();
    assert!(
        coach::store::Writer::open(&dead.journal.root, crate::write_protocol::fixture::PATIENCE).is_err()
    );
    drop(open);
    dead.is_finished(3);
}

/// A restored backup has other times: the commit in the lock is the proof then.
#[test]
fn a_branch_lock_in_a_copy_of_the_journal_is_coachs() {
    let dead = Dead::new();
    std::fs::write(dead.file("refs/heads/main.lock"), format!("{}\n", dead.new)).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(20));
    let intent = dead.file("coach/intent");
    let text = std::fs::read(&intent).unwrap();
    std::fs::remove_file(&intent).unwrap();
    std::fs::write(intent, text).unwrap();
    dead.is_finished(3);
}

#[test]
fn after_the_branch_moved() {
    let dead = Dead::new();
    dead.journal.put("a", "2");
    dead.journal.put("s/new", "2");
    std::fs::remove_file(dead.journal.root.join("gone")).unwrap();
    dead.journal.git(&["update-ref", "refs/heads/main", &dead.new]);
    dead.is_finished(3);
}

#[test]
fn after_the_branch_moved_and_a_colleague_committed_since() {
    let dead = Dead::new();
    dead.journal.put("a", "2");
    dead.journal.put("s/new", "2");
    std::fs::remove_file(dead.journal.root.join("gone")).unwrap();
    dead.journal.git(&["update-ref", "refs/heads/main", &dead.new]);
    // With the old index, in which our paths are not: their commit drops ours again.
    dead.journal.git(&["commit", "-q", "--allow-empty", "-m", "theirs"]);
    assert_eq!(dead.journal.git(&["show", "HEAD:a"]), "1");
    drop(dead.journal.writer());
    assert_eq!(pending(&dead.journal.root), ["a", "gone", "s/new"]);
    committed(dead.journal.save(&[]));
    dead.is_finished(5);
}

#[test]
fn a_colleague_committed_other_files_meanwhile() {
    let dead = Dead::new();
    std::fs::write(dead.journal.work.join("theirs.txt"), "2\n").unwrap();
    dead.journal.git(&["commit", "-qam", "theirs"]);
    dead.is_finished(4);
    assert_eq!(dead.journal.git(&["log", "--format=%s", "-3"]), "save\nsave\ntheirs\n");
}

#[test]
fn a_colleague_committed_all_that_lay_there() {
    let dead = Dead::new();
    dead.journal.put("a", "2");
    dead.journal.put("s/new", "2");
    dead.journal.git(&["add", "-A"]);
    dead.journal.git(&["commit", "-qm", "all"]);
    dead.is_finished(4);
}

#[test]
fn an_edit_by_hand_since_then_wins() {
    let dead = Dead::new();
    // As long as ours, and from an editor that keeps times: git must look into it all the same.
    dead.journal.put("a", "h");
    let edited = std::fs::File::options().write(true).open(dead.journal.root.join("a")).unwrap();
    edited.set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000)).unwrap();
    drop(dead.journal.writer());
    assert_eq!(dead.journal.text("a").as_deref(), Some("h"));
    assert_eq!(dead.journal.text("s/new").as_deref(), Some("2"));
    assert_eq!(dead.journal.git(&["show", "HEAD:a"]), "2");
    assert_eq!(dead.journal.git(&["status", "--porcelain"]), " M a\n");
    dead.journal.is_sound();
}

#[test]
fn the_same_file_committed_differently_stays_theirs() {
    let dead = Dead::new();
    dead.journal.put("a", "theirs");
    dead.journal.git(&["commit", "-qam", "theirs"]);
    let notes = dead.journal.writer().notes().to_vec();
    assert!(notes[0].contains(&dead.new), "{notes:?}");
    assert_eq!(dead.journal.text("a").as_deref(), Some("theirs"));
    committed(dead.journal.save(&[]));
    assert_eq!(dead.journal.git(&["show", "HEAD:a"]), "theirs");
    assert_eq!(dead.journal.git(&["show", "HEAD:s/new"]), "2");
    dead.journal.is_clean();
}

#[test]
fn the_commit_is_gone() {
    let dead = Dead::new();
    dead.journal.put("a", "2");
    dead.journal.put("s/new", "2");
    dead.journal.git(&["reflog", "expire", "--expire=now", "--all"]);
    dead.journal.git(&["gc", "-q", "--prune=now"]);
    assert!(!dead.journal.try_git(&["cat-file", "-e", &dead.new]).status.success());
    drop(dead.journal.writer());
    assert_eq!(pending(&dead.journal.root), ["a", "gone", "s/new"]);
    committed(dead.journal.save(&[("next", Some("1"))]));
    dead.journal.is_clean();
    assert_eq!(dead.journal.git(&["show", "HEAD:s/new"]), "2");
    assert_eq!(dead.journal.text("gone").as_deref(), Some("1"));
}

#[test]
fn an_intent_cut_anywhere_loses_nothing_that_lies_there() {
    let whole = std::fs::read_to_string(Dead::new().file("coach/intent")).unwrap();
    for cut in [0, 1, 40, 82, 100, 140, 150, whole.len() - 1, whole.len() - 3] {
        let dead = Dead::new();
        dead.journal.put("a", "2");
        let text = std::fs::read(dead.file("coach/intent")).unwrap();
        std::fs::write(dead.file("coach/intent"), &text[..cut]).unwrap();
        drop(dead.journal.writer());
        committed(dead.journal.save(&[("next", Some("1"))]));
        dead.journal.is_sound();
        if cut > 150 {
            dead.journal.is_clean();
            assert_eq!(dead.journal.git(&["show", "HEAD:a"]), "2");
        }
    }
}

#[test]
fn a_detached_head_or_a_merge_waits_with_the_files_written() {
    let dead = Dead::new();
    dead.journal.git(&["checkout", "-q", "--detach"]);
    let notes = dead.journal.writer().notes().to_vec();
    assert!(notes[0].contains("HEAD is detached"), "{notes:?}");
    assert_eq!(dead.journal.text("a").as_deref(), Some("2"));
    assert_eq!(pending(&dead.journal.root), ["a", "gone", "s/new"]);
    dead.journal.git(&["checkout", "-q", "main"]);
    committed(dead.journal.save(&[]));
    dead.is_finished(3);
}

#[test]
fn what_a_colleague_staged_of_ours_since_stays_staged() {
    let dead = Dead::new();
    dead.journal.git(&["update-ref", "refs/heads/main", &dead.new]);
    dead.journal.put("a", "staged");
    dead.journal.put("s/new", "2");
    std::fs::remove_file(dead.journal.root.join("gone")).unwrap();
    dead.journal.git(&["add", "a"]);
    drop(dead.journal.writer());
    assert_eq!(dead.journal.git(&["status", "--porcelain"]), "M  a\n");
    dead.journal.is_sound();
}
