//! The user's browser: another program that opens a page.
#![expect(clippy::disallowed_methods, reason = "runs the user's browser")]

use std::path::Path;
use std::process::{Command, Stdio};

use crate::error::{Error, Result, reason};

const OPENER: &str = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };

/// Opens a file in the browser, and does not wait for it.
pub(crate) fn open(path: &Path) -> Result<()> {
    let mut command = Command::new(OPENER);
    command.arg(path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let started = command.spawn().map_err(|error| {
        Error::machine(format!("cannot start `{OPENER}`: {}", reason(&error)))
            .hint("open the address yourself, and type the code")
    })?;
    // Somebody has to wait for the program, or it stays in the list of processes.
    std::thread::spawn(move || started.wait_with_output());
    Ok(())
}
