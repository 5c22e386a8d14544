//! Parses CSV as spreadsheets write it: comma, semicolon or tab, any line ending, and quoted cells that
//! contain line breaks. Every cell has its position.

use csv::{ReaderBuilder, StringRecord};

use crate::import::source_text::SourceText;
use crate::journal::records::Problem;

pub(crate) struct CsvTable<'a> {
    pub text: &'a SourceText<'a>,
    pub header: Vec<String>,
    pub rows: Vec<CsvLine>,
    /// Problems with rows that have more or fewer cells than the header. `rows` does not include these rows.
    pub ragged: Vec<Problem>,
    /// The byte at which the header begins.
    head: usize,
    delimiter: u8,
}

impl CsvTable<'_> {
    /// Whether the column is empty in every row.
    pub(crate) fn is_empty(&self, column: usize) -> bool {
        self.rows.iter().all(|row| row.cells.get(column).is_none_or(|cell| cell.trim().is_empty()))
    }
}

pub(crate) struct CsvLine {
    /// The byte at which the row begins.
    pub at: usize,
    pub cells: Vec<String>,
}

/// The delimiters that coach recognizes.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// Some spreadsheets begin the file with a line `sep=;`.
const SEPARATOR: &str = "sep=";

pub(crate) fn read<'a>(text: &'a SourceText<'a>) -> Result<CsvTable<'a>, Vec<Problem>> {
    let (begin, delimiter) = beginning(text.text);
    let mut table =
        CsvTable { text, header: Vec::new(), rows: Vec::new(), ragged: Vec::new(), head: begin, delimiter };
    if let Some(open) = table.open_quote(begin) {
        return Err(vec![text.problem(open, "this quote has no closing quote")]);
    }
    let mut reader = ReaderBuilder::new();
    reader.delimiter(delimiter).has_headers(false).flexible(true);
    let mut reader = reader.from_reader(&text.text.as_bytes()[begin..]);
    let mut record = StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            // An unlikely error: the text is UTF-8, and the reader accepts rows of any length.
            Err(error) => return Err(vec![text.problem(begin, error.to_string())]),
        }
        let at = begin + record.position().map_or(0, |position| position.byte() as usize);
        let at = at + text.text[at..].bytes().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let mut cells: Vec<String> = record.iter().map(str::to_string).collect();
        if table.header.is_empty() {
            table.head = at;
            table.header = cells.iter().map(|cell| cell.trim().to_string()).collect();
            continue;
        }
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let columns = table.header.len();
        if cells.len() > columns && cells[columns..].iter().all(|cell| cell.trim().is_empty()) {
            cells.truncate(columns);
        }
        if cells.len() != columns {
            let why = format!("expected {columns} cells as in the header, but found {}", cells.len());
            table.ragged.push(text.problem(at, why));
            continue;
        }
        table.rows.push(CsvLine { at, cells });
    }
    if table.header.is_empty() {
        Err(vec![text.problem(0, "expected a header line with the column names")])
    } else {
        Ok(table)
    }
}

/// The byte at which the header begins, and the delimiter.
fn beginning(text: &str) -> (usize, u8) {
    let first = text.lines().next().unwrap_or_default();
    let said = first.get(..SEPARATOR.len()).filter(|start| start.eq_ignore_ascii_case(SEPARATOR));
    if said.is_some()
        && let &[delimiter] = first.trim_end().as_bytes().get(SEPARATOR.len()..).unwrap_or_default()
        && delimiter.is_ascii()
    {
        let next = text.find('\n').map_or(text.len(), |end| end + 1);
        return (next, delimiter);
    }
    let outside = |delimiter: &u8| {
        let mut is_quoted = false;
        let bytes = text.trim_start().bytes().take_while(|byte| {
            is_quoted ^= *byte == b'"';
            is_quoted || *byte != b'\n'
        });
        let mut inside = false;
        bytes
            .filter(|byte| {
                inside ^= *byte == b'"';
                !inside && byte == delimiter
            })
            .count()
    };
    // On a tie, the first delimiter of the list wins.
    let most = DELIMITERS.iter().rev().max_by_key(|delimiter| outside(delimiter));
    (0, most.copied().unwrap_or(b','))
}

/// The state of the cell parser.
enum CellState {
    Begin,
    Bare,
    Quoted,
    /// After a quote in a quoted cell: the end of the cell, or the first of two quotes.
    Quote,
}

