//! Loads the files of a journal into memory. A file that coach cannot read becomes a problem, which every
//! listing mentions; coach never skips one in silence. Unchanged records come from the cache.

pub(crate) mod conflicts;
mod for_people;
mod from_cache;
mod into_journal;
mod second_items;
#[cfg(feature = "serve")]
pub(crate) mod warm;

use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;

use super::cache::{self, Cache, Loaded, OpenCache};
use super::files::file_system::FileSystem;
use super::files::walk::{self, FoundFile};
use crate::environment::Environment;
use crate::error::{Error, Result, reason};
use crate::journal::query::journal::Journal;
use crate::journal::query::template_lookup::UnreadableTemplate;
use crate::journal::records::kind::RecordKind;
use crate::journal::records::objective::Objective;
use crate::journal::records::person::Person;
use crate::journal::records::policy::Policy;
use crate::journal::records::request::Request;
use crate::journal::records::resource::Resource;
use crate::journal::records::session::Session;
use crate::journal::records::settings::{FORMAT, SETTINGS_FILE, Settings, newer_format};
use crate::journal::records::standard::Standard;
use crate::journal::records::story::Story;
use crate::journal::records::template::Template;
use crate::journal::records::{self, Problem, Record};
use crate::journal::values::handle::Handle;
use crate::parallel;

/// How much of the journal a command needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LoadScope<'a> {
    /// The data for a new session with these people: people, objectives and templates, the sessions with
    /// open items of theirs, all topics and all ids.
    About(&'a [Handle]),
    /// The sessions with open items and the latest session of each person, without notes; and all other
    /// records.
    Due,
    /// All records, without notes.
    Figures,
    Whole,
}

/// Loads as much of the journal as `depth` needs.
pub(crate) fn load(root: &Path, world: &Environment, depth: LoadScope<'_>) -> Result<Journal> {
    let settings = settings(root)?;
    for folder in ["", ".git/coach", ".git/info"] {
        FileSystem::new(root.join(folder)).remove_abandoned();
    }
    if let LoadScope::About(people) = depth
        && let Some(mut journal) = for_people::about(root, world, people)
    {
        journal.problems.extend(unread_settings(&settings));
        let unread_templates = unread_templates(root, &journal.problems);
        return Ok(Journal { settings, unread_templates, ..journal });
    }
    let mut journal = Journal { settings, ..Journal::begun() };
    journal.problems.extend(unread_settings(&journal.settings));
    let cache = Cache::of(root, world);
    let reading = cache.as_ref().and_then(Cache::read);
    let stamps = reading.as_ref().and_then(OpenCache::stamps).unwrap_or_default();
    let kept = reading.as_ref().and_then(|reading| reading.folders(&stamps));
    let walked =
        walk::walk(&FileSystem::new(root), &RecordKind::FOLDERS, kept.as_deref().unwrap_or_default());
    let known = reading.as_ref().zip(kept.map(|kept| cache::plan(&walked, &kept)));
    let taken = from_cache::load(root, world, &walked, depth, (cache.as_ref(), known));
    journal.elsewhere.ids = taken.elsewhere;
    let order = || {
        into_journal::fill(&mut journal, root, walked, taken.loaded);
        journal.sort();
    };
    match (&cache, taken.kept) {
        (Some(cache), Some(kept)) => drop(parallel::both(|| cache.keep(&kept), order)),
        _ => order(),
    }
    journal.unread_templates = unread_templates(root, &journal.problems);
    Ok(journal)
}

/// The team's templates among the unreadable files, with the facts that coach can still find in their
/// text.
fn unread_templates(root: &Path, problems: &[Problem]) -> Vec<UnreadableTemplate> {
    let text = |path: &str| FileSystem::new(root).read(path).ok().flatten();
    let told = |path: &str| String::from_utf8_lossy(&text(path).unwrap_or_default()).into_owned();
    // A second file of a template defines nothing: the file that counts was read.
    let unread = problems.iter().filter(|problem| problem.is_unread());
    unread.filter_map(|problem| UnreadableTemplate::of(problem, || told(&problem.path))).collect()
}

/// Fails if the settings are those of a journal with a newer format, even if they have other errors.
pub(crate) fn known_format(settings: &str) -> Result<()> {
    match newer_format(settings) {
        Some(format) => Err(Error::cannot(format!(
            "this journal has format {format}, but this version of coach reads only formats up to {FORMAT}"
        ))
        .hint("update coach to a newer version")),
        None => Ok(()),
    }
}

