//! Records a person's feedback on a session.

use crate::error::{Error, Result};
use crate::journal::query::journal::{Filed, Item, Journal};
use crate::journal::records::session::{Feedback, Score, Session};
use crate::journal::text::new_record;
use crate::ops::parse;
use crate::store::write::edits::Edits;

/// Parses a score from 1 to 5 and the words beside it, which may be empty.
pub(crate) fn read(score: &str, words: &str) -> Result<Feedback> {
    let read = score.trim().parse::<u8>().ok().and_then(|score| Score::try_from(score).ok());
    let score = read.ok_or_else(|| {
        Error::usage(format!("`{}` is not a score from 1 (no use) to 5 (changed something)", score.trim()))
    })?;
    let text = words.trim().to_string();
    if !text.is_empty() {
        parse::text("feedback", &text)?;
    }
    Ok(Feedback { score, text })
}

/// Adds the feedback to the session with this id, or replaces the feedback that it has. Returns the session as it was.
pub(crate) fn record<'j>(edits: &mut Edits<'j>, id: &str, feedback: &Feedback) -> Result<&'j Filed<Session>> {
    let filed = conversation(edits.journal, id)?;
    let session = &filed.record;
    if session.feedback.as_ref() == Some(feedback) {
        return Err(Error::cannot(format!("session {} already has this feedback", session.id)));
    }
    new_record::write_feedback(edits.text(&filed.path)?, feedback);
    let score = feedback.score.value();
    edits.message("feedback", &format!("feedback {score} on {} ({})", session.id, session.whom()));
    Ok(filed)
}

/// The session with this id. Fails for items, and for agreements outside a session.
pub(crate) fn conversation<'j>(journal: &'j Journal, id: &str) -> Result<&'j Filed<Session>> {
    let item = journal.item(id)?;
    let Item::Session(filed) = item else {
        let session = &item.session().record.id;
        return Err(Error::usage(format!("{} {} is not a session", item.noun(), item.id()))
            .hint(format!("its session is {session}")));
    };
    if !filed.record.is_conversation() {
        return Err(Error::usage(format!("{} was agreed outside a session", filed.record.id))
            .hint("feedback is about a conversation: `coach list sessions` lists them"));
    }
    Ok(filed)
}
