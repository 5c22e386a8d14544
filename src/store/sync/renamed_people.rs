//! People that one side renamed, or merged into one: the other side's records may still use the old
//! handle. This file rewrites old handles on every side before the merge. Two people who got one handle
//! in two clones get two handles first.

use std::collections::BTreeSet;

use git2::{Oid, Tree};

use super::merge_records::SideVersion;
use crate::error::Result;
use crate::journal::edit::former_handles::FormerHandles;
use crate::journal::edit::shared_handles::{self, SharedHandle, SharedHandles, Version};
use crate::journal::records;
use crate::journal::records::person::Person;
use crate::journal::text::editable_record::RecordText;
use crate::journal::values::handle::Handle;
use crate::store::LARGEST;
use crate::store::files::record_paths;
use crate::store::git::repository::Repo;

/// Former handles, and the files of the people that had or have them.
#[derive(Default)]
pub(super) struct RenamedPeople {
    shared: SharedHandles,
    former: FormerHandles,
    pub paths: BTreeSet<String>,
}

/// The path of a person's file, and the record in it.
type PersonFile = (String, Person);

impl RenamedPeople {
    /// Collects the former handles from three trees.
    pub(super) fn between(
        repo: &Repo,
        base: Option<&Tree<'_>>,
        sides: [Option<&Tree<'_>>; 2],
    ) -> RenamedPeople {
        if !sides.iter().flatten().any(|tree| people(repo, tree, "was").next().is_some()) {
            return RenamedPeople::default();
        }
        let all = |tree: Option<&Tree<'_>>| -> Vec<PersonFile> {
            tree.map(|tree| people(repo, tree, "").collect()).unwrap_or_default()
        };
        let sides = [all(base), all(sides[0]), all(sides[1])];
        let persons =
            |filed: &[PersonFile]| filed.iter().map(|(_, person)| person.clone()).collect::<Vec<_>>();
        let [base, ours, theirs] = [0, 1, 2].map(|side| persons(&sides[side]));
        let shared = SharedHandles::between(&base, &ours, &theirs);
        let versions = [(Version::Base, &base), (Version::Ours, &ours), (Version::Theirs, &theirs)];
        let [base, ours, theirs] = versions.map(|(version, people)| shared.people(version, people));
        let former = FormerHandles::between(&base, &ours, &theirs);
        let about =
            |(_, person): &&PersonFile| former.concerns(&person.handle) || shared.concern(&person.handle);
        let paths = sides.iter().flatten().filter(about).map(|(path, _)| path.clone()).collect();
        RenamedPeople { shared, former, paths }
    }

    /// The people of one side, each with the handle that is theirs after the merge.
    pub(super) fn told_apart(&self, version: Version, people: &[Person]) -> Vec<Person> {
        self.shared.people(version, people)
    }

    /// Messages about each handle that two people got.
    pub(super) fn notes(&self) -> Vec<String> {
        self.shared.0.iter().map(shared_handle).collect()
    }

    /// Rewrites the files of one side to use present handles. Two people who became one then have two
    /// files with one handle. `version` is `None` for files that no side has.
    pub(super) fn applied(
        &self,
        prefix: &str,
        version: Option<Version>,
        side: Vec<SideVersion>,
    ) -> Vec<SideVersion> {
        if self.former.is_empty() && self.shared.0.is_empty() {
            return side;
        }
        side.into_iter().map(|file| self.one(prefix, version, file)).collect()
    }

    fn one(&self, prefix: &str, side: Option<Version>, version: SideVersion) -> SideVersion {
        let inside = version.path.strip_prefix(prefix).unwrap_or(&version.path).to_string();
        let text = std::str::from_utf8(&version.bytes).ok().filter(|text| text.len() as u64 <= LARGEST);
        let Some((text, mut record)) = text.and_then(|text| Some((text, RecordText::parse(text).ok()?)))
        else {
            return version;
        };
        if let Some(side) = side {
            self.shared.in_record(side, &inside, &mut record);
        }
        self.former.in_record(&inside, &mut record);
        let (before, after) = (text, record.render());
        // A file at the path that coach chose moves to the path that coach would choose now.
        let path = match (record_paths::place(&inside, before), record_paths::place(&inside, &after)) {
            (Some(was), Some(now)) if was == inside => format!("{prefix}{now}"),
            _ => version.path.clone(),
        };
        SideVersion { path, bytes: after.into_bytes(), leaf: version.leaf }
    }
}

/// The message about a handle that two people got.
fn shared_handle(SharedHandle { handle, keeper, other, .. }: &SharedHandle) -> String {
    let happened = match keeper {
        Some(keeper) => format!(
            "`{keeper}` and `{other}` were both renamed to `{handle}`: `{keeper}` now has this handle, and"
        ),
        None => format!("`{other}` was renamed to `{handle}`, but another person has this handle:"),
    };
    format!("{happened} `{other}` keeps theirs; to choose another one: coach person rename {other} HANDLE")
}

/// The handles of the commit `before` that belong to another person in the commit `now`, each with the present
/// handle of the person who had it.
pub(super) fn reassigned(
    repo: &Repo,
    before: Option<Oid>,
    now: Option<Oid>,
) -> Result<Vec<(Handle, Handle)>> {
    let trees = [repo.tree(before)?, repo.tree(now)?];
    let [before, now] = trees.each_ref().map(|tree| -> Vec<Person> {
        let files = tree.iter().flat_map(|tree| people(repo, tree, ""));
        files.map(|(_, person)| person).collect()
    });
    Ok(shared_handles::reassigned(&before, &now))
}

/// The message about a handle that belongs to another person now.
pub(super) fn reassigned_note((handle, now): &(Handle, Handle)) -> String {
    format!(
        "two people had the handle `{handle}`: the person whom you know as `{handle}` has the handle `{now}`; \
         to choose another one: coach person rename {now} HANDLE"
    )
}

/// The people of a tree whose record contains `word`. With a non-empty `word`, only people with former
/// handles.
pub(super) fn people<'r>(
    repo: &'r Repo,
    tree: &Tree<'_>,
    word: &'r str,
) -> impl Iterator<Item = PersonFile> + use<'r> {
    let folder = format!("{}people", repo.prefix);
    let entry = tree.get_path(folder.as_ref()).ok();
    let entries = entry.and_then(|entry| repo.git.find_tree(entry.id()).ok());
    let files: Vec<(Option<String>, Oid)> = entries
        .iter()
        .flat_map(Tree::iter)
        .map(|file| (file.name().ok().map(str::to_string), file.id()))
        .collect();
    files.into_iter().filter_map(move |(name, id)| {
        let blob = repo.record(id)?;
        let text = std::str::from_utf8(blob.content()).ok().filter(|text| text.contains(word))?;
        let person =
            records::read::<Person>("", text).ok().filter(|p| word.is_empty() || !p.was.is_empty())?;
        Some((format!("{folder}/{}", name?), person))
    })
}
