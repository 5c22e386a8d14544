//! The user's pager: another program that shows what is longer than the screen. Whatever happens
//! to it, the caller learns whether the text was shown, and prints it where it was not.
#![expect(clippy::disallowed_methods, reason = "runs the user's pager")]

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::config::Config;
use crate::error::{Error, Result, reason};
use crate::world::World;

/// Where nobody says which. As git does, it is asked to show colours, to leave the text on the
/// screen, and to end by itself where all of it fits.
const USUAL: &str = "less";
const SETTINGS: [(&str, &str); 2] = [("LESS", "FRX"), ("LV", "-c")];

/// Which it is: `COACH_PAGER`, `pager = "…"` in the config, `PAGER`, else less. Empty, or `cat`,
/// is none.
#[derive(Debug)]
pub struct Pager {
    own: Option<String>,
    config: PathBuf,
    usual: Option<String>,
    settings: Vec<(&'static str, &'static str)>,
}

impl Pager {
    pub fn of(world: &World) -> Pager {
        let asked = &world.pager;
        let unset = |(name, _): &(&str, &str)| !asked.settings.iter().any(|set| set == name);
        Pager {
            own: asked.own.clone(),
            config: world.places.config.clone(),
            usual: asked.usual.clone(),
            settings: SETTINGS.into_iter().filter(unset).collect(),
        }
    }

    /// Shows the text, and waits until it was left. `false` where there is no pager.
    pub fn show(&self, text: &[u8]) -> Result<bool> {
        let chosen = match &self.own {
            Some(line) => Some(line.clone()),
            None => Config::read(&self.config)?.pager.or_else(|| self.usual.clone()),
        };
        let is_chosen = chosen.is_some();
        let line = chosen.unwrap_or_else(|| USUAL.into());
        let words = shlex::split(&line)
            .ok_or_else(|| Error::machine(format!("the pager `{line}` cannot be read as a command")))?;
        let Some((program, arguments)) = words.split_first().filter(|(program, _)| *program != "cat") else {
            return Ok(false);
        };
        let interrupts = Interrupts::held();
        let mut command = Command::new(program);
        command.args(arguments).envs(self.settings.iter().copied()).stdin(Stdio::piped());
        let mut running = match command.spawn() {
            Ok(running) => running,
            // Nobody asked for less.
            Err(_) if !is_chosen => return Ok(false),
            Err(error) => {
                let why = format!("cannot start the pager `{line}`: {}", reason(&error));
                return Err(Error::machine(why));
            }
        };
        if let Some(mut input) = running.stdin.take() {
            // Whoever leaves it early has seen enough; how it ends says the rest.
            let _ = input.write_all(text);
        }
        match running.wait() {
            Ok(status) if status.success() || interrupts.came() => Ok(true),
            Ok(status) => Err(Error::machine(format!("the pager `{line}` failed ({status})"))),
            Err(error) => Err(Error::machine(format!("the pager `{line}` failed: {}", reason(&error)))),
        }
    }
}

/// While a pager runs Ctrl-C is the pager's: dying of it would leave two programs at one keyboard.
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
        // Where they cannot be held Ctrl-C ends both.
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
