//! What a warm `coach due` opens: the cache, the settings, and what changed, whatever the size of
//! the journal.

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

#[test]
fn a_warm_due_opens_what_changed_and_no_other_record() {
    let home = Home::new();
    home.assert_same("the first reading");
    let Some(files) = opened(&home, &["due"]) else {
        let why = "strace is missing or not allowed";
        let mut tell = std::io::stderr().lock();
        let _ = std::io::Write::write_all(
            &mut tell,
            format!("!! {why}: what is opened is NOT counted\n").as_bytes(),
        );
        return;
    };
    let records =
        |files: &[String]| files.iter().filter(|name| name.ends_with(".toml")).cloned().collect::<Vec<_>>();
    let named = |name: &str| name.rsplit('/').next().unwrap().to_string();
    let only: Vec<String> = records(&files).iter().map(|name| named(name)).collect();
    assert_eq!(only, ["coach.toml"], "{files:?}");
    assert!(files.iter().any(|name| name.ends_with(".cache")), "{files:?}");

    let changed = &home.records("sessions")[7];
    fs::write(changed, fs::read_to_string(changed).unwrap() + "# read again\n").unwrap();
    let files = opened(&home, &["due"]).unwrap();
    let only: Vec<String> = records(&files).iter().map(|name| named(name)).collect();
    assert_eq!(only, ["coach.toml", changed.file_name().unwrap().to_str().unwrap()], "{files:?}");
    let git = files.iter().filter(|name| name.contains("/.git/")).count();
    assert_eq!(git, 0, "due opens no repository: {files:?}");
}
