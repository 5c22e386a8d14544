//! The question for the result of a done action or follow-up at a terminal.

use crate::error::Result;
use crate::prompt::{self, PromptAnswer};

pub(crate) const QUESTION: &str = "Result?";
pub(crate) const HELP: &str = "shared · what changed, in a sentence · Enter skip · Esc back";

/// Asks for the result; an empty text is no result.
pub(crate) fn ask_result() -> Result<PromptAnswer<String>> {
    prompt::text(QUESTION, HELP, "", |_| None, |_| Ok(()))
}
