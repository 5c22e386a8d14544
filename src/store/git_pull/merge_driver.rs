//! Plain `git pull` and `git merge` through coach: registers the merge driver in the repository's own
//! config, and reads and writes the files that git passes to it.

use std::path::Path;

use crate::error::{Error, Result};
use crate::store::files::file_system::{FileSystem, sync_folder};
use crate::store::git::repository::{Repo, git};
use crate::store::write::stale_git_locks;

/// Reads one of the three versions that git wrote to temporary files. Opens only plain files: a FIFO
/// would block git and its user for ever.
pub(crate) fn read(path: &Path) -> Result<String> {
    if path == Path::new("/dev/null") {
        return Ok(String::new()); // Other tools pass /dev/null for a missing version.
    }
    let (disk, name) = place(path)?;
    let bytes = disk.read(name).map_err(|error| Error::io("cannot read", path, &error))?;
    let bytes =
        bytes.ok_or_else(|| Error::cannot(format!("cannot read {}: no such file", path.display())))?;
    String::from_utf8(bytes).map_err(|_| Error::cannot(format!("{} is not UTF-8", path.display())))
}

/// Writes the merged text to the file where git looks for it.
pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    let (disk, name) = place(path)?;
    disk.write(name, text.as_bytes()).map_err(|error| Error::io("cannot write", path, &error))
}

fn place(path: &Path) -> Result<(FileSystem, &str)> {
    let name = path.file_name().and_then(|name| name.to_str());
    let name = name.ok_or_else(|| Error::cannot(format!("{} is not a file", path.display())))?;
    Ok((FileSystem::new(path.parent().unwrap_or(Path::new("/"))), name))
}

const NAME: &str = "merge.coach.name";
const DRIVER: &str = "merge.coach.driver";

/// While this file exists, a lock on git's config is coach's own.
const CLAIM: &str = "registering";

/// Makes plain git merge this journal's records through coach, in this clone. The journal's own
/// .gitattributes (`-merge`) is for people without coach. The caller must hold the journal's lock.
/// Returns notes about locks that a dead command left.
pub(crate) fn register(root: &Path, program: &Path) -> Result<Vec<String>> {
    let Some(repo) = Repo::around(root)? else { return Ok(Vec::new()) };
    let mut notes = Vec::new();
    let failed = |error: git2::Error| git("could not set up merging for plain git", &error);
    let program = program.to_string_lossy().replace('\'', "'\\''");
    let driver = format!("'{program}' merge-driver %O %A %B %P");
    let config = repo.git.config().map_err(failed)?;
    if config.get_string(DRIVER).ok().as_deref() != Some(driver.as_str()) {
        let own = repo.own_files();
        let io = |error: std::io::Error| Error::io("cannot write", &repo.own.join(CLAIM), &error);
        stale_git_locks::move_config_lock(&repo, CLAIM, &mut notes)?;
        own.write(CLAIM, b"").map_err(io)?;
        let mut local = config.open_level(git2::ConfigLevel::Local).map_err(failed)?;
        local.set_str(NAME, "a coaching journal's records, field by field").map_err(failed)?;
        local.set_str(DRIVER, &driver).map_err(failed)?;
        // libgit2 does not sync the config, and git cannot work with a truncated one.
        let settings = repo.git.commondir().join("config");
        std::fs::File::open(&settings)
            .and_then(|file| file.sync_all())
            .and_then(|()| sync_folder(repo.git.commondir()))
            .map_err(|error| Error::io("cannot sync", &settings, &error))?;
        own.remove(CLAIM).map_err(io)?;
    }
    register_attributes(&repo)?;
    Ok(notes)
}

/// Appends the line that assigns records to the driver to .git/info/attributes.
fn register_attributes(repo: &Repo) -> Result<()> {
    const ATTRIBUTES: &str = "info/attributes";
    let disk = FileSystem::of_git(repo.git.commondir());
    let failed = |what, error: std::io::Error| Error::io(what, &disk.full(ATTRIBUTES), &error);
    let line = format!("{}**/*.toml merge=coach", anchored(&repo.prefix));
    let before = disk.read_any_size(ATTRIBUTES).map_err(|error| failed("cannot read", error))?;
    let mut text = before.unwrap_or_default();
    if text.split(|byte| *byte == b'\n').any(|there| there == line.as_bytes()) {
        return Ok(());
    }
    if !text.is_empty() && !text.ends_with(b"\n") {
        text.push(b'\n');
    }
    text.extend_from_slice(line.as_bytes());
    text.push(b'\n');
    disk.remove_temporaries_beside(ATTRIBUTES);
    disk.write(ATTRIBUTES, &text).map_err(|error| failed("cannot write", error))
}

/// A folder as the beginning of a pattern in .git/info/attributes.
fn anchored(prefix: &str) -> String {
    if prefix.is_empty() { String::new() } else { format!("/{}", prefix.replace(' ', "[[:space:]]")) }
}
