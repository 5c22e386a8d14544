//! The states and shapes of repositories: the text is never refused, only the commit may wait.

use std::os::unix::fs::symlink;

use coach::store::{Commit, pending};

use crate::write_protocol::fixture::{Journal, commit, committed, git_in, waiting};

#[test]
fn a_journal_in_a_folder_of_a_larger_repository() {
    let journal = Journal::at("team/journal");
    committed(journal.save(&[("sessions/a.toml", Some("a"))]));
    journal.is_clean();
    assert_eq!(journal.git(&["show", "--name-only", "--format=", "HEAD"]), "team/journal/sessions/a.toml\n");
    committed(journal.save(&[("sessions/a.toml", None), ("coach.toml", None)]));
    journal.is_clean();
    assert!(journal.root.is_dir(), "the journal's own folder stays");
}

#[test]
fn a_journal_reached_by_a_link() {
    let mut journal = Journal::at("journal");
    let link = journal.temp.path().join("link");
    symlink(&journal.root, &link).unwrap();
    journal.root = link;
    committed(journal.save(&[("a.toml", Some("a"))]));
    journal.is_clean();
}

#[test]
fn a_detached_head_waits_and_the_next_commit_takes_it_along() {
    let journal = Journal::new();
    committed(journal.save(&[("old", Some("1")), ("gone", Some("1"))]));
    journal.git(&["checkout", "-q", "--detach"]);
    assert_eq!(waiting(journal.save(&[("a", Some("1")), ("gone", None)])), "HEAD is detached");
    assert_eq!(waiting(journal.save(&[("old", Some("2"))])), "HEAD is detached");
    assert_eq!(pending(&journal.root), ["a", "gone", "old"]);
    assert_eq!(journal.git(&["diff", "--cached", "--name-only"]), "", "the index is untouched");
    assert_eq!(journal.commits(), 2);
    journal.git(&["checkout", "-q", "main"]);
    // Edited since, by hand: as it lies there now.
    journal.put("a", "1 and more");
    committed(journal.save(&[("b", Some("1"))]));
    assert_eq!(pending(&journal.root), [""; 0]);
    journal.is_clean();
    assert_eq!(journal.git(&["show", "HEAD:a"]), "1 and more");
    assert_eq!(journal.commits(), 3);
}

#[test]
fn a_merge_under_way_waits() {
    let journal = Journal::new();
    journal.git(&["checkout", "-qb", "other"]);
    std::fs::write(journal.work.join("theirs.txt"), "other\n").unwrap();
    journal.git(&["commit", "-qam", "other"]);
    journal.git(&["checkout", "-q", "main"]);
    std::fs::write(journal.work.join("theirs.txt"), "main\n").unwrap();
    journal.git(&["commit", "-qam", "main"]);
    assert!(!journal.try_git(&["merge", "other"]).status.success());
    let index = std::fs::read(journal.gitdir().join("index")).unwrap();
    assert_eq!(waiting(journal.save(&[("a", Some("1"))])), "a merge is under way");
    assert_eq!(std::fs::read(journal.gitdir().join("index")).unwrap(), index);
    std::fs::write(journal.work.join("theirs.txt"), "both\n").unwrap();
    journal.git(&["commit", "-qam", "merged"]);
    assert_eq!(pending(&journal.root), ["a"]);
    committed(journal.save(&[]));
    assert_eq!(pending(&journal.root), [""; 0]);
    assert_eq!(journal.git(&["show", "HEAD:a"]), "1");
    journal.is_clean();
}

#[test]
fn a_rebase_that_stopped_waits() {
    let journal = Journal::new();
    std::fs::write(journal.work.join("theirs.txt"), "2\n").unwrap();
    journal.git(&["commit", "-qam", "two"]);
    let stop = ["-c", "sequence.editor=sed -i s/^pick/edit/", "rebase", "-qi", "HEAD~1"];
    assert!(journal.try_git(&stop).status.success());
    assert_eq!(waiting(journal.save(&[("a", Some("1"))])), "a rebase is under way");
    journal.git(&["rebase", "--continue"]);
    committed(journal.save(&[]));
    assert_eq!(journal.git(&["show", "HEAD:a"]), "1");
    journal.is_clean();
}

