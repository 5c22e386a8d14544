//! `plan --mail` and `report --mail` show to whom and ask, and send what was agreed to, once; the server is one on this
//! machine. Over TLS, `tests/formats.sh` tries it.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use crate::prompts::terminal::{CTRL_C, Home, Person};

/// What a mail server was told, line by line.
type Told = Vec<String>;

/// A server that takes everything, and is as slow about it as is said; each mail comes out at the other end.
fn server(slow: Duration) -> (u16, Receiver<Told>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (port, (to, from)) = (listener.local_addr().unwrap().port(), channel());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let told = serve(stream.unwrap(), slow);
            if to.send(told).is_err() {
                return;
            }
        }
    });
    (port, from)
}

fn serve(mut stream: TcpStream, slow: Duration) -> Told {
    let (mut told, mut is_mail) = (Vec::new(), false);
    let lines = BufReader::new(stream.try_clone().unwrap()).lines();
    stream.write_all(b"220 here\r\n").unwrap();
    for line in lines.map_while(Result::ok) {
        let answer: &[u8] = match (is_mail, line.as_str()) {
            (true, ".") => {
                is_mail = false;
                thread::sleep(slow);
                b"250 kept\r\n"
            }
            (true, _) => b"",
            (false, "DATA") => {
                is_mail = true;
                b"354 go on\r\n"
            }
            (false, "QUIT") => b"221 bye\r\n",
            (false, _) => b"250 well\r\n",
        };
        told.push(line);
        if stream.write_all(answer).is_err() {
            break;
        }
    }
    told
}

fn home(port: u16) -> Home {
    let home = Home::new("2026-11-21");
    home.ran(&["log", "ana", "45m", "--action", "Ring five by 28 nov", "--note", "a word of hers"]);
    home.ran(&["person", "set", "ana", "--name", "Ana Ruiz", "--email", "ana@example.com"]);
    let settings = format!(
        "me = \"jo\"\n[mail]\nfrom = \"Jo Marsh <jo@example.com>\"\nserver = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"\n"
    );
    std::fs::create_dir_all(home.home.join(".config/coach")).unwrap();
    std::fs::write(home.home.join(".config/coach/config.toml"), settings).unwrap();
    home
}

fn asked(home: &Home, arguments: &[&str]) -> Person {
    let mut jo = home.sit_down(&[&["plan", "ana", "--mail"], arguments].concat());
    jo.sees("from     Jo Marsh <jo@example.com>").sees("to       ").sees("subject  What we agreed: Ana Ruiz");
    jo.sees("send it? [y/N]");
    jo
}

#[test]
fn only_a_yes_sends_it() {
    let (port, mails) = server(Duration::ZERO);
    let home = home(port);
    for no in ["n\r", "\r", "no\r", "yess\r", "send\r", "\x04"] {
        let mut jo = asked(&home, &[]);
        jo.types(no);
        let (code, screen) = jo.leaves();
        assert!(code == 0 && screen.contains("not sent"), "{no:?}: {code} {screen}");
    }
    let mut jo = asked(&home, &[]);
    jo.types(CTRL_C);
    assert_ne!(jo.leaves().0, 0);
    assert!(mails.try_recv().is_err(), "nobody was asked for anything");

    for yes in ["y\r", "Y\r", " yes \r"] {
        let mut jo = asked(&home, &[]);
        jo.types(yes);
        let (code, screen) = jo.leaves();
        assert!(code == 0 && screen.contains("sent to ana@example.com"), "{yes:?}: {code} {screen}");
        let told = mails.recv_timeout(Duration::from_secs(20)).unwrap();
        let begins = |start: &str| told.iter().filter(|line| line.starts_with(start)).collect::<Vec<_>>();
        assert_eq!(begins("RCPT TO:"), ["RCPT TO:<ana@example.com>"]);
        assert_eq!(begins("MAIL FROM:"), ["MAIL FROM:<jo@example.com>"]);
        assert_eq!(begins("To: "), ["To: \"Ana Ruiz\" <ana@example.com>"]);
        assert!(begins("Bcc").is_empty() && !told.iter().any(|line| line.contains("a word of hers")));
    }
    assert!(mails.try_recv().is_err(), "each was sent once");
}

