//! What is told as saved is on the disk: from a trace of the command, every file that it wrote in the
//! journal was synced, and so was every folder in which a name came or went, before it says a word.

use std::collections::BTreeSet;

use crate::faults::home::Home;
use crate::faults::trace::traced;

const CALLS: &str = "trace=openat,write,pwrite64,copy_file_range,ftruncate,fsync,fdatasync,rename,renameat,renameat2,link,linkat,\
     unlink,unlinkat,mkdir,mkdirat";

/// Files that say nothing about a record: a lock, what the next command looks at to heal an index, and
/// git's diary of its branches.
const OWN: [&str; 4] = ["/coach/lock", "/coach/last", "/coach/index.lock", "/coach/registering"];
const DIARY: &str = "/.git/logs";

/// What is not on the disk yet.
#[derive(Default)]
struct Owed {
    files: BTreeSet<String>,
    folders: BTreeSet<String>,
    renames: usize,
}

impl Owed {
    fn name_changed(&mut self, path: &str) {
        if !path.contains(DIARY) {
            self.folders.insert(path.rsplit_once('/').unwrap().0.to_owned());
        }
    }

    fn call(&mut self, call: &str) {
        let (name, rest) = call.split_once('(').unwrap();
        let told = || call.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
        let paths = paths(rest);
        match name {
            "openat" if rest.contains("O_CREAT") => {
                let path = rest.rsplit_once('<').unwrap().1.trim_end_matches('>').to_owned();
                self.name_changed(&path);
                self.files.insert(path);
            }
            "write" | "pwrite64" | "ftruncate" => drop(self.files.insert(told())),
            "copy_file_range" => drop(self.files.insert(call.split(['<', '>']).nth(3).unwrap().to_owned())),
            "fsync" | "fdatasync" => {
                self.files.remove(&told());
                self.folders.remove(&told());
            }
            "rename" | "renameat" | "renameat2" => {
                let [from, to] = [&paths[0], &paths[1]];
                self.name_changed(to);
                self.renames += 1;
                if self.files.remove(from) {
                    self.files.insert(to.clone());
                }
            }
            "link" | "linkat" => self.name_changed(&paths[1]),
            "unlink" | "unlinkat" => drop(self.files.remove(&paths[0])),
            "mkdir" | "mkdirat" => self.name_changed(&paths[0]),
            _ => {}
        }
    }

    /// Of the journal, without what is coach's own.
    fn of<'a>(&'a self, journal: &str) -> Vec<&'a String> {
        let all = self.files.iter().chain(&self.folders);
        let here = all.filter(|path| path.starts_with(journal));
        here.filter(|path| {
            !OWN.iter().any(|own| path.ends_with(own)) && !path.ends_with("/coach") && !path.contains(DIARY)
        })
        .collect()
    }
}

/// The paths that a call names, absolute.
fn paths(rest: &str) -> Vec<String> {
    let names = rest.split('"').skip(1).step_by(2);
    let mut folders = rest.split(['<', '>']).skip(1).step_by(2);
    names
        .map(|name| match (name.starts_with('/'), folders.next()) {
            (false, Some(folder)) => format!("{folder}/{name}"),
            _ => name.to_owned(),
        })
        .collect()
}

/// The trace of a command up to its first word, and what is owed then. Nothing where strace does not
/// work.
fn owed(home: &Home, line: &[&str], journal: &str) -> Option<Owed> {
    let out = home.home.join("durability");
    let run = traced(home, &["-y", "-s", "300", "-o", out.to_str()?, "-e", CALLS], line).output().ok()?;
    if run.status.code() != Some(0) {
        eprintln!("{line:?}: {}", String::from_utf8_lossy(&run.stderr));
        return None;
    }
    let (mut owed, mut spoke) = (Owed::default(), false);
    for call in String::from_utf8_lossy(&std::fs::read(out).ok()?).lines() {
        if call.starts_with("write(1<") || call.starts_with("write(2<") {
            spoke = true;
            assert_eq!(
                owed.of(journal),
                Vec::<&String>::new(),
                "{line:?}: not on the disk yet, before {call}"
            );
        }
        // Records and branches: written, synced, and only then given their name.
        if call.starts_with("rename") && call.ends_with("= 0") {
            let names = paths(call);
            let is_record = names[1].ends_with(".toml") || names[1].contains("/refs/");
            let is_own = !names[1].starts_with(journal) || line[0] == "init";
            assert!(
                is_own || !is_record || !owed.files.contains(&names[0]),
                "named before it was synced: {call}"
            );
        }
        if !call.contains("= -1 ") && call.contains('(') {
            owed.call(call);
        }
    }
    assert!(spoke, "{line:?} said nothing");
    Some(owed)
}

#[test]
fn what_is_told_as_saved_is_on_the_disk() {
    let home = Home::new();
    let journal = home.journal();
    let journal = journal.to_str().unwrap();
    std::fs::remove_dir_all(journal).ok();
    for line in [
        &["init"][..],
        &["log", "ana", "45m", "--note", "Too late.", "--action", "Call by friday"],
        &["log", "ana", "--private", "Mine alone"],
        &["person", "rename", "ana", "anna"],
        &["undo"],
    ] {
        let Some(owed) = owed(&home, line, journal) else {
            eprintln!("SKIPPED: no look at durability, since strace does not work here");
            return;
        };
        assert!(owed.renames > 0, "{line:?}: nothing was renamed");
        assert_eq!(owed.of(journal), Vec::<&String>::new(), "{line:?}");
    }
}
