//! CSV by RFC 4180, for spreadsheets. A text that a spreadsheet would run as a formula gets a leading `'`
//! (CWE-1236); numbers and days never do. Control characters are made visible. Characters that hide or
//! reorder text are made visible only on a terminal, by `on_screen` in `output/mod.rs`.

use csv::WriterBuilder;

use crate::escape::kept;
use crate::report::sheet::{Figure, Table};

/// The table with a header line. Leaves out the total, so that sums in the spreadsheet stay right.
pub fn table(table: &Table) -> csv::Result<Vec<u8>> {
    written(table, |text| harmless(kept(&text)))
}

/// The same, but with formulas left as they are, for programs that do not run formulas.
pub fn verbatim(table: &Table) -> csv::Result<Vec<u8>> {
    written(table, |text| kept(&text))
}

fn written(table: &Table, said: fn(String) -> String) -> csv::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    writer.write_record(table.columns.iter().map(|column| column.key))?;
    for row in &table.rows {
        let cells = row.iter().map(|figure| match figure {
            Figure::Text(_) | Figure::Link(_) => said(figure.plain()),
            _ => figure.plain(),
        });
        writer.write_record(cells)?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// Prevents a spreadsheet from running the text as a formula. A text that already begins with `'` gets one
/// more, so that removing one `'` restores every text.
pub fn harmless(text: String) -> String {
    let is_run = text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_run { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sheet::column;

    #[test]
    fn formulas_are_texts_and_numbers_are_numbers() {
        let columns = [column("who", "", ""), column("n", "", "")];
        let of = |text: &str, number: f64| vec![Figure::text(text), Figure::Number(number)];
        let made =
            Table::new("t", "", &columns).rows([of("=1+1", -3.0), of("a \"b\", c", 0.5), of("@x", 1.0)]);
        let text = String::from_utf8(table(&made).unwrap()).unwrap();
        assert_eq!(text, "who,n\n'=1+1,-3\n\"a \"\"b\"\", c\",0.5\n'@x,1\n");
        for begins in ["=", "+", "-", "@", "\t", "\r"] {
            assert_eq!(harmless(format!("{begins}x")), format!("'{begins}x"));
            assert_eq!(harmless(format!("''{begins}x")), format!("'''{begins}x"));
            assert_eq!(harmless(format!("x{begins}")), format!("x{begins}"));
        }
    }
}
