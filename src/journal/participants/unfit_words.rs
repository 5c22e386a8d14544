//! Refuses words that are neither people nor topics: descriptions, periods, verbs, titles, units and `without`.

use super::segments::{Segment, SegmentKind};
use super::words_around_names::{WordRole, is_determiner, is_inclusion, is_past_verb, is_title, role};
use super::{Walk, names, session_lengths};
use crate::journal::dates::Direction;
use crate::journal::dates::topic_days::unread_day;
use crate::journal::jot::Misread;

impl Walk<'_> {
    /// Fails for `my boss` and `the new hire`: they describe a person without a name.
    pub(super) fn is_a_description(&self, n: usize, piece: &Segment) -> Result<(), Misread> {
        let is_small = |piece: &&Segment| {
            piece.kind == SegmentKind::Word
                && !self.words[piece.words.start].text.starts_with(char::is_uppercase)
        };
        let more = self.pieces[n + 1..].iter().take_while(is_small).count();
        if more == 0 || !is_determiner(self.words[piece.words.end - 1].text) {
            return Ok(());
        }
        let described = piece.words.end - 1..self.pieces[n + more].words.end;
        let said = self.said(&described);
        Err(Misread::new(self.place(&described), format!("`{said}` is a description, not a name"))
            .hint("write only the person's name or handle, such as Lena"))
    }

    /// Fails for words of time that name no certain day: `last week`, `the other day`.
    pub(super) fn is_a_period(&self, piece: &Segment) -> Result<(), Misread> {
        const LONGEST: usize = 4;
        let begin = piece.words.start;
        let lower: Vec<String> =
            self.words[begin..].iter().take(LONGEST).map(|word| word.text.to_lowercase()).collect();
        let texts: Vec<&str> = lower.iter().map(|text| text.trim_end_matches([',', ';'])).collect();
        let is_period = |used: &usize| {
            matches!(texts[0], "last" | "next" | "this" | "the")
                && session_lengths::at(&texts[*used - 1..]).is_none()
                && unread_day(&texts[..*used], false) == Some(0..*used)
        };
        let Some(used) = (2..=texts.len()).find(is_period) else { return Ok(()) };
        let period = begin..begin + used;
        let why = self.calendar.day(&self.said(&period), Direction::Back).err();
        why.map_or(Ok(()), |why| Err(Misread::new(self.place(&period), why)))
    }

    /// Fails for a verb at the beginning of a line: `Reviewed goals with Ana`.
    pub(super) fn is_a_verb(&self, n: usize, piece: &Segment) -> Result<(), Misread> {
        let text = self.words[piece.words.start].text;
        if n > 0 || self.words.len() == 1 || piece.kind != SegmentKind::Word || !is_past_verb(text) {
            return Ok(());
        }
        Err(Misread::new(self.place(&piece.words), format!("`{text}` is a verb, not a person"))
            .hint(format!("begin with the person; {}", names::if_person(&text.to_lowercase()))))
    }

    /// Fails for a title before a known person: `Dr. Ana Ruiz`.
    pub(super) fn is_a_title(&self, n: usize, piece: &Segment) -> Result<(), Misread> {
        let text = self.words[piece.words.start].text;
        let next = self.pieces.get(n + 1).filter(|next| matches!(next.kind, SegmentKind::Known(_)));
        match next.filter(|_| piece.kind == SegmentKind::Word && is_title(text)) {
            Some(next) => Err(Misread::new(self.place(&piece.words), names::title_of_known(text))
                .hint(format!("write only {}", self.said(&next.words)))),
            None => Ok(()),
        }
    }

    /// Fails for a new word after a number without a unit: `20 sec`, `28 okt`.
    pub(super) fn is_a_unit(&self, n: usize, piece: &Segment) -> Result<(), Misread> {
        let is_number = |before: &&Segment| {
            let text = self.words[before.words.start].text;
            matches!(before.kind, SegmentKind::Length(_)) && text.bytes().all(|b| b.is_ascii_digit())
        };
        let text = self.words[piece.words.start].text;
        let before = n.checked_sub(1).map(|n| &self.pieces[n]).filter(is_number);
        match before.filter(|_| piece.kind == SegmentKind::Word && !names::is_part(text)) {
            Some(before) => {
                let both = before.words.start..piece.words.end;
                let said = self.said(&both);
                Err(Misread::new(self.place(&both), format!("`{said}` is neither a length nor a date")).hint(
                    format!(
                        "write a length as 45m or 1h30, and a date as 28 nov; {}",
                        names::if_person(&text.to_lowercase())
                    ),
                ))
            }
            None => Ok(()),
        }
    }

    /// Fails for a topic directly after a number without a unit: `3 goals`.
    pub(super) fn is_a_count(&self, n: usize, piece: &Segment) -> Result<(), Misread> {
        let Some(before) = n.checked_sub(1).map(|n| &self.pieces[n]) else { return Ok(()) };
        let number = self.words[before.words.end - 1].text;
        let is_bare = number.bytes().all(|b| b.is_ascii_digit());
        if !is_bare || !matches!(before.kind, SegmentKind::Length(_)) {
            return Ok(());
        }
        let both = before.words.end - 1..piece.words.end;
        let said = self.said(&both);
        Err(Misread::new(
            self.place(&both),
            format!("`{said}` is ambiguous: a length and a topic, or one topic"),
        )
        .hint(format!(
            "write `{number}m {}` for a length and a topic, or `about {said}` for one topic",
            self.said(&piece.words)
        )))
    }

    /// Fails for a new word in small letters after `including`: `including travel`.
    pub(super) fn is_included(&self, piece: &Segment) -> Result<(), Misread> {
        let text = self.words[piece.words.start].text;
        let Some(before) = self.joined.filter(|_| piece.kind == SegmentKind::Word) else { return Ok(()) };
        if !is_inclusion(self.words[before].text) || names::is_part(text) {
            return Ok(());
        }
        let said = self.said(&(before..piece.words.end));
        Err(Misread::new(
            self.place(&(before..piece.words.end)),
            format!("`{said}` names no person in the journal"),
        )
        .hint(format!("leave it out; {}", names::if_person(&text.to_lowercase()))))
    }

    /// Fails for words such as `without` and `via`, which are about people, and for `topic`: they begin no topic.
    pub(super) fn is_a_topic(&self, piece: &Segment) -> Result<(), Misread> {
        let text = self.words[piece.words.start].text;
        let is_field = matches!(text.to_lowercase().as_str(), "topic" | "topics" | "subject")
            && piece.words.end < self.words.len();
        if piece.kind == SegmentKind::Word && (role(text) == WordRole::Aside || is_field) {
            Err(Misread::new(self.place(&piece.words), format!("`{text}` is neither a person nor a topic"))
                .hint("leave it out, or write `about` before the topics"))
        } else {
            Ok(())
        }
    }
}
