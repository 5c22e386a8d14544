//! Each act is saved once, in one commit of the coach, and a retry never brings back what was taken back.

use super::{Server, routes};
use crate::faults::home::Home;

fn sessions(server: &Server) -> usize {
    server.home.files().keys().filter(|path| path.starts_with("sessions/")).count()
}

fn session<'a>(id: &'a str, note: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("id", id),
        ("who", "ana"),
        ("length", "45m"),
        ("on", "2026-11-21"),
        ("note", note),
        ("action", "Rewrite the script by friday"),
        ("follow-up", "How did it go? on 5 dec"),
    ]
}

#[test]
fn a_double_click_makes_one_session() {
    let server = Server::new();
    let (id, before) = (server.log_id(), sessions(&server));
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let click = || server.post("/log", &session(&id, "Said")).status;
        let clicks: Vec<_> = (0..4).map(|_| scope.spawn(click)).collect();
        clicks.into_iter().map(|click| click.join().unwrap()).collect()
    });
    assert_eq!(answers, [303; 4]);
    assert_eq!(sessions(&server), before + 1);
    assert_eq!(server.subjects()[0], "log ana 2026-11-21: 1 action, 1 follow-up");
    assert!(!server.subjects()[1].starts_with("log"));
    let page = server.get(&format!("/session/{id}"));
    page.is(200).has("45 min").has("Fri 2026-11-27").has("Sat 2026-12-05").has("Rewrite the script");
}

/// Threats 21 and 44: the commit is the coach's, whatever the form says.
#[test]
fn each_act_is_one_commit_of_the_coach() {
    let server = Server::new();
    let mut expected = Vec::new();
    let mut forged = |fields: &[(&str, &str)], path: &str, page: &str, subject: &str| {
        let id = server.get(page).id(path);
        let mut all = vec![("id", &*id), ("me", "kim"), ("author", "kim"), ("by", "kim")];
        all.extend(fields);
        server.post(path, &all).is(303);
        expected.insert(0, subject.to_string());
        server.get("/due").is(200);
    };
    let item = "/due/c5bcdfghjk";
    forged(&[("who", "ana"), ("note", "x")], "/log", "/log", "log ana 2026-11-21");
    forged(&[("answer", "later"), ("due", "2 dec")], item, item, "snooze c5bcdfghjk (ana)");
    forged(&[("answer", "note"), ("note", "Called")], item, item, "note c5bcdfghjk (ana)");
    forged(&[("answer", "done"), ("result", "Two did")], item, item, "done c5bcdfghjk (ana)");
    let log = server.home.git(&["log", "--format=%an <%ae>|%s|%(trailers:key=Coach-By,valueonly)", "-4"]);
    let lines: Vec<&str> = log.lines().filter(|line| !line.is_empty()).collect();
    let subjects: Vec<&str> = lines.iter().map(|line| line.split('|').nth(1).unwrap()).collect();
    assert_eq!(subjects, expected);
    for line in lines {
        assert!(line.starts_with("Jo Marsh <jo@example.com>|") && line.ends_with("|jo"), "{line}");
    }
}

/// The device decides who acts, not the account: another coach's commit has another author. Threat 37: a name
/// adds no line and no address to it.
#[test]
fn the_coach_of_the_device_is_the_author() {
    let mut server = Server::new();
    server.interrupt();
    let devices = server.home.home.join("data/coach/serve/devices.toml");
    let text = std::fs::read_to_string(&devices).unwrap();
    std::fs::write(&devices, text.replace("coach = \"jo\"", "coach = \"kim\"")).unwrap();
    let name = "Kim <evil@x>\\nCoach-By: jo\\n\\nEvil";
    server.home.put(
        "people/kim.toml",
        &format!("handle = \"kim\"\nname = \"{name}\"\nemail = \"kim@example.com\"\n"),
    );
    let server = server.killed_and_started();
    let id = server.log_id();
    server.post("/log", &session(&id, "Said")).is(303);
    let author = server.home.git(&["log", "-1", "--format=%ae|%an|%(trailers:key=Coach-By,valueonly)"]);
    assert_eq!(author.trim(), "kim@example.com|Kim evil@xCoach-By: joEvil|kim");
    server.get("/me").has("You are <strong>kim</strong>");
}

/// Threat 32: other content under the same id.
#[test]
fn an_id_is_for_one_content() {
    let server = Server::new();
    let id = server.log_id();
    server.post("/log", &session(&id, "First")).is(303);
    let refused = server.post("/log", &session(&id, "Second"));
    refused.is(409).has("Second").has("already sent");
    server.get(&format!("/session/{id}")).has("First");
}

