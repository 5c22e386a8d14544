//! How the server starts and ends, and which addresses it takes.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::time::Duration;

use super::{Server, refused};
use crate::faults::home::Home;

/// Threat 40: no plain http beyond this machine.
#[test]
fn plain_http_for_other_machines_is_refused_with_three_ways() {
    let home = Home::with_every_record();
    for address in ["0.0.0.0:7317", "[::]:7317", "192.168.1.5:7317"] {
        for more in [&[][..], &["--origin", "https://coach.example.com"]] {
            let mut arguments = vec!["serve", "--listen", address];
            arguments.extend(more);
            let ended = refused(&home, &arguments);
            ended.stopped(2, "never serves plain http to other machines");
            for way in ["tailscale serve", "Caddy", "--cert FILE and --key FILE"] {
                assert!(ended.err.contains(way), "{ended:?}");
            }
        }
    }
    refused(&home, &["serve", "--origin", "http://coach.example.com"]).stopped(2, "https://");
    refused(&home, &["serve", "--listen", "coach.example.com"]).stopped(2, "not an address");
    let ended = refused(&home, &["serve", "--cert", "a"]);
    assert_eq!(ended.code, Some(2), "{ended:?}");
}

/// The kernel says which address is bound.
#[test]
fn only_this_machine_can_reach_the_port() {
    let server = Server::new();
    let wanted = format!(":{:04X}", server.port);
    let listening = |file: &str| -> Vec<String> {
        let table = fs::read_to_string(file).unwrap_or_default();
        let lines = table.lines().skip(1).map(|line| line.split_whitespace().collect::<Vec<_>>());
        let of_port = lines.filter(|words| words[3] == "0A" && words[1].ends_with(&wanted));
        of_port.map(|words| words[1].to_string()).collect()
    };
    assert_eq!(listening("/proc/net/tcp"), [format!("0100007F{wanted}")]);
    assert!(listening("/proc/net/tcp6").is_empty());
}

/// A certificate and its key for this machine.
fn keys(home: &Home) {
    let arguments = [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-keyout",
        "key.pem",
        "-out",
        "cert.pem",
        "-days",
        "30",
        "-subj",
        "/CN=localhost",
    ];
    let made = Command::new("openssl").args(arguments).current_dir(&home.home).output();
    assert!(made.is_ok_and(|made| made.status.success()), "openssl is missing");
    fs::set_permissions(home.home.join("key.pem"), PermissionsExt::from_mode(0o600)).unwrap();
}

const TLS: [&str; 6] = ["--listen", "127.0.0.1:0", "--cert", "cert.pem", "--key", "key.pem"];

