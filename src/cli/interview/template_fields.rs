//! Asks the fields of a template, one after the other. It stores the answers as typed, and coach parses them
//! again when it saves the session.

use super::line_lists::ListQuestion;
use super::questions::{PRIVATE, SHARED, turn};
use super::{Interview, StepResult};
use crate::error::Result;
use crate::escape::visible;
use crate::journal::dates::{Calendar, Direction};
use crate::journal::query::journal::Journal;
use crate::journal::records::template_field::{Kind, TemplateField};
use crate::locale::Language;

impl Interview {
    /// Asks the next field. The caller saves the draft before the following one.
    pub(crate) fn field(
        &mut self,
        journal: &Journal,
        calendar: Calendar,
        language: Language,
    ) -> Result<StepResult> {
        let Some(typed) = &self.told.template else { return Ok(StepResult::Through) };
        let template = journal.form(typed)?;
        // The template may have lost fields since the draft was saved.
        let at = self.field.min(template.fields.len().saturating_sub(1));
        let Some(field) = template.fields.get(at) else { return Ok(StepResult::Through) };
        self.is_first &= at == 0;
        let answered = self.one(field, calendar, language)?;
        let is_last = at + 1 == template.fields.len();
        Ok(match answered {
            StepResult::On if is_last => StepResult::On,
            StepResult::On => {
                self.field = at + 1;
                StepResult::Again
            }
            StepResult::Back if at > 0 => {
                self.field = at - 1;
                StepResult::Again
            }
            turn => turn,
        })
    }

    fn one(&mut self, field: &TemplateField, calendar: Calendar, language: Language) -> Result<StepResult> {
        let question = visible(&field.question()).into_owned();
        let help = help(field);
        let before: Vec<&str> = self.answers_to(field);
        // A text of several lines does not fit in one prompt, so each line gets its own, as in a list.
        let is_long = before.iter().any(|said| said.contains('\n')) || self.taken_up > 0;
        let in_lines = field.kind == Kind::List || is_long;
        let what = format!("field {}", field.key);
        if in_lines {
            let mut lines: Vec<String> =
                before.iter().flat_map(|said| said.lines()).map(str::to_string).collect();
            let asking = ListQuestion::Lines(&question, &help);
            let turn = self.several(&what, &mut lines, asking, |_| Ok(String::new()))?;
            self.answer(field, lines.join("\n"));
            return Ok(turn);
        }
        let before = before.join(" ");
        let (live, check) = (field.clone(), field.clone());
        let live = move |typed: &str| match live.kind {
            Kind::Date => calendar.day(typed, Direction::Forward).ok().map(|day| language.day(day.date())),
            _ => None,
        };
        let check = move |typed: &str| check.read(typed, &calendar).map(|_| ());
        let help = format!("{help} · {}", self.esc());
        let answered = self.line(&what, &question, &help, &before, live, check)?;
        Ok(turn(answered, |typed| self.answer(field, typed)))
    }

    fn answers_to(&self, field: &TemplateField) -> Vec<&str> {
        let theirs = self.told.answers.iter().filter(|(key, _)| *key == field.key);
        theirs.map(|(_, said)| said.as_str()).collect()
    }

    fn answer(&mut self, field: &TemplateField, typed: String) {
        self.told.answers.retain(|(key, _)| *key != field.key);
        if !typed.trim().is_empty() {
            self.told.answers.push((field.key.clone(), typed));
        }
    }
}

fn help(field: &TemplateField) -> String {
    let readers = if field.private { PRIVATE } else { SHARED };
    let kind = match field.kind {
        Kind::Text => "Enter skip".into(),
        Kind::List => "one per line · empty line to continue".into(),
        Kind::Scale => format!("{} · Enter skip", field.kind_in_words()),
        Kind::Date => "a date, such as fri or 28 nov · Enter skip".into(),
    };
    format!("{readers} · {kind}")
}
