//! Finds a template by its handle. Refuses templates that an unreadable file of the team may replace.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::journal::{Filed, Journal, complete_handle};
use crate::error::{Error, Result};
use crate::journal::records::Problem;
use crate::journal::records::kind::RecordKind;
use crate::journal::records::template::Template;
use crate::journal::values::handle::Handle;

/// A template file of the team that does not parse, and the handles that it may define.
#[derive(Clone, Debug)]
pub struct UnreadableTemplate {
    pub problem: Problem,
    /// Empty if the text contains no handle. Then the file may define any template.
    named: Vec<Handle>,
}

impl UnreadableTemplate {
    /// Collects the handles from the text that does not parse. `text` is empty after an I/O error.
    pub fn of(problem: &Problem, text: impl FnOnce() -> String) -> Option<UnreadableTemplate> {
        RecordKind::of_path(&problem.path).filter(|kind| *kind == RecordKind::Template)?;
        let name = problem.path.split_once('/').map_or("", |(_, name)| name);
        let file = name.strip_suffix(".toml").and_then(Handle::near);
        let named = named_in(&text());
        // A file name without a handle in the text is not evidence.
        let named = if named.is_empty() { named } else { named.into_iter().chain(file).collect() };
        Some(UnreadableTemplate { problem: problem.clone(), named })
    }

    /// Whether this file may define the template. A file without a handle may define any template, but not
    /// one that the team defines in a readable file of another name.
    fn may_be(&self, handle: &Handle, is_the_teams: bool) -> bool {
        match self.named.as_slice() {
            [] => {
                !is_the_teams
                    || self.problem.path == format!("{}/{handle}.toml", RecordKind::Template.folder())
            }
            named => named.contains(handle),
        }
    }
}

/// The handles in a template's text. The text need not be valid TOML: only the lines above its first table
/// count.
fn named_in(text: &str) -> Vec<Handle> {
    #[derive(Deserialize)]
    struct TemplateLine {
        handle: String,
    }
    let root =
        text.trim_start_matches('\u{feff}').lines().take_while(|line| !line.trim_start().starts_with('['));
    let lines = root.filter_map(|line| toml::from_str::<TemplateLine>(line).ok());
    lines.filter_map(|line| Handle::near(&line.handle)).collect()
}

impl Journal {
    /// The template with this handle or unique prefix. Fails if an unreadable file of the team may define it,
    /// even if it is built in: the unreadable file may have private fields, and their answers would be
    /// shared.
    pub fn template(&self, typed: &str) -> Result<&Filed<Template>> {
        if let Some(problem) = self.unread_template(typed) {
            return Err(problem.error().hint("fix the template file first"));
        }
        let found = self.template_handle(typed).map_err(|error| match error.hint {
            Some(_) => error,
            None => error.hint("`coach template list` shows them; `coach template new NAME` creates one"),
        })?;
        Ok(&self.templates[found])
    }

    /// The problem of an unreadable file that may define this template.
    pub fn unread_template(&self, typed: &str) -> Option<&Problem> {
        let found = self.template_handle(typed);
        let filed = found.as_ref().ok().and_then(|handle| self.templates.get(*handle));
        let is_the_teams = filed.is_some_and(|filed| !filed.is_built_in());
        let may_be_it = |unread: &&UnreadableTemplate| match &found {
            Ok(handle) => unread.may_be(handle, is_the_teams),
            Err(_) => unread.named.is_empty(),
        };
        self.unread_templates.iter().find(may_be_it).map(|unread| &unread.problem)
    }

    fn template_handle(&self, typed: &str) -> Result<&Handle> {
        let named = self.unread_templates.iter().flat_map(|unread| &unread.named);
        let all: BTreeSet<&Handle> = self.templates.keys().chain(named).collect();
        complete_handle("template", typed, all.iter().copied())
    }

    /// The note form with this handle or unique prefix. Fails for a programme.
    pub fn form(&self, typed: &str) -> Result<&Template> {
        let template = &self.template(typed)?.record;
        if template.is_programme() {
            Err(Error::usage(format!("`{}` is a programme, not a form", template.handle))
                .hint(format!("coach assign {} PERSON --start mon", template.handle)))
        } else {
            Ok(template)
        }
    }

    /// The programme with this handle or unique prefix. Fails for a form.
    pub fn programme(&self, typed: &str) -> Result<&Template> {
        let template = &self.template(typed)?.record;
        if template.is_programme() {
            Ok(template)
        } else {
            Err(Error::usage(format!("`{}` is a form, not a programme", template.handle))
                .hint(format!("coach log PERSON --template {}", template.handle)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stops(path: &str, text: &str, typed: &str) -> bool {
        let problem = Problem::of_file(path, "is nonsense");
        let unread_templates = UnreadableTemplate::of(&problem, || text.to_string()).into_iter().collect();
        let journal = Journal { unread_templates, ..Journal::begun() };
        journal.template(typed).is_err_and(|error| error.message.contains("is nonsense"))
    }

    #[test]
    fn a_file_that_cannot_be_read_stops_those_that_it_may_be() {
        let sec = "handle = \"sec\"\n[[field]]\nkind = \"txt\"\n";
        assert!(!stops("templates/sec.toml", sec, "grow"));
        assert!(!stops("people/sec.toml", "", "grow"));
        assert!(stops("templates/sec.toml", sec, "sec"));
        // The handle in the text counts, with any file name and spelling.
        assert!(stops("templates/sec.toml", "handle = 'Grow' # ours\n", "grow"));
        assert!(stops("templates/grow.toml", sec, "grow"));
        // A prefix may match the unreadable template.
        assert!(!stops("templates/a.toml", "handle = \"growth\"\n", "grow"));
        assert!(stops("templates/a.toml", "handle = \"onward\"\n", "onw"));
        // Without a handle above its tables, a file may define any template.
        assert!(stops("templates/sec.toml", "[[field]]\nhandle = \"sec\"\n", "grow"));
        assert!(stops("templates/sec.toml", "handle = sec\n", "grow"));
        assert!(stops("templates", "", "grow"));
        assert!(stops("templates/sec.toml", "", "nobody"));
    }
}