/// Threat 33: ids that are none, or somebody's.
#[test]
fn an_id_is_new_and_well_formed() {
    let server = Server::new();
    let before = server.home.files();
    for id in ["", "x", "K2BCDFGHJK", "aeiouaeiou", "k2bcdfghjkk", "../../x", "k2bcdfghj\u{301}", "%00"] {
        server.post("/log", &session(id, "Said")).is(422);
    }
    // The ids of a session, an action, a follow-up, a request and a story.
    for id in ["k2bcdfghjk", "c5bcdfghjk", "f2bcdfghjk", "q2bcdfghjk"] {
        server.post("/log", &session(id, "Said")).is(409).has("Said");
    }
    assert_eq!(server.home.files(), before);
}

/// Threat 34: a retry that comes after the session was taken back.
#[test]
fn a_session_that_was_taken_back_stays_taken_back() {
    let server = Server::new();
    let (first, second) = (server.log_id(), server.log_id());
    server.post("/log", &session(&first, "Said")).is(303);
    server.home.ok(&["undo"]);
    server.post("/log", &session(&first, "Said")).is(410).has("Taken back");
    server.post("/log", &session(&second, "Again")).is(303);
    let page = format!("/session/{second}");
    let take_back = format!("{page}/take-back");
    let id = server.get(&page).id(&take_back);
    server.post(&take_back, &[("id", &id)]).is(303);
    server.get(&page).is(404);
    server.post("/log", &session(&second, "Again")).is(410);
    // The ledger is on the disk.
    let server = server.killed_and_started();
    for (id, note) in [(&first, "Said"), (&second, "Again")] {
        server.post("/log", &session(id, note)).is(410);
    }
}

/// Threat 34, if the server died after the commit and before the ledger had it.
#[test]
fn the_history_knows_a_session_that_the_ledger_does_not() {
    let server = Server::new();
    let id = server.log_id();
    server.post("/log", &session(&id, "Said")).is(303);
    let ledger = server.home.home.join("data/coach/serve/submissions/2026-11-21.toml");
    let text = std::fs::read_to_string(&ledger).unwrap();
    let cut: Vec<&str> = text.lines().filter(|line| !line.starts_with("commit")).collect();
    std::fs::write(&ledger, cut.join("\n")).unwrap();
    let server = server.killed_and_started();
    let before = sessions(&server);
    server.post("/log", &session(&id, "Said")).is(303);
    assert_eq!(sessions(&server), before);
    std::fs::write(server.home.home.join("data/coach/serve/submissions/2026-11-21.toml"), cut.join("\n"))
        .unwrap();
    server.home.ok(&["delete", &id, "--yes"]);
    let server = server.killed_and_started();
    server.post("/log", &session(&id, "Said")).is(410);
}

/// Threat 44: the server died after the commit of an answer, before the ledger had it. The retry is no second answer,
/// and its undo is that of the first.
#[test]
fn a_retry_of_an_answer_that_was_saved_says_so() {
    let server = Server::new();
    let item = "/due/c5bcdfghjk";
    let id = server.get(item).id(item);
    let fields = [("id", &*id), ("answer", "done"), ("result", "Two did")];
    let first = server.post(item, &fields).is(303).header("location").to_string();
    let ledger = server.home.home.join("data/coach/serve/submissions/2026-11-21.toml");
    let text = std::fs::read_to_string(&ledger).unwrap();
    let cut: Vec<&str> = text.lines().filter(|line| !line.starts_with("commit")).collect();
    std::fs::write(&ledger, cut.join("\n")).unwrap();
    let server = server.killed_and_started();
    // Another commit came in between.
    server.home.ok(&["log", "max", "5m", "--note", "Meanwhile"]);
    let commits = server.subjects().len();
    assert_eq!(server.post(item, &fields).is(303).header("location"), first);
    assert_eq!(server.post(item, &fields).is(303).header("location"), first);
    assert_eq!(server.subjects().len(), commits);
    // Another answer to the closed item is not that one.
    let other = [("id", &*server.log_id()), ("answer", "done")];
    server.post(item, &other).is(409);
}

