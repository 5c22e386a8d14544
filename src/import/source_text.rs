//! The text of an imported file, which converts a byte offset to its line and column. It stores the line
//! starts, so that a lookup does not count from the beginning.

use crate::journal::records::Problem;

pub struct SourceText<'a> {
    pub path: &'a str,
    /// The text, without a byte order mark.
    pub text: &'a str,
    /// The byte at which each line begins.
    starts: Vec<usize>,
}

impl<'a> SourceText<'a> {
    pub fn new(path: &'a str, text: &'a str) -> SourceText<'a> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(ends.map(|(end, _)| end + 1)).collect();
        SourceText { path, text, starts }
    }

    /// The 1-based line of a byte.
    pub fn line(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte)
    }

    /// The byte of a line and column, both 1-based and relative to the piece that begins at `start`, as a
    /// parser reports them.
    pub fn byte(&self, start: usize, line: usize, column: usize) -> usize {
        match line {
            0 | 1 => start + column.saturating_sub(1),
            _ => {
                let begin = self.starts.get(self.line(start) + line - 2).copied().unwrap_or(self.text.len());
                begin + column.saturating_sub(1)
            }
        }
        .min(self.text.len())
    }

    /// A problem at a byte.
    pub fn problem(&self, byte: usize, message: impl Into<String>) -> Problem {
        let line = self.line(byte.min(self.text.len()));
        let start = self.starts[line - 1];
        let before = &self.text.as_bytes()[start..byte.clamp(start, self.text.len())];
        let column = String::from_utf8_lossy(before).chars().count() + 1;
        Problem { line, column, ..Problem::of_file(self.path, message) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_has_its_line_and_its_column_in_letters() {
        let text = SourceText::new("x", "\u{feff}aé\r\n\nüb");
        let place = |byte| text.problem(byte, "").place();
        assert_eq!((place(0), place(3), place(6)), ("x:1:1".into(), "x:1:3".into(), "x:3:1".into()));
        assert_eq!((place(8), place(99)), ("x:3:2".into(), "x:3:3".into()));
        assert_eq!((text.byte(0, 1, 2), text.byte(1, 3, 1), text.byte(6, 1, 3)), (1, 6, 8));
    }
}
