//! The journal that the server holds in memory shows what the folder has.

use std::fs;
use std::time::{Duration, Instant};

use super::Server;
use crate::faults::home::Home;

const PAGES: [&str; 8] = [
    "/due",
    "/due?all",
    "/due?with=zoe",
    "/people",
    "/people/zoe",
    "/people/yan",
    "/people/yan/plan",
    "/log?who=zoe",
];

fn session(id: &str, who: &str, day: &str, note: &str, more: &str) -> String {
    format!("id = \"{id}\"\ndate = {day}\ncoach = \"jo\"\nwith = [{who}]\nnotes = \"{note}\"\n{more}")
}

fn action(id: &str, owner: &str, done: &str) -> String {
    format!("\n[[action]]\nid = \"{id}\"\nwhat = \"Act {id}\"\nowner = \"{owner}\"\ndue = 2026-11-23\n{done}")
}

/// A journal so large that coach keeps a cache and leaves closed sessions out: 150 sessions with Zoe and Yan.
fn home() -> Home {
    let home = Home::with_every_record();
    for (person, letter) in [("zoe", 'z'), ("yan", 'y')] {
        home.put(&format!("people/{person}.toml"), &format!("handle = \"{person}\"\n"));
        for number in 0..75 {
            let digits: String =
                [number / 7, number % 7].iter().map(|n| char::from(b"2345678bcdfg"[*n])).collect();
            let id = format!("{letter}{digits}bcdfghj");
            let (month, day) = (number / 28 + 1, number % 28 + 1);
            let text = session(
                &id,
                &format!("\"{person}\""),
                &format!("2026-0{month}-{day:02}"),
                &format!("Words of {id}"),
                &action(
                    &format!("{letter}{digits}kmnpqrs"),
                    person,
                    if number % 9 == 0 { "" } else { "done = 2026-09-01\n" },
                ),
            );
            home.put(&format!("sessions/{person}/{id}.toml"), &text);
        }
    }
    home.git(&["add", "-A"]);
    home.git(&["commit", "-qm", "more"]);
    // The cache holds no file that is younger than two seconds.
    std::thread::sleep(Duration::from_millis(2_600));
    home.ok(&["due"]);
    home
}

/// The pages without the ids of their forms, which are new each time.
fn pages(server: &Server) -> Vec<String> {
    let plain = |path: &str| {
        let page = server.get(path);
        let mut parts = page.is(200).body.split("name=\"id\" value=\"");
        let first = parts.next().unwrap().to_string();
        parts.fold(first, |text, part| format!("{text}{}", &part[10..]))
    };
    PAGES.iter().map(|path| plain(path)).collect()
}

