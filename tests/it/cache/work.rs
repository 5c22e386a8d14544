//! What a warm `coach due` and `coach log` open: the cache, the settings, what changed, and what is to
//! be shown, whatever the size of the journal.

use super::*;

/// The files (no folders) in home or journal that a command opened, in order. Nothing where strace
/// is not to be had.
fn opened(home: &Home, arguments: &[&str]) -> Option<Vec<String>> {
    let log = home.root.with_file_name("trace");
    let coach = home.coach(arguments, true);
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-e", "trace=open,openat,openat2", "-o"]).arg(&log);
    strace.arg(coach.get_program()).args(coach.get_args()).env_clear();
    strace.envs(coach.get_envs().filter_map(|(key, value)| Some((key, value?))));
    let ended = strace.output().ok()?;
    if !ended.status.success() {
        return None;
    }
    let trace = fs::read_to_string(&log).unwrap();
    let is_file = |line: &&str| !line.contains("O_DIRECTORY") && !line.contains("= -1");
    let names = trace.lines().filter(is_file).filter_map(|line| line.split('"').nth(1));
    let system = ["/etc/", "/lib", "/usr/", "/proc/", "/sys/", "/dev/"];
    Some(
        names
            .filter(|name| !system.iter().any(|start| name.starts_with(start)))
            .map(str::to_string)
            .collect(),
    )
}

/// The names of the records among these.
fn records(files: &[String]) -> Vec<String> {
    let records = files.iter().filter(|name| name.ends_with(".toml"));
    records.map(|name| name.rsplit('/').next().unwrap().to_string()).collect()
}

fn tell_that_nothing_is_counted() {
    let told = b"!! strace is missing or not allowed: what is opened is NOT counted\n";
    let _ = std::io::Write::write_all(&mut std::io::stderr().lock(), told);
}

#[test]
fn a_warm_due_opens_what_changed_and_no_other_record() {
    let home = Home::new();
    home.assert_same("the first reading");
    let Some(files) = opened(&home, &["due"]) else { return tell_that_nothing_is_counted() };
    assert_eq!(records(&files), ["coach.toml"], "{files:?}");
    assert!(files.iter().any(|name| name.ends_with(".cache")), "{files:?}");

    let changed = &home.records("sessions")[7];
    fs::write(changed, fs::read_to_string(changed).unwrap() + "# read again\n").unwrap();
    let files = opened(&home, &["due"]).unwrap();
    assert_eq!(records(&files), ["coach.toml", changed.file_name().unwrap().to_str().unwrap()], "{files:?}");
    let git = files.iter().filter(|name| name.contains("/.git/")).count();
    assert_eq!(git, 0, "due opens no repository: {files:?}");
}

#[test]
fn a_warm_log_opens_the_sessions_with_something_open_of_theirs_and_no_other() {
    let home = Home::new();
    home.assert_same("the first reading");
    let is_jose_s = |action: &str| {
        action.contains("owner = \"jose\"") && !action.contains("done =") && !action.contains("dropped =")
    };
    let has_open = |path: &PathBuf| {
        let text = fs::read_to_string(path).unwrap();
        let asked = text.split("[[follow_up]]").next().unwrap().to_string();
        asked.split("[[action]]").skip(1).any(is_jose_s)
    };
    let name = |path: PathBuf| path.file_name().unwrap().to_str().unwrap().to_string();
    let sessions: Vec<PathBuf> = home.records("sessions");
    let open: Vec<String> = sessions.iter().filter(|path| has_open(path)).cloned().map(name).collect();
    assert!(open.len() > 1 && sessions.len() == SESSIONS as usize, "{open:?}");
    let log = ["log", "jose", "20m", "--topic", "handoff"];
    let Some(files) = opened(&home, &log) else { return tell_that_nothing_is_counted() };
    let read = records(&files);
    let read = read.iter().filter(|name| sessions.iter().any(|path| path.ends_with(name)));
    assert_eq!(read.collect::<Vec<_>>(), open.iter().collect::<Vec<_>>(), "{files:?}");
}
