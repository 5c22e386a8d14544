//! What a device adds to a form: the day on which it was typed, and the coach who typed it.

use std::io::Write;
use std::process::{Command, Stdio};

use super::{Server, form};
use crate::faults::hostile;

/// Threat 35: today is Saturday 21 November 2026 for the server.
#[test]
fn the_day_that_was_typed_stays() {
    let server = Server::new();
    for (day, sent, on, is, due) in [
        // In Auckland it is Sunday already, and in Honolulu still Friday.
        ("2026-11-22", "2026-11-22", "2026-11-22", "Sun 2026-11-22", "Mon 2026-11-23"),
        ("2026-11-20", "2026-11-20", "yesterday", "Thu 2026-11-19", "Fri 2026-11-20"),
        // Typed on a Friday, sent eight days later.
        ("2026-11-13", "2026-11-21", "", "Fri 2026-11-13", "Sat 2026-11-14"),
        // The clock of the device is a year off.
        ("2027-11-21", "2027-11-21", "", "Sat 2026-11-21", "Sun 2026-11-22"),
    ] {
        let id = server.log_id();
        let fields =
            [("id", &*id), ("who", "ana"), ("on", on), ("day", day), ("action", "Call Kim by tomorrow")];
        let saved = server.send("POST", &format!("/log?sent={sent}"), &[], &form(&fields));
        let page = server.get(saved.is(303).header("location"));
        page.is(200).has(&format!("Session of <time datetime=\"{}\">{is}", &is[4..])).has(due);
        assert_eq!(page.body.contains("The date of this device is wrong"), day.starts_with("2027"), "{day}");
        // A retry on another day is the same form.
        let again = server.send("POST", "/log?sent=2026-11-22", &[], &form(&fields));
        assert!(again.is(303).header("location").contains("did=before"));
    }
}

/// Threat 31: a device that jo used before kim.
#[test]
fn a_form_of_another_coach_is_not_saved() {
    let server = Server::new();
    let before = server.home.files();
    let id = server.log_id();
    let typed = [("id", &*id), ("who", "ana"), ("note", "What jo said"), ("sender", "kim")];
    server.post("/log", &typed).is(403).has("This form is from kim");
    server.post("/due/c5bcdfghjk", &[("id", &id), ("answer", "done"), ("sender", "kim")]).is(403);
    assert_eq!(server.home.files(), before);
    // Nor does a sign-in show it.
    let code = server.post("/me/code", &[]);
    let code = code.body.split("<code>").nth(1).unwrap().split('<').next().unwrap().to_string();
    let kept = form(&typed);
    let entered = server.post("/enter", &[("code", &code), ("next", "/log"), ("kept", &kept)]);
    assert!(!entered.is(303).body.contains("What jo said"));
}

/// Threat 30: the page that a browser keeps is the same for everybody.
#[test]
fn the_page_for_a_device_without_a_connection_has_no_text_of_the_journal() {
    let (one, other) = (Server::new(), Server::of(hostile::home()));
    let page = one.get("/offline");
    assert_eq!(page.is(200).body, other.get("/offline").body);
    page.has("name=\"note\"").has("name=\"follow-up\"").has("No answer from coach");
    let worker = one.get("/worker.js");
    for file in ["\"/offline\"", "/static/style.css?", "/static/coach.js?", "/static/icon.svg"] {
        worker.is(200).has(file);
    }
    assert!(!worker.body.contains("VERSION"));
}

#[test]
fn the_scripts_are_small() {
    let server = Server::new();
    let weigh = |path: &str| {
        let mut gzip = Command::new("gzip")
            .args(["-9", "-c"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        gzip.stdin.take().unwrap().write_all(server.get(path).body.as_bytes()).unwrap();
        gzip.wait_with_output().unwrap().stdout.len()
    };
    let scripts: usize = ["/static/coach.js", "/static/enter.js", "/worker.js"].map(weigh).iter().sum();
    assert!(scripts <= 6 * 1024, "{scripts} bytes");
    assert!(weigh("/static/style.css") <= 4 * 1024);
}

/// A browser may keep a file for good only at an address that changes with the file.
#[test]
fn a_new_version_has_new_addresses() {
    let server = Server::new();
    let page = server.get("/me").body;
    for name in ["style.css", "coach.js"] {
        let path = page.split('"').find(|text| text.starts_with(&format!("/static/{name}?"))).unwrap();
        assert_eq!(server.get(path).header("cache-control"), "max-age=31536000, immutable");
        let other = format!("/static/{name}?other");
        assert_eq!(server.get(&other).header("cache-control"), "max-age=300");
    }
}

/// A sign-out clears the browser, but not the sessions that it has not sent yet.
#[test]
fn a_sign_out_keeps_what_waits() {
    let cleared = |fields: &[(&str, &str)]| {
        Server::new().post("/me/sign-out", fields).is(303).header("clear-site-data").to_string()
    };
    assert_eq!(cleared(&[]), "\"cache\", \"storage\"");
    assert_eq!(cleared(&[("keep", "yes")]), "\"cache\"");
}
