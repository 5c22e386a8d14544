//! What `coach log` says of what is there already: with the cache and without the same, though it reads
//! no more than what these people have open.

use super::*;

/// The hints about topics that a log with these people prints, and the item that is due next.
fn shown(home: &Home, whom: &[&str], with_cache: bool) -> String {
    let more = ["20m", "--topic", "handof", "--action", "Something else by 1 dec"];
    let said = home.say(&[&["log"], whom, &more].concat(), with_cache);
    assert!(said.ends_with("Some(0)"), "{said}");
    let undone = home.say(&["undo"], with_cache);
    assert!(undone.ends_with("Some(0)"), "{undone}");
    let topics = said.lines().filter(|line| line.contains("new topic"));
    let open = said.lines().skip_while(|line| !line.contains("Due next"));
    topics.chain(open).map(|line| format!("{line}\n")).collect()
}

#[track_caller]
fn same(home: &Home, whom: &[&str]) -> String {
    let (cold, warm) = (shown(home, whom, false), shown(home, whom, true));
    assert_eq!(cold, warm);
    cold
}

#[test]
fn a_log_shows_what_is_open_and_near_whatever_happened_since() {
    let home = Home::new();
    assert!(Command::new("git").args(["init", "-q"]).arg(&home.root).status().unwrap().success());
    home.assert_same("the first reading");
    let first = same(&home, &["lukasz"]);
    assert!(first.contains("Due next") && first.contains("lukasz"), "{first}");
    assert!(!first.contains("jose") && !first.contains("new topic"), "{first}");

    let ids = home.say(&["list", "actions", "--open", "--person", "lukasz", "--json"], false);
    let id = ids.split("\"id\": \"").nth(1).unwrap()[..10].to_string();
    home.say(&["done", &id], true);
    assert!(!same(&home, &["lukasz"]).contains(&id[..4]));
    home.say(&["reopen", &id], true);
    assert_eq!(same(&home, &["lukasz"]), first);

    // beside somebody else, in their folder, with a topic of its own
    home.say(
        &[
            "log",
            "jose",
            "lukasz",
            "10m",
            "--topic",
            "handoff",
            "--on",
            "2025-01-02",
            "--action",
            "lukasz: Call the depot by 2025-01-03",
        ],
        true,
    );
    let beside = same(&home, &["lukasz"]);
    assert!(beside.contains("Call the depot") && beside.contains("did you mean `handoff`"), "{beside}");

    // by hand, in place, in their own folder
    let own = home.records("sessions/lukasz");
    let closed = own.iter().find(|path| fs::read_to_string(path).unwrap().contains("[[action]]")).unwrap();
    let text = fs::read_to_string(closed).unwrap();
    let action =
        "\n[[action]]\nid = \"zzzzzzzzz9\"\nwhat = \"By hand\"\ndue = 2025-01-02\nowner = \"lukasz\"\n";
    fs::write(closed, text.clone() + action).unwrap();
    assert!(same(&home, &["lukasz"]).contains("By hand"));
    fs::write(closed, text).unwrap();
    assert_eq!(same(&home, &["lukasz"]), beside);

    // in a folder that was not there, of a file that says whom it is about
    write(
        &home.root.join("sessions/by-hand/2026/one.toml"),
        &format!(
            "id = \"zzzzzzzzz8\"\ndate = 2026-11-19\ncoach = \"jo\"\nwith = [\"lukasz\"]\ntopics = [\"handofs\"]\n{action}"
        ),
    );
    let folders = same(&home, &["lukasz"]);
    assert!(folders.contains("By hand") && folders.contains("did you mean `handof"), "{folders}");

    // kept, moved, and gone
    home.settle();
    home.assert_same("what was done by hand");
    fs::remove_file(home.file()).unwrap();
    home.assert_same("all is kept anew");
    assert_eq!(same(&home, &["lukasz"]), folders);
    fs::rename(home.root.join("sessions/by-hand/2026"), home.root.join("sessions/2026")).unwrap();
    assert_eq!(same(&home, &["lukasz"]), folders);
    fs::remove_dir_all(home.root.join("sessions/2026")).unwrap();
    assert!(!same(&home, &["lukasz"]).contains("By hand"));

    // of a group everybody's, also where nothing but the text of a file tells
    let group = same(&home, &["team-leads"]);
    assert!(group.contains("Due next"), "{group}");
    let of_a_member = home.records("sessions/ingrid").remove(0);
    let text = fs::read_to_string(&of_a_member).unwrap();
    fs::write(&of_a_member, text + &action.replace("lukasz", "ingrid").replace("2025-01-02", "2025-01-01"))
        .unwrap();
    assert!(same(&home, &["team-leads"]).contains("By hand"));
    assert_eq!(same(&home, &["nobody-yet"]).matches('\n').count(), 1, "the topic alone");
}
