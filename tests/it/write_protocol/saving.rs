//! A save that goes well: what is committed, and how git sees it afterwards.

use coach::store::{Saved, Writer, init_repository};

use crate::write_protocol::fixture::{Journal, PATIENCE, commit, committed};

#[test]
fn one_save_is_one_commit_and_status_is_clean() {
    let journal = Journal::new();
    let id =
        committed(journal.save(&[("sessions/ana/a.toml", Some("a\r\n")), ("people/ana.toml", Some("p"))]));
    assert_eq!(journal.git(&["rev-parse", "HEAD"]).trim(), id);
    assert_eq!(journal.commits(), 2);
    journal.is_clean();
    // git need not look into a file to call it unchanged.
    assert!(journal.try_git(&["diff-files", "--quiet"]).status.success());
    assert_eq!(journal.git(&["show", "HEAD:sessions/ana/a.toml"]), "a\r\n");
    assert_eq!(journal.git(&["log", "-1", "--format=%an %ae %at %ai %s"]).trim(), {
        "Jo jo@example.org 1795000000 2026-11-18 12:06:40 +0100 save"
    });
    assert!(journal.git(&["reflog", "-1", "HEAD"]).contains("commit: save"));
}

#[test]
fn changing_and_removing_follow_to_the_folder() {
    let journal = Journal::new();
    committed(journal.save(&[("s/a/one.toml", Some("1")), ("s/two.toml", Some("2"))]));
    committed(journal.save(&[("s/a/one.toml", None), ("s/two.toml", Some("22"))]));
    journal.is_clean();
    assert!(!journal.root.join("s/a").exists(), "an empty folder stayed");
    assert_eq!(
        journal.git(&["ls-tree", "-r", "--name-only", "HEAD"]),
        "coach.toml\ns/two.toml\ntheirs.txt\n"
    );
    assert_eq!(journal.git(&["write-tree"]), journal.git(&["rev-parse", "HEAD^{tree}"]));
    committed(journal.save(&[("s/two.toml", None)]));
    journal.is_clean();
    assert!(!journal.root.join("s").exists());
}

#[test]
fn a_file_keeps_its_mode_and_a_new_one_is_for_everybody() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let journal = Journal::new();
    committed(journal.save(&[("new.toml", Some("1"))]));
    let mode = |path: &str| journal.root.join(path).metadata().unwrap().mode() & 0o777;
    let umask = mode("coach.toml");
    assert_eq!(mode("new.toml"), umask & 0o644);
    std::fs::set_permissions(journal.root.join("new.toml"), PermissionsExt::from_mode(0o600)).unwrap();
    committed(journal.save(&[("new.toml", Some("2"))]));
    assert_eq!(mode("new.toml"), 0o600);
    journal.is_clean();
}

#[test]
fn a_program_stays_a_program_in_git() {
    use std::os::unix::fs::PermissionsExt;
    let journal = Journal::new();
    std::fs::set_permissions(journal.root.join("coach.toml"), PermissionsExt::from_mode(0o755)).unwrap();
    journal.git(&["commit", "-qam", "x"]);
    committed(journal.save(&[("coach.toml", Some("2"))]));
    journal.is_clean();
    assert!(journal.git(&["ls-tree", "HEAD", "coach.toml"]).starts_with("100755"));
}

#[test]
fn many_files_at_once_and_one_that_sorts_between() {
    let journal = Journal::new();
    let paths =
        ["a/b.toml", "a-b.toml", "a.b/c.toml", "a/b-c/d.toml", "z.toml", "a/c/d/e/f.toml", "a0/x.toml"];
    let files: Vec<_> = paths.iter().map(|path| (*path, Some(*path))).collect();
    committed(journal.save(&files));
    journal.is_clean();
    let gone: Vec<_> = paths.iter().map(|path| (*path, None)).collect();
    committed(journal.save(&gone));
    journal.is_clean();
    assert_eq!(journal.git(&["rev-parse", "HEAD^{tree}"]), journal.git(&["rev-parse", "HEAD~2^{tree}"]));
}

