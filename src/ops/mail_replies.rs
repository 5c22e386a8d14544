//! Records the replies to a plan in the journal.

use crate::error::Result;
use crate::journal::edit::close_items::{self, CloseInput, MissedFollowUp};
use crate::journal::query::journal::Item;
use crate::journal::replies::subject::ReplyKind;
use crate::journal::replies::{RepliedItem, ReplyOutcome, as_feedback, obstacle_of};
use crate::journal::text::new_record;
use crate::ops::close;
use crate::store::write::edits::Edits;

/// Writes the changes of the replies. Returns the items that they change.
pub(crate) fn record<'j>(edits: &mut Edits<'j>, replied: &[RepliedItem<'j, '_>]) -> Result<Vec<Item<'j>>> {
    let mut changed = Vec::new();
    for RepliedItem { reply, on, outcome } in replied {
        let ReplyOutcome::Records { item, person } = outcome else { continue };
        let (item, person) = (*item, *person);
        let text = edits.text(&item.session().path)?;
        let words = Some(reply.words.as_str()).filter(|words| !words.is_empty());
        let reported_by = Some(person);
        match reply.kind {
            ReplyKind::Done => {
                let closing = CloseInput { on: *on, result: words, outcome: None, reported_by };
                close_items::done(text, item, &closing)?;
            }
            ReplyKind::Stuck => {
                let (obstacle, obstacle_text) = obstacle_of(&reply.words);
                let miss = MissedFollowUp { on: *on, obstacle, obstacle_text, next: None, reported_by };
                close_items::missed(text, item, &miss)?;
            }
            ReplyKind::Feedback(score) => {
                new_record::write_feedback(text, &as_feedback(score, &reply.words));
            }
        }
        changed.push(item);
    }
    edits.message("import", &close::summary("replies by mail:", &changed));
    Ok(changed)
}
