//! The form of a session for the editor: the file itself, with hints.

use super::confidential::KEY;
use super::form;
use super::session::Session;

const HEAD: &str = "\
#: One session. What you save here is the session's file; lines that begin with #: are left out.
#: More keys: start = 14:30:00, minutes = 45, kind = \"moment\", topics = [\"discovery-calls\"],
#: objectives = [\"reduce-churn\"]. Days are written 2026-11-28.
#: private = '''…''' is taken out of here and kept for you alone.
";

const TAIL: &str = "
#: What was agreed, and what to ask when; as many as you like. Take the #: away:
#:[[action]]
#:what = \"Rewrite the opening of the script\"
#:owner = \"ana\"
#:due = 2026-11-28
#:
#:[[follow_up]]
#:ask = \"What changed in the first five minutes?\"
#:due = 2026-12-05
";

/// The session as it stands with what is kept apart from it, with room for notes, and hints.
pub fn to_fill_in(session: &Session, private: &str) -> String {
    let mut text = form::session(session);
    text.root().set_text(KEY, private);
    if session.with.is_empty() {
        text.root().set("with", toml_edit::Array::new());
    }
    let mut body = text.render();
    let has_tables =
        session.feedback.is_some() || !session.actions.is_empty() || !session.follow_ups.is_empty();
    if session.notes.is_empty() && !has_tables {
        body.push_str("notes = '''\n\n'''\n");
    }
    format!("{HEAD}{body}{TAIL}")
}

/// The text without the hints. Only the very lines of the hints go: whatever else somebody wrote
/// stays, even where it begins with `#:`.
pub fn without_hints(text: &str) -> String {
    let hint = |line: &str| {
        line.starts_with("#:") && HEAD.lines().chain(TAIL.lines()).any(|hint| hint == line.trim_end())
    };
    text.split_inclusive('\n').filter(|line| !hint(line)).collect::<String>().trim_end().to_string() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::record;

    #[test]
    fn the_form_reads_back_as_the_session_it_was_made_of() {
        let with = vec!["ana".parse().unwrap()];
        let jo = "jo".parse().unwrap();
        let session = Session::new("k3f9m2qxtp".parse().unwrap(), "2026-11-21".parse().unwrap(), &jo, with);
        let written = to_fill_in(&session, "");
        let read: Session = record::read("x", &without_hints(&written)).unwrap();
        assert_eq!(read.notes.trim(), "");
        assert_eq!(Session { notes: String::new(), ..read }, session);
        assert!(!without_hints(&written).contains("#:"));
        let mine = written.replace("#: More keys", "#: My own words");
        assert!(without_hints(&mine).contains("#: My own words"));
    }
}
