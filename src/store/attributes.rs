//! Files that git keeps in another form than the one on the disk, as .gitattributes says: coach
//! writes the same bytes to both, and leaves such files alone.

use std::path::Path;

use git2::{AttrCheckFlags, AttrValue};

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
        let mut tries = 0..10;
        loop {
            match self.git.get_attr_bytes(Path::new(path), name, AttrCheckFlags::FILE_THEN_INDEX) {
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
}
