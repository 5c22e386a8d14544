//! `coach serve` from outside: the real program on a free port, and requests as bytes on a socket, because a
//! client for HTTP would correct what an attacker sends. The comments name the threats of the design by number.

mod device;
mod guard;
mod kills;
mod limits;
mod once;
mod pages;
mod sign_in;
mod start;
mod sync;
mod warm;
mod wrong;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::faults::home::Home;
use crate::home::{COACH, Ended};

/// A running server, and one browser that is signed in.
pub(crate) struct Server {
    pub home: Home,
    child: Child,
    pub port: u16,
    pub code: String,
    /// The cookie of the browser; empty until it signs in.
    pub cookie: String,
}

/// A response as it came.
#[derive(Debug)]
pub(crate) struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    fn parse(bytes: &[u8]) -> Option<Answer> {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n")?;
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let header = |line: &str| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_lowercase(), value.trim().to_string()))
        };
        Some(Answer { status, headers: lines.filter_map(header).collect(), body: body.to_string() })
    }

    /// The id in the first form of the page, or in the form that goes to `action`.
    #[track_caller]
    pub(crate) fn id(&self, action: &str) -> String {
        let form = self.body.split(&format!("action=\"{action}\"")).nth(1).expect(action);
        let id = form.split("name=\"id\" value=\"").nth(1).expect("an id");
        id.split('"').next().unwrap().to_string()
    }

    #[track_caller]
    pub(crate) fn is(&self, status: u16) -> &Answer {
        assert_eq!(self.status, status, "{self:#?}");
        self
    }

    #[track_caller]
    pub(crate) fn has(&self, words: &str) -> &Answer {
        assert!(self.body.contains(words), "no {words:?} in {self:#?}");
        self
    }
}

impl Server {
    /// A server for the journal with every record, signed in.
    pub(crate) fn new() -> Server {
        Server::of(Home::with_every_record()).signed_in()
    }

    pub(crate) fn of(home: Home) -> Server {
        Server::with(home, &["--port", "0"])
    }

    pub(crate) fn with(home: Home, arguments: &[&str]) -> Server {
        Server::in_path(home, arguments, &std::env::var("PATH").unwrap())
    }

    /// A server that finds its programs in these folders.
    pub(crate) fn in_path(home: Home, arguments: &[&str], path: &str) -> Server {
        let mut command = home.command(COACH);
        command.env("PATH", path);
        Server::run(home, command, arguments)
    }

    /// A server that was started in this folder.
    pub(crate) fn begun_in(home: Home, folder: &Path) -> Server {
        let mut command = home.command(COACH);
        command.current_dir(folder);
        Server::run(home, command, &["--port", "0"])
    }

    fn run(home: Home, command: Command, arguments: &[&str]) -> Server {
        let (child, port, code) = Server::spawn(&home, command, arguments);
        Server { home, child, port, code, cookie: String::new() }
    }

