//! What is refused, and that a refusal changes nothing.

use std::os::unix::fs::symlink;
use std::time::Duration;

use coach::store::{FileChange, FileSystem, NotSaved, Writer};

use crate::write_protocol::fixture::{Journal, PATIENCE, commit, committed, failed};

/// Everything a refusal must leave as it was.
fn state(journal: &Journal) -> (String, String, Vec<u8>, String) {
    let mut files = std::process::Command::new("find");
    files.arg(&journal.work).args(["-path", "*/.git", "-prune", "-o", "-ls"]);
    (
        String::from_utf8(files.output().unwrap().stdout).unwrap(),
        journal.git(&["rev-parse", "HEAD"]),
        std::fs::read(journal.gitdir().join("index")).unwrap_or_default(),
        journal.git(&["status", "--porcelain"]),
    )
}

#[test]
fn a_file_that_changed_is_given_back_and_nothing_changes() {
    let journal = Journal::new();
    committed(journal.save(&[("a", Some("1")), ("b", Some("1"))]));
    let mut files =
        [journal.change("b", Some("2")), journal.change("a", Some("2")), journal.change("c", Some("2"))];
    journal.put("a", "by hand");
    let before = state(&journal);
    assert_eq!(journal.writer().save(&files, &commit("x")), Err(NotSaved::Changed));
    assert_eq!(state(&journal), before);
    // Gone, or come, is changed too.
    files[1].before = None;
    assert_eq!(journal.writer().save(&files, &commit("x")), Err(NotSaved::Changed));
    files[1].before = Some(b"by hand".to_vec());
    files[2].before = Some(b"was here".to_vec());
    assert_eq!(journal.writer().save(&files, &commit("x")), Err(NotSaved::Changed));
    assert_eq!(state(&journal), before);
    journal.is_sound();
}

#[test]
fn paths_that_lead_elsewhere_are_refused() {
    let journal = Journal::new();
    let before = state(&journal);
    for path in
        ["/tmp/x", "../x", "a/../../x", ".git/hooks/post-commit", "A/.GIT/x", "a//b", "", "a\nb", "a/"]
    {
        let file = FileChange { path: path.into(), before: None, after: Some(vec![]) };
        assert!(
            failed(journal.writer().save(&[file], &commit("x"))).contains("is not a valid path"),
            "{path:?}"
        );
    }
    let twice = FileChange { path: "a".into(), before: None, after: Some(vec![]) };
    failed(journal.writer().save(&[twice.clone(), twice], &commit("x")));
    assert_eq!(state(&journal), before);
}

#[test]
fn links_devices_and_folders_are_neither_followed_nor_replaced() {
    let journal = Journal::new();
    let outside = journal.temp.path().join("outside");
    std::fs::create_dir(&outside).unwrap();
    std::fs::write(outside.join("file"), "secret").unwrap();
    symlink(&outside, journal.root.join("folder")).unwrap();
    symlink(outside.join("file"), journal.root.join("link")).unwrap();
    symlink("nowhere", journal.root.join("broken")).unwrap();
    std::fs::create_dir(journal.root.join("full")).unwrap();
    let fifo = std::process::Command::new("mkfifo").arg(journal.root.join("fifo")).status().unwrap();
    assert!(fifo.success());
    let before = state(&journal);
    for path in ["folder/new", "folder/file", "link", "broken", "fifo", "full", "theirs.txt/x"] {
        let disk = FileSystem::new(&journal.root);
        assert!(disk.read(path).is_err(), "{path}");
        let file = FileChange { path: path.into(), before: None, after: Some(b"x".to_vec()) };
        let why = failed(journal.writer().save(&[file], &commit("x")));
        assert!(why.contains(path) && why.contains("nothing was saved"), "{why}");
    }
    assert_eq!(state(&journal), before);
    assert_eq!(std::fs::read_dir(outside).unwrap().count(), 1);
}

#[test]
fn what_is_too_large_is_neither_read_nor_written() {
    let journal = Journal::new();
    let most = "x".repeat(256 * 1024);
    committed(journal.save(&[("a", Some(&most))]));
    let before = state(&journal);
    assert!(failed(journal.save(&[("b", Some(&(most.clone() + "x")))])).contains("256 KiB"));
    assert_eq!(state(&journal), before);
    journal.put("b", &(most + "x"));
    assert!(FileSystem::new(&journal.root).read("b").unwrap_err().to_string().contains("256 KiB"));
}

