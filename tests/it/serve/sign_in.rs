//! Codes, cookies and devices.

use super::{Server, form, refused, routes};
use crate::faults::home::Home;

/// Threat 42: another user of the machine opens the port.
#[test]
fn every_route_but_the_sign_in_needs_a_device() {
    let mut server = Server::new();
    let before = server.home.files();
    let forged = format!("coach-{}={}", server.port, "0".repeat(64));
    for cookie in ["", "x=y", &forged] {
        server.cookie = cookie.to_string();
        for (method, path, is_open) in routes() {
            let answer = server.send(method, &path, &[], "");
            match (is_open, method) {
                (true, "GET") => drop(answer.is(200)),
                (true, _) => drop(answer.is(403)),
                (false, "GET") => {
                    assert!(answer.is(303).header("location").starts_with("/enter?next="), "{path}");
                }
                (false, _) => drop(answer.is(401)),
            }
            assert!(!answer.body.contains("Rewrite the opening"), "{path}");
        }
    }
    assert_eq!(server.home.files(), before);
}

/// Threat 14: a code is right once, five wrong ones end it, and nobody tries many.
#[test]
fn codes_cannot_be_guessed() {
    let server = Server::of(Home::with_every_record());
    assert_eq!(server.code.replace('-', "").len(), 12);
    for _ in 0..5 {
        server.enter("aaaa-aaaa-aaaa").is(403);
    }
    server.enter(&server.code).is(403);
    // 24 more are read in this minute, and then none.
    let tried: Vec<u16> = (0..30).map(|_| server.enter("aaaa").status).collect();
    assert_eq!(tried.iter().filter(|status| **status == 429).count(), 6, "{tried:?}");
    let server = Server::new();
    server.enter(&server.code).is(403);
}

/// Threat 15: the code is in no address, and no other site hears of it.
#[test]
fn a_code_is_in_no_address() {
    let server = Server::of(Home::with_every_record());
    let in_query = server.get(&format!("/enter?code={}", server.code));
    assert!(in_query.is(200).header("set-cookie").is_empty());
    let entered = server.enter(&server.code);
    for (name, value) in &entered.headers {
        assert!(!value.contains(&server.code), "{name}: {value}");
    }
    assert_eq!(entered.header("referrer-policy"), "same-origin");
}

/// Threat 16: the state holds hashes.
#[test]
fn a_copy_of_the_state_signs_nobody_in() {
    let mut server = Server::new();
    let (name, token) = server.cookie.split_once('=').unwrap();
    let (name, token) = (name.to_string(), token.to_string());
    let state = std::fs::read_to_string(server.home.home.join("data/coach/serve/devices.toml")).unwrap();
    assert!(!state.contains(&token) && !state.contains(&server.code), "{state}");
    let hash = state.split("hash = \"").nth(1).unwrap().split('"').next().unwrap().to_string();
    let id = state.split("id = \"").nth(1).unwrap().split('"').next().unwrap().to_string();
    server.get("/me").is(200);
    for guess in [hash, id] {
        server.cookie = format!("{name}={guess}");
        server.get("/me").is(303);
    }
}

