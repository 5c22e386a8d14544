//! Tones to colours. Only the terminal's own palette, and of it only what reads well on dark and
//! on light: no yellow, white or cyan (lost on light), no black or blue (lost on dark). A colour
//! never says anything that the words do not.

use std::fmt::Write;
use std::ops::Range;

use anstyle::{AnsiColor, Style};

use super::hyperlinks::Links;
use super::wrap::WrappedLine;
use crate::locale::Language;
use crate::views::page::Tone;

/// How text looks that is laid out already.
#[derive(Clone, Copy)]
pub struct RenderStyle<'a> {
    pub colour: bool,
    pub language: Language,
    /// None where records are not to be linked to.
    pub links: Option<&'a Links>,
}

fn style(tone: Tone) -> Style {
    match tone {
        Tone::Plain => Style::new(),
        Tone::Heading | Tone::Id => Style::new().bold(),
        Tone::Overdue => AnsiColor::Red.on_default(),
        // bold would look like a heading, yellow is lost on light: magenta is what remains
        Tone::Today => AnsiColor::Magenta.on_default(),
        Tone::Done => AnsiColor::Green.on_default(),
        Tone::Faint => Style::new().dimmed(),
        // louder than what is merely late
        Tone::Drawing => AnsiColor::Green.on_default().dimmed(),
        Tone::Warning => AnsiColor::Red.on_default().bold(),
    }
}

/// A part of the text with its colours and links, all of them ended: a line stands on its own.
pub fn paint(shown: &WrappedLine, part: Range<usize>, look: RenderStyle<'_>) -> String {
    let mut painted = String::new();
    let mut open = None;
    for (tone, record, piece) in shown.pieces(part) {
        // The pieces of one id are one link.
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
