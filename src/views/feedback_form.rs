//! The question to a person about a session: one question and a scale, as a text for any messenger and as a mail
//! with a link for each score.

use super::page::Page;
use super::wording;
use crate::escape::visible;
use crate::journal::records::session::{Score, Session};
use crate::report::sheet::{Column, Figure, Sheet, Table, column};

/// The scale: a link for each score. Its column has a title for screen readers only.
const SCALE: [Column; 1] = [column("score", "", "")];

/// Who can read the answer.
const READERS: &str = "Everyone with the coaching journal of your team can read your answer.";

pub(crate) struct FeedbackForm {
    session: Session,
    /// The name that the question greets the person with.
    name: String,
    /// The links with which the person answers by mail, with their labels.
    links: Vec<(String, String)>,
}

impl FeedbackForm {
    pub(crate) fn of(session: &Session, name: &str) -> FeedbackForm {
        FeedbackForm { session: session.clone(), name: name.to_string(), links: Vec::new() }
    }

    /// The form with a link for each score.
    pub(crate) fn with_links(self, link: impl Fn(Score) -> String) -> FeedbackForm {
        let scores = (1..=5).filter_map(|score| Score::try_from(score).ok());
        let label = |score: Score| match score.value() {
            1 => "1 (no use)".to_string(),
            5 => "5 (changed something)".to_string(),
            score => score.to_string(),
        };
        FeedbackForm { links: scores.map(|score| (label(score), link(score))).collect(), ..self }
    }

    /// The question in one line, also the subject of the mail.
    pub(crate) fn question(&self) -> String {
        format!("How useful was our session of {}?", wording::day(self.session.date))
    }

    pub(crate) fn plain(&self) -> String {
        let mut text = format!("Hello {},\n\n{}\n\n", visible(&self.name), self.question());
        if self.links.is_empty() {
            text.push_str("Answer with a number from 1 (no use) to 5 (changed something), and a few words if you like.\n");
        } else {
            text.push_str("Open the link of your score, and add a few words if you like.\n\n");
            let lines = self.links.iter().map(|(label, to)| format!("{label}: {to}\n"));
            text.extend(lines);
        }
        text + "\n" + READERS + "\n"
    }

    pub(crate) fn page(&self) -> Page {
        let mut page = Page::new();
        for line in self.plain().lines() {
            page.line(line);
        }
        page
    }

    /// The form as HTML.
    pub(crate) fn sheet(&self) -> Sheet {
        let day = self.session.date.date();
        Sheet {
            name: "feedback",
            title: self.question(),
            about: format!("to {}", visible(&self.name)),
            since: None,
            until: day,
            as_of: day,
            tables: vec![
                Table::new("scale", "Your score", &SCALE)
                    .rows(self.links.iter().map(|link| vec![Figure::Links(vec![link.clone()])]))
                    .note(format!("A tap opens a mail to your coach. Add a few words if you like, and send it. {READERS}")),
            ],
            left_out: Vec::new(),
        }
    }
}
