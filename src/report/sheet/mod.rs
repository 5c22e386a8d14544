//! Tables of figures; each column has a line that defines it. Every report builds a sheet. A sheet becomes
//! a page for people, JSON, CSV or HTML, all with the same content.

mod serialize;

use chrono::{NaiveDate, NaiveTime};

use crate::number::{percent, readable, to_decimals};
use crate::views::page::Tone;

/// The result of a report.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The report's name on the command line.
    pub name: &'static str,
    pub title: String,
    /// The period and the filters, in words.
    pub about: String,
    pub since: Option<NaiveDate>,
    pub until: NaiveDate,
    /// The day whose state of the records the report shows.
    pub as_of: NaiveDate,
    pub tables: Vec<Table>,
    /// Files that coach could not read: path and reason.
    pub left_out: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Table {
    /// The table's name in JSON, and for `--table`.
    pub key: &'static str,
    /// Empty if the title of the sheet suffices.
    pub title: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Figure>>,
    /// The total. Not always the sum of the rows, because one action may count in two rows.
    pub total: Option<Vec<Figure>>,
    /// The text to print if the table has no rows.
    pub empty: String,
    /// A caveat for the reader; always printed.
    pub note: String,
    pub layout: Layout,
    /// The keys of the columns whose counts add up to a whole. A chart stacks them.
    pub parts: &'static [&'static str],
}

/// How to lay a table out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Layout {
    #[default]
    Rows,
    /// Each row by itself, with a line for each column. For long texts.
    Cards,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The column's name in JSON and CSV.
    pub key: &'static str,
    pub title: &'static str,
    /// The definition in one line; empty if the title suffices.
    pub explain: &'static str,
}

/// A percentage of fewer than this many has the whole beside it: 50 % of 4 says less than 50 % of 400.
const FEW: usize = 20;

/// A column: its key, title and definition.
pub const fn column(key: &'static str, title: &'static str, explain: &'static str) -> Column {
    Column { key, title, explain }
}

/// The content of a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Figure {
    /// No value, such as the median of an empty list.
    Nothing,
    /// Text from a record.
    Text(String),
    /// A web address that begins with `http://` or `https://`.
    Link(String),
    /// A word from a fixed list, such as the status of a person in the coverage report.
    Word(Tone, &'static str),
    Day(NaiveDate),
    Clock(NaiveTime),
    YesNo(bool),
    Count(usize),
    /// A measured number; its unit is in another column.
    Number(f64),
    /// A part and its whole, as in "3 of 4".
    Share(usize, usize),
    /// Progress from baseline to target: 1 is the target. May be negative, or more than 1.
    Part(f64),
    Minutes(u64),
    /// Readings over time, the oldest first.
    Series(Vec<f64>),
    /// Links with their labels: the label, then the address.
    Links(Vec<(String, String)>),
}

impl Figure {
    pub fn text(text: impl ToString) -> Figure {
        Figure::Text(text.to_string())
    }

    pub fn optional<T>(value: Option<T>, figure: impl FnOnce(T) -> Figure) -> Figure {
        value.map_or(Figure::Nothing, figure)
    }

    /// The figure as text for people.
    pub fn shown(&self) -> String {
        match self {
            Figure::Nothing => String::new(),
            Figure::Text(text) | Figure::Link(text) => text.clone(),
            Figure::Word(_, word) => word.to_string(),
            Figure::Day(day) => day.to_string(),
            Figure::Clock(time) => time.format("%H:%M").to_string(),
            Figure::YesNo(yes) => yes.to_string(),
            Figure::Count(count) => count.to_string(),
            Figure::Number(number) => readable(*number),
            Figure::Share(_, 0) => String::new(),
            Figure::Share(part, whole) => {
                let percent = percent(*part as f64 / *whole as f64);
                if *whole < FEW { format!("{percent} of {whole}") } else { percent }
            }
            Figure::Part(part) => percent(*part),
            Figure::Minutes(minutes) => hours(*minutes),
            Figure::Links(links) => {
                links.iter().map(|(label, _)| label.as_str()).collect::<Vec<_>>().join(" ")
            }
            Figure::Series(values) => {
                let last = values.len().saturating_sub(1);
                let ends = values.iter().enumerate().filter(|(n, _)| *n == 0 || *n == last);
                ends.map(|(_, value)| readable(*value)).collect::<Vec<_>>().join(" → ")
            }
        }
    }

    /// A share or progress as a number; 1 is all of it. `None` for other figures, and if the whole is 0.
    pub fn fraction(&self) -> Option<f64> {
        match self {
            Figure::Share(_, 0) => None,
            Figure::Share(part, whole) => Some(*part as f64 / *whole as f64),
            Figure::Part(part) => Some(*part),
            _ => None,
        }
    }

    /// Whether the figure is a number, which aligns right.
    pub fn is_number(&self) -> bool {
        matches!(
            self,
            Figure::Count(_) | Figure::Number(_) | Figure::Share(..) | Figure::Part(_) | Figure::Minutes(_)
        )
    }
}

/// Minutes as hours with two decimals, as hours logs require.
pub fn hours(minutes: u64) -> String {
    format!("{:.2}", to_decimals(minutes as f64 / 60.0, 2))
}

impl Table {
    pub fn new(key: &'static str, title: impl Into<String>, columns: &[Column]) -> Table {
        Table {
            key,
            title: title.into(),
            columns: columns.to_vec(),
            rows: Vec::new(),
            total: None,
            empty: "none".into(),
            note: String::new(),
            layout: Layout::Rows,
            parts: &[],
        }
    }

    #[must_use]
    pub fn titled(mut self, title: impl Into<String>) -> Table {
        self.title = title.into();
        self
    }

    #[must_use]
    pub fn rows(mut self, rows: impl IntoIterator<Item = Vec<Figure>>) -> Table {
        self.rows = rows.into_iter().collect();
        self
    }

    #[must_use]
    pub fn total(mut self, total: Vec<Figure>) -> Table {
        self.total = Some(total);
        self
    }

    /// Sets the text to print if the table has no rows.
    #[must_use]
    pub fn or(mut self, empty: impl Into<String>) -> Table {
        self.empty = empty.into();
        self
    }

    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Table {
        self.note = note.into();
        self
    }

    /// Sets the keys of the columns whose counts add up to a whole.
    #[must_use]
    pub fn parts(mut self, keys: &'static [&'static str]) -> Table {
        self.parts = keys;
        self
    }

    /// The index of the column with this key.
    pub fn place(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.key == key)
    }

    #[must_use]
    pub fn cards(mut self) -> Table {
        self.layout = Layout::Cards;
        self
    }

    /// Which columns align right: those with numbers only.
    pub fn right(&self) -> Vec<bool> {
        let figures = |column: usize| {
            let all = self.rows.iter().chain(&self.total);
            all.filter_map(move |row| row.get(column)).filter(|figure| **figure != Figure::Nothing)
        };
        (0..self.columns.len())
            .map(|column| figures(column).next().is_some() && figures(column).all(Figure::is_number))
            .collect()
    }
}