/// Threat 44: the server is killed while many sessions arrive; each is there once in the end.
#[test]
fn a_killed_server_loses_and_doubles_nothing() {
    let mut server = Server::new();
    let before = sessions(&server);
    let ids: Vec<String> = (0..6).map(|_| server.log_id()).collect();
    for round in 0..3 {
        let port = server.port;
        let requests: Vec<Vec<u8>> = ids
            .iter()
            .map(|id| {
                let body = super::form(&session(id, "Said"));
                let head = format!(
                    "POST /log HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {}\r\nSec-Fetch-Site: same-origin\r\n\
                     Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
                    server.cookie,
                    body.len()
                );
                head.into_bytes()
            })
            .collect();
        let streams: Vec<_> = requests
            .iter()
            .map(|request| {
                let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
                std::io::Write::write_all(&mut stream, request).unwrap();
                stream
            })
            .collect();
        std::thread::sleep(std::time::Duration::from_millis(40 + 60 * round));
        // Not a copy of the home: in a copy, the times do not show that coach left a lock.
        server = server.started_again();
        drop(streams);
    }
    for id in &ids {
        server.post("/log", &session(id, "Said")).is(303);
    }
    assert_eq!(sessions(&server), before + ids.len());
    let logged = server.subjects().iter().filter(|subject| subject.starts_with("log ana 2026-11-21")).count();
    assert_eq!(logged, ids.len());
    server.home.git(&["fsck", "--strict"]);
}

#[test]
fn the_last_answer_can_be_taken_back_and_no_earlier_one() {
    let server = Server::new();
    let item = "/due/c5bcdfghjk";
    let before = server.home.files();
    let id = server.get(item).id(item);
    let answered = server.post(item, &[("id", &id), ("answer", "done"), ("result", "Two did")]);
    let back = answered.is(303).header("location").to_string();
    let page = server.get(&back);
    let commit = page.body.split("name=\"commit\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let (first, other) = (page.id("/undo"), server.log_id());
    server.post("/undo", &[("id", &first), ("commit", commit)]).is(303);
    assert_eq!(server.home.files(), before);
    server.post("/undo", &[("id", &first), ("commit", commit)]).is(303);
    server.post("/undo", &[("id", &other), ("commit", commit)]).is(409);
    assert_eq!(server.subjects()[0], "undo: done c5bcdfghjk (ana)");
}

/// Threat 27: a scanner of mails opens every link.
#[test]
fn reading_changes_nothing() {
    let server = Server::new();
    let (before, head) = (server.home.files(), server.home.git(&["rev-parse", "HEAD"]));
    for _ in 0..2 {
        for (method, path, _) in routes() {
            if method == "GET" {
                server.get(&path);
                server.send("HEAD", &path, &[], "");
                server.get(&format!("{path}?did=done&undo={}&answer=done", "a".repeat(40)));
            }
        }
    }
    assert_eq!((server.home.files(), server.home.git(&["rev-parse", "HEAD"])), (before, head));
}

#[test]
fn the_command_line_and_the_server_share_the_journal() {
    let server = Server::of(Home::with_every_record()).signed_in();
    server.home.ok(&["log", "max", "20m", "--note", "Beside the server"]);
    server.get("/people/max").is(200).has("Beside the server");
    let id = server.log_id();
    server.post("/log", &session(&id, "Beside the command line")).is(303);
    assert!(server.home.ok(&["show", &id]).contains("Beside the command line"));
}

#[test]
fn many_devices_and_the_command_line_write_at_once() {
    let server = Server::new();
    let before = sessions(&server);
    let (clients, each) = (8, 3);
    std::thread::scope(|scope| {
        for _ in 0..clients {
            scope.spawn(|| {
                for _ in 0..each {
                    let id = server.log_id();
                    server.post("/log", &session(&id, "From a device")).is(303);
                }
            });
        }
        scope.spawn(|| {
            for _ in 0..each {
                server.home.ok(&["log", "max", "5m", "--note", "From the command line"]);
            }
        });
        scope.spawn(|| {
            for number in 0..each {
                std::fs::write(server.home.journal().join("plain.txt"), number.to_string()).unwrap();
                // Git itself refuses while coach holds the index: then the next round commits it.
                server.home.try_git(&["add", "plain.txt"]);
                server.home.try_git(&["commit", "-qm", "by hand"]);
            }
        });
    });
    assert_eq!(sessions(&server), before + (clients + 1) * each);
    let logged = server.subjects().iter().filter(|subject| subject.starts_with("log ")).count();
    assert_eq!(logged, (clients + 1) * each);
    server.home.git(&["fsck", "--strict"]);
}
