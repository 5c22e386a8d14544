//! The kinds of record: the folder of each, the key that names a record, and its noun.

use super::objective::Objective;
use super::person::Person;
use super::request::Request;
use super::session::Session;
use super::standard::Standard;
use super::story::Story;
use super::template::Template;
use super::{Problem, read};

/// A kind of record, in the order of exports: a record only names records of its own kind or of kinds before
/// it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordKind {
    Person,
    Objective,
    Session,
    Request,
    Story,
    Standard,
    Template,
}

use RecordKind::{
    Objective as O, Person as P, Request as R, Session as S, Standard as D, Story as Y, Template as T,
};

impl RecordKind {
    pub const ALL: [RecordKind; 7] = [P, O, S, R, Y, D, T];

    /// The folders of all kinds.
    pub const FOLDERS: [&str; 7] =
        [P.folder(), O.folder(), S.folder(), R.folder(), Y.folder(), D.folder(), T.folder()];

    /// The folder of the journal that holds records of this kind. Its name is also their plural.
    pub const fn folder(self) -> &'static str {
        match self {
            P => "people",
            O => "objectives",
            S => "sessions",
            R => "requests",
            Y => "stories",
            D => "standards",
            T => "templates",
        }
    }

    /// The word for one record of this kind.
    pub const fn noun(self) -> &'static str {
        match self {
            P => "person",
            O => "objective",
            S => "session",
            R => "request",
            Y => "story",
            D => "standard",
            T => "template",
        }
    }

    /// The key that identifies a record of this kind: `id` or `handle`.
    pub const fn key(self) -> &'static str {
        match self {
            S | R | Y => "id",
            P | O | D | T => "handle",
        }
    }

    /// The kind of the record at this path, relative to the journal's root.
    pub fn of_path(path: &str) -> Option<RecordKind> {
        let folder = path.split('/').next()?;
        RecordKind::ALL.into_iter().find(|kind| kind.folder() == folder)
    }

    /// The id or handle in a record's text. `None` if the text has none.
    pub fn name_in(self, text: &str) -> Option<String> {
        let table: toml::Table = text.trim_start_matches('\u{feff}').parse().ok()?;
        Some(table.get(self.key())?.as_str()?.to_owned())
    }

    /// Fails if the text is not a record of this kind.
    pub fn validate(self, path: &str, text: &str) -> Result<(), Problem> {
        match self {
            P => read::<Person>(path, text).map(|_| ()),
            O => read::<Objective>(path, text).map(|_| ()),
            S => read::<Session>(path, text).map(|_| ()),
            R => read::<Request>(path, text).map(|_| ()),
            Y => read::<Story>(path, text).map(|_| ()),
            D => read::<Standard>(path, text).map(|_| ()),
            T => read::<Template>(path, text).map(|_| ()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_the_kind_of_its_folder() {
        for kind in RecordKind::ALL {
            assert_eq!(RecordKind::of_path(&format!("{}/x/y.toml", kind.folder())), Some(kind));
        }
        assert_eq!(RecordKind::of_path("coach.toml"), None);
        assert_eq!(RecordKind::of_path("sessions.toml"), None);
        assert_eq!(RecordKind::FOLDERS, RecordKind::ALL.map(RecordKind::folder));
    }
}
