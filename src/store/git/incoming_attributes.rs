//! Rejects an incoming `.gitattributes` that makes git convert the journal's records: with a filter, to
//! another encoding, or with other line endings. coach writes records byte for byte and runs no filter,
//! so every later command would fail, or git would change bytes.

use std::path::Path;

use git2::{AttrCheckFlags, AttrValue, Index, Oid, Repository, Tree};

use super::attributes::line_ends;
use super::head_records;
use super::repository::{Repo, git};
use crate::error::{Error, Result};

const FILE: &str = ".gitattributes";

/// A conversion of a file by git, and the attribute that causes it.
struct Conversion {
    attribute: &'static str,
    what: String,
}

/// Fails if the attributes in their commit convert a record and those in ours do not.
pub(crate) fn refuse_incoming(repo: &Repo, ours: Option<Oid>, theirs: Oid) -> Result<()> {
    let (our_tree, their_tree) = (repo.tree(ours)?, repo.tree(Some(theirs))?);
    let diff = repo.git.diff_tree_to_tree(our_tree.as_ref(), their_tree.as_ref(), None).map_err(failed)?;
    let is_attributes = |path: Option<&Path>| path.and_then(Path::file_name).is_some_and(|name| name == FILE);
    if !diff.deltas().any(|delta| is_attributes(delta.new_file().path())) {
        return Ok(());
    }
    let (here, there) = (with(repo, our_tree.as_ref())?, with(repo, their_tree.as_ref())?);
    for (path, _) in head_records::records(repo, their_tree.as_ref()) {
        let full = format!("{}{path}", repo.prefix);
        let Some(new) = conversion(&there, &full) else { continue };
        if conversion(&here, &full).is_none() {
            return Err(refusal(repo, their_tree.as_ref(), &full, &new));
        }
    }
    Ok(())
}

fn failed(error: git2::Error) -> Error {
    git("could not compare .gitattributes with your team's", &error)
}

/// Opens the repository so that it sees only the attributes of this tree.
fn with(repo: &Repo, tree: Option<&Tree<'_>>) -> Result<Repository> {
    let made = || {
        let asked = Repository::open(repo.git.path())?;
        let mut index = Index::new()?;
        tree.map_or(Ok(()), |tree| index.read_tree(tree))?;
        asked.set_index(&mut index)?;
        Ok(asked)
    };
    made().map_err(failed)
}

fn conversion(repo: &Repository, path: &str) -> Option<Conversion> {
    let from = AttrCheckFlags::INDEX_ONLY;
    for (attribute, what) in [("filter", "the filter"), ("working-tree-encoding", "the encoding")] {
        let value = repo.get_attr_bytes(Path::new(path), attribute, from).map(AttrValue::from_bytes);
        let value = match value {
            Ok(AttrValue::String(value)) => value.to_owned(),
            Ok(AttrValue::Bytes(value)) => String::from_utf8_lossy(value).into_owned(),
            _ => continue,
        };
        return Some(Conversion { attribute, what: format!("{what} {value}") });
    }
    let attribute = line_ends(repo, path, from)?;
    let what = if attribute == "ident" { "text in place of `$Id$`" } else { "other line endings" };
    Some(Conversion { attribute, what: what.into() })
}

fn refusal(repo: &Repo, tree: Option<&Tree<'_>>, path: &str, new: &Conversion) -> Error {
    let Conversion { attribute, what } = new;
    let place = line(repo, tree, path, attribute).map_or_else(
        || "a .gitattributes".to_owned(),
        |(file, number, text)| format!("{file}, line {number} (`{text}`)"),
    );
    // An `eol` attribute makes git convert a file unless the file also has `-text`.
    let unset = if *attribute == "eol" { "-text -eol".to_owned() } else { format!("-{attribute}") };
    Error::cannot(format!(
        "your team's {place} makes git convert records such as {path} ({what}), which coach cannot do: \
         nothing was merged"
    ))
    .hint(format!(
        "run `git pull`, delete that line or add `*.toml {unset}` below it, commit with git, then sync again"
    ))
}

/// The last line that sets the attribute, in the `.gitattributes` closest to the record. Returns path,
/// line number and text.
fn line(
    repo: &Repo,
    tree: Option<&Tree<'_>>,
    path: &str,
    attribute: &str,
) -> Option<(String, usize, String)> {
    let names_it = |text: &&str| {
        let words = || text.split_whitespace().skip(1);
        words().any(|word| word.split('=').next() == Some(attribute))
            || (attribute == "text" && words().any(|word| word == "crlf"))
    };
    for folder in Path::new(path).ancestors().skip(1) {
        let file = folder.join(FILE);
        let Some(entry) = tree.and_then(|tree| tree.get_path(&file).ok()) else { continue };
        let Some(blob) = repo.record(entry.id()) else { continue };
        let text = String::from_utf8_lossy(blob.content()).into_owned();
        let found = text.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
        if let Some((number, line)) = found.filter(|(_, line)| names_it(line)).last() {
            return Some((file.display().to_string(), number + 1, line.trim().to_owned()));
        }
    }
    None
}
