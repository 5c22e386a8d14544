//! Lines that are asked for, one or several: those one after the other, until one is empty. Each is a
//! turn of its own, so that the draft has every line that was given.

use super::questions::turn;
use super::{Interview, StepResult};
use crate::error::Result;
use crate::prompt::{self, Answer, Submit};

/// A question with several answers, and its help.
#[derive(Clone, Copy)]
pub(crate) enum ListQuestion<'a> {
    /// An answer a line, also where several are pasted.
    Lines(&'a str, &'a str),
    /// Paragraphs: what is pasted stays as it is, and the editor is offered.
    Paragraphs(&'a str, &'a str),
}

type ParseLine<'a> = &'a dyn Fn(&str) -> std::result::Result<String, String>;

impl ListQuestion<'_> {
    fn ask(self, esc: &str, initial: &str, read: ParseLine<'_>) -> Result<(Answer<Submit>, String)> {
        match self {
            ListQuestion::Lines(question, help) => {
                let live = |typed: &str| understood(typed, read);
                let check = |typed: &str| apart(typed).try_for_each(|line| read(line).map(|_| ()));
                prompt::line(question, &format!("{help} · {esc}"), initial, live, check)
            }
            ListQuestion::Paragraphs(question, help) => {
                let live = |typed: &str| match apart(typed).count() {
                    0 | 1 => None,
                    several => Some(format!("{several} lines; Enter takes them as they are")),
                };
                prompt::long(question, &format!("{help} · {esc}"), initial, live)
            }
        }
    }

    fn answers(self, typed: String) -> Vec<String> {
        match self {
            _ if typed.is_empty() => Vec::new(),
            ListQuestion::Lines(..) => apart(&typed).map(str::to_string).collect(),
            ListQuestion::Paragraphs(..) => vec![typed],
        }
    }
}

fn apart(typed: &str) -> impl Iterator<Item = &str> {
    typed.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// How each line is read so far; what cannot be read says so before Enter does, in its first words.
fn understood(typed: &str, read: ParseLine<'_>) -> Option<String> {
    let refused = |why: String| why.split(" (").next().unwrap_or_default().to_string();
    let shown = apart(typed).map(|line| read(line).unwrap_or_else(refused));
    let shown: Vec<String> = shown.filter(|shown| !shown.is_empty()).collect();
    match apart(typed).count() {
        0 | 1 => shown.into_iter().next(),
        several if shown.is_empty() => Some(format!("{several} of them, one a line")),
        several => Some(format!("{several} of them: {}", shown.join(" · "))),
    }
}

impl Interview {
    /// The lines that were typed for this and not given yet.
    pub(crate) fn unfinished(&mut self, what: &str) -> &mut Vec<String> {
        let at = self.unfinished.iter().position(|(key, _)| key == what).unwrap_or_else(|| {
            self.unfinished.push((what.to_string(), Vec::new()));
            self.unfinished.len() - 1
        });
        &mut self.unfinished[at].1
    }

    /// Asks for a line; what was typed stays where somebody goes back or stops.
    pub(crate) fn line(
        &mut self,
        what: &str,
        question: &str,
        help: &str,
        before: &str,
        live: impl Fn(&str) -> Option<String>,
        check: impl Fn(&str) -> std::result::Result<(), String>,
    ) -> Result<Answer<String>> {
        let begun = self.unfinished(what);
        let initial = begun.pop().unwrap_or_else(|| before.to_string());
        let (ended, typed) = prompt::line(question, help, &initial, live, check)?;
        if ended != Answer::Given(Submit::Enter) && typed != before {
            begun.push(typed.clone());
        }
        Ok(ended.with(typed))
    }

    /// Asks for one more. Esc takes the last one up again, and the one before, and goes back with all
    /// of them as they were; a line that is emptied is taken away. What was begun and not given, or can
    /// no longer be read, stays unfinished.
    pub(crate) fn several(
        &mut self,
        what: &str,
        said: &mut Vec<String>,
        asking: ListQuestion<'_>,
        read: impl Fn(&str) -> std::result::Result<String, String>,
    ) -> Result<StepResult> {
        let esc = if said.is_empty() { self.esc() } else { "Esc goes back" };
        let initial = self.unfinished(what).last().cloned().unwrap_or_default();
        let (ended, typed) = asking.ask(esc, &initial, &read)?;
        let begun = self.unfinished(what);
        if ended == Answer::Given(Submit::Enter) {
            if typed.is_empty() && begun.is_empty() {
                return Ok(StepResult::On);
            }
            begun.pop();
            self.taken_up = self.taken_up.saturating_sub(1);
            said.extend(asking.answers(typed));
            return Ok(StepResult::Again);
        }
        match begun.last_mut() {
            Some(line) => *line = typed,
            None if typed.is_empty() => {}
            None => begun.push(typed),
        }
        if let Some(last) = if ended == Answer::Back { said.pop() } else { None } {
            begun.push(last);
            self.taken_up += 1;
            return Ok(StepResult::Again);
        }
        self.lay_down(what, said, read);
        Ok(match ended {
            Answer::Given(Submit::Editor) => StepResult::Editor,
            ended => turn(ended, |_| ()),
        })
    }

    /// Gives the lines that were taken up once more, up to one that can no longer be read.
    fn lay_down(
        &mut self,
        what: &str,
        said: &mut Vec<String>,
        read: impl Fn(&str) -> std::result::Result<String, String>,
    ) {
        let taken_up = std::mem::take(&mut self.taken_up);
        let begun = self.unfinished(what);
        let new = begun.len().saturating_sub(taken_up);
        while begun.len() > new
            && let Some(line) = begun.pop_if(|line| read(line).is_ok())
        {
            said.extend(Some(line).filter(|line| !line.is_empty()));
        }
    }
}
