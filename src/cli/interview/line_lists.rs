//! Prompts for lists of lines, one after the other until the user enters an empty one. Each prompt is a turn
//! of its own, so the draft has every entered line.

use super::questions::turn;
use super::{Interview, StepResult};
use crate::error::Result;
use crate::prompt::{self, PromptAnswer, Submit};

/// A question with several answers, and its help.
#[derive(Clone, Copy)]
pub(crate) enum ListQuestion<'a> {
    /// One answer per line, also in pasted text.
    Lines(&'a str, &'a str),
    /// Paragraphs: pasted text stays as it is, and the user can open the editor.
    Paragraphs(&'a str, &'a str),
}

type ParseLine<'a> = &'a dyn Fn(&str) -> std::result::Result<String, String>;

impl ListQuestion<'_> {
    fn ask(self, esc: &str, initial: &str, read: ParseLine<'_>) -> Result<(PromptAnswer<Submit>, String)> {
        match self {
            ListQuestion::Lines(question, help) => {
                let live = |typed: &str| understood(typed, read);
                let check = |typed: &str| apart(typed).try_for_each(|line| read(line).map(|_| ()));
                prompt::line(question, &format!("{help} · {esc}"), initial, live, check)
            }
            ListQuestion::Paragraphs(question, help) => {
                let live = |typed: &str| match apart(typed).count() {
                    0 | 1 => None,
                    several => Some(format!("{several} lines; Enter adds them unchanged")),
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

/// The live preview: how coach reads each line so far. For a line that does not parse it shows the first
/// words of the error, before the user presses Enter.
fn understood(typed: &str, read: ParseLine<'_>) -> Option<String> {
    let refused = |why: String| why.split(" (").next().unwrap_or_default().to_string();
    let shown = apart(typed).map(|line| read(line).unwrap_or_else(refused));
    let shown: Vec<String> = shown.filter(|shown| !shown.is_empty()).collect();
    match apart(typed).count() {
        0 | 1 => shown.into_iter().next(),
        several if shown.is_empty() => Some(format!("{several} entries, one per line")),
        several => Some(format!("{several} entries: {}", shown.join(" · "))),
    }
}

impl Interview {
    /// The lines that the user typed for this question but did not enter.
    pub(crate) fn unfinished(&mut self, what: &str) -> &mut Vec<String> {
        let at = self.unfinished.iter().position(|(key, _)| key == what).unwrap_or_else(|| {
            self.unfinished.push((what.to_string(), Vec::new()));
            self.unfinished.len() - 1
        });
        &mut self.unfinished[at].1
    }

    /// Prompts for a line. If the user goes back or stops, the typed text stays for the next time.
    pub(crate) fn line(
        &mut self,
        what: &str,
        question: &str,
        help: &str,
        before: &str,
        live: impl Fn(&str) -> Option<String>,
        check: impl Fn(&str) -> std::result::Result<(), String>,
    ) -> Result<PromptAnswer<String>> {
        let begun = self.unfinished(what);
        let initial = begun.pop().unwrap_or_else(|| before.to_string());
        let (ended, typed) = prompt::line(question, help, &initial, live, check)?;
        if ended != PromptAnswer::Given(Submit::Enter) && typed != before {
            begun.push(typed.clone());
        }
        Ok(ended.with(typed))
    }

    /// Prompts for one more answer. Esc reopens the last answer, then the one before, and finally goes back
    /// with all answers as they were. Emptying a line deletes it. Text that the user did not enter, and lines
    /// that no longer parse, stay unfinished.
    pub(crate) fn several(
        &mut self,
        what: &str,
        said: &mut Vec<String>,
        asking: ListQuestion<'_>,
        read: impl Fn(&str) -> std::result::Result<String, String>,
    ) -> Result<StepResult> {
        let esc = if said.is_empty() { self.esc() } else { "Esc back" };
        let initial = self.unfinished(what).last().cloned().unwrap_or_default();
        let (ended, typed) = asking.ask(esc, &initial, &read)?;
        let begun = self.unfinished(what);
        if ended == PromptAnswer::Given(Submit::Enter) {
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
        if let Some(last) = if ended == PromptAnswer::Back { said.pop() } else { None } {
            begun.push(last);
            self.taken_up += 1;
            return Ok(StepResult::Again);
        }
        self.lay_down(what, said, read);
        Ok(match ended {
            PromptAnswer::Given(Submit::Editor) => StepResult::Editor,
            ended => turn(ended, |_| ()),
        })
    }

    /// Enters the reopened lines again, up to the first that no longer parses.
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
