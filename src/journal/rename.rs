//! A person gets another handle: every place that names them.

use super::handle::Handle;
use super::person::Person;
use super::session::Session;
use super::text::{Keys, RecordText};

/// Whether the session names them.
pub fn session_names(session: &Session, handle: &Handle) -> bool {
    session.coach == *handle || session.concerns(handle) || session.actions.iter().any(|a| a.owner == *handle)
}

/// Whether the person's record names them: their own, or as manager or member.
pub fn person_names(person: &Person, handle: &Handle) -> bool {
    person.handle == *handle || person.manager.as_ref() == Some(handle) || person.members.contains(handle)
}

pub fn in_session(text: &mut RecordText, old: &Handle, new: &Handle) {
    rename(text.root(), &["coach", "with", "group"], old, new);
    let _: Result<(), ()> = text.each("action", |keys| {
        rename(keys, &["owner"], old, new);
        Ok(())
    });
}

/// Their own record keeps the handle they had: somebody else may still use it.
pub fn in_person(text: &mut RecordText, old: &Handle, new: &Handle) {
    rename(text.root(), &["handle", "manager", "members"], old, new);
    let mut keys = text.root();
    if keys.text("handle") != Some(new.as_str()) {
        return;
    }
    if keys.text("manager") == Some(new.as_str()) {
        keys.remove("manager"); // Two who became one, and one led the other.
    }
    let mut was = keys.words("was");
    was.push(old.to_string());
    was.retain(|was| was != new.as_str());
    was.sort();
    was.dedup();
    keys.set_list("was", &was);
}

fn rename(mut keys: Keys<'_>, names: &[&str], old: &Handle, new: &Handle) {
    for name in names {
        keys.replace_word(name, old.as_str(), new.as_str());
    }
}