    fn spawn(home: &Home, mut command: Command, arguments: &[&str]) -> (Child, u16, String) {
        command
            .arg("serve")
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(home.home.join("serve.err")).unwrap());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut fact = |name: &str| {
            let line = lines.by_ref().map(Result::unwrap).find(|line| line.starts_with(name)).expect(name);
            line.split_whitespace().next_back().unwrap().to_string()
        };
        let (address, code) = (fact("address"), fact("code"));
        let listens = if address.starts_with("http:") { address } else { fact("listens") };
        let port = listens.rsplit(':').next().unwrap().parse().unwrap();
        // What it prints later must not block it.
        std::thread::spawn(move || lines.for_each(drop));
        (child, port, code)
    }

    /// Signs the browser in with the code of the terminal.
    pub(crate) fn signed_in(mut self) -> Server {
        let code = self.code.clone();
        let entered = self.enter(&code);
        entered.is(303);
        self.cookie = entered.header("set-cookie").split(';').next().unwrap().to_string();
        self
    }

    pub(crate) fn enter(&self, code: &str) -> Answer {
        self.post("/enter", &[("code", code), ("next", "/due")])
    }

    pub(crate) fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Sends the bytes, and reads until the server closes.
    pub(crate) fn raw(&self, bytes: impl AsRef<[u8]>) -> Answer {
        self.try_raw(bytes).unwrap_or_else(|read| panic!("{:?}", String::from_utf8_lossy(&read)))
    }

    /// The answer, or what came of one.
    fn try_raw(&self, bytes: impl AsRef<[u8]>) -> Result<Answer, Vec<u8>> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        // A server that refuses early may close before it has read everything.
        let _ = stream.write_all(bytes.as_ref());
        let mut read = Vec::new();
        let _ = stream.read_to_end(&mut read);
        Answer::parse(&read).ok_or(read)
    }

    pub(crate) fn send(&self, method: &str, path: &str, more: &[(&str, &str)], body: &str) -> Answer {
        self.raw(self.request(method, path, more, body))
    }

    /// The lines of a request, with the usual ones that `more` does not have.
    fn request(&self, method: &str, path: &str, more: &[(&str, &str)], body: &str) -> String {
        let host = self.host();
        let length = body.len().to_string();
        let mut headers: Vec<(&str, &str)> = vec![
            ("Host", &host),
            ("Cookie", &self.cookie),
            ("Sec-Fetch-Site", "same-origin"),
            ("Connection", "close"),
        ];
        if method == "POST" {
            headers.push(("Content-Type", "application/x-www-form-urlencoded"));
            headers.push(("Content-Length", &length));
        }
        headers.retain(|(name, _)| !more.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)));
        // An empty value leaves a header out.
        headers.extend(more.iter().filter(|(_, value)| !value.is_empty()));
        let lines: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        format!("{method} {path} HTTP/1.1\r\n{lines}\r\n{body}")
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], "")
    }

    pub(crate) fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send("POST", path, &[], &form(fields))
    }

    /// Sends a form. `None` if the server dies.
    pub(crate) fn try_post(&self, path: &str, fields: &[(&str, &str)]) -> Option<Answer> {
        self.try_raw(self.request("POST", path, &[], &form(fields))).ok()
    }

    /// A new form of a session, with an id that the server made.
    pub(crate) fn log_id(&self) -> String {
        self.get("/log").id("/log")
    }

    /// The subjects of the commits, the latest first.
    pub(crate) fn subjects(&self) -> Vec<String> {
        self.home.git(&["log", "--format=%s"]).lines().map(str::to_string).collect()
    }

    /// The largest file that the server can write from now on.
    pub(crate) fn limit_files(&self, bytes: u64) {
        let limit = rustix::process::Rlimit {
            current: Some(bytes).filter(|bytes| *bytes != u64::MAX),
            maximum: None,
        };
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::prlimit(Some(pid), rustix::process::Resource::Fsize, limit).unwrap();
    }

    /// Ends the server as Ctrl-C does. Returns its exit code.
    pub(crate) fn interrupt(&mut self) -> Option<i32> {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
        self.child.wait().unwrap().code()
    }

    /// Kills the server, and starts another one in the same home.
    pub(crate) fn started_again(mut self) -> Server {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let (child, port, code) = Server::spawn(&self.home, self.home.command(COACH), &["--port", "0"]);
        let token = self.cookie.split_once('=').unwrap().1.to_string();
        (self.child, self.port, self.code, self.cookie) =
            (child, port, code, format!("coach-{port}={token}"));
        self
    }

    /// Ends the server as a power cut does, and starts another one for a copy of the home.
    pub(crate) fn killed_and_started(mut self) -> Server {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let home = self.home.again();
        let cookie = self.cookie.clone();
        // The cookie has the port in its name.
        let token = cookie.split_once('=').unwrap().1.to_string();
        let mut server = Server::of(home);
        server.cookie = format!("coach-{}={token}", server.port);
        server
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How a start ended that has to be refused. A server that starts after all is ended, so that the test fails.
pub(crate) fn refused(home: &Home, arguments: &[&str]) -> Ended {
    let mut command = home.command(COACH);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let until = Instant::now() + Duration::from_secs(20);
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > until {
            child.kill().unwrap();
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Ended::new(&child.wait_with_output().unwrap())
}

/// The fields as a browser sends them.
pub(crate) fn form(fields: &[(&str, &str)]) -> String {
    let encoded = |text: &str| -> String {
        let byte = |byte: u8| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        };
        text.bytes().map(byte).collect()
    };
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    pairs.join("&")
}

/// Every route with a path that exists in the journal with every record.
pub(crate) fn routes() -> Vec<(&'static str, String, bool)> {
    let of = |path: &str| match path {
        "/due/*" => "/due/c5bcdfghjk".to_string(),
        "/session/*" | "/session/*/take-back" => path.replace('*', "k2bcdfghjk"),
        _ => path.replace('*', "ana"),
    };
    coach::web_routes().map(|(method, path, is_open)| (method, of(path), is_open)).collect()
}