#[test]
fn the_first_commit_of_a_branch() {
    let journal = Journal::unborn("");
    assert_eq!(journal.git(&["symbolic-ref", "HEAD"]).trim(), "refs/heads/main");
    committed(journal.save(&[("coach.toml", Some("format = 1\n"))]));
    journal.is_clean();
    assert_eq!(journal.commits(), 1);
}

#[test]
fn making_a_repository_twice_or_inside_another_changes_nothing() {
    let journal = Journal::at("team/journal");
    init_repository(&journal.root).unwrap();
    assert!(!journal.root.join(".git").exists());
    journal.is_clean();
}

#[test]
fn a_name_is_made_up_only_where_git_knows_none() {
    if ["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"]
        .iter()
        .any(|name| std::env::var_os(name).is_some())
    {
        eprintln!("SKIPPED: this environment names an author");
        return;
    }
    let journal = Journal::new();
    let made_up = |saved| match saved {
        Ok(Saved::Committed { identity_was_made_up, .. }) => identity_was_made_up,
        other => panic!("{other:?}"),
    };
    assert!(!made_up(journal.save(&[("a", Some("1"))])));
    journal.git(&["config", "--unset", "user.email"]);
    // What git knows stays: it takes the name from its settings, and makes up the address alone.
    assert!(made_up(journal.save(&[("a", Some("2"))])));
    assert_eq!(journal.git(&["log", "-1", "--format=%an <%ae> %cn"]).trim(), "Jo <jo@localhost> Jo");
    journal.git(&["config", "--unset", "user.name"]);
    assert!(made_up(journal.save(&[("a", Some("3"))])));
    assert_eq!(journal.git(&["log", "-1", "--format=%an <%ae> %cn"]).trim(), "jo <jo@localhost> jo");
}

#[test]
fn the_same_again_makes_no_empty_commit() {
    let journal = Journal::new();
    let first = committed(journal.save(&[("a", Some("1"))]));
    assert_eq!(committed(journal.save(&[("a", Some("1"))])), first);
    std::fs::remove_file(journal.root.join("a")).unwrap();
    assert_eq!(committed(journal.save(&[("a", Some("1"))])), first);
    journal.is_clean();
}

#[test]
fn one_writer_saves_many_times() {
    let journal = Journal::new();
    let mut writer = Writer::open(&journal.root, PATIENCE).unwrap();
    for n in 0..5 {
        let file = journal.change("a/b.toml", Some(&n.to_string()));
        committed(writer.save(&[file], &commit("again")));
        journal.is_clean();
    }
    assert_eq!(journal.commits(), 6);
}

#[test]
fn a_commit_is_signed_where_git_is_told_to() {
    let journal = Journal::new();
    let program = journal.temp.path().join("sign");
    // As gpg does: the signature on standard output, the state on standard error.
    let script = "#!/bin/sh\ncat >/dev/null\necho '[GNUPG:] SIG_CREATED ' >&2\n\
                  printf -- '-----BEGIN PGP SIGNATURE-----\\n\\nx\\n-----END PGP SIGNATURE-----\\n'\n";
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    journal.git(&["config", "commit.gpgsign", "true"]);
    journal.git(&["config", "gpg.program", program.to_str().unwrap()]);
    committed(journal.save(&[("a", Some("1"))]));
    journal.is_clean();
    let commit = journal.git(&["cat-file", "commit", "HEAD"]);
    assert!(commit.contains("gpgsig -----BEGIN PGP SIGNATURE"), "{commit}");
    assert!(commit.contains("author Jo <jo@example.org> 1795000000 +0100"), "{commit}");
    std::fs::write(&program, "#!/bin/sh\necho 'no key' >&2\nexit 1\n").unwrap();
    let why = crate::write_protocol::fixture::failed(journal.save(&[("a", Some("2"))]));
    assert!(why.contains("could not sign") && why.contains("nothing was saved"), "{why}");
    assert_eq!(journal.text("a").as_deref(), Some("1"));
    journal.is_clean();
}