/// Reads the team's settings. Fails for a journal with a newer format before coach reads anything else.
/// An invalid setting gets its default and becomes a problem.
pub(crate) fn settings(root: &Path) -> Result<Settings> {
    let text = match text(root, SETTINGS_FILE) {
        Ok(text) => text,
        // The bytes are not UTF-8: the problem has a position in the file.
        Err(problem) if problem.line > 0 => return Ok(Settings::unreadable(problem)),
        Err(problem) => {
            let kind = if problem.is_the_machines { Error::machine } else { Error::cannot };
            return Err(kind(format!("{}: {}", root.join(SETTINGS_FILE).display(), problem.message))
                .hint("repair or restore that file: it holds the team's settings"));
        }
    };
    known_format(&text)?;
    Ok(Settings::read(SETTINGS_FILE, &text))
}

fn unread_settings(settings: &Settings) -> impl Iterator<Item = Problem> {
    settings.unread.iter().map(|unread| unread.problem.clone())
}

/// Reads one record from its file, through the open folder if there is one.
fn load_one(root: &Path, open: Option<&OwnedFd>, folder: &str, found: &FoundFile) -> Loaded {
    fn read<T: Record>(path: &str, text: &str, wrap: fn(Box<T>) -> Loaded) -> Loaded {
        match records::read(path, text) {
            Ok(record) => wrap(Box::new(record)),
            Err(problem) => Loaded::Problem(problem),
        }
    }
    let path = &format!("{folder}/{}", found.name);
    let bytes = match open {
        Some(open) => FileSystem::read_in(open, &found.name, found.stamp.is_some()),
        None => FileSystem::new(root).read(path),
    };
    let text = match as_text(path, bytes) {
        Ok(text) => text,
        Err(problem) => return Loaded::Problem(problem),
    };
    match RecordKind::of_path(path) {
        Some(RecordKind::Person) => read::<Person>(path, &text, Loaded::Person),
        Some(RecordKind::Objective) => read::<Objective>(path, &text, Loaded::Objective),
        Some(RecordKind::Request) => read::<Request>(path, &text, Loaded::Request),
        Some(RecordKind::Story) => read::<Story>(path, &text, Loaded::Story),
        Some(RecordKind::Policy) => read::<Policy>(path, &text, Loaded::Policy),
        Some(RecordKind::Resource) => read::<Resource>(path, &text, Loaded::Resource),
        Some(RecordKind::Standard) => read::<Standard>(path, &text, Loaded::Standard),
        Some(RecordKind::Template) => read::<Template>(path, &text, Loaded::Template),
        Some(RecordKind::Session) | None => read::<Session>(path, &text, Loaded::Session),
    }
}

/// The text of a record's file.
pub(crate) fn text(root: &Path, path: &str) -> std::result::Result<String, Problem> {
    as_text(path, FileSystem::new(root).read(path))
}

fn as_text(path: &str, bytes: io::Result<Option<Vec<u8>>>) -> std::result::Result<String, Problem> {
    match bytes {
        Ok(Some(bytes)) => String::from_utf8(bytes).map_err(|error| {
            let valid = error.utf8_error().valid_up_to();
            let start = String::from_utf8_lossy(&error.as_bytes()[..valid]).into_owned();
            Problem::at(path, &start, valid, "these bytes are not UTF-8")
        }),
        Ok(None) => Err(Problem::of_file(path, "there is no such file")),
        Err(error) if is_the_machines(&error) => Err(Problem::of_machine(path, reason(&error))),
        Err(error) => Err(Problem::of_file(path, reason(&error))),
    }
}

/// Whether the machine caused the error, so that a retry may succeed. A symlink or a device gives the
/// same error each time.
pub(super) fn is_the_machines(error: &io::Error) -> bool {
    use rustix::io::Errno;
    Errno::from_io_error(error).is_some_and(|errno| ![Errno::LOOP, Errno::NOTDIR].contains(&errno))
}

/// The sorted paths of all records, and the problems found among them.
pub(crate) fn records(root: &Path) -> (Vec<String>, Vec<Problem>) {
    let walked = walk::walk(&FileSystem::new(root), &RecordKind::FOLDERS, &[]);
    let mut paths: Vec<String> = walked.paths().collect();
    paths.sort();
    (paths, walked.problems)
}
