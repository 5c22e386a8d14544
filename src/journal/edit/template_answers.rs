//! Parses typed input into the answers of a template. Separates the answers that the team may read from the
//! coach's private ones.

use crate::error::{Error, Result};
use crate::journal::dates::Calendar;
use crate::journal::query::journal::Journal;
use crate::journal::records;
use crate::journal::records::answers::{ANSWERS, Answer, Answers};
use crate::journal::records::private_note::paragraphs;
use crate::journal::records::session::Session;
use crate::journal::records::template::Template;
use crate::journal::records::template_field::{Kind, TemplateField};
use crate::journal::text::did_you_mean::near;
use crate::journal::text::editable_record::RecordText;
use crate::journal::text::new_record;
use crate::journal::values::handle::Handle;

/// The answers with their fields, in the template's order.
pub(crate) struct TemplateAnswers<'a> {
    template: &'a Template,
    given: Vec<(&'a TemplateField, Answer)>,
}

impl<'a> TemplateAnswers<'a> {
    /// Parses pairs of key and input. A repeated key adds a line to a list or a paragraph to a text. Fails on
    /// an unknown key, an invalid answer, and a second answer to a scale or a date.
    pub(crate) fn of(
        template: &'a Template,
        typed: &[(String, String)],
        calendar: &Calendar,
    ) -> Result<TemplateAnswers<'a>> {
        let mut parts: Vec<Vec<&str>> = vec![Vec::new(); template.fields.len()];
        for (key, text) in typed {
            parts[template.place(key)?].push(text);
        }
        let mut given = Vec::new();
        for (field, parts) in template.fields.iter().zip(parts) {
            let said: Vec<&str> = parts.into_iter().filter(|part| !part.trim().is_empty()).collect();
            let text = field.joined(&said)?;
            let refused = |why| Error::usage(format!("{}: {why}", field.key));
            given.extend(field.read(&text, calendar).map_err(refused)?.map(|answer| (field, answer)));
        }
        Ok(TemplateAnswers { template, given })
    }

    /// The answers that the team may read.
    pub(crate) fn answers(&self) -> Option<Answers> {
        self.those(|field| !field.private)
    }

    /// All answers, for the editor.
    pub(crate) fn all(&self) -> Option<Answers> {
        self.those(|_| true)
    }

    fn those(&self, is_meant: impl Fn(&TemplateField) -> bool) -> Option<Answers> {
        let given = self.given.iter().filter(|(field, _)| is_meant(field));
        let given: Vec<_> = given.map(|(field, answer)| (field.key.clone(), answer.clone())).collect();
        (!given.is_empty()).then(|| Answers { template: self.template.handle.clone(), given })
    }

    /// The private answers as text: one paragraph per answer. The key is on a line of its own, so that the
    /// guard also finds the answer without its key.
    pub(crate) fn private(&self) -> String {
        let private = self.given.iter().filter(|(field, _)| field.private);
        let parts: Vec<String> =
            private.map(|(field, answer)| format!("{}:\n{}", field.key, answer.to_string().trim())).collect();
        paragraphs(parts.iter().map(String::as_str))
    }
}

impl Template {
    /// The index of the field with this key. Fails on an unknown key.
    fn place(&self, typed: &str) -> Result<usize> {
        let key = typed.trim().to_lowercase().replace('_', "-");
        self.keys().position(|known| known == key).ok_or_else(|| {
            let near = near(&key, self.keys());
            let near = near.map(|known| format!("did you mean `{known}`? ")).unwrap_or_default();
            let fields = self.keys().collect::<Vec<_>>().join(", ");
            Error::usage(format!("the template `{}` has no field `{}`", self.handle, typed.trim()))
                .hint(format!("{near}its fields: {fields}"))
        })
    }
}

impl TemplateField {
    fn joined(&self, parts: &[&str]) -> Result<String> {
        match (self.kind, parts) {
            (_, []) => Ok(String::new()),
            (_, [one]) => Ok(one.to_string()),
            (Kind::List, several) => Ok(several.join("\n")),
            (Kind::Text, several) => Ok(paragraphs(several.iter().copied())),
            _ => Err(Error::usage(format!("{}: this field takes only one answer", self.key))),
        }
    }
}

/// The first private key of the template that `after` answers in the session and `before` did not.
pub(crate) fn newly_shared(journal: &Journal, before: &str, after: &str) -> Option<String> {
    let form = |handle: &Handle| journal.templates.get(handle).map(|filed| &filed.record);
    newly_shared_by(form, before, after)
}

/// Like [`newly_shared`], with the templates as they will be after the command.
pub(crate) fn newly_shared_by<'a>(
    form: impl Fn(&Handle) -> Option<&'a Template>,
    before: &str,
    after: &str,
) -> Option<String> {
    let answers = |text: &str| records::read::<Session>("", text).ok()?.answers;
    let (was, is) = (answers(before), answers(after)?);
    let template = form(&is.template)?;
    let said = |key: &String| was.iter().flat_map(|was| &was.given).any(|(known, _)| known == key);
    let is_private = |key: &String| template.field(key).is_some_and(|field| field.private);
    is.given.into_iter().map(|(key, _)| key).find(|key| is_private(key) && !said(key))
}

/// Normalizes the answers of a session that the editor returned. Removes the private answers from the session
/// and returns them as text.
pub(crate) fn settle(text: &mut RecordText, template: &Template, calendar: &Calendar) -> Result<String> {
    let session: Session = records::read("the session", &text.render()).map_err(|problem| problem.error())?;
    let Some(answers) = session.answers else { return Ok(String::new()) };
    let typed: Vec<(String, String)> =
        answers.given.iter().map(|(key, answer)| (key.clone(), answer.to_string())).collect();
    // Relative dates in a session count from the session's day.
    let calendar = Calendar { today: session.date, ..*calendar };
    let filled = TemplateAnswers::of(template, &typed, &calendar)?;
    let mut root = text.root();
    match (filled.answers(), root.table(ANSWERS)) {
        (Some(shared), Some(mut keys)) => {
            let stays = |key: &str| shared.given.iter().any(|(known, _)| known == key);
            for (key, _) in answers.given.iter().filter(|(key, _)| !stays(key)) {
                keys.remove(key);
            }
            new_record::set_answers(&mut keys, &shared);
        }
        _ => drop(root.remove(ANSWERS)),
    }
    Ok(filled.private())
}
