//! Where records are put. Where a file lies means nothing: what it says counts, so that a person
//! may move files about.

use crate::journal::records;
use crate::journal::records::objective::Objective;
use crate::journal::records::person::Person;
use crate::journal::records::request::Request;
use crate::journal::records::session::Session;
use crate::journal::records::standard::Standard;
use crate::journal::records::story::Story;
use crate::journal::records::template::Template;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

/// Keeps git from merging records as text, and from changing a byte of them.
pub const ATTRIBUTES: &str = "\
# Records are merged by coach, field by field, never as text.
*.toml -text -merge
";

pub const ATTRIBUTES_FILE: &str = ".gitattributes";

pub fn session(session: &Session) -> String {
    format!("sessions/{}/{}-{}.toml", session.whom(), session.date, session.id)
}

pub fn person(handle: &Handle) -> String {
    format!("people/{handle}.toml")
}

pub fn objective(handle: &Handle) -> String {
    format!("objectives/{handle}.toml")
}

pub fn template(handle: &Handle) -> String {
    format!("templates/{handle}.toml")
}

pub fn standard(handle: &Handle) -> String {
    format!("standards/{handle}.toml")
}

pub fn request(id: &Id) -> String {
    format!("requests/{id}.toml")
}

pub fn story(id: &Id) -> String {
    format!("stories/{id}.toml")
}

/// Where a record of this folder is put, by what it says; nothing where that cannot be told.
pub fn place(path: &str, text: &str) -> Option<String> {
    match path.split('/').next()? {
        "people" => Some(person(&records::read::<Person>(path, text).ok()?.handle)),
        "sessions" => Some(session(&records::read(path, text).ok()?)),
        "objectives" => Some(objective(&records::read::<Objective>(path, text).ok()?.handle)),
        "templates" => Some(template(&records::read::<Template>(path, text).ok()?.handle)),
        "standards" => Some(standard(&records::read::<Standard>(path, text).ok()?.handle)),
        "requests" => Some(request(&records::read::<Request>(path, text).ok()?.id)),
        "stories" => Some(story(&records::read::<Story>(path, text).ok()?.id)),
        _ => None,
    }
}