/// What openssl's client says after it asked for `/enter` with these arguments.
fn by_tls(server: &Server, more: &[&str]) -> String {
    let host = server.host();
    let request = format!("GET /enter HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    let mut client = Command::new("openssl")
        .args(["s_client", "-quiet", "-connect", &host])
        .args(more)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let _ = client.stdin.take().unwrap().write_all(request.as_bytes());
    let output = client.wait_with_output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Threat 40: TLS 1.2 and 1.3 alone, and browsers remember it.
#[test]
fn with_a_certificate_the_server_speaks_tls() {
    let home = Home::with_every_record();
    keys(&home);
    let listen = ["--listen", "127.0.0.1:0", "--origin", "https://localhost"];
    let mut arguments = listen.to_vec();
    arguments.extend(&TLS[2..]);
    let server = Server::with(home, &arguments);
    for version in ["-tls1_2", "-tls1_3"] {
        // The port is not in the origin, so the name is refused, but by our own guard.
        let said = by_tls(&server, &[version]);
        assert!(said.starts_with("HTTP/1.1 421"), "{version}: {said}");
        assert!(said.to_lowercase().contains("strict-transport-security: max-age=31536000"), "{said}");
    }
    for version in ["-tls1", "-tls1_1"] {
        assert_eq!(by_tls(&server, &[version, "-cipher", "ALL:@SECLEVEL=0"]), "", "{version}");
    }
    // Plain http on that port gets no page.
    let mut plain = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    plain.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    plain.write_all(format!("GET /enter HTTP/1.1\r\nHost: {}\r\n\r\n", server.host()).as_bytes()).unwrap();
    let mut read = Vec::new();
    let _ = plain.read_to_end(&mut read);
    assert!(!String::from_utf8_lossy(&read).contains("HTTP/1.1"), "{read:?}");
}

/// Threat 41: a key that others can read.
#[test]
fn a_key_that_others_can_read_is_refused() {
    let home = Home::with_every_record();
    keys(&home);
    for mode in [0o640, 0o604, 0o644] {
        fs::set_permissions(home.home.join("key.pem"), PermissionsExt::from_mode(mode)).unwrap();
        let mut arguments = vec!["serve"];
        arguments.extend(TLS);
        refused(&home, &arguments).stopped(1, "other users can read the key");
    }
    fs::set_permissions(home.home.join("key.pem"), PermissionsExt::from_mode(0o600)).unwrap();
    fs::write(home.home.join("key.pem"), "no key").unwrap();
    let mut arguments = vec!["serve"];
    arguments.extend(TLS);
    refused(&home, &arguments).stopped(1, "holds no key");
}

#[test]
fn ctrl_c_finishes_the_requests_under_way() {
    let mut server = Server::new();
    let id = server.log_id();
    let body = super::form(&[("id", &id), ("who", "ana"), ("note", "Said while it ended")]);
    let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    let head = format!(
        "POST /log HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nSec-Fetch-Site: same-origin\r\nContent-Length: {}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\r\n",
        server.host(),
        server.cookie,
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&body.as_bytes()[..10]).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let rest = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(500));
        stream.write_all(&body.as_bytes()[10..]).unwrap();
        let mut read = Vec::new();
        let _ = stream.read_to_end(&mut read);
        String::from_utf8_lossy(&read).into_owned()
    });
    assert_eq!(server.interrupt(), Some(0));
    let answer = rest.join().unwrap();
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    assert!(server.home.ok(&["show", &id]).contains("Said while it ended"));
    assert!(TcpStream::connect(("127.0.0.1", server.port)).is_err());
}

#[test]
fn a_server_needs_a_journal_a_free_port_and_no_second_server() {
    let home = Home::new();
    refused(&home, &["serve", "--port", "0"]).stopped(1, "no journal yet");
    let server = Server::new();
    refused(&server.home, &["serve", "--port", "0"]).stopped(1, "already running");
    let other = Home::with_every_record();
    refused(&other, &["serve", "--port", &server.port.to_string()]).stopped(3, "cannot listen");
}

/// `--open` gives the browser a file that only the owner can read, and no code in an argument.
#[test]
fn the_browser_opens_signed_in() {
    let home = Home::with_every_record();
    let bin = home.home.join("bin");
    fs::create_dir(&bin).unwrap();
    let opener = bin.join("xdg-open");
    fs::write(&opener, "#!/bin/sh\nprintf '%s\\n' \"$@\" > \"$HOME/opened\"\n").unwrap();
    fs::set_permissions(&opener, PermissionsExt::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let server = Server::in_path(home, &["--port", "0", "--open"], &path);
    let opened = server.home.home.join("opened");
    let until = std::time::Instant::now() + Duration::from_secs(10);
    while fs::read_to_string(&opened).unwrap_or_default().is_empty() && std::time::Instant::now() < until {
        std::thread::sleep(Duration::from_millis(20));
    }
    let argument = fs::read_to_string(&opened).unwrap();
    assert!(!argument.contains(&server.code), "{argument}");
    let file = std::path::Path::new(argument.trim());
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let page = fs::read_to_string(file).unwrap();
    assert!(page.contains(&format!("http://{}/enter#{}", server.host(), server.code)), "{page}");
    server.enter(&server.code).is(303);
    assert!(!file.exists(), "the file is gone after the sign-in");
}
