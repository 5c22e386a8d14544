//! Where a story is told: a fresh folder, a cleared environment, and `coach` on the PATH.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::parse::{Step, Story};

/// The journal that README shows around in, as a reader finds it in the checkout. A story gets a
/// copy under the same name: its commands read as the reader types them, and none can write into
/// the checkout.
const EXAMPLE: &str = "examples/journal";

pub(crate) struct Stage {
    /// Kept so that the folder lives as long as the story.
    root: TempDir,
    folder: PathBuf,
    environment: BTreeMap<&'static str, OsString>,
}

pub(crate) struct Printed {
    pub status: i32,
    pub text: String,
}

impl Printed {
    /// The lines of the output without empty ones at its end, which a story cannot show.
    pub(crate) fn lines(&self) -> Vec<&str> {
        self.text.trim_end_matches('\n').lines().collect()
    }
}

impl Stage {
    pub(crate) fn set(story: &Story, seed: &str, checkout: &Path) -> io::Result<Stage> {
        let temporary = TempDir::new()?;
        // The real path, so that a program that asks where it is says the same as $HOME.
        let root = temporary.path().canonicalize()?;
        let (home, work) = (root.join("home"), root.join("work"));
        fs::create_dir(&home)?;
        fs::create_dir(&work)?;
        let mut config = "[init]\n\tdefaultBranch = main\n".to_string();
        if !story.no_identity {
            config += "[user]\n\tname = Jo Marsh\n\temail = jo@example.com\n";
        }
        fs::write(home.join(".gitconfig"), config)?;
        if let Some(from) = &story.from {
            copy(&checkout.join(from), &work.join("journal"))?;
        }
        if story.steps.iter().any(|step| step.command.contains(EXAMPLE)) {
            copy(&checkout.join(EXAMPLE), &work.join(EXAMPLE))?;
        }
        let environment = BTreeMap::from([
            ("PATH", path()?),
            ("HOME", home.into()),
            ("COACH_SEED", seed.into()),
            ("COLUMNS", "80".into()),
            ("LANG", "C.UTF-8".into()),
            ("TZ", "UTC".into()),
            ("GIT_CONFIG_NOSYSTEM", "1".into()),
            ("USER", "jo".into()),
        ]);
        Ok(Stage { root: temporary, folder: work, environment })
    }

    /// Runs one command. `cd DIR` alone on its line moves the commands after it, as in a shell.
    pub(crate) fn play(&mut self, step: &Step) -> io::Result<Printed> {
        if let Some(folder) = step.command.strip_prefix("cd ").filter(|rest| !rest.contains([' ', ';', '&']))
        {
            let at_home =
                folder.strip_prefix("~/").map(|inside| Path::new(&self.environment["HOME"]).join(inside));
            self.folder = at_home.unwrap_or_else(|| self.folder.join(folder)).canonicalize()?;
            return Ok(Printed { status: 0, text: String::new() });
        }
        self.shell(step, &step.command)
    }

    /// Runs a line where this step ran, and leaves everything as it was before.
    pub(crate) fn try_out(&self, step: &Step, line: &str) -> io::Result<Printed> {
        let root = self.root.path().canonicalize()?;
        let aside = TempDir::new_in(root.parent().unwrap_or(&root))?;
        let kept = aside.path().join("kept");
        fs::rename(&root, &kept)?;
        let copied = Command::new("cp").arg("-a").arg(&kept).arg(&root).status();
        let printed = copied.and_then(|_| self.shell(step, line));
        fs::remove_dir_all(&root)?;
        fs::rename(&kept, &root)?;
        printed
    }

    fn shell(&self, step: &Step, line: &str) -> io::Result<Printed> {
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("exec 2>&1\n{line}"));
        shell.current_dir(&self.folder).stdin(Stdio::null());
        shell.env_clear().envs(&self.environment);
        if let Some(today) = &step.today {
            shell.env("COACH_TODAY", today);
        }
        let output = shell.output()?;
        let killed = || output.status.signal().map_or(-1, |signal| 128 + signal);
        Ok(Printed {
            status: output.status.code().unwrap_or_else(killed),
            text: String::from_utf8(output.stdout).map_err(io::Error::other)?,
        })
    }
}

/// The folder of the `coach` that was just built, then what the machine has.
fn path() -> io::Result<OsString> {
    let built = Path::new(env!("CARGO_BIN_EXE_coach"));
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    let folders = built.parent().map(Path::to_path_buf).into_iter().chain(std::env::split_paths(&inherited));
    std::env::join_paths(folders).map_err(io::Error::other)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let missing = |error| io::Error::other(format!("{}: {error}", from.display()));
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).map_err(missing)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
