//! The sync in the background.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use super::Server;
use crate::faults::cases;

fn log(server: &Server, note: &str) {
    server.post("/log", &[("id", &server.log_id()), ("who", "ana"), ("note", note)]).is(303);
}

#[track_caller]
fn within(seconds: u64, what: &str, is: impl Fn() -> bool) {
    let start = Instant::now();
    while !is() {
        assert!(start.elapsed() < Duration::from_secs(seconds), "not within {seconds} s: {what}");
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// Whether the team's repository has what the local branch has.
fn is_shared(server: &Server) -> bool {
    let remote = server.home.remote();
    let there = server.home.git(&["ls-remote", "-q", remote.to_str().unwrap(), "HEAD"]);
    there.split_whitespace().next() == Some(server.home.git(&["rev-parse", "HEAD"]).trim())
}

#[test]
fn the_server_shares_at_the_start_and_after_a_change() {
    // A colleague's session is in the remote, and one of ours is not.
    let server = Server::of(cases::apart()).signed_in();
    within(20, "a colleague's session is here", || server.get("/people/cleo").status == 200);
    within(20, "ours is there", || is_shared(&server));
    log(&server, "Shared by itself");
    within(20, "the new one is there", || is_shared(&server));
    assert!(!server.get("/due").body.contains("Not shared"));
    assert_eq!(fs::read_to_string(server.home.home.join("serve.err")).unwrap(), "");
}

#[test]
fn with_no_sync_nothing_is_shared() {
    let server = Server::with(cases::apart(), &["--port", "0", "--no-sync"]).signed_in();
    log(&server, "For here");
    std::thread::sleep(Duration::from_secs(5));
    server.get("/people/cleo").is(404);
    assert!(!is_shared(&server));
}

#[test]
fn a_failure_is_one_line_until_it_works_again() {
    let home = cases::apart();
    let (remote, aside) = (home.remote(), home.home.join("aside.git"));
    fs::rename(&remote, &aside).unwrap();
    let server = Server::of(home).signed_in();
    let has_line = || server.get("/due").is(200).body.matches("Not shared with the team: ").count() == 1;
    within(20, "the page says so", has_line);
    log(&server, "Saved all the same");
    std::thread::sleep(Duration::from_secs(4));
    let told = fs::read_to_string(server.home.home.join("serve.err")).unwrap();
    assert_eq!(told.matches("not shared with the team").count(), 1, "{told}");
    fs::rename(&aside, &remote).unwrap();
    log(&server, "After it");
    within(20, "it is shared", || is_shared(&server));
    within(5, "the page says nothing", || !server.get("/due").body.contains("Not shared"));
}

/// A server of the team that never answers.
#[test]
fn no_page_waits_for_a_sync() {
    let home = cases::apart();
    let git = home.home.join("slow-git");
    fs::write(&git, "#!/bin/sh\ncase \" $* \" in *' ls-remote '*|*' fetch '*|*' push '*) sleep 60;; esac\nexec git \"$@\"\n")
        .unwrap();
    fs::set_permissions(&git, PermissionsExt::from_mode(0o755)).unwrap();
    home.ok(&["config", "set", "git", git.to_str().unwrap()]);
    let mut server = Server::of(home).signed_in();
    std::thread::sleep(Duration::from_secs(1));
    let start = Instant::now();
    log(&server, "Beside a silent remote");
    server.get("/due").is(200);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    // Nor does the end of the server.
    assert_eq!(server.interrupt(), Some(0));
    assert!(start.elapsed() < Duration::from_secs(15), "{:?}", start.elapsed());
}
