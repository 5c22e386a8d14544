//! Bringing a team's journal, through the user's own `git`.

use std::ffi::OsStr;
use std::path::Path;

use super::private;
use super::program::{Call, Program};
use crate::error::{Error, Result};
use crate::world::World;

/// Clones `url` into `root`, which must not be there or be empty.
pub fn clone(world: &World, url: &str, root: &Path) -> Result<()> {
    let is_empty = root.read_dir().map(|mut entries| entries.next().is_none()).unwrap_or(true);
    if !is_empty {
        return Err(Error::cannot(format!("{} is there and not empty: nothing was cloned", root.display()))
            .hint("name another folder: coach init DIR --from URL"));
    }
    private::remote::keep_apart(world, None, Some(url))?;
    let words = ["clone", "--quiet", "--", url].map(OsStr::new);
    let words: Vec<&OsStr> = words.into_iter().chain([root.as_os_str()]).collect();
    let ended = Program::find(world)?.run(&world.folder, Call::new(&words))?;
    match ended.well {
        true => Ok(()),
        false => Err(Error::machine(format!("git could not clone it: {}", ended.complaint()))
            .hint("nothing was made: see that the address is right and the network there, and try again")),
    }
}
