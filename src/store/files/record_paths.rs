//! The path for each new record. coach identifies a record by its content and not by its path, so the
//! user may move files.

use crate::journal::records;
use crate::journal::records::kind::RecordKind;
use crate::journal::records::session::Session;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

/// Prevents git from merging records as text, and from changing their bytes.
pub(crate) const ATTRIBUTES: &str = "\
# Records are merged by coach, field by field, never as text.
*.toml -text -merge
";

pub(crate) const ATTRIBUTES_FILE: &str = ".gitattributes";

pub(crate) fn session(session: &Session) -> String {
    format!("{}/{}/{}-{}.toml", RecordKind::Session.folder(), session.whom(), session.date, session.id)
}

fn named(kind: RecordKind, name: &str) -> String {
    format!("{}/{name}.toml", kind.folder())
}

pub(crate) fn person(handle: &Handle) -> String {
    named(RecordKind::Person, handle.as_str())
}

pub(crate) fn objective(handle: &Handle) -> String {
    named(RecordKind::Objective, handle.as_str())
}

pub(crate) fn policy(handle: &Handle) -> String {
    named(RecordKind::Policy, handle.as_str())
}

pub(crate) fn resource(handle: &Handle) -> String {
    named(RecordKind::Resource, handle.as_str())
}

pub(crate) fn template(handle: &Handle) -> String {
    named(RecordKind::Template, handle.as_str())
}

pub(crate) fn standard(handle: &Handle) -> String {
    named(RecordKind::Standard, handle.as_str())
}

pub(crate) fn request(id: &Id) -> String {
    named(RecordKind::Request, id.as_str())
}

pub(crate) fn story(id: &Id) -> String {
    named(RecordKind::Story, id.as_str())
}

/// The usual path for a record in this folder, from its content; `None` if the content is not readable.
pub(crate) fn place(path: &str, text: &str) -> Option<String> {
    match RecordKind::of_path(path)? {
        RecordKind::Session => Some(session(&records::read(path, text).ok()?)),
        kind => {
            kind.validate(path, text).ok()?;
            Some(named(kind, &kind.name_in(text)?))
        }
    }
}
