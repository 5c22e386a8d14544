//! Files that git stores in another form than the one on the disk, because `.gitattributes` says so.
//! coach writes the same bytes to the disk and to git, and does not change such files.

use std::path::Path;

use git2::{AttrCheckFlags, AttrValue, Index, Repository};

use super::repository::{Repo, git};
use crate::error::{Error, Result};

/// A hint: the shell command that excludes the journal's records from an attribute.
fn way_out(name: &str) -> String {
    format!("exclude the records from that rule: `echo '*.toml -{name}' >> .gitattributes`")
}

impl Repo {
    /// Fails if git would store one of the paths in another form than the one on the disk (git-crypt,
    /// git-lfs). coach runs no filter, so it would store plain text in git, even for files that git-crypt
    /// encrypts there.
    pub fn refuse_filters<'a>(&self, paths: impl Iterator<Item = &'a str>) -> Result<()> {
        for path in paths {
            for name in ["filter", "working-tree-encoding"] {
                let value =
                    self.attribute(path, name).map_err(|e| git("could not read .gitattributes", &e))?;
                if let Some(filter) = value {
                    // The repository is the cause, not the command, so `log` keeps the text that the user
                    // typed.
                    return Err(Error::machine(format!(
                        "git converts {path} ({name}={filter} in .gitattributes), which coach cannot do"
                    ))
                    .hint(way_out(name)));
                }
            }
        }
        Ok(())
    }

    /// Whether git changes the file's line endings on the disk, or expands `$Id$` in it.
    pub fn changes_line_ends(&self, path: &str) -> bool {
        line_ends(&self.git, path, AttrCheckFlags::FILE_THEN_INDEX).is_some()
    }

    fn attribute(&self, path: &str, name: &str) -> std::result::Result<Option<String>, git2::Error> {
        let asked = self.without_index(path)?;
        let git = asked.as_ref().unwrap_or(&self.git);
        let mut tries = 0..10;
        loop {
            match git.get_attr_bytes(Path::new(path), name, AttrCheckFlags::FILE_THEN_INDEX) {
                // libgit2 takes the size of the index before it opens the index. If git replaces the
                // index in between, libgit2 reads garbage; the next try succeeds.
                Err(_) if tries.next().is_some() => {}
                value => {
                    return Ok(match AttrValue::from_bytes(value?) {
                        AttrValue::String(text) => Some(text.to_owned()),
                        AttrValue::Bytes(text) => Some(String::from_utf8_lossy(text).into_owned()),
                        _ => None,
                    });
                }
            }
        }
    }

    /// Opens the repository with an empty index. To look up the attributes of a path, libgit2 reads the
    /// whole index, because a `.gitattributes` may be in the index and not in the folder. Returns `None`
    /// if the latest commit shows that this may be the case here.
    fn without_index(&self, path: &str) -> std::result::Result<Option<Repository>, git2::Error> {
        let tree = self.git.head().and_then(|head| head.peel_to_tree()).ok();
        let mut folders = Path::new(path).ancestors().skip(1);
        let only_in_git = folders.any(|folder| {
            let attributes = folder.join(".gitattributes");
            let in_git = tree.as_ref().is_some_and(|tree| tree.get_path(&attributes).is_ok());
            in_git && !self.work.full(&attributes.to_string_lossy()).exists()
        });
        if only_in_git {
            return Ok(None);
        }
        let asked = Repository::open(self.git.workdir().unwrap_or(self.git.path()))?;
        asked.set_index(&mut Index::new()?)?;
        Ok(Some(asked))
    }
}

/// The attribute that makes git change the file's line endings on the disk, or expand `$Id$` in it.
pub(crate) fn line_ends(repo: &Repository, path: &str, from: AttrCheckFlags) -> Option<&'static str> {
    let value = |name: &str| repo.get_attr_bytes(Path::new(path), name, from).map(AttrValue::from_bytes);
    let is = |name: &str, wanted: &str| {
        matches!(value(name), Ok(AttrValue::String(found)) if found == wanted)
            || matches!(value(name), Ok(AttrValue::Bytes(found)) if found == wanted.as_bytes())
    };
    let config = |name: &str| {
        repo.config().and_then(|config| config.get_string(name)).unwrap_or_default().to_lowercase()
    };
    let crlf = match value("text").unwrap_or(AttrValue::Unspecified) {
        AttrValue::False => false,
        AttrValue::Unspecified => config("core.autocrlf") == "true",
        _ => config("core.autocrlf") == "true" || config("core.eol") == "crlf",
    };
    if is("eol", "crlf") {
        return Some("eol");
    }
    if crlf && !is("eol", "lf") {
        return Some("text");
    }
    matches!(value("ident"), Ok(AttrValue::True)).then_some("ident")
}
