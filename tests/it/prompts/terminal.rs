//! A person at a terminal: a home, a journal, and `coach` on a pseudo terminal of 80 columns.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use expectrl::session::OsSession;
use expectrl::{Eof, Expect};
use tempfile::TempDir;

pub(crate) struct Home {
    _folder: TempDir,
    pub home: PathBuf,
    today: String,
}

impl Home {
    /// Of somebody who told coach their handle.
    pub(crate) fn new(today: &str) -> Home {
        let home = Home::of_a_stranger(today);
        let config = home.home.join(".config/coach");
        std::fs::create_dir_all(&config).unwrap();
        std::fs::write(config.join("config.toml"), "me = \"jo\"\n").unwrap();
        home
    }

    /// Of somebody who never used coach.
    #[allow(dead_code, reason = "made for the first session")]
    pub(crate) fn of_a_stranger(today: &str) -> Home {
        let folder = TempDir::new().unwrap();
        let home = folder.path().canonicalize().unwrap();
        std::fs::write(home.join(".gitconfig"), "[user]\n\tname = Jo Marsh\n\temail = jo@example.com\n")
            .unwrap();
        Home { _folder: folder, home, today: today.into() }
    }

    pub(crate) fn on(mut self, today: &str) -> Home {
        self.today = today.into();
        self
    }

    pub(crate) fn journal(&self) -> PathBuf {
        self.home.join(".local/share/coach/journal")
    }

    pub(crate) fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = crate::home::command(&self.home, program);
        command.env("COACH_TODAY", &self.today).env("COACH_SEED", "7");
        command.env("TERM", "xterm").env("NO_COLOR", "1");
        command
    }

    /// Without a terminal: status, then both outputs together.
    pub(crate) fn run(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.command(env!("CARGO_BIN_EXE_coach")).args(arguments).output().unwrap();
        let said =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        (output.status.code().unwrap_or(-1), said)
    }

    /// The same where it must go well.
    pub(crate) fn ran(&self, arguments: &[&str]) -> String {
        let (status, said) = self.run(arguments);
        assert_eq!(status, 0, "{arguments:?}: {said}");
        said
    }

    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let output = self.command("git").arg("-C").arg(self.journal()).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// The subjects of the commits, the newest first.
    pub(crate) fn commits(&self) -> Vec<String> {
        self.git(&["log", "--format=%s"]).lines().map(str::to_string).collect()
    }

    /// One with the example journal, in a repository of its own that has no commit.
    #[allow(dead_code, reason = "made for what is only looked at")]
    pub(crate) fn with_example(today: &'static str) -> Home {
        let home = Home::new(today);
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/journal");
        std::fs::create_dir_all(home.journal().parent().unwrap()).unwrap();
        let copied = home.command("cp").arg("-r").arg(&example).arg(home.journal()).status().unwrap();
        assert!(copied.success());
        home.git(&["init", "-q"]);
        home
    }

    /// At a terminal.
    pub(crate) fn sit_down(&self, arguments: &[&str]) -> Person {
        self.sit_down_with(arguments, &[])
    }

    /// The same with other variables.
    pub(crate) fn sit_down_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Person {
        let mut command = self.command(env!("CARGO_BIN_EXE_coach"));
        command.args(arguments).envs(variables.iter().copied());
        Home::seat(command, 80)
    }

    /// At a terminal that says how many columns it has, in truth or not.
    pub(crate) fn sit_down_at(&self, columns: u16, arguments: &[&str]) -> Person {
        // It gets its columns once it is there: coach begins when it has them.
        let wait = format!("until [ \"$(stty size)\" = \"40 {columns}\" ]; do sleep 0.01; done; exec \"$@\"");
        let mut command = self.command("sh");
        command.args(["-c", &wait, "sh", env!("CARGO_BIN_EXE_coach")]).args(arguments);
        Home::seat(command, columns)
    }

    /// The same, run by another program.
    pub(crate) fn sit_down_before(&self, program: &str, options: &[&str], arguments: &[&str]) -> Person {
        let mut command = self.command(program);
        command.args(options).arg(env!("CARGO_BIN_EXE_coach")).args(arguments);
        Home::seat(command, 80)
    }

    pub(crate) fn seat(command: Command, columns: u16) -> Person {
        let mut session = OsSession::spawn(command).unwrap();
        session.get_process_mut().set_window_size(columns, 40).unwrap();
        session.set_expect_timeout(Some(Duration::from_secs(20)));
        Person { session }
    }
}

pub(crate) struct Person {
    session: OsSession,
}

pub(crate) const ENTER: &str = "\r";
/// More than any line that is typed here.
pub(crate) const CLEAR: &str =
    "\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f";
pub(crate) const ESC: &str = "\x1b";
pub(crate) const CTRL_C: &str = "\x03";

impl Person {
    /// Waits until this is on the screen.
    #[track_caller]
    pub(crate) fn sees(&mut self, text: &str) -> &mut Person {
        if let Err(error) = self.session.expect(text) {
            let mut rest = vec![0; 4000];
            let read = self.session.try_read(&mut rest).unwrap_or(0);
            panic!(
                "{text:?} was not seen ({error}); on the screen: {:?}",
                String::from_utf8_lossy(&rest[..read])
            );
        }
        self
    }

    /// Waits for a question with a line of its own. What is typed before it is asked could be taken
    /// for an answer to the one before: each of them turns bracketed paste on, once.
    #[track_caller]
    pub(crate) fn asks(&mut self, question: &str) -> &mut Person {
        self.sees("\x1b[?2004h").sees(question)
    }

    /// Types it, keys and all.
    pub(crate) fn types(&mut self, keys: &str) -> &mut Person {
        self.session.send(keys).unwrap();
        self
    }

    /// Makes the terminal as wide as this.
    pub(crate) fn widens(&mut self, columns: u16) -> &mut Person {
        self.session.get_process_mut().set_window_size(columns, 40).unwrap();
        self
    }

    /// Reads what the screen shows by now, so that the other side never waits to write.
    pub(crate) fn looks(&mut self) -> String {
        let mut seen = vec![0; 65536];
        let length = self.session.try_read(&mut seen).unwrap_or(0);
        String::from_utf8_lossy(&seen[..length]).into_owned()
    }

    /// Types a line.
    pub(crate) fn enters(&mut self, line: &str) -> &mut Person {
        self.types(line).types(ENTER)
    }

    /// Reads to the end: the exit status, and what stood on the screen.
    #[track_caller]
    pub(crate) fn leaves(mut self) -> (i32, String) {
        let rest = match self.session.expect(Eof) {
            Ok(found) => String::from_utf8_lossy(found.as_bytes()).into_owned(),
            Err(error) => panic!("it did not end: {error}"),
        };
        let status = self.session.get_process().wait().unwrap();
        let code = match status {
            expectrl::process::unix::WaitStatus::Exited(_, code) => code,
            _ => -1,
        };
        (code, rest)
    }

    /// Gets a signal from outside: the exit status, or none where the signal ended it.
    pub(crate) fn gets(self, signal: &str) -> Option<i32> {
        let own = self.session.get_process().pid().as_raw().to_string();
        assert!(Command::new("kill").args([&format!("-{signal}"), &own]).status().unwrap().success());
        match self.session.get_process().wait().unwrap() {
            expectrl::process::unix::WaitStatus::Exited(_, code) => Some(code),
            _ => None,
        }
    }

    /// Dies without a word, as a machine does.
    pub(crate) fn dies(self) {
        self.gets("KILL");
    }
}
