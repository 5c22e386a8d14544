//! `xlsx`: exports a workbook with a sheet for each table. Days, times, numbers and booleans are typed cells.
//! The header row stays in view and has filters. A text cell is never a formula.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use crate::escape::kept;
use crate::report::sheet::{Figure, Table};

/// The longest text of a cell in UTF-16 units. Excel reports a longer one as damage.
const LONGEST: usize = 32_767;
const CUT: &str = " … (cut to fit the cell)";

/// The bytes of the workbook. The same tables give the same bytes.
pub(crate) fn workbook(tables: &[Table]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // A fixed creation time: the current time would differ in each run.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    for table in tables {
        // The crate writes a normal worksheet on its own thread, and panics if the system cannot start one. A
        // low-memory worksheet stays on this thread, and uses an unnamed temporary file.
        sheet(workbook.add_worksheet_with_low_memory()?, table)?;
    }
    workbook.save_to_buffer()
}

fn sheet(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let (head, day) = (Format::new().set_bold(), Format::new().set_num_format("yyyy-mm-dd"));
    let clock = Format::new().set_num_format("hh:mm");
    sheet.set_name(table.key)?.set_freeze_panes(1, 0)?;
    for (column, of) in (0..).zip(&table.columns) {
        sheet.write_string_with_format(0, column, of.key, &head)?;
        sheet.set_column_width(column, width(table, usize::from(column)))?;
    }
    for (row, figures) in (1..).zip(&table.rows) {
        for (column, figure) in (0..).zip(figures) {
            match figure {
                Figure::Nothing => {}
                Figure::Day(on) => {
                    let on = ExcelDateTime::parse_from_str(&on.to_string())?;
                    sheet.write_datetime_with_format(row, column, &on, &day)?;
                }
                Figure::Clock(time) => {
                    let time = ExcelDateTime::parse_from_str(&time.to_string())?;
                    sheet.write_datetime_with_format(row, column, &time, &clock)?;
                }
                Figure::YesNo(yes) => drop(sheet.write_boolean(row, column, *yes)?),
                Figure::Count(count) => drop(sheet.write_number(row, column, *count as f64)?),
                Figure::Minutes(minutes) => drop(sheet.write_number(row, column, *minutes as f64 / 60.0)?),
                Figure::Number(number) => drop(sheet.write_number(row, column, *number)?),
                _ => drop(sheet.write_string(row, column, fitting(figure.plain()))?),
            }
        }
    }
    let last = u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    sheet.autofilter(0, 0, u32::try_from(table.rows.len()).unwrap_or(u32::MAX), last)?;
    Ok(())
}

/// The width for the longest cell, limited to a readable line.
fn width(table: &Table, column: usize) -> f64 {
    let title = table.columns.get(column).map_or(0, |column| column.key.len());
    let cells = table.rows.iter().filter_map(|row| row.get(column)).map(|figure| match figure {
        Figure::Day(_) => 10,
        _ => figure.plain().chars().count(),
    });
    (cells.fold(title, usize::max).clamp(8, 60) + 2) as f64
}

fn fitting(text: String) -> String {
    let text = kept(&text);
    // Excel counts in UTF-16 units.
    if text.encode_utf16().count() <= LONGEST {
        return text;
    }
    let mut left = LONGEST - CUT.encode_utf16().count();
    let kept = text.chars().take_while(|c| {
        left = left.saturating_sub(c.len_utf16());
        left > 0
    });
    kept.collect::<String>() + CUT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_fits_its_cell() {
        assert_eq!(fitting("é".repeat(LONGEST)).chars().count(), LONGEST);
        let cut = fitting("😀".repeat(LONGEST));
        assert!(cut.encode_utf16().count() <= LONGEST && cut.ends_with(CUT));
    }
}
