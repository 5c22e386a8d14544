//! Somebody who was renamed, or made one of two, on one side: what the other side still writes under
//! an old handle is theirs. Each side is read as if it had known, and then merged as usual.

use std::collections::{BTreeMap, BTreeSet};

use git2::Tree;

use super::records::Version;
use crate::journal::former::Former;
use crate::journal::merge::{self, Merged};
use crate::journal::person::Person;
use crate::journal::record;
use crate::journal::text::RecordText;
use crate::store::layout;
use crate::store::repository::Repo;

/// Handles that are not used any more, and the files of everyone they are about.
#[derive(Default)]
pub struct Renamed {
    former: Former,
    pub paths: BTreeSet<String>,
}

/// A person's file, and what it says.
type Filed = (String, Person);

impl Renamed {
    /// What three trees say of former handles.
    pub fn between(repo: &Repo, base: Option<&Tree<'_>>, sides: [Option<&Tree<'_>>; 2]) -> Renamed {
        if !sides.iter().flatten().any(|tree| people(repo, tree, "was").next().is_some()) {
            return Renamed::default();
        }
        let all = |tree: Option<&Tree<'_>>| -> Vec<Filed> {
            tree.map(|tree| people(repo, tree, "").collect()).unwrap_or_default()
        };
        let sides = [all(base), all(sides[0]), all(sides[1])];
        let persons = |filed: &[Filed]| filed.iter().map(|(_, person)| person.clone()).collect::<Vec<_>>();
        let [base, ours, theirs] = [0, 1, 2].map(|side| persons(&sides[side]));
        let former = Former::between(&base, &ours, &theirs);
        let about = |(_, person): &&Filed| former.concerns(&person.handle);
        let paths = sides.iter().flatten().filter(about).map(|(path, _)| path.clone()).collect();
        Renamed { former, paths }
    }

    /// The files of one side with the handles that are used now; two who became one are one.
    pub fn applied(&self, prefix: &str, side: Vec<Version>) -> Vec<Version> {
        if self.former.is_empty() {
            return side;
        }
        let mut found: Vec<Version> = Vec::new();
        let mut people: BTreeMap<String, usize> = BTreeMap::new();
        for version in side {
            let renamed = self.one(prefix, version);
            let name = renamed.handle.filter(|handle| self.former.concerns(handle));
            let known = name.and_then(|name| {
                let next = found.len();
                let place = *people.entry(name.to_string()).or_insert(next);
                (place != next).then_some(place)
            });
            match known.and_then(|place| Some((place, joined(&found[place], &renamed.version)?))) {
                Some((place, joined)) => found[place] = joined,
                None => found.push(renamed.version),
            }
        }
        found
    }

    fn one(&self, prefix: &str, version: Version) -> One {
        let inside = version.path.strip_prefix(prefix).unwrap_or(&version.path).to_string();
        let is_person = inside.starts_with("people/");
        let text = std::str::from_utf8(&version.bytes).ok();
        let Some((text, mut record)) = text.and_then(|text| Some((text, RecordText::parse(text).ok()?)))
        else {
            return One { version, handle: None };
        };
        self.former.in_record(&inside, &mut record);
        let (before, after) = (text, record.render());
        // One that lies where coach puts it goes where coach would put it now.
        let path = match (layout::place(&inside, before), layout::place(&inside, &after)) {
            (Some(was), Some(now)) if was == inside => format!("{prefix}{now}"),
            _ => version.path.clone(),
        };
        let handle = is_person.then(|| record::read::<Person>("", &after).ok()).flatten().map(|p| p.handle);
        One { version: Version { path, bytes: after.into_bytes(), leaf: version.leaf }, handle }
    }
}

/// A file with the handles used now, and whose record it is.
struct One {
    version: Version,
    handle: Option<crate::journal::handle::Handle>,
}

/// Two records of one person in one, by the rules of every merge.
fn joined(a: &Version, b: &Version) -> Option<Version> {
    let [one, other] = [a, b].map(|version| std::str::from_utf8(&version.bytes).ok());
    let Ok(Merged::Text(text)) = merge::merge(None, Some(one?), Some(other?)) else { return None };
    let path = a.path.clone().max(b.path.clone());
    Some(Version { path, leaf: a.leaf, bytes: text.into_bytes() })
}

/// The people of a tree whose record holds this word.
fn people<'r>(repo: &'r Repo, tree: &Tree<'_>, word: &'r str) -> impl Iterator<Item = Filed> + use<'r> {
    let folder = format!("{}people", repo.prefix);
    let entry = tree.get_path(folder.as_ref()).ok();
    let entries = entry.and_then(|entry| repo.git.find_tree(entry.id()).ok());
    let files: Vec<(Option<String>, git2::Oid)> = entries
        .iter()
        .flat_map(Tree::iter)
        .map(|file| (file.name().ok().map(str::to_string), file.id()))
        .collect();
    files.into_iter().filter_map(move |(name, id)| {
        let blob = repo.git.find_blob(id).ok()?;
        let text = std::str::from_utf8(blob.content()).ok().filter(|text| text.contains(word))?;
        let person =
            record::read::<Person>("", text).ok().filter(|p| word.is_empty() || !p.was.is_empty())?;
        Some((format!("{folder}/{}", name?), person))
    })
}