#[test]
fn another_address_is_the_one_that_is_shown() {
    let (port, mails) = server(Duration::ZERO);
    let home = home(port);
    let mut jo = home.sit_down(&["plan", "ana", "--mail", "ben@example.com"]);
    jo.sees("to       ben@example.com").sees("send it? [y/N]").enters("y");
    assert_eq!(jo.leaves().0, 0);
    let told = mails.recv_timeout(Duration::from_secs(20)).unwrap();
    let to: Vec<_> = told.iter().filter(|line| line.starts_with("RCPT") || line.starts_with("To:")).collect();
    assert_eq!(to, ["RCPT TO:<ben@example.com>", "To: ben@example.com"], "her name is not on it");
}

#[test]
fn a_slow_server_is_waited_for_and_the_screen_says_so() {
    let (port, mails) = server(Duration::from_millis(1800));
    let home = home(port);
    let mut jo = home.sit_down(&["plan", "ana", "--mail", "--yes"]);
    jo.sees("sending").sees("sent to ana@example.com");
    assert_eq!(jo.leaves().0, 0);
    assert!(mails.recv_timeout(Duration::from_secs(20)).is_ok());
}

/// The lines of a message that begin so.
fn begins<'a>(told: &'a Told, start: &str) -> Vec<&'a String> {
    told.iter().filter(|line| line.starts_with(start)).collect()
}

fn report(home: &Home, arguments: &[&str]) -> (i32, String) {
    home.sit_down(&[&["report", "overview", "--mail"], arguments].concat()).leaves()
}

#[test]
fn a_report_goes_to_each_member_of_a_group() {
    let (port, mails) = server(Duration::ZERO);
    let home = home(port);
    home.ran(&["person", "add", "ben", "--email", "ben@example.com"]);
    home.ran(&["person", "add", "kim", "--email", "kim@example.com"]);
    home.ran(&["person", "set", "kim", "--left", "2026-11-01"]);
    home.ran(&["person", "add", "board", "--member", "ana", "--member", "ben", "--member", "kim"]);
    let mut jo = home.sit_down(&["report", "overview", "--mail", "board"]);
    jo.sees("to       ana@example.com, ben@example.com")
        .sees("subject  Overview, 2026-")
        .sees("send it? [y/N]");
    jo.types("y\r");
    assert_eq!(jo.leaves().0, 0);
    let told = mails.recv_timeout(Duration::from_secs(20)).unwrap();
    assert_eq!(begins(&told, "RCPT TO:"), ["RCPT TO:<ana@example.com>", "RCPT TO:<ben@example.com>"]);
    assert_eq!(begins(&told, "Content-Type: multipart/").len(), 1, "{told:?}");
    assert!(begins(&told, "Content-Type: multipart/alternative").len() == 1, "{told:?}");
    assert!(!told.iter().any(|line| line.contains("a word of hers")));
}

#[test]
fn a_report_that_says_the_same_is_not_sent_again() {
    let (port, mails) = server(Duration::ZERO);
    let home = home(port);
    let to_ana = ["ana", "--yes", "--if-changed"];
    let sent = |arguments: &[&str]| {
        let (code, screen) = report(&home, arguments);
        assert_eq!(code, 0, "{screen}");
        let is_sent = mails.recv_timeout(Duration::from_millis(300)).is_ok();
        assert_eq!(is_sent, screen.contains("sent to "), "{screen}");
        assert_eq!(!is_sent, screen.contains("not sent: nothing has changed since the mail of 2026-11-21"));
        is_sent
    };
    assert!(sent(&to_ana), "the first one");
    assert!(!sent(&to_ana));
    assert!(sent(&["ana", "--yes"]), "without the option");
    assert!(sent(&["ben@example.com", "--yes", "--if-changed"]), "someone else");
    assert!(sent(&[&to_ana[..], &["--coach", "jo"]].concat()), "another report");
    home.ran(&["log", "ana", "5m", "--note", "one more"]);
    assert!(sent(&to_ana) && !sent(&to_ana));
}

#[test]
fn a_report_that_was_not_accepted_is_sent_the_next_time() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = free.local_addr().unwrap().port();
    drop(free);
    let home = home(closed);
    let to_ana = ["ana", "--yes", "--if-changed"];
    let (code, screen) = report(&home, &to_ana);
    assert!(code == 3 && screen.contains("did not accept the mail"), "{code} {screen}");
    let (port, mails) = server(Duration::ZERO);
    let config = home.home.join(".config/coach/config.toml");
    let settings = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, settings.replace(&closed.to_string(), &port.to_string())).unwrap();
    let (code, screen) = report(&home, &to_ana);
    assert!(code == 0 && mails.recv_timeout(Duration::from_secs(20)).is_ok(), "{screen}");
}