#[test]
fn index_lock_that_another_holds_ends_in_an_error_and_no_change() {
    let journal = Journal::new();
    committed(journal.save(&[("a", Some("1")), ("gone", Some("1"))]));
    let before = state(&journal).1;
    let lock = journal.gitdir().join("index.lock");
    std::fs::write(&lock, "").unwrap();
    let why = failed(journal.save(&[("a", Some("2")), ("gone", None), ("n/new", Some("2"))]));
    assert!(why.contains("another git program has locked") && why.contains("nothing was saved"), "{why}");
    assert!(lock.exists(), "a lock of somebody else's was removed");
    std::fs::remove_file(lock).unwrap();
    assert_eq!(journal.text("a").as_deref(), Some("1"));
    assert_eq!(journal.text("gone").as_deref(), Some("1"));
    assert!(!journal.root.join("n").exists());
    assert_eq!(state(&journal).1, before);
    journal.is_clean();
}

#[test]
fn a_branch_lock_that_another_holds_does_too() {
    let journal = Journal::new();
    let lock = journal.gitdir().join("refs/heads/main.lock");
    std::fs::write(&lock, "").unwrap();
    let why = failed(journal.save(&[("a", Some("2"))]));
    assert!(why.contains("main.lock") && why.contains("nothing was saved"), "{why}");
    std::fs::remove_file(lock).unwrap();
    assert_eq!(journal.text("a"), None);
    journal.is_clean();
}

#[test]
fn a_filter_of_gits_is_refused_before_anything_is_written() {
    let journal = Journal::new();
    journal.put(".gitattributes", "secret/** filter=git-crypt diff=git-crypt\n");
    journal.git(&["add", "."]);
    journal.git(&["commit", "-qm", "attributes"]);
    let before = state(&journal);
    let why = failed(journal.save(&[("open", Some("1")), ("secret/a", Some("1"))]));
    assert!(why.contains("filter=git-crypt") && why.contains("nothing was saved"), "{why}");
    assert_eq!(state(&journal), before);
    committed(journal.save(&[("open", Some("1"))]));
}

#[test]
fn repositories_that_libgit2_cannot_write_are_named() {
    let opened = |journal: &Journal| Writer::open(&journal.root, PATIENCE).map(|_| ()).unwrap_err();
    for format in ["--object-format=sha256", "--ref-format=reftable"] {
        let journal = Journal::plain("");
        if !journal.try_git(&["init", "-q", format, "."]).status.success() {
            eprintln!("SKIPPED: this git does not know {format}");
            continue;
        }
        let error = opened(&journal);
        assert!(
            error.message.contains("has a format that coach cannot write"),
            "{format}: {}",
            error.message
        );
    }
    for setting in
        [&["update-index", "--split-index"][..], &["sparse-checkout", "set", "--cone", "--sparse-index", "x"]]
    {
        let journal = Journal::new();
        std::fs::create_dir(journal.work.join("deep")).unwrap();
        std::fs::write(journal.work.join("deep/file"), "x").unwrap();
        journal.git(&["add", "."]);
        journal.git(&["commit", "-qm", "deep"]);
        journal.git(setting);
        let before = state(&journal);
        let why = failed(journal.save(&[("a", Some("1"))]));
        assert!(why.contains("index") && why.contains("nothing was saved"), "{setting:?}: {why}");
        assert_eq!(state(&journal), before);
    }
}

#[test]
fn a_repository_of_someone_else_is_explained() {
    let journal = Journal::new();
    if std::os::unix::fs::chown(&journal.work, Some(12345), None).is_err() {
        eprintln!("SKIPPED: only root can give a folder away");
        return;
    }
    std::os::unix::fs::chown(journal.work.join(".git"), Some(12345), None).unwrap();
    let error = Writer::open(&journal.root, PATIENCE).map(|_| ()).unwrap_err();
    assert!(error.message.contains("belongs to another account"), "{}", error.message);
    assert!(error.hint.unwrap().starts_with("if you trust it: git config --global --add safe.directory"));
}

/// A tmpfs of a few pages: it fills up at another place for each size of what lies there already.
#[test]
fn a_full_disk_saves_all_or_nothing_and_says_so() {
    let small = tempfile::TempDir::new().unwrap();
    let mount = |arguments: &[&str]| {
        let done = std::process::Command::new(arguments[0]).args(&arguments[1..]).arg(small.path()).output();
        done.is_ok_and(|output| output.status.success())
    };
    if !mount(&["mount", "-t", "tmpfs", "-o", "size=3m,nr_inodes=2000", "tmpfs"]) {
        eprintln!("SKIPPED: no mount of a small tmpfs here");
        return;
    }
    let result = std::panic::catch_unwind(|| fill(small.path()));
    assert!(mount(&["umount", "-l"]));
    let (saved, refused) = result.unwrap();
    assert!(saved > 5 && refused > 5, "{saved} saved, {refused} refused");
}

