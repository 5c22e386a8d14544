//! Whose private notes a backup has: each commit of the notes names its handle in a `Coach-By` trailer. coach
//! refuses the backup of another person, because it would show their notes to this one.

use std::collections::{BTreeSet, HashSet};

use git2::{Oid, Repository};

use super::remote::YOURS_ALONE;
use super::remote_address::shown;
use crate::error::{Error, Result};
use crate::journal::values::handle::Handle;
use crate::store::git::objects::made_by;

/// Fails if the commits below `theirs` have the notes of other people only. `own` is the tip of this person's
/// notes: they may have written them under a former handle. Accepts commits without a handle, which an
/// older version made.
pub(super) fn refuse_anothers(
    [theirs, own]: [(&Repository, &[Oid]); 2],
    me: &Handle,
    url: &str,
) -> Result<()> {
    let owners = handles(theirs);
    let mut mine = handles(own);
    mine.insert(me.clone());
    match owners.first() {
        Some(owner) if owners.is_disjoint(&mine) => Err(Error::cannot(format!(
            "{} has the private notes of `{owner}`, and your handle is `{me}`: a backup belongs to one handle",
            shown(url)
        ))
        .hint(format!("{YOURS_ALONE}; if you are `{owner}`: coach config set me {owner}"))),
        _ => Ok(()),
    }
}

/// The handles in the commits that lead to these tips. Skips commits that a shallow clone lacks.
fn handles((repository, tips): (&Repository, &[Oid])) -> BTreeSet<Handle> {
    let mut found = BTreeSet::new();
    let mut seen: HashSet<Oid> = HashSet::new();
    let mut left = tips.to_vec();
    while let Some(id) = left.pop() {
        let Some(commit) = repository.find_commit(id).ok().filter(|_| seen.insert(id)) else { continue };
        found.extend(made_by(&String::from_utf8_lossy(commit.message_bytes())));
        left.extend(commit.parent_ids());
    }
    found
}
