//! The kinds of record: the folder of each, the key that names a record, and its noun.

use super::objective::Objective;
use super::person::Person;
use super::policy::Policy;
use super::request::Request;
use super::resource::Resource;
use super::session::Session;
use super::standard::Standard;
use super::story::Story;
use super::template::Template;
use super::{Problem, read};

/// A kind of record, in the order of exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordKind {
    Person,
    Objective,
    Session,
    Request,
    Story,
    Policy,
    Resource,
    Standard,
    Template,
}

impl RecordKind {
    pub const ALL: [RecordKind; 9] = [
        RecordKind::Person,
        RecordKind::Objective,
        RecordKind::Session,
        RecordKind::Request,
        RecordKind::Story,
        RecordKind::Policy,
        RecordKind::Resource,
        RecordKind::Standard,
        RecordKind::Template,
    ];

    /// The folders of all kinds.
    pub const FOLDERS: [&str; 9] = [
        RecordKind::Person.folder(),
        RecordKind::Objective.folder(),
        RecordKind::Session.folder(),
        RecordKind::Request.folder(),
        RecordKind::Story.folder(),
        RecordKind::Policy.folder(),
        RecordKind::Resource.folder(),
        RecordKind::Standard.folder(),
        RecordKind::Template.folder(),
    ];

    /// The folder of the journal that holds records of this kind. Its name is also their plural.
    pub const fn folder(self) -> &'static str {
        match self {
            RecordKind::Person => "people",
            RecordKind::Objective => "objectives",
            RecordKind::Session => "sessions",
            RecordKind::Request => "requests",
            RecordKind::Story => "stories",
            RecordKind::Policy => "policies",
            RecordKind::Resource => "resources",
            RecordKind::Standard => "standards",
            RecordKind::Template => "templates",
        }
    }

    /// The word for one record of this kind.
    pub const fn noun(self) -> &'static str {
        match self {
            RecordKind::Person => "person",
            RecordKind::Objective => "objective",
            RecordKind::Session => "session",
            RecordKind::Request => "request",
            RecordKind::Story => "story",
            RecordKind::Policy => "policy",
            RecordKind::Resource => "resource",
            RecordKind::Standard => "standard",
            RecordKind::Template => "template",
        }
    }

    /// The key that identifies a record of this kind: `id` or `handle`.
    pub const fn key(self) -> &'static str {
        match self {
            RecordKind::Session | RecordKind::Request | RecordKind::Story => "id",
            RecordKind::Person
            | RecordKind::Objective
            | RecordKind::Policy
            | RecordKind::Resource
            | RecordKind::Standard
            | RecordKind::Template => "handle",
        }
    }

    /// The kind of the record at this path, relative to the journal's root.
    pub fn of_path(path: &str) -> Option<RecordKind> {
        let folder = path.split('/').next()?;
        RecordKind::ALL.into_iter().find(|kind| kind.folder() == folder)
    }

    /// Whether the path, relative to the journal's root, is in the folder of this kind.
    pub fn is_at(self, path: &str) -> bool {
        RecordKind::of_path(path) == Some(self)
    }

    /// The id or handle in a record's text. `None` if the text has none.
    pub fn name_in(self, text: &str) -> Option<String> {
        let table: toml::Table = text.trim_start_matches('\u{feff}').parse().ok()?;
        Some(table.get(self.key())?.as_str()?.to_owned())
    }

    /// Fails if the text is not a record of this kind.
    pub fn validate(self, path: &str, text: &str) -> Result<(), Problem> {
        match self {
            RecordKind::Person => read::<Person>(path, text).map(|_| ()),
            RecordKind::Objective => read::<Objective>(path, text).map(|_| ()),
            RecordKind::Session => read::<Session>(path, text).map(|_| ()),
            RecordKind::Request => read::<Request>(path, text).map(|_| ()),
            RecordKind::Story => read::<Story>(path, text).map(|_| ()),
            RecordKind::Policy => read::<Policy>(path, text).map(|_| ()),
            RecordKind::Resource => read::<Resource>(path, text).map(|_| ()),
            RecordKind::Standard => read::<Standard>(path, text).map(|_| ()),
            RecordKind::Template => read::<Template>(path, text).map(|_| ()),
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