/// What a server that has followed the changes shows is what a new one shows, and the command line.
#[test]
fn a_server_follows_every_change() {
    let mut server = Server::of(home()).signed_in();
    let old = "sessions/zoe/z22bcdfghj.toml";
    type Change = (&'static str, fn(&Server));
    let changes: [Change; 11] = [
        ("nothing", |_| ()),
        ("the command line logs", |server| {
            server.home.ok(&["log", "zoe", "30m", "--note", "Logged beside it", "--action", "Ring by 2 dec"]);
        }),
        ("the latest session moves back", |server| {
            let text = session("yd6bcdfghj", "\"yan\"", "2026-01-05", "Moved back", "");
            server.home.put("sessions/yan/yd6bcdfghj.toml.new", &text);
            let folder = server.home.journal().join("sessions/yan");
            fs::rename(folder.join("yd6bcdfghj.toml.new"), folder.join("yd6bcdfghj.toml")).unwrap();
        }),
        ("a closed session is changed", |server| {
            let text = session("z23bcdfghj", "\"zoe\", \"yan\"", "2026-11-19", "Moved", "");
            server.home.put("sessions/zoe/z23bcdfghj.toml.new", &text);
            let folder = server.home.journal().join("sessions/zoe");
            fs::rename(folder.join("z23bcdfghj.toml.new"), folder.join("z23bcdfghj.toml")).unwrap();
        }),
        ("the latest session is deleted", |server| {
            fs::remove_file(server.home.journal().join("sessions/yan/yd5bcdfghj.toml")).unwrap();
        }),
        ("a person comes, in a folder of their own", |server| {
            server.home.ok(&[
                "log",
                "xander",
                "15m",
                "--note",
                "New here",
                "--follow-up",
                "How is it? on 24 nov",
            ]);
        }),
        ("the settings change", |server| {
            let path = server.home.journal().join("coach.toml");
            let text = fs::read_to_string(&path).unwrap();
            let others = text.lines().filter(|line| !line.starts_with("cadence"));
            fs::write(&path, format!("cadence = 1\n{}\n", others.collect::<Vec<_>>().join("\n"))).unwrap();
        }),
        ("a copy of a session comes", |server| {
            let text =
                fs::read_to_string(server.home.journal().join("sessions/zoe/z25bcdfghj.toml")).unwrap();
            server.home.put("sessions/zoe/copy.toml", &text);
        }),
        ("an unreadable file comes", |server| server.home.put("sessions/yan/broken.toml", "id = \n")),
        ("the unreadable file is repaired", |server| {
            let text = session("bbbbbbbbbb", "\"yan\"", "2026-11-18", "Repaired", "");
            server.home.put("sessions/yan/broken.toml.new", &text);
            let folder = server.home.journal().join("sessions/yan");
            fs::rename(folder.join("broken.toml.new"), folder.join("broken.toml")).unwrap();
        }),
        ("git goes back", |server| {
            server.home.git(&["clean", "-fdq", "sessions"]);
            server.home.git(&["reset", "-q", "--hard", "HEAD~2"]);
        }),
    ];
    pages(&server);
    for (what, change) in changes {
        change(&server);
        let warm = pages(&server);
        for (page, path) in
            warm.iter().zip(PAGES).filter(|(_, path)| path.starts_with("/people/") && !path.ends_with("plan"))
        {
            let person = path.rsplit('/').next().unwrap();
            let prep = server.home.ok(&["prep", person, "--json"]);
            let prep = prep.lines().filter_map(|line| line.trim().strip_prefix("\"text\": \""));
            for text in prep.map(|text| text.trim_end_matches('"')).filter(|text| !text.contains(['\\', '’']))
            {
                assert!(page.contains(text), "{what}: {path} has no {text:?}");
            }
        }
        // In the same folder: in a copy all files would be young, so that the cache would not count.
        server = server.started_again();
        for ((warm, cold), path) in warm.iter().zip(pages(&server)).zip(PAGES) {
            assert_eq!(*warm, cold, "{what}: {path}");
        }
    }
    // An old session is not in memory, but its page and those of its items are there.
    assert!(server.home.journal().join(old).exists());
    server.get("/session/z22bcdfghj").is(200).has("Words of z22bcdfghj");
    server.get("/due/z22kmnpqrs").is(200).has("Act z22kmnpqrs");
}

/// An editor may write into a file, which changes nothing of the folder.
#[test]
fn a_change_by_hand_is_seen_within_five_seconds() {
    let server = Server::of(home()).signed_in();
    server.get("/people/zoe").is(200);
    for (words, idle, patience) in [
        // While somebody reads pages, and after nobody did: then the first page shows it.
        ("Written by hand", 0, Duration::from_secs(5)),
        ("Written once more", 24, Duration::ZERO),
    ] {
        std::thread::sleep(Duration::from_secs(idle));
        let path = server.home.journal().join("sessions/zoe/z22bcdfghj.toml");
        let text = session("z22bcdfghj", "\"zoe\"", "2026-11-20", "x", &action("z22kmnpqrs", "zoe", ""));
        fs::write(path, text.replace("Act z22kmnpqrs", words)).unwrap();
        let start = Instant::now();
        while !server.get("/due?all").is(200).body.contains(words) {
            assert!(start.elapsed() < patience, "{words}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}
