//! Slow, large and many requests.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::{Server, form};

/// The most memory that the process has had, in KiB.
fn peak(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Threat 12: a head that never ends.
#[test]
fn a_slow_head_is_ended_after_ten_seconds() {
    let server = Server::new();
    let mut slow = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    slow.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    slow.write_all(b"GET /due HTTP/1.1\r\nHost:").unwrap();
    let start = Instant::now();
    let _ = slow.read_to_end(&mut Vec::new());
    let taken = start.elapsed();
    assert!((8..16).contains(&taken.as_secs()), "{taken:?}");
}

/// Threat 12: a body that never ends.
#[test]
fn a_slow_body_is_ended_after_thirty_seconds() {
    let server = Server::new();
    let mut slow = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    slow.set_read_timeout(Some(Duration::from_secs(50))).unwrap();
    let head = format!(
        "POST /log HTTP/1.1\r\nHost: {}\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 100\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\r\nid=",
        server.host()
    );
    slow.write_all(head.as_bytes()).unwrap();
    let start = Instant::now();
    let mut read = Vec::new();
    let _ = slow.read_to_end(&mut read);
    let taken = start.elapsed();
    assert!((25..40).contains(&taken.as_secs()), "{taken:?}");
    assert!(read.starts_with(b"HTTP/1.1 408"), "{:?}", String::from_utf8_lossy(&read));
}

/// Threat 12: more connections that say nothing than there are places. They fit into the places and the queue of
/// the kernel, so that opening them takes no time in which the first ones would end by themselves.
#[test]
fn many_idle_connections_keep_nobody_out() {
    let server = Server::new();
    let start = Instant::now();
    let mut idle: Vec<TcpStream> = Vec::new();
    for _ in 0..350 {
        let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
        let _ = stream.write_all(b"GET /due HTTP/1.1\r\n");
        idle.push(stream);
    }
    server.get("/me").is(200);
    // Without room for new ones, it would wait for the ten seconds of a slow head.
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

/// Threat 12: many more. Without room for new ones, the last ones would wait for the ten seconds of a slow head.
#[test]
fn a_thousand_idle_connections_keep_nobody_out() {
    let limit = rustix::process::Resource::Nofile;
    let rlimit = rustix::process::getrlimit(limit);
    rustix::process::setrlimit(limit, rustix::process::Rlimit { current: rlimit.maximum, ..rlimit }).unwrap();
    let server = Server::new();
    let start = Instant::now();
    let idle: Vec<TcpStream> = (0..1000)
        .map(|number| {
            let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
            // Some say nothing at all, and others begin a request.
            let _ = stream.write_all(if number % 2 == 0 { b"" } else { b"GET /due HTTP/1.1\r\n" });
            stream
        })
        .collect();
    server.get("/me").is(200);
    assert!(start.elapsed() < Duration::from_secs(8), "{:?}", start.elapsed());
    drop(idle);
}

/// Threat 13: bodies that no form sends.
#[test]
fn a_large_or_strange_body_is_refused() {
    let server = Server::new();
    server.get("/due").is(200);
    let before = peak(server.child.id());
    let huge = [("Content-Length", "1073741824")];
    server.send("POST", "/log", &huge, "id=x").is(413);
    server.send("POST", "/log", &[], &"a".repeat(300 * 1024 + 1)).is(413);
    server.send("POST", "/log", &[("Content-Length", "-1")], "").is(400);
    let fields = vec![("action", "x"); 501];
    server.send("POST", "/log", &[], &form(&fields)).is(413);
    server.send("POST", "/log", &[("Content-Encoding", "gzip")], "x").is(415);
    for kind in ["application/json", "multipart/form-data; boundary=x", "text/plain", ""] {
        server.send("POST", "/log", &[("Content-Type", kind)], "{}").is(415);
    }
    server.send("GET", "/due", &[("Content-Length", "3")], "abc").is(400);
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"] {
        let status = server.send(method, "/due", &[], "").status;
        assert!([400, 405].contains(&status), "{method}: {status}");
    }
    server.post("/due", &[]).is(405);
    // A head of a megabyte.
    let answer = server.send("GET", "/due", &[("X", &"a".repeat(1 << 20))], "");
    assert!([400, 431].contains(&answer.status), "{answer:?}");
    assert!(peak(server.child.id()) < before + 64 * 1024);
    // As much as fits is read.
    let note = "a".repeat(200_000);
    let log = [("id", &*server.log_id()), ("who", "ana"), ("note", &note)];
    server.post("/log", &log).is(303);
}