/// Threat 18: a cookie that somebody planted before the sign-in is worth nothing after it.
#[test]
fn a_sign_in_makes_a_new_token() {
    let server = Server::of(Home::with_every_record());
    let planted = format!("coach-{}={}", server.port, "ab".repeat(32));
    let code = form(&[("code", &server.code)]);
    let entered = server.send("POST", "/enter", &[("Cookie", &planted)], &code);
    let cookie = entered.is(303).header("set-cookie");
    assert!(!cookie.starts_with(&planted), "{cookie}");
    assert!(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Lax"), "{cookie}");
    assert!(!cookie.contains("Secure"), "WebKit keeps no secure cookie on this machine: {cookie}");
    server.send("GET", "/me", &[("Cookie", &planted)], "").is(303);
}

/// Threat 28: the sign-in sends nobody elsewhere.
#[test]
fn the_way_after_the_sign_in_is_one_of_our_pages() {
    for next in [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/due/../..//evil.example",
        "/due\r\nSet-Cookie: x=y",
        "javascript:alert(1)",
        "/%2f/evil.example",
        "/due?next=//evil.example",
        "",
    ] {
        let server = Server::of(Home::with_every_record());
        let entered = server.post("/enter", &[("code", &server.code), ("next", next)]);
        assert_eq!(entered.is(303).header("location"), "/due", "{next:?}");
        assert!(!entered.header("set-cookie").contains("x=y"), "{next:?}");
    }
    let server = Server::of(Home::with_every_record());
    let entered = server.post("/enter", &[("code", &server.code), ("next", "/people/ana")]);
    assert_eq!(entered.header("location"), "/people/ana");
}

#[test]
fn what_was_typed_outlives_the_end_of_a_sign_in() {
    let mut server = Server::new();
    let code = {
        let page = server.post("/me/code", &[]);
        page.body.split("<code>").nth(1).unwrap().split('<').next().unwrap().to_string()
    };
    let typed = [("id", "bcdfghjkmn"), ("who", "ana"), ("note", "Half an hour of \"typing\"")];
    server.cookie.clear();
    let refused = server.post("/log", &typed);
    let kept = refused.is(401).body.split("name=\"kept\" value=\"").nth(1).unwrap();
    let kept = kept.split('"').next().unwrap().replace("&amp;", "&");
    let entered = server.post("/enter", &[("code", &code), ("next", "/log"), ("kept", &kept)]);
    entered.is(200).has("Half an hour of &quot;typing&quot;").has("value=\"bcdfghjkmn\"");
    assert!(!entered.header("set-cookie").is_empty());
    assert!(!server.subjects()[0].starts_with("log"), "nothing is saved before somebody looked");
}

#[test]
fn an_answer_outlives_the_end_of_a_sign_in_too() {
    let mut server = Server::of(Home::with_every_record());
    let typed = [("id", "bcdfghjkmn"), ("answer", "done"), ("result", "Two buyers named one")];
    let refused = server.post("/due/c5bcdfghjk", &typed);
    let kept = refused.is(401).body.split("name=\"kept\" value=\"").nth(1).unwrap();
    let kept = kept.split('"').next().unwrap().replace("&amp;", "&");
    let fields = [("code", &*server.code), ("next", "/due/c5bcdfghjk"), ("kept", &kept)];
    let entered = server.post("/enter", &fields);
    entered.is(200).has("Two buyers named one").has("value=\"bcdfghjkmn\"");
    server.cookie = entered.header("set-cookie").split(';').next().unwrap().to_string();
    server.post("/due/c5bcdfghjk", &typed).is(303);
    assert!(server.home.ok(&["show", "c5bcdfghjk"]).contains("Two buyers named one"));
}

#[test]
fn a_device_that_is_signed_out_is_out_at_once() {
    let server = Server::new();
    let listed = server.home.ok(&["serve", "devices"]);
    let id = listed.lines().nth(1).unwrap().split_whitespace().next().unwrap().to_string();
    assert!(listed.contains("jo") && listed.contains("2026-11-21"), "{listed}");
    server.home.ok(&["serve", "revoke", &id]);
    let answer = server.get("/due");
    assert_eq!(answer.is(303).header("location"), "/enter?next=%2Fdue");
    assert!(answer.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(server.home.ok(&["serve", "devices"]), "no device is signed in\n");
    assert_eq!(server.home.coach(&["serve", "revoke", &id]).code, Some(1));
    let server = Server::new();
    let out = server.post("/me/sign-out", &[]);
    assert!(out.is(303).header("clear-site-data").contains("storage"));
    server.get("/due").is(303);
}

/// Threat 17: others can read the folder.
#[test]
fn a_state_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let mut server = Server::new();
    let folder = server.home.home.join("data/coach/serve");
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    assert_eq!(mode(&folder.join("devices.toml")), 0o600);
    server.interrupt();
    std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o750)).unwrap();
    refused(&server.home, &["serve", "--port", "0"]).stopped(1, "other users can read");
    server.home.coach(&["serve", "devices"]).stopped(1, "other users can read");
}
