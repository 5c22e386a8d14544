//! Plain `git pull` and `git merge` through coach: the merge driver in the repository's own
//! settings, and the files that git hands it.
#![expect(
    clippy::disallowed_methods,
    reason = "the files that git hands its merge driver, and its own attributes"
)]

use std::fs;
use std::path::Path;

use super::disk::Disk;
use super::repository::{Repo, git};
use crate::error::{Error, Result};

/// One of the three versions that git wrote to a file of its own. What is no plain file is not
/// opened: a FIFO would hold git, and whoever waits for it, for ever.
pub fn read(path: &Path) -> Result<String> {
    if path == Path::new("/dev/null") {
        return Ok(String::new()); // As other tools say that there was none.
    }
    let (disk, name) = place(path)?;
    let bytes = disk.read(name).map_err(|error| Error::io("cannot read", path, &error))?;
    let bytes =
        bytes.ok_or_else(|| Error::cannot(format!("cannot read {}: no such file", path.display())))?;
    String::from_utf8(bytes).map_err(|_| Error::cannot(format!("{} is no UTF-8", path.display())))
}

/// The result, where git looks for it.
pub fn write(path: &Path, text: &str) -> Result<()> {
    let (disk, name) = place(path)?;
    disk.write(name, text.as_bytes()).map_err(|error| Error::io("cannot write", path, &error))
}

fn place(path: &Path) -> Result<(Disk, &str)> {
    let name = path.file_name().and_then(|name| name.to_str());
    let name = name.ok_or_else(|| Error::cannot(format!("{} is no file", path.display())))?;
    Ok((Disk::new(path.parent().unwrap_or(Path::new("/"))), name))
}

const NAME: &str = "merge.coach.name";
const DRIVER: &str = "merge.coach.driver";

/// Makes plain git merge this journal's records through coach, in this clone: what the journal's
/// own .gitattributes says (`-merge`) is for people who have no coach.
pub fn register(root: &Path, program: &Path) -> Result<()> {
    let Some(repo) = Repo::around(root)? else { return Ok(()) };
    let failed = |error: git2::Error| git("could not set up merging for plain git", &error);
    let program = program.to_string_lossy().replace('\'', "'\\''");
    let driver = format!("'{program}' merge-driver %O %A %B %P");
    let config = repo.git.config().map_err(failed)?;
    if config.get_string(DRIVER).ok().as_deref() != Some(driver.as_str()) {
        let mut local = config.open_level(git2::ConfigLevel::Local).map_err(failed)?;
        local.set_str(NAME, "a coaching journal's records, field by field").map_err(failed)?;
        local.set_str(DRIVER, &driver).map_err(failed)?;
    }
    let attributes = repo.git.commondir().join("info").join("attributes");
    let line = format!("{}**/*.toml merge=coach", anchored(&repo.prefix));
    let before = fs::read_to_string(&attributes).unwrap_or_default();
    if before.lines().any(|there| there == line) {
        return Ok(());
    }
    let gap = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    let write = |text: &str| {
        fs::create_dir_all(repo.git.commondir().join("info"))?;
        fs::write(&attributes, text)
    };
    write(&format!("{before}{gap}{line}\n")).map_err(|error| Error::io("cannot write", &attributes, &error))
}

/// A folder as the beginning of a pattern in .git/info/attributes.
fn anchored(prefix: &str) -> String {
    if prefix.is_empty() { String::new() } else { format!("/{}", prefix.replace(' ', "[[:space:]]")) }
}
