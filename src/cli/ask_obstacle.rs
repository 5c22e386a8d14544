//! The questions for an obstacle at a terminal: its kind, then the person's own words.

use crate::error::Result;
use crate::journal::records::follow_up::Obstacle;
use crate::ops::close;
use crate::prompt::{self, PromptAnswer};

/// The question for the person's words, and its help.
pub(crate) const WORDS: &str = "In their own words?";
pub(crate) const WORDS_HELP: &str = "shared · Enter skip · Esc back";

/// Asks for the kind of an obstacle, then for the person's words; Esc at the words goes back.
pub(crate) fn ask_obstacle(esc: &str) -> Result<PromptAnswer<String>> {
    loop {
        let kind = match ask_kind(esc)? {
            PromptAnswer::Given(kind) => kind,
            ended => return Ok(ended),
        };
        match prompt::text(WORDS, WORDS_HELP, "", |_| None, |_| Ok(()))? {
            PromptAnswer::Given(words) => return Ok(PromptAnswer::Given(close::with_words(&kind, &words))),
            PromptAnswer::Back => {}
            PromptAnswer::Stop => return Ok(PromptAnswer::Stop),
        }
    }
}

pub(crate) fn ask_kind(esc: &str) -> Result<PromptAnswer<String>> {
    let kinds: Vec<String> = Obstacle::ALL.iter().map(|word| word.to_string()).collect();
    let help = format!("type letters to search, or use the arrow keys · {esc}");
    let chosen = prompt::choose("What got in the way?", &help, &kinds, prompt::Fallback::LikeTheOthers)?;
    Ok(chosen.map(|at| kinds[at].clone()))
}
