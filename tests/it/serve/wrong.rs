//! The server when something is wrong around it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use super::Server;

/// Threat 45: a panic ends one request.
#[test]
fn a_panic_is_an_answer_and_the_server_goes_on() {
    let server = Server::new();
    for _ in 0..3 {
        server.get("/test/panic").is(500).has("The server goes on");
    }
    let id = server.log_id();
    server.post("/log", &[("id", &id), ("who", "ana"), ("note", "After it")]).is(303);
}

/// Threat 44: another command holds the journal.
#[test]
fn a_locked_journal_is_a_clear_page_with_what_was_typed() {
    let server = Server::new();
    let id = server.log_id();
    let fields = [("id", &*id), ("who", "ana"), ("note", "Typed while it was locked")];
    let own = server.home.journal().join(".git/coach");
    fs::create_dir_all(&own).unwrap();
    let lock = fs::File::options().create(true).truncate(false).write(true).open(own.join("lock")).unwrap();
    lock.lock().unwrap();
    let refused = server.post("/log", &fields);
    refused.is(503).has("Another coach command is writing").has("Typed while it was locked").has("Try again");
    assert!(!refused.header("retry-after").is_empty());
    // Reading goes on.
    let start = Instant::now();
    server.get("/due").is(200);
    assert!(start.elapsed() < Duration::from_secs(5));
    drop(lock);
    server.post("/log", &fields).is(303);
    server.get(&format!("/session/{id}")).has("Typed while it was locked");
}

/// Requests that wait for the lock keep no thread from the others, and are saved in the end.
#[test]
fn writers_that_wait_do_not_hold_up_readers() {
    let server = Server::new();
    let before = server.subjects().len();
    let own = server.home.journal().join(".git/coach");
    fs::create_dir_all(&own).unwrap();
    let lock = fs::File::options().create(true).truncate(false).write(true).open(own.join("lock")).unwrap();
    lock.lock().unwrap();
    let ids: Vec<String> = (0..24).map(|_| server.log_id()).collect();
    std::thread::scope(|scope| {
        let writers: Vec<_> = ids
            .iter()
            .map(|id| scope.spawn(|| server.post("/log", &[("id", id), ("who", "ana"), ("note", "Waited")])))
            .collect();
        std::thread::sleep(Duration::from_secs(1));
        let start = Instant::now();
        server.get("/due").is(200);
        server.post("/me/code", &[]).is(200);
        assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
        drop(lock);
        for writer in writers {
            writer.join().unwrap().is(303);
        }
    });
    assert_eq!(server.subjects().len(), before + ids.len());
}

/// Threat 44: nothing can be written, neither the ledger nor the journal.
#[test]
fn a_full_disk_is_a_clear_page_and_loses_nothing() {
    let home = crate::faults::home::Home::with_every_record();
    // No file of this process can grow beyond 0 bytes after the sign-in.
    let server = Server::of(home).signed_in();
    let id = server.log_id();
    let fields = [("id", &*id), ("who", "ana"), ("note", "Typed on a full disk")];
    server.limit_files(0);
    let before = server.home.files();
    server.post("/log", &fields).is(503).has("Typed on a full disk");
    server.get("/due").is(200);
    assert_eq!(server.home.files(), before);
    server.limit_files(u64::MAX);
    server.post("/log", &fields).is(303);
    assert_eq!(server.subjects()[0], "log ana 2026-11-21");
}

#[test]
fn an_unreadable_file_is_named_and_the_rest_is_shown() {
    let server = Server::new();
    server.home.put("sessions/ana/broken.toml", "id = \n");
    let page = server.get("/due?all");
    page.is(200)
        .has("1 file is left out:")
        .has("sessions/ana/broken.toml")
        .has("Ask what a day without water costs");
    let id = server.log_id();
    server.post("/log", &[("id", &id), ("who", "ana"), ("note", "Beside it")]).is(303);
    // The settings of the journal.
    server.home.put("coach.toml", "format = \"x\n");
    let page = server.get("/due");
    assert!([200, 409, 503].contains(&page.status), "{page:?}");
}

#[test]
fn a_merge_under_way_does_not_lose_a_session() {
    let server = Server::of(crate::faults::cases::stopped()).signed_in();
    let id = server.log_id();
    let fields = [("id", &*id), ("who", "ana"), ("note", "During a merge")];
    let answer = server.post("/log", &fields);
    match answer.status {
        303 => {
            server.get(&format!("/session/{id}")).is(200).has("During a merge");
        }
        409 | 503 => {
            answer.has("During a merge");
        }
        _ => panic!("{answer:?}"),
    }
    server.get("/due").is(200);
}

#[test]
fn a_journal_that_is_gone_is_said_and_comes_back() {
    let server = Server::new();
    let (journal, aside) = (server.home.journal(), server.home.home.join("aside"));
    fs::rename(&journal, &aside).unwrap();
    let page = server.get("/due");
    assert!([409, 503].contains(&page.status), "{page:?}");
    let id = "bcdfghjkmn";
    let refused = server.post("/log", &[("id", id), ("who", "ana"), ("note", "Typed meanwhile")]);
    assert!([409, 503].contains(&refused.status), "{refused:?}");
    refused.has("Typed meanwhile");
    assert!(!journal.join("sessions").exists());
    let _ = fs::remove_dir_all(&journal);
    fs::rename(&aside, &journal).unwrap();
    server.get("/due").is(200);
}

/// A state that nobody can read is a page, not the end of the server.
#[test]
fn a_damaged_state_is_a_clear_page() {
    let server = Server::new();
    let devices = server.home.home.join("data/coach/serve/devices.toml");
    let whole = fs::read(&devices).unwrap();
    fs::write(&devices, "device = 3").unwrap();
    server.get("/due").is(503).has("damaged");
    fs::write(&devices, whole).unwrap();
    fs::set_permissions(&devices, PermissionsExt::from_mode(0o600)).unwrap();
    server.get("/due").is(200);
}

#[test]
fn the_folder_in_which_the_server_began_may_go() {
    let home = crate::faults::home::Home::with_every_record();
    let folder = home.home.join("gone");
    fs::create_dir(&folder).unwrap();
    let server = Server::begun_in(home, &folder).signed_in();
    fs::remove_dir(&folder).unwrap();
    server.get("/due").is(200);
    let id = server.log_id();
    server.post("/log", &[("id", &id), ("who", "ana"), ("note", "Said")]).is(303);
}
