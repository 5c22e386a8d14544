//! The subject of a mail with which a person answers their plan or a request for feedback:
//! `Done: Rewrite the script [m2qxw7tp4r]`. The plan has links with such subjects, and `coach import` reads them.

use std::fmt;

use crate::journal::records::session::Score;
use crate::journal::values::id::{Id, LENGTH};

/// The number of characters of the item's text in a subject.
const ABOUT: usize = 50;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyKind {
    Done,
    Stuck,
    Feedback(Score),
}

impl ReplyKind {
    /// The line in the body behind which the person writes.
    pub fn label(self) -> &'static str {
        match self {
            ReplyKind::Done => "Result:",
            ReplyKind::Stuck => "What is in the way:",
            ReplyKind::Feedback(_) => "In my words:",
        }
    }
}

/// `done`, `stuck` or `feedback 4`.
impl fmt::Display for ReplyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReplyKind::Done => f.write_str("done"),
            ReplyKind::Stuck => f.write_str("stuck"),
            ReplyKind::Feedback(score) => write!(f, "feedback {}", score.value()),
        }
    }
}

/// Returns the subject of a reply. `about` is the text of the item, which the person recognizes.
pub fn reply_subject(kind: ReplyKind, about: &str, id: &Id) -> String {
    let about = about.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = about.chars().take(ABOUT).collect();
    let more = if short.len() < about.len() { "…" } else { "" };
    let word = match kind {
        ReplyKind::Done => "Done".to_string(),
        ReplyKind::Stuck => "Stuck".to_string(),
        ReplyKind::Feedback(score) => format!("Feedback {}", score.value()),
    };
    format!("{word}: {short}{more} [{id}]")
}

/// What a subject says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplySubject {
    pub kind: ReplyKind,
    pub id: Id,
    /// Whether a mark precedes it, such as `Re:`.
    pub has_mark: bool,
}

/// Reads a subject. Marks of mail programs may stand around it, such as `Re:`, `AW:` and `[EXTERNAL]`. Returns `None` for
/// the subject of any other mail.
pub fn read_reply_subject(subject: &str) -> Option<ReplySubject> {
    let (before, id) = subject.rmatch_indices('[').find_map(|(at, _)| {
        let id = subject[at + 1..].split_once(']')?.0.trim();
        let id: Id = (id.len() == LENGTH).then(|| id.to_ascii_lowercase().parse().ok())??;
        Some((&subject[..at], id))
    })?;
    let mut has_mark = false;
    for part in before.split(':') {
        if let Some(kind) = kind_of(part) {
            return Some(ReplySubject { kind, id, has_mark });
        }
        if !is_mark(part) {
            return None;
        }
        has_mark = true;
    }
    None
}

/// The marks that mail programs write before the subject of an answer or of a forwarded mail.
const MARKS: [&str; 22] = [
    "re", "fw", "fwd", "aw", "wg", "antw", "antwort", "sv", "vs", "vl", "vb", "rv", "res", "enc", "tr",
    "rif", "r", "i", "odp", "pd", "ynt", "ilt",
];

/// Whether the words before a colon are a mark of a mail program: `Re`, `AW`, `Antwort`.
fn is_mark(part: &str) -> bool {
    MARKS.contains(&after_brackets(part).to_lowercase().as_str())
}

fn kind_of(part: &str) -> Option<ReplyKind> {
    let words = after_brackets(part).to_lowercase();
    let mut words = words.split_whitespace();
    let kind = match (words.next()?, words.next()) {
        ("done", None) => ReplyKind::Done,
        ("stuck", None) => ReplyKind::Stuck,
        ("feedback", Some(score)) => ReplyKind::Feedback(score.parse::<u8>().ok()?.try_into().ok()?),
        _ => return None,
    };
    words.next().is_none().then_some(kind)
}

/// The text behind the marks in brackets at its beginning.
fn after_brackets(mut part: &str) -> &str {
    while let Some((_, rest)) = part.trim_start().strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        part = rest;
    }
    part.trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(subject: &str) -> Option<(ReplyKind, Id, bool)> {
        read_reply_subject(subject).map(|read| (read.kind, read.id, read.has_mark))
    }

    fn id() -> Id {
        "m2qxw7tp4r".parse().unwrap()
    }

    #[test]
    fn a_subject_reads_as_it_was_written() {
        let kinds = [ReplyKind::Done, ReplyKind::Stuck];
        let kinds = kinds
            .into_iter()
            .chain((1..=5).map(|score| ReplyKind::Feedback(Score::try_from(score).unwrap())));
        for kind in kinds {
            for about in
                ["Rewrite the script", "Ask: who [really] decides?", "", "Done: [x]", &"ä".repeat(200)]
            {
                let subject = reply_subject(kind, about, &id());
                assert_eq!(read(&subject), Some((kind, id(), false)), "{subject}");
                assert!(subject.chars().count() < 90, "{subject}");
            }
        }
    }

    #[test]
    fn marks_of_mail_programs_may_precede_it() {
        for mark in ["Re: ", "RE: AW: ", "Antwort: ", "Re: [SPAM] [x]", "Fwd:"] {
            let subject = format!("{mark}Stuck: it [m2qxw7tp4r]");
            assert_eq!(read(&subject), Some((ReplyKind::Stuck, id(), true)), "{subject}");
        }
        for subject in ["[EXTERNAL] Stuck: it [m2qxw7tp4r]", "Stuck: it [m2qxw7tp4r] [EXTERNAL]"] {
            assert_eq!(read(subject), Some((ReplyKind::Stuck, id(), false)), "{subject}");
        }
    }

    #[test]
    fn other_subjects_are_no_replies() {
        for subject in [
            "",
            "Done",
            "Done: it",
            "Done: it [m2q]",
            "Done it [m2qxw7tp4r]",
            "We are all done: party [m2qxw7tp4r]",
            "Feedback: it [m2qxw7tp4r]",
            "Feedback 0: it [m2qxw7tp4r]",
            "Feedback 6: it [m2qxw7tp4r]",
            "Feedback 4 5: it [m2qxw7tp4r]",
            "Dropped: it [m2qxw7tp4r]",
            "[m2qxw7tp4r]",
            "Undone: Done: it [m2qxw7tp4r]",
            "Cancel: Done: it [m2qxw7tp4r]",
            "Done: it [m2qxw7tp4r",
            "Done: it m2qxw7tp4r]",
        ] {
            assert_eq!(read(subject), None, "{subject}");
        }
    }
}
