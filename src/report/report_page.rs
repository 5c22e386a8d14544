//! A sheet as a page for a terminal.

use crate::report::sheet::{Column, Figure, Layout, Sheet, Table};
use crate::views::page::{Page, Text, Tone};

/// Blocks of a full bar.
const BAR: usize = 8;

impl Sheet {
    /// Builds the page. `explain` adds the definition and the key of each column.
    pub fn page(&self, explain: bool) -> Page {
        let mut page = Page::new();
        let about = if self.about.is_empty() { String::new() } else { format!("  {}", self.about) };
        page.line(Text::new().with(Tone::Heading, self.title.as_str()).with(Tone::Faint, about));
        for table in &self.tables {
            page.blank();
            table.page(&mut page, explain);
        }
        page
    }
}

impl Table {
    fn page(&self, page: &mut Page, explain: bool) {
        let indent = if self.title.is_empty() { 0 } else { 2 };
        if !self.title.is_empty() {
            page.heading(self.title.as_str());
        }
        if self.rows.is_empty() {
            page.indented(indent, self.empty.as_str());
        } else if self.layout == Layout::Cards {
            self.card_lines(page, indent);
        } else {
            let head: Vec<&str> = self.columns.iter().map(|column| column.title).collect();
            let row = |row: &Vec<Figure>| row.iter().map(cell).collect::<Vec<Text>>();
            let total = self.total.iter().filter(|_| self.rows.len() > 1).map(row);
            let total = total.map(|cells| cells.into_iter().map(Text::in_bold).collect());
            let rows = self.rows.iter().map(row).chain(total).collect();
            page.table_of_numbers(indent, &head, rows, self.right());
        }
        if !self.note.is_empty() {
            page.indented(indent, Text::new().with(Tone::Faint, self.note.as_str()));
        }
        if explain {
            self.definitions(page, indent);
        }
    }

    fn card_lines(&self, page: &mut Page, indent: usize) {
        for (number, row) in self.rows.iter().enumerate() {
            if number > 0 {
                page.blank();
            }
            let said = self.columns.iter().zip(row).filter(|(_, figure)| !figure.shown().is_empty());
            let lines =
                said.map(|(column, figure)| vec![Text::new().with(Tone::Faint, column.title), cell(figure)]);
            page.table(indent, &[], lines.collect());
        }
    }

    fn definitions(&self, page: &mut Page, indent: usize) {
        let defined = self.columns.iter().filter(|column| !column.explain.is_empty());
        let faint = |text: &str| Text::new().with(Tone::Faint, text);
        // The key in JSON and CSV, if it differs from the title.
        let key = |column: &Column| if column.key == column.title { "" } else { column.key };
        let row = |column: &Column| vec![faint(column.title), faint(key(column)), column.explain.into()];
        let rows: Vec<_> = defined.map(row).collect();
        if !rows.is_empty() {
            page.blank();
            page.table(indent, &[], rows);
        }
    }
}

fn cell(figure: &Figure) -> Text {
    let shown = figure.shown();
    match figure {
        Figure::Word(tone, word) => Text::new().with(*tone, *word),
        Figure::Share(..) | Figure::Part(_) => match figure.fraction() {
            Some(fraction) => Text::new().with(Tone::Drawing, format!("{} ", bar(fraction))).plain(shown),
            None => Text::new(),
        },
        Figure::Series(values) if values.len() > 2 => {
            Text::new().with(Tone::Drawing, format!("{} ", sparkline(values))).plain(shown)
        }
        _ => shown.into(),
    }
}

/// A share as a bar, in steps of an eighth of a block.
fn bar(fraction: f64) -> String {
    let eighths = (fraction.clamp(0.0, 1.0) * (BAR * 8) as f64).round() as usize;
    let (full, rest) = (eighths / 8, eighths % 8);
    let mut bar = "█".repeat(full);
    if rest > 0 {
        bar.push(['▏', '▎', '▍', '▌', '▋', '▊', '▉'][rest - 1]);
    }
    let drawn = bar.chars().count();
    bar + &"·".repeat(BAR - drawn)
}

/// Values as a row of blocks; the lowest value has the lowest block.
fn sparkline(values: &[f64]) -> String {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let height =
        |value: f64| if high > low { ((value - low) / (high - low) * 7.0).round() as usize } else { 3 };
    values.iter().map(|value| ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'][height(*value).min(7)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_share() {
        assert_eq!([bar(0.0), bar(0.5), bar(1.0)], ["········", "████····", "████████"]);
        assert_eq!([bar(0.01), bar(0.99)], ["▏·······", "███████▉"]);
        assert!((0..=100).all(|n| bar(f64::from(n) / 100.0).chars().count() == BAR));
    }

    #[test]
    fn sparklines_go_from_the_lowest_to_the_highest() {
        assert_eq!(sparkline(&[11.0, 10.0, 8.0]), "█▆▁");
        assert_eq!(sparkline(&[5.0, 5.0, 5.0]), "▄▄▄");
    }
}
