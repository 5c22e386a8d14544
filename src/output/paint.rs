//! Tones to colours. Only the terminal's own palette, and of it only what reads well on dark and
//! on light: no yellow, white or cyan (lost on light), no black or blue (lost on dark). A colour
//! never says anything that the words do not.

use std::fmt::Write;
use std::ops::Range;

use anstyle::{AnsiColor, Style};

use super::shown::Shown;
use crate::report::page::Tone;

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

/// A part of the text with its colours, all of them ended: a line stands on its own.
pub fn paint(shown: &Shown, part: Range<usize>, colour: bool) -> String {
    let mut painted = String::new();
    for (tone, piece) in shown.pieces(part) {
        let style = if colour { style(tone) } else { Style::new() };
        let _ = write!(painted, "{style}{piece}{style:#}");
    }
    painted
}