impl CsvTable<'_> {
    /// Scans the text from a byte on. It calls `see` with the first byte of each cell, and whether a row
    /// ended there; a value from `see` stops the scan. Without such a value, returns the quote that is still
    /// open, if any.
    fn walk<T>(
        &self,
        from: usize,
        mut see: impl FnMut(usize, bool) -> Option<T>,
    ) -> Result<T, Option<usize>> {
        let (mut at, mut opened) = (CellState::Begin, None);
        if let Some(value) = see(from, false) {
            return Ok(value);
        }
        for (byte, c) in self.text.text.bytes().enumerate().skip(from) {
            at = match (at, c) {
                (CellState::Quoted, b'"') => CellState::Quote,
                (CellState::Quoted, _) => CellState::Quoted,
                (CellState::Quote, b'"') => CellState::Quoted,
                (CellState::Begin, b'"') => {
                    opened = Some(byte);
                    CellState::Quoted
                }
                (_, b'\n' | b'\r') => {
                    if let Some(value) = see(byte + 1, true) {
                        return Ok(value);
                    }
                    CellState::Begin
                }
                (_, c) if c == self.delimiter => {
                    if let Some(value) = see(byte + 1, false) {
                        return Ok(value);
                    }
                    CellState::Begin
                }
                _ => CellState::Bare,
            };
        }
        Err(opened.filter(|_| matches!(at, CellState::Quoted)))
    }

    /// The byte of a quote that never closes.
    fn open_quote(&self, from: usize) -> Option<usize> {
        self.walk(from, |_, _| None::<()>).err().flatten()
    }

    /// The byte at which a cell of the row begins.
    pub(crate) fn place(&self, row: &CsvLine, column: usize) -> usize {
        self.cell(row.at, column)
    }

    /// The byte at which a cell begins, in the row that begins at byte `at`.
    fn cell(&self, at: usize, column: usize) -> usize {
        let mut left = column + 1;
        let found = self.walk(at, |byte, is_row| {
            left = if is_row { 0 } else { left - 1 };
            (left == 0).then_some(byte)
        });
        found.unwrap_or(at)
    }

    /// The position of the header, as `path:line`.
    pub(crate) fn of_header(&self) -> String {
        format!("{}:{}", self.text.path, self.text.line(self.head))
    }

    /// A problem at the name of a column.
    pub(crate) fn misnamed(&self, column: usize, message: String) -> Problem {
        self.text.problem(self.cell(self.head, column), message)
    }

    pub(crate) fn problem(&self, row: &CsvLine, column: usize, message: &str) -> Problem {
        let name = self.header.get(column).map_or("", String::as_str);
        self.text.problem(self.place(row, column), format!("{name}: {message}"))
    }
}

/// A text cell without the `'` that keeps a spreadsheet from evaluating it.
pub(crate) fn unharmed(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r']) => text,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        let text = SourceText::new("x.csv", text);
        let table = read(&text).unwrap();
        [table.header.clone()].into_iter().chain(table.rows.iter().map(|row| row.cells.clone())).collect()
    }

    #[test]
    fn spreadsheets_write_it_in_many_ways() {
        let expected = vec![vec!["a", "b c"], vec!["1", "x;y,\nz\""]];
        for text in [
            "a,b c\n1,\"x;y,\nz\"\"\"\n",
            "\u{feff}a;b c\r\n1;\"x;y,\nz\"\"\"\r\n\r\n",
            "sep=;\r\na;b c\r\n1;\"x;y,\nz\"\"\"",
            "a\tb c\n;\"x\n"
                .split(';')
                .next()
                .map(|head| format!("{head}\n1\t\"x;y,\nz\"\"\""))
                .unwrap()
                .as_str(),
            "a;\"b c\"\n1;\"x;y,\nz\"\"\";;\n;;\n",
        ] {
            assert_eq!(cells(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_cell_has_its_place() {
        let text = SourceText::new("x.csv", "a,b\n\n\"x\ny, \"\"z\"\"\",ü\r\nö,ü\n");
        let table = read(&text).unwrap();
        let place = |row: usize, column| table.problem(&table.rows[row], column, "").place();
        assert_eq!((place(0, 0), place(0, 1)), ("x.csv:3:1".into(), "x.csv:4:11".into()));
        assert_eq!((place(1, 0), place(1, 1)), ("x.csv:5:1".into(), "x.csv:5:3".into()));
    }

    #[test]
    fn what_is_no_table_is_refused_at_its_place() {
        let problem = |text: &str| {
            let text = SourceText::new("x.csv", text);
            let problems = read(&text).map_or_else(|problems| problems, |table| table.ragged);
            format!("{} {}", problems[0].place(), problems[0].message)
        };
        assert_eq!(problem("a,b\n1,\"x\ny\n"), "x.csv:2:3 this quote has no closing quote");
        assert_eq!(problem("a,b\n1,2\n1,2,3\n"), "x.csv:3:1 expected 2 cells as in the header, but found 3");
        assert_eq!(problem("a,b\n1\n"), "x.csv:2:1 expected 2 cells as in the header, but found 1");
        assert!(problem("").starts_with("x.csv:1:1 expected a header line"));
        assert_eq!(cells("a,b\n5\" pipe,1\n").len(), 2, "a quote within a bare cell is a letter");
    }

    #[test]
    fn what_export_made_harmless_is_taken_back() {
        for (cell, text) in [
            ("'=1", "=1"),
            ("'-", "-"),
            ("'\tx", "\tx"),
            ("'tis", "'tis"),
            ("''=", "'="),
            ("''tis", "''tis"),
            ("", ""),
        ] {
            assert_eq!(unharmed(cell), text);
        }
    }
}
