//! The desktop's notifier: a program that shows a title and a few lines, and may be missing.
//!
//! `notify-send` and `osascript` get their own arguments; any other program gets the title and the text
//! as two arguments. coach first makes hidden characters visible, and the programs never interpret the
//! text as markup, an option or a script.
#![expect(clippy::disallowed_methods, reason = "runs the user's notifier")]

use std::path::Path;
use std::process::{Command, Stdio};

use crate::environment::Environment;
use crate::error::{Error, Result, reason};
use crate::escape::visible;
use crate::store::config::{Config, home_folder};
use crate::store::git::git_program::to_its_end;

const USUAL: &str = if cfg!(target_os = "macos") { "osascript" } else { "notify-send" };

/// Windows has no notifier that a command line can start.
const MISSING: &str = if cfg!(windows) {
    "Windows has no notifier; set a program that takes a title and a text: coach config set notifier PROGRAM"
} else {
    "install notify-send (libnotify), or set a program that takes a title and a text: \
     coach config set notifier PROGRAM"
};

/// Shows a notification with `COACH_NOTIFIER`, else `notifier = "…"` in the config, else the system's
/// own notifier.
pub(crate) fn notify(world: &Environment, title: &str, lines: &[String]) -> Result<()> {
    let chosen = match &world.notifier {
        Some(line) => Some(line.clone()),
        None => Config::read(&world.places)?.notifier,
    };
    let line = chosen.as_deref().unwrap_or(USUAL);
    let words = home_folder::words(line, &world.places.home).unwrap_or_default();
    let Some((program, arguments)) = words.split_first() else {
        return Err(Error::cannot(format!("the notifier `{line}` is not a valid command")));
    };
    let text: Vec<_> = lines.iter().map(|line| visible(line)).collect();
    let mut command = Command::new(program);
    command.args(arguments).args(spoken(program, &visible(title), &text.join("\n")));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let ended = command.spawn().and_then(to_its_end).map_err(|error| {
        Error::machine(format!("cannot start the notifier `{program}`: {}", reason(&error))).hint(MISSING)
    })?;
    if ended.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&ended.stderr);
    let said = said.lines().find(|line| !line.trim().is_empty()).unwrap_or("it printed no reason");
    Err(Error::machine(format!("the notifier `{program}` failed: {said}")).hint(
        "it needs your desktop session: use a systemd user timer, or in cron set \
               DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/$(id -u)/bus",
    ))
}

/// The arguments with which the program shows this title and text.
fn spoken(program: &str, title: &str, text: &str) -> Vec<String> {
    let name = Path::new(program).file_name().and_then(|name| name.to_str());
    let words = match name {
        // notify-send parses markup in the text, and C escapes after a backslash.
        Some("notify-send") => {
            let plain = text.replace('\\', "\\\\");
            let plain = plain.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            return vec!["--app-name=coach".into(), "--".into(), title.into(), plain];
        }
        Some("osascript") => vec![
            "-e",
            "on run what",
            "-e",
            "display notification (item 2 of what) with title \"coach: \" & (item 1 of what)",
            "-e",
            "end run",
            title,
            text,
        ],
        _ => vec![title, text],
    };
    words.into_iter().map(str::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_is_neither_markup_nor_option_nor_script() {
        let said = "-u <b>R&D</b> \\n \"& do shell script \\\"x\\\"";
        let sent = spoken("/usr/bin/notify-send", "1 due", said);
        assert_eq!(sent[..3], ["--app-name=coach", "--", "1 due"]);
        assert_eq!(sent[3], "-u &lt;b&gt;R&amp;D&lt;/b&gt; \\\\n \"&amp; do shell script \\\\\"x\\\\\"");
        let script = spoken("osascript", "1 due", said);
        assert_eq!(script.iter().filter(|word| word.contains("R&D")).collect::<Vec<_>>(), [said]);
        assert_eq!(script.last().map(String::as_str), Some(said));
        assert_eq!(spoken("zenity", "1 due", said), ["1 due", said]);
    }
}
