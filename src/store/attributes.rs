//! Files that git keeps in another form than the one on the disk, as .gitattributes says: coach
//! writes the same bytes to both, and leaves such files alone.

use std::path::Path;

use git2::{AttrCheckFlags, AttrValue, Index, Repository};

use super::repository::{Repo, git};
use crate::error::{Error, Result};

impl Repo {
    /// Refuses paths that git would store in another form than the one on the disk (git-crypt,
    /// git-lfs): the plain text would go where it must not.
    pub fn refuse_filters<'a>(&self, paths: impl Iterator<Item = &'a str>) -> Result<()> {
        for path in paths {
            for name in ["filter", "working-tree-encoding"] {
                let value =
                    self.attribute(path, name).map_err(|e| git("could not read .gitattributes", &e))?;
                if let Some(filter) = value {
                    return Err(Error::cannot(format!(
                        "git keeps {path} in another form ({name}={filter} in .gitattributes), which coach cannot write"
                    ))
                    .hint(format!("take the journal out of that rule with a later line: {path} -{name}")));
                }
            }
        }
        Ok(())
    }

    /// Whether git gives the file other line ends on the disk, or fills in its `$Id$`.
    pub fn changes_line_ends(&self, path: &str) -> bool {
        let is = |name: &str, value: &str| {
            self.attribute(path, name).is_ok_and(|found| found.as_deref() == Some(value))
        };
        let text = self.git.get_attr_bytes(Path::new(path), "text", AttrCheckFlags::FILE_THEN_INDEX);
        let text = text.map(AttrValue::from_bytes).unwrap_or(AttrValue::Unspecified);
        let ident = self.git.get_attr_bytes(Path::new(path), "ident", AttrCheckFlags::FILE_THEN_INDEX);
        let config = |name: &str| {
            self.git.config().and_then(|config| config.get_string(name)).unwrap_or_default().to_lowercase()
        };
        let crlf = match text {
            AttrValue::False => false,
            AttrValue::Unspecified => config("core.autocrlf") == "true",
            _ => config("core.autocrlf") == "true" || config("core.eol") == "crlf",
        };
        let lf = is("eol", "lf");
        is("eol", "crlf") || (crlf && !lf) || matches!(ident.map(AttrValue::from_bytes), Ok(AttrValue::True))
    }

    fn attribute(&self, path: &str, name: &str) -> std::result::Result<Option<String>, git2::Error> {
        let asked = self.without_index(path)?;
        let git = asked.as_ref().unwrap_or(&self.git);
        let mut tries = 0..10;
        loop {
            match git.get_attr_bytes(Path::new(path), name, AttrCheckFlags::FILE_THEN_INDEX) {
                // libgit2 asks for the index's size before it opens it: where git replaces it in
                // between it reads nonsense, and reads well the next time.
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

    /// The repository as if nothing were in its index. For the attributes of a path libgit2 reads the
    /// whole index, in case a .gitattributes lies there and not in the folder: nothing where that
    /// may be so, as the latest commit tells.
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
