//! The colour of each tone. Uses only the terminal's own palette, and only colours that are readable on
//! dark and light backgrounds: no yellow, white or cyan (unreadable on light), no black or blue (unreadable
//! on dark). A colour never carries information that the words lack.

use std::fmt::Write;
use std::ops::Range;

use anstyle::{AnsiColor, Style};

use super::hyperlinks::Links;
use super::wrap::WrappedLine;
use crate::locale::Language;
use crate::views::page::Tone;

/// How to render text that is already wrapped.
#[derive(Clone, Copy)]
pub(super) struct RenderStyle<'a> {
    pub colour: bool,
    pub language: Language,
    /// `None` if records get no links.
    pub links: Option<&'a Links>,
}

fn style(tone: Tone) -> Style {
    match tone {
        Tone::Plain => Style::new(),
        Tone::Heading | Tone::Id => Style::new().bold(),
        Tone::Overdue => AnsiColor::Red.on_default(),
        // Bold would look like a heading, and yellow is unreadable on light: magenta remains.
        Tone::Today => AnsiColor::Magenta.on_default(),
        Tone::Done => AnsiColor::Green.on_default(),
        Tone::Faint => Style::new().dimmed(),
        Tone::Drawing => AnsiColor::Green.on_default().dimmed(),
        // Bold, to stand out more than an overdue item.
        Tone::Warning => AnsiColor::Red.on_default().bold(),
    }
}

/// Renders a part of the text with its colours and links. All of them end with the part, so that each line
/// is independent.
pub(super) fn paint(shown: &WrappedLine, part: Range<usize>, look: RenderStyle<'_>) -> String {
    let mut painted = String::new();
    let mut open = None;
    for (tone, record, piece) in shown.pieces(part) {
        // The pieces of one id share one link.
        if record != open {
            look.links.iter().for_each(|links| links.lead(&mut painted, record));
            open = record;
        }
        let style = if look.colour { style(tone) } else { Style::new() };
        let _ = write!(painted, "{style}{piece}{style:#}");
    }
    if open.is_some() {
        look.links.iter().for_each(|links| links.lead(&mut painted, None));
    }
    painted
}
