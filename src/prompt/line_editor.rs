//! A line editor: the input line, and the editing keys that shells support.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use unicode_segmentation::UnicodeSegmentation;

/// The input line, split at the cursor.
#[derive(Debug, Default)]
pub(super) struct LineEditor {
    before: String,
    after: String,
    /// The text that was cut last, for Ctrl-Y.
    taken: String,
}

/// The effect of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pressed {
    InTheLine,
    Enter,
    Editor,
    Back,
    Stop,
}

impl LineEditor {
    pub(super) fn of(text: &str) -> LineEditor {
        LineEditor { before: text.to_string(), ..LineEditor::default() }
    }

    pub(super) fn text(&self) -> String {
        format!("{}{}", self.before, self.after)
    }

    /// The text before the cursor, and the text after it.
    pub(super) fn parts(&self) -> (&str, &str) {
        (&self.before, &self.after)
    }

    /// Applies a key. An unknown key changes nothing; only letter keys insert text.
    pub(super) fn press(&mut self, key: KeyEvent) -> Pressed {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        match key.code {
            KeyCode::Enter => return Pressed::Enter,
            KeyCode::Esc => return Pressed::Back,
            KeyCode::Char('j') if control => return Pressed::Enter,
            KeyCode::Char('o') if control => return Pressed::Editor,
            KeyCode::Char('g') if control => return Pressed::Back,
            KeyCode::Char('c') if control => return Pressed::Stop,
            KeyCode::Char('d') if control && self.before.is_empty() && self.after.is_empty() => {
                return Pressed::Stop;
            }
            KeyCode::Char(c) if control => self.control(c),
            KeyCode::Char('b') if alt => self.left_by(self.word_before()),
            KeyCode::Char('f') if alt => self.right_by(self.word_after()),
            KeyCode::Char('d') if alt => self.take_after(self.word_after()),
            KeyCode::Char(_) if alt => {}
            KeyCode::Char(c) => self.before.push(c),
            KeyCode::Backspace if alt => self.take_before(self.word_before()),
            KeyCode::Backspace => self.rub_out(),
            KeyCode::Delete => self.delete(),
            KeyCode::Left if control || alt => self.left_by(self.word_before()),
            KeyCode::Right if control || alt => self.right_by(self.word_after()),
            KeyCode::Left => self.left_by(self.letter_before()),
            KeyCode::Right => self.right_by(self.letter_after()),
            KeyCode::Home => self.left_by(self.before.len()),
            KeyCode::End => self.right_by(self.after.len()),
            _ => {}
        }
        Pressed::InTheLine
    }

    fn control(&mut self, letter: char) {
        match letter {
            'a' => self.left_by(self.before.len()),
            'e' => self.right_by(self.after.len()),
            'b' => self.left_by(self.letter_before()),
            'f' => self.right_by(self.letter_after()),
            'h' => self.rub_out(),
            'd' => self.delete(),
            'u' => self.take_before(self.before.len()),
            'k' => self.take_after(self.after.len()),
            'w' => self.take_before(self.word_before()),
            'y' => self.before.push_str(&self.taken),
            _ => {}
        }
    }

    /// Inserts a line break from pasted text.
    pub(super) fn break_line(&mut self) {
        self.before.push('\n');
    }

    /// Inserts pasted text. Keeps its line breaks and drops other control characters.
    pub(super) fn paste(&mut self, text: &str) {
        let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ");
        self.before.extend(text.chars().filter(|c| *c == '\n' || !c.is_control()));
    }

    /// The number of bytes of the letter before the cursor, with its accents.
    fn letter_before(&self) -> usize {
        self.before.graphemes(true).next_back().map_or(0, str::len)
    }

    fn letter_after(&self) -> usize {
        self.after.graphemes(true).next().map_or(0, str::len)
    }

    /// The number of bytes of the word before the cursor, with the spaces after it.
    fn word_before(&self) -> usize {
        let word = self.before.trim_end();
        let last = word.char_indices().rev().find(|(_, c)| c.is_whitespace());
        self.before.len() - last.map_or(0, |(at, c)| at + c.len_utf8())
    }

    fn word_after(&self) -> usize {
        let word = self.after.trim_start();
        self.after.len() - word.len() + word.find(char::is_whitespace).unwrap_or(word.len())
    }

    fn left_by(&mut self, bytes: usize) {
        let moved = self.before.split_off(self.before.len() - bytes);
        self.after.insert_str(0, &moved);
    }

    fn right_by(&mut self, bytes: usize) {
        self.before.extend(self.after.drain(..bytes));
    }

    fn rub_out(&mut self) {
        self.before.truncate(self.before.len() - self.letter_before());
    }

    fn delete(&mut self) {
        self.after.drain(..self.letter_after());
    }

    fn take_before(&mut self, bytes: usize) {
        self.taken = self.before.split_off(self.before.len() - bytes);
    }

    fn take_after(&mut self, bytes: usize) {
        self.taken = self.after.drain(..bytes).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(text: &str, keys: &[(KeyCode, KeyModifiers)]) -> String {
        let mut typing = LineEditor::of(text);
        for (code, modifiers) in keys {
            assert_eq!(typing.press(KeyEvent::new(*code, *modifiers)), Pressed::InTheLine);
        }
        let (before, after) = typing.parts();
        format!("{before}|{after}")
    }

    fn control(letters: &str) -> Vec<(KeyCode, KeyModifiers)> {
        letters.chars().map(|c| (KeyCode::Char(c), KeyModifiers::CONTROL)).collect()
    }

    #[test]
    fn control_keys_do_what_shells_do_and_write_no_letter() {
        for (keys, expected) in [
            ("u", "|"),
            ("a", "|one two ü"),
            ("ae", "one two ü|"),
            ("w", "one two |"),
            ("ww", "one |"),
            ("wwww", "|"),
            ("bk", "one two |"),
            ("afk", "o|"),
            ("ad", "|ne two ü"),
            ("h", "one two |"),
            ("wy", "one two ü|"),
            ("wwyy", "one two two |"),
            ("lnpqrstvxz", "one two ü|"),
        ] {
            assert_eq!(after("one two ü", &control(keys)), expected, "{keys}");
        }
    }

    #[test]
    fn a_letter_goes_with_its_accents_and_words_are_passed_whole() {
        assert_eq!(after("ae\u{301}", &[(KeyCode::Backspace, KeyModifiers::NONE)]), "a|");
        assert_eq!(after("one  two", &[(KeyCode::Left, KeyModifiers::CONTROL); 2]), "|one  two");
        let there_and_on = [(KeyCode::Home, KeyModifiers::NONE), (KeyCode::Right, KeyModifiers::CONTROL)];
        assert_eq!(after("one  two", &there_and_on), "one|  two");
        assert_eq!(after("x", &[(KeyCode::Char('q'), KeyModifiers::ALT)]), "x|");
    }

    #[test]
    fn a_paste_has_no_keys_in_it() {
        let mut typing = LineEditor::default();
        typing.paste("one\r\n\ttwo\x1b[2J\x15");
        assert_eq!(typing.text(), "one\n two[2J");
    }
}
