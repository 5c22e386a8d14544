//! The user's pager: another program that shows text longer than the screen. The caller always learns
//! whether the pager showed the text, and prints the text itself otherwise.
#![expect(clippy::disallowed_methods, reason = "runs the user's pager")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::environment::{Environment, UserFolders};
use crate::error::{Error, Result, reason};
use crate::store::config::{Config, home_folder};

/// The default pager. As git does, coach sets `less` to show colours, to leave the text on the screen,
/// and to exit at once if the text fits on it.
const USUAL: &str = "less";
const FIRST_WITH_LINKS: u32 = 581;
const SETTINGS: [(&str, &str); 2] = [("LESS", "FRX"), ("LV", "-c")];

/// The user's choice: `COACH_PAGER`, `pager = "…"` in the config, `PAGER`, else less. An empty value or
/// `cat` means no pager.
#[derive(Debug)]
pub(crate) struct Pager {
    own: Option<String>,
    places: UserFolders,
    usual: Option<String>,
    /// Variables for pagers that the user has not set.
    settings: Vec<(&'static str, &'static str)>,
    /// The flags in `LESS`.
    less: String,
}

impl Pager {
    pub(crate) fn of(world: &Environment) -> Pager {
        let asked = &world.pager;
        let unset = |(name, _): &(&str, &str)| !asked.settings.iter().any(|(set, _)| set == name);
        let less = asked.settings.iter().find(|(name, _)| *name == "LESS").map(|(_, flags)| flags.as_str());
        Pager {
            own: asked.own.clone(),
            places: world.places.clone(),
            usual: asked.usual.clone(),
            settings: SETTINGS.into_iter().filter(unset).collect(),
            less: less.unwrap_or(SETTINGS[0].1).to_string(),
        }
    }

    /// Shows the text, and waits until the pager exits. Returns `false` if there is no pager.
    pub(crate) fn show(&self, text: &[u8]) -> Result<bool> {
        let Some(PagerCommand { line, words, by_name }) = self.chosen()? else { return Ok(false) };
        let interrupts = Interrupts::held();
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).envs(self.settings.iter().copied()).stdin(Stdio::piped());
        let mut running = match command.spawn() {
            Ok(running) => running,
            // The user did not choose less, so coach prints without it.
            Err(_) if !by_name => return Ok(false),
            Err(error) => {
                let why = format!("cannot start the pager `{line}`: {}", reason(&error));
                return Err(Error::machine(why));
            }
        };
        if let Some(mut input) = running.stdin.take() {
            // The user may quit before the end of the text. The exit status tells other failures.
            let _ = input.write_all(text);
        }
        match running.wait() {
            Ok(status) if status.success() || interrupts.came() => Ok(true),
            Ok(status) => Err(Error::machine(format!("the pager `{line}` failed ({status})"))),
            Err(error) => Err(Error::machine(format!("the pager `{line}` failed: {}", reason(&error)))),
        }
    }
}

/// The command line, its words (at least one), and whether the user chose it.
struct PagerCommand {
    line: String,
    words: Vec<String>,
    by_name: bool,
}

impl Pager {
    fn chosen(&self) -> Result<Option<PagerCommand>> {
        let named = match &self.own {
            Some(line) => Some(line.clone()),
            None => Config::read(&self.places)?.pager.or_else(|| self.usual.clone()),
        };
        let by_name = named.is_some();
        let line = named.unwrap_or_else(|| USUAL.into());
        let words = home_folder::words(&line, &self.places.home)
            .ok_or_else(|| Error::machine(format!("the pager `{line}` is not a valid command")))?;
        let is_one = words.first().is_some_and(|program| program != "cat");
        Ok(is_one.then_some(PagerCommand { line, words, by_name }))
    }

    /// Whether the pager passes hyperlinks to the terminal: less does since version 581, if it passes
    /// colours. Other pagers may print the address.
    pub(crate) fn shows_links(&self) -> bool {
        let Ok(Some(PagerCommand { words, .. })) = self.chosen() else { return true };
        let is_less = Path::new(&words[0]).file_name().is_some_and(|name| name == USUAL);
        let passes = |flags: &str| flags.contains(['R', 'r']);
        is_less
            && (passes(&self.less) || words[1..].iter().any(|flag| flag.starts_with('-') && passes(flag)))
            && version(&words[0]).is_some_and(|version| version >= FIRST_WITH_LINKS)
    }
}

/// The version of less. The first line of `less --version` is `less 590 (…)`.
fn version(program: &str) -> Option<u32> {
    let said = Command::new(program).arg("--version").stdin(Stdio::null()).output().ok()?.stdout;
    let said = String::from_utf8_lossy(&said);
    let number = said.strip_prefix("less ")?.split(|c: char| !c.is_ascii_digit()).next()?;
    number.parse().ok()
}

/// Leaves Ctrl-C to the pager while it runs: if coach died of it, the pager and the shell would both
/// read the keyboard.
#[cfg(unix)]
struct Interrupts {
    came: std::sync::Arc<std::sync::atomic::AtomicBool>,
    deadly: std::sync::Arc<std::sync::atomic::AtomicBool>,
}

#[cfg(unix)]
impl Interrupts {
    fn held() -> Interrupts {
        use signal_hook::consts::SIGINT;
        use signal_hook::flag;
        let held = Interrupts { came: Default::default(), deadly: Default::default() };
        // If coach cannot hold the signal, Ctrl-C ends both programs.
        let _ = flag::register_conditional_default(SIGINT, held.deadly.clone());
        let _ = flag::register(SIGINT, held.came.clone());
        held
    }

    fn came(&self) -> bool {
        self.came.load(std::sync::atomic::Ordering::SeqCst)
    }
}

#[cfg(unix)]
impl Drop for Interrupts {
    fn drop(&mut self) {
        self.deadly.store(true, std::sync::atomic::Ordering::SeqCst);
    }
}

#[cfg(not(unix))]
struct Interrupts;

#[cfg(not(unix))]
impl Interrupts {
    fn held() -> Interrupts {
        Interrupts
    }

    fn came(&self) -> bool {
        false
    }
}
