//! `coach feedback add`: records the feedback of a person on a session.

use crate::cli::Context;
use crate::error::Result;
use crate::journal::query::journal::Filed;
use crate::journal::records::session::{Feedback, Session};
use crate::ops::feedback;
use crate::views::page::{Page, Text, Tone};
use crate::views::session::headline;

#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach feedback add k3f 4
  coach feedback add k3f 4 \"Found my own answer\"

A session has one feedback. Run it again to change the feedback.")]
pub(crate) struct Args {
    /// Id of the session
    #[arg(value_name = "ID")]
    pub id: String,
    /// From 1 (no use) to 5 (changed something)
    #[arg(value_name = "SCORE", allow_hyphen_values = true)]
    pub score: String,
    /// What the person says
    #[arg(value_name = "TEXT", allow_hyphen_values = true)]
    pub text: Option<String>,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let feedback = feedback::read(&self.score, self.text.as_deref().unwrap_or_default())?;
        let (filed, prefixes) = context.change(|edits, _| {
            let filed = feedback::record(edits, &self.id, &feedback)?;
            Ok((filed.clone(), edits.journal.prefixes()))
        })?;
        let Filed { record: session, .. } = &filed;
        let mut page = Page::new();
        page.line(headline(&filed, &prefixes));
        page.indented(
            2,
            Text::new().with(Tone::Heading, format!("feedback {} of 5", feedback.score.value())),
        );
        if !feedback.text.is_empty() {
            page.quote(2, feedback.text.as_str());
        }
        context.out.page(&page);
        if let Some(had) = replaced(session) {
            context.notes.say(&had);
        }
        Ok(())
    }
}

/// A note about the feedback that the session had.
fn replaced(session: &Session) -> Option<String> {
    let Feedback { score, text } = session.feedback.as_ref()?;
    let text = if text.trim().is_empty() { String::new() } else { format!(": {}", text.trim()) };
    Some(format!("replaced the feedback {}{text} (`coach undo` restores it)", score.value()))
}
