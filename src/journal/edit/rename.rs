//! Renames a person: replaces the handle in every record that names them.

use crate::journal::records::action::Action;
use crate::journal::records::kind::RecordKind;
use crate::journal::records::person::Person;
use crate::journal::records::session::Session;
use crate::journal::text::editable_record::{Keys, RecordText};
use crate::journal::values::handle::Handle;

/// Whether the session names this person.
pub(crate) fn session_names(session: &Session, handle: &Handle) -> bool {
    session.coach == *handle
        || session.concerns(handle)
        || session.actions.iter().any(|a| a.owner == *handle || vouches(a, handle))
        || session.reporters().any(|person| person == handle)
}

/// Whether this person recorded or confirmed the action's benefit.
fn vouches(action: &Action, handle: &Handle) -> bool {
    action.benefit.as_ref().is_some_and(|benefit| benefit.people().any(|person| person == handle))
}

/// Whether this record is the person's own, or names them as manager or member.
pub(crate) fn person_names(person: &Person, handle: &Handle) -> bool {
    person.handle == *handle || person.manager.as_ref() == Some(handle) || person.members.contains(handle)
}

pub(crate) fn in_session(text: &mut RecordText, old: &Handle, new: &Handle) {
    rename(text.root(), &["coach", "with", "group"], old, new);
    let _: Result<(), ()> = text.each("action", |mut keys| {
        if let Some(benefit) = keys.table("benefit") {
            rename(benefit, &["claimed_by", "confirmed_by"], old, new);
        }
        rename(keys, &["owner", REPORTED_BY], old, new);
        Ok(())
    });
    let _: Result<(), ()> = text.each("follow_up", |keys| {
        rename(keys, &[REPORTED_BY], old, new);
        Ok(())
    });
}

/// Renames the person in a person's record. Their own record keeps the old handle in `was`, because a
/// colleague may still use it.
pub(crate) fn in_person(text: &mut RecordText, old: &Handle, new: &Handle) {
    rename(text.root(), &["handle", "manager", "members"], old, new);
    let mut keys = text.root();
    if keys.text("handle") != Some(new.as_str()) {
        return;
    }
    if keys.text("manager") == Some(new.as_str()) {
        keys.remove("manager"); // A join of a person with their own manager.
    }
    // The oldest handle is first: other records use that one.
    let before = keys.words("was");
    let mut was = before.clone();
    was.retain(|was| was != new.as_str());
    if !was.iter().any(|was| was == old.as_str()) {
        was.push(old.to_string());
    }
    if was != before {
        keys.set_list("was", &was);
    }
}

/// Replaces the handle in a record of any kind. The kind follows from the path.
pub(crate) fn in_record(path: &str, text: &mut RecordText, old: &Handle, new: &Handle) {
    match RecordKind::of_path(path) {
        Some(RecordKind::Person) => in_person(text, old, new),
        Some(RecordKind::Session) => in_session(text, old, new),
        Some(RecordKind::Objective) => rename(text.root(), &["sponsor"], old, new),
        Some(RecordKind::Request) => rename(text.root(), &["from"], old, new),
        Some(RecordKind::Story) => rename(text.root(), &["person", "consent_by"], old, new),
        Some(RecordKind::Policy) => rename(text.root(), &["owner", "agreed_by"], old, new),
        Some(RecordKind::Resource | RecordKind::Standard | RecordKind::Template) | None => {}
    }
}

/// The keys that hold the handle of one person.
pub(crate) const ONE_PERSON: [&str; 11] = [
    "coach",
    "group",
    "owner",
    REPORTED_BY,
    "claimed_by",
    "confirmed_by",
    "consent_by",
    "manager",
    "sponsor",
    "from",
    "person",
];

/// The key of the person who closed an item by mail.
pub(crate) const REPORTED_BY: &str = "reported_by";

fn rename(mut keys: Keys<'_>, names: &[&str], old: &Handle, new: &Handle) {
    for name in names {
        keys.replace_word(name, old.as_str(), new.as_str());
    }
}
