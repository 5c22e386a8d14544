//! Renders a session as an editor buffer, with `#:` hint lines.

use super::draft_extras::DraftExtras;
use super::editable_record::RecordText;
use super::new_record;
use crate::escape::visible;
use crate::journal::records::answers::{ANSWERS, Answers, TEMPLATE};
use crate::journal::records::session::Session;
use crate::journal::records::template::Template;
use crate::journal::records::template_field::{Kind, TemplateField};

const HEAD: &str = "\
#: One session. This text becomes the session's file, without these #: lines.
#: More keys: start = 14:30:00, minutes = 45, kind = \"moment\", topics = [\"discovery-calls\"],
#: objectives = [\"reduce-churn\"]. Write a date as 2026-11-28.
#: coach saves private = '''…''' as your private note, not in this file.
";

const TAIL: &str = "
#: Actions and follow-ups, as many as you like. To use one, remove its #: marks:
#:[[action]]
#:what = \"Rewrite the opening of the script\"
#:owner = \"ana\"
#:due = 2026-11-28
#:
#:[[follow_up]]
#:ask = \"What changed in the first five minutes?\"
#:due = 2026-12-05
";

/// Returns the text of a session and its extras, with hints, and with room for notes. With a template, every
/// field has its key, with its prompt above it.
pub(crate) fn to_fill_in(session: &Session, apart: &DraftExtras, template: Option<&Template>) -> String {
    let mut session = session.clone();
    let answers = if template.is_some() { session.answers.take() } else { None };
    let mut text = new_record::session(&session);
    apart.put_into(&mut text);
    if session.with.is_empty() {
        text.root().set("with", toml_edit::Array::new());
    }
    let mut body = text.render();
    let has_tables = session.feedback.is_some()
        || session.answers.is_some()
        || !session.actions.is_empty()
        || !session.follow_ups.is_empty();
    if session.notes.is_empty() && !has_tables {
        body.push_str("notes = '''\n\n'''\n");
    }
    if let Some(template) = template {
        body.push_str(&fields(template, answers.as_ref()));
    }
    format!("{HEAD}{body}{TAIL}")
}

fn fields(template: &Template, answers: Option<&Answers>) -> String {
    let mut text = format!("\n[{ANSWERS}]\n{TEMPLATE} = \"{}\"\n", template.handle);
    for field in &template.fields {
        let mut given = answers.iter().flat_map(|answers| &answers.given);
        let said = given.find(|(key, _)| *key == field.key).map(|(_, answer)| answer.to_string());
        let key = &field.key;
        text.push_str(&format!("{}\n", hint(field)));
        match said {
            Some(said) => {
                let mut one = RecordText::new("");
                one.root().set(key, new_record::written(&said));
                text.push_str(&one.render());
            }
            None if matches!(field.kind, Kind::Text | Kind::List) => {
                text.push_str(&format!("{key} = '''\n\n'''\n"));
            }
            None => text.push_str(&format!("{key} = ''\n")),
        }
    }
    text
}

/// Returns the prompt of a field as one hint line, even if it has control characters.
fn hint(field: &TemplateField) -> String {
    let kind = match field.kind {
        Kind::List => "one item a line".to_string(),
        _ => field.kind_in_words(),
    };
    let private = if field.private { "only you will see this" } else { "" };
    let more: Vec<&str> = [kind.as_str(), private].into_iter().filter(|said| !said.is_empty()).collect();
    let more = if more.is_empty() { String::new() } else { format!(" ({})", more.join("; ")) };
    format!("#: {}{more}", visible(&field.question()))
}

/// Removes the hints from a text. Removes only the exact hint lines: all other lines stay, even if they begin
/// with `#:`.
pub(crate) fn without_hints(text: &str, template: Option<&Template>) -> String {
    let prompts: Vec<String> = template.iter().flat_map(|template| &template.fields).map(hint).collect();
    let hints: Vec<&str> =
        HEAD.lines().chain(TAIL.lines()).chain(prompts.iter().map(String::as_str)).collect();
    let is_hint = |line: &str| line.starts_with("#:") && hints.contains(&line.trim_end());
    text.split_inclusive('\n').filter(|line| !is_hint(line)).collect::<String>().trim_end().to_string() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::records;

    #[test]
    fn the_form_reads_back_as_the_session_it_was_made_of() {
        let with = vec!["ana".parse().unwrap()];
        let jo = "jo".parse().unwrap();
        let session = Session::new("k3f9m2qxtp".parse().unwrap(), "2026-11-21".parse().unwrap(), &jo, with);
        let written = to_fill_in(&session, &DraftExtras::default(), None);
        let read: Session = records::read("x", &without_hints(&written, None)).unwrap();
        assert_eq!(read.notes.trim(), "");
        assert_eq!(Session { notes: String::new(), ..read }, session);
        assert!(!without_hints(&written, None).contains("#:"));
        let mine = written.replace("#: More keys", "#: My own words");
        assert!(without_hints(&mine, None).contains("#: My own words"));
    }
}
