//! Requests that do not come from our own pages.

use super::{Server, form, routes};
use crate::faults::home::Home;

/// Threats 1 and 2: a form on another site, port or subdomain.
#[test]
fn a_form_of_another_site_is_refused_on_every_route() {
    let server = Server::new();
    let before = server.home.files();
    for site in ["cross-site", "same-site", "none", "", "same-origin, cross-site"] {
        for (method, path, _) in routes().iter().filter(|(method, ..)| *method == "POST") {
            let more = [("Sec-Fetch-Site", site), ("Origin", "https://evil.example")];
            server.send(method, path, &more, "answer=done").is(403);
        }
    }
    for (_, path, _) in routes().iter().filter(|(method, ..)| *method == "GET") {
        for site in ["cross-site", "same-site"] {
            // As an image, in a frame, and as what a script fetches.
            for (mode, dest) in [("no-cors", "image"), ("navigate", "iframe"), ("cors", "empty")] {
                let more = [("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", dest)];
                server.send("GET", path, &more, "").is(403);
            }
        }
    }
    assert_eq!(server.home.files(), before);
}

#[test]
fn a_link_in_a_mail_opens_a_page() {
    let server = Server::new();
    let more =
        [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")];
    server.send("GET", "/due", &more, "").is(200);
}

/// Threat 2: cookies know no ports.
#[test]
fn two_servers_on_one_machine_have_different_cookies() {
    let (one, other) = (Server::new(), Server::new());
    let name = |server: &Server| server.cookie.split('=').next().unwrap().to_string();
    assert_ne!(name(&one), name(&other));
    let both = format!("{}; {}", one.cookie, other.cookie);
    one.send("GET", "/me", &[("Cookie", &both)], "").is(200);
    one.send("GET", "/me", &[("Cookie", &other.cookie)], "").is(303);
}

/// Threat 3: an older browser has only `Origin`.
#[test]
fn without_the_header_the_origin_decides() {
    let server = Server::new();
    let own = format!("http://{}", server.host());
    let post = |origin: &str| {
        let more = [("Sec-Fetch-Site", ""), ("Origin", origin)];
        server.send("POST", "/me/code", &more, "").status
    };
    assert_eq!(post(&own), 200);
    for origin in ["", "null", "http://127.0.0.1", "http://evil.example", "http://127.0.0.1:1", "https://x"] {
        assert_eq!(post(origin), 403, "{origin}");
    }
}

/// Threat 4: a name that another site points at this machine.
#[test]
fn only_our_own_names_are_answered() {
    let server = Server::new();
    let port = server.port;
    for (method, path, _) in routes() {
        server.send(method, &path, &[("Host", "evil.example")], "").is(421);
    }
    let hosts = [
        format!("evil.example:{port}"),
        "127.0.0.1".into(),
        format!("127.0.0.1:{}", port ^ 1),
        format!("127.0.0.1.evil.example:{port}"),
        format!("localhost.evil.example:{port}"),
    ];
    for host in &hosts {
        server.send("GET", "/enter", &[("Host", host)], "").is(421);
    }
    assert_eq!(server.raw("GET /enter HTTP/1.0\r\n\r\n").status, 421);
    server.send("GET", "/due", &[("Host", &format!("localhost:{port}"))], "").is(200);
    // A whole address instead of a path.
    let host = server.host();
    let request =
        format!("GET http://evil.example/due HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    assert!([400, 421].contains(&server.raw(request).status));
}

/// Threats 5 and 29: frames, caches, and what a browser guesses.
#[test]
fn every_response_has_the_headers_that_protect_it() {
    let server = Server::new();
    let mut paths: Vec<(&str, String)> =
        routes().into_iter().map(|(method, path, _)| (method, path)).collect();
    paths.extend([("GET", "/nothing".into()), ("PUT", "/due".into())]);
    for (method, path) in paths {
        let answer = server.send(method, &path, &[], "");
        let policy = answer.header("content-security-policy");
        for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"]
        {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        if !path.starts_with("/static/") {
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        }
        assert!(!answer.body.contains("<style") && !answer.body.contains(" style="), "{path}");
        assert!(!answer.body.contains(" onclick=") && !answer.body.contains("<script>"), "{path}");
    }
}

/// Threat 39: what a proxy says of itself changes nothing.
#[test]
fn forwarding_headers_are_ignored() {
    let server = Server::new();
    let forwarded = [
        ("X-Forwarded-Host", "evil.example"),
        ("X-Forwarded-For", "127.0.0.1"),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-User", "kim"),
        ("Remote-User", "kim"),
        ("Tailscale-User-Login", "kim"),
        ("Forwarded", "for=127.0.0.1;host=evil.example;proto=https"),
    ];
    server.send("GET", "/me", &forwarded, "").is(200).has("You are <strong>jo</strong>");
    let stranger: Vec<(&str, &str)> = forwarded.iter().copied().chain([("Cookie", "")]).collect();
    let answer = server.send("GET", "/me", &stranger, "");
    assert_eq!((answer.status, answer.header("location")), (303, "/enter?next=%2Fme"));
}

/// Behind a proxy only the name in `--origin` is answered, and the cookie never goes over plain http.
#[test]
fn with_an_origin_the_cookie_is_secure_and_nothing_private_is_shown() {
    let home = Home::with_every_record();
    home.ok(&["private", "note", "k2bc", "She may leave by the summer"]);
    let server = Server::with(home, &["--port", "0", "--origin", "https://coach.example.com"]);
    let host = ("Host", "coach.example.com");
    let code = form(&[("code", &server.code)]);
    let entered = server.send("POST", "/enter", &[host], &code);
    let cookie = entered.is(303).header("set-cookie");
    assert!(cookie.starts_with("__Host-coach=") && cookie.contains("; Secure"), "{cookie}");
    assert!(cookie.contains("; Path=/") && !cookie.contains("Domain"), "{cookie}");
    assert_eq!(entered.header("strict-transport-security"), "max-age=31536000");
    server.get("/enter").is(421);
    let signed_in = [host, ("Cookie", cookie.split(';').next().unwrap())];
    for path in ["/session/k2bcdfghjk", "/people/ana", "/log", "/due?with=ana"] {
        let page = server.send("GET", path, &signed_in, "");
        assert!(!page.is(200).body.to_lowercase().contains("private"), "{path}");
        assert!(!page.body.contains("by the summer"), "{path}");
    }
    let private = form(&[("id", "bcdfghjkmn"), ("who", "ana"), ("private", "A hunch")]);
    server.send("POST", "/log", &signed_in, &private).is(409).has("own machine");
}

/// Threat 11: a front and a back that read one stream as different requests.
#[test]
fn a_request_of_two_lengths_is_refused() {
    let server = Server::new();
    let head = format!(
        "POST /me/code HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n",
        server.host(),
        server.cookie
    );
    for (lines, status) in [
        ("Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411),
        ("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411),
        ("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 411),
        ("Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400),
        ("Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
        ("Content-Length : 0\r\n\r\n", 400),
        ("Content-Length: +1\r\n\r\na", 400),
        ("Content-Length: 1\r\n a\r\n\r\na", 400),
    ] {
        assert_eq!(server.raw(format!("{head}{lines}")).status, status, "{lines:?}");
    }
    // Nothing behind a refused request is read as another one.
    let host = server.host();
    let hidden = format!("GET /me HTTP/1.1\r\nHost: {host}\r\nCookie: {}\r\n\r\n", server.cookie);
    let answer = server.raw(format!("{head}Transfer-Encoding: chunked\r\n\r\n{hidden}"));
    assert!(answer.status == 411 && !answer.body.contains("HTTP/1.1"), "{answer:?}");
}

/// Threat 10: no path leaves the routes.
#[test]
fn no_path_leads_to_a_file() {
    let server = Server::new();
    let ups = ["..", "%2e%2e", "%2E%2E", ".%2e", "..%2f..", "..%5c..", "%252e%252e", "..;", "\\..", "....//"];
    let ends = ["", "/etc/passwd", "/coach.toml", "%2fcoach.toml", "/.git/config"];
    let starts = ["/", "/static/", "/people/", "/session/", "/due/", "/people/ana/"];
    let paths = starts.iter().flat_map(|start| ups.iter().map(move |up| format!("{start}{up}")));
    let paths: Vec<String> = paths.flat_map(|path| ends.map(|end| format!("{path}{end}"))).collect();
    for path in &paths {
        let answer = server.get(path);
        assert!([400, 404].contains(&answer.status), "{path}: {answer:?}");
        assert!(!answer.body.contains("root:") && !answer.body.contains("format ="), "{path}");
    }
    for path in ["/people/%61na", "/people/ANA", "/people/ana%00", "/people/", "/people//ana", "//people/ana"]
    {
        server.get(path).is(404);
    }
}