fn fill(small: &std::path::Path) -> (usize, usize) {
    let from = Journal::new();
    let copied = std::process::Command::new("cp").arg("-r").arg(&from.work).arg(small).status().unwrap();
    assert!(copied.success());
    let journal = Journal { work: small.join("work"), root: small.join("work"), temp: from.temp };
    let (mut saved, mut refused) = (0, 0);
    for n in 0..60 {
        // Bytes that do not compress; the last free pages go one by one to a ballast.
        let text: String = (0..600_u32).map(|i| ((i * 7919 + n * 104_729) % 99991).to_string()).collect();
        let path = format!("s/{n}.toml");
        let Ok(mut writer) = Writer::open(&journal.root, Duration::from_secs(1)) else {
            refused += 1;
            std::fs::remove_file(small.join("ballast")).unwrap_or_default();
            continue;
        };
        let files = [journal.change(&path, Some(&text)), journal.change("log.toml", Some(&text))];
        let before = (journal.text("log.toml"), journal.commits());
        match writer.save(&files, &commit("fill")) {
            Ok(_) => {
                saved += 1;
                assert_eq!((journal.text(&path), journal.text("log.toml")), (Some(text.clone()), Some(text)));
            }
            Err(NotSaved::Failed(error)) if error.nothing_saved => {
                refused += 1;
                assert_eq!((journal.text("log.toml"), journal.commits()), before, "{}", error.message);
                assert_eq!(journal.text(&path), None);
                std::fs::remove_file(small.join("ballast")).unwrap_or_default();
            }
            Err(NotSaved::Failed(error)) => {
                refused += 1;
                assert!(error.message.contains("undoing it failed"), "{}", error.message);
                std::fs::remove_file(small.join("ballast")).unwrap_or_default();
            }
            Err(NotSaved::Changed) => panic!("changed"),
        }
        if n > 8 && n % 3 == 0 {
            // All but a few pages: the next save stops half way, at another step each time.
            let leave = 4096 * (n as usize % 11);
            let _ = std::fs::write(small.join("ballast"), vec![b'x'; 3 << 20]);
            let file = std::fs::File::options().write(true).open(small.join("ballast")).unwrap();
            let size = usize::try_from(file.metadata().unwrap().len()).unwrap();
            file.set_len(size.saturating_sub(leave) as u64).unwrap();
        }
    }
    std::fs::remove_file(small.join("ballast")).unwrap_or_default();
    drop(journal.writer());
    journal.is_sound();
    let status = journal.git(&["status", "--porcelain"]);
    assert!(status.is_empty(), "{status}");
    (saved, refused)
}

/// Root may write anywhere: only as somebody else does a folder without the right stop us.
#[test]
fn a_folder_that_may_not_be_written_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let journal = Journal::new();
    committed(journal.save(&[("s/a", Some("1"))]));
    let folder = journal.root.join("s");
    std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o555)).unwrap();
    if std::fs::write(folder.join("probe"), "").is_ok() {
        std::fs::remove_file(folder.join("probe")).unwrap();
        std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o755)).unwrap();
        as_nobody();
        return;
    }
    refused_in_a_closed_folder(&journal);
    std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o755)).unwrap();
    journal.is_clean();
}

fn refused_in_a_closed_folder(journal: &Journal) {
    let commits = journal.commits();
    let why = failed(journal.save(&[("first", Some("1")), ("s/b", Some("1"))]));
    assert!(why.contains("s/b: permission denied; nothing was saved"), "{why}");
    assert_eq!((journal.text("first"), journal.commits()), (None, commits));
}

/// Runs this very test again as nobody.
fn as_nobody() {
    let temp = tempfile::TempDir::new().unwrap();
    std::fs::set_permissions(temp.path(), std::os::unix::fs::PermissionsExt::from_mode(0o777)).unwrap();
    let copy = temp.path().join("test");
    std::fs::copy(std::env::current_exe().unwrap(), &copy).unwrap();
    let output = std::process::Command::new("setpriv")
        .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
        .arg(&copy)
        .args([
            "--exact",
            "write_protocol::refusals::a_folder_that_may_not_be_written_is_named",
            "--test-threads=1",
        ])
        .env("TMPDIR", temp.path())
        .current_dir(temp.path())
        .output();
    match output {
        Ok(output) if output.status.success() => {
            assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));
        }
        Ok(output) if !String::from_utf8_lossy(&output.stdout).is_empty() => {
            panic!("{}", String::from_utf8_lossy(&output.stdout));
        }
        _ => eprintln!("SKIPPED: root may write anywhere, and setpriv does not work here"),
    }
}