#[test]
fn manual_only_writes_and_remembers_nothing() {
    let journal = Journal::new();
    let manual = Commit { manual: true, ..commit("m") };
    let file = journal.change("a", Some("1"));
    assert_eq!(waiting(journal.writer().save(&[file], &manual)), "commit = \"manual\"");
    assert_eq!(journal.git(&["status", "--porcelain"]), "?? a\n");
    assert_eq!(pending(&journal.root), [""; 0]);
    committed(journal.save(&[("b", Some("1"))]));
    assert_eq!(journal.git(&["status", "--porcelain"]), "?? a\n");
}

#[test]
fn without_a_repository_the_files_are_written_all_the_same() {
    let journal = Journal::plain("");
    for n in ["1", "2"] {
        let why = waiting(journal.save(&[("coach.toml", Some(n)), ("s/a", Some(n))]));
        assert_eq!(why, "this folder is not in a git repository; create one with `coach init`");
        assert_eq!(
            (journal.text("s/a").as_deref(), journal.text("coach.toml").as_deref()),
            (Some(n), Some(n))
        );
    }
}

#[test]
fn a_work_tree_beside_the_first_has_its_own_lock_and_index() {
    let mut journal = Journal::new();
    let beside = journal.temp.path().join("beside");
    journal.git(&["worktree", "add", "-q", "-b", "side", beside.to_str().unwrap()]);
    let main = journal.git(&["rev-parse", "main"]);
    (journal.work, journal.root) = (beside.clone(), beside);
    committed(journal.save(&[("a/b", Some("1"))]));
    journal.is_clean();
    assert_eq!(journal.git(&["rev-parse", "main"]), main);
    assert_eq!(journal.git(&["rev-parse", "side~1"]), main);
}

#[test]
fn packed_branches_and_packed_objects() {
    let journal = Journal::new();
    committed(journal.save(&[("a", Some("1"))]));
    journal.git(&["gc", "-q", "--prune=now"]);
    journal.git(&["pack-refs", "--all", "--prune"]);
    committed(journal.save(&[("a", Some("2"))]));
    journal.is_clean();
    assert_eq!(journal.commits(), 3);
}

#[test]
fn the_exact_bytes_are_kept_whatever_git_does_to_line_ends() {
    let journal = Journal::new();
    journal.git(&["config", "core.autocrlf", "true"]);
    journal.put(".gitattributes", "*.toml -text\n");
    journal.git(&["add", ".gitattributes"]);
    journal.git(&["commit", "-qm", "attributes"]);
    for text in ["a\r\nb\r\n", "a\nb\n", "a\r\nb\n"] {
        committed(journal.save(&[("x.toml", Some(text))]));
        journal.is_clean();
        assert_eq!(journal.git(&["cat-file", "blob", "HEAD:x.toml"]), text);
    }
}

#[test]
fn index_versions_and_a_submodule() {
    for version in ["2", "3", "4"] {
        let journal = Journal::new();
        journal.git(&["update-index", "--index-version", version]);
        committed(journal.save(&[("a/b", Some("1")), ("a/bc", Some("1"))]));
        journal.is_clean();
    }
    let inner = Journal::new();
    let outer = Journal::new();
    let from = inner.work.to_str().unwrap();
    outer.git(&["-c", "protocol.file.allow=always", "submodule", "add", "-q", from, "inner"]);
    outer.git(&["commit", "-qm", "submodule"]);
    committed(outer.save(&[("a", Some("1"))]));
    outer.is_clean();
    let cloned = outer.work.join("inner");
    assert!(git_in(&cloned, &["status"]).status.success());
}
