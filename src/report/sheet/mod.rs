//! Figures in tables, each column with the one line that defines it. What a report counts is put
//! into a sheet; a sheet becomes a page for people, JSON, CSV or HTML, and all four say the same.

mod serialize;

use chrono::{NaiveDate, NaiveTime};

use crate::number::{percent, readable, to_decimals};
use crate::views::page::Tone;

/// What a report found.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The report's name on the command line.
    pub name: &'static str,
    pub title: String,
    /// What it was asked about, in words: the days, and the filters that were set.
    pub about: String,
    pub since: Option<NaiveDate>,
    pub until: NaiveDate,
    /// The day as of which the records are read.
    pub as_of: NaiveDate,
    pub tables: Vec<Table>,
    /// What is not in it, because it could not be read: place and reason.
    pub left_out: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Table {
    /// Its name in JSON, and for `--table`.
    pub key: &'static str,
    /// Empty where the sheet's own title says it all.
    pub title: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Figure>>,
    /// All of it together: not always the sum of the rows, as one action may stand in two.
    pub total: Option<Vec<Figure>>,
    /// What to say where there is no row.
    pub empty: String,
    /// What has to be known to read it rightly; always shown.
    pub note: String,
    pub layout: Layout,
    /// The columns of counts that add up to a whole, by their keys: drawn side by side.
    pub parts: &'static [&'static str],
}

/// How a table reads best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Layout {
    #[default]
    Rows,
    /// Each row by itself, a line for each column: for long texts.
    Cards,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in JSON and CSV.
    pub key: &'static str,
    pub title: &'static str,
    /// What it counts, in one line; empty where the title says it.
    pub explain: &'static str,
}

/// A percentage of fewer than these has its whole beside it: 50 % of 4 says less than 50 % of 400.
const FEW: usize = 20;

/// A column, in the order in which people read its definition.
pub const fn column(key: &'static str, title: &'static str, explain: &'static str) -> Column {
    Column { key, title, explain }
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Figure {
    /// There is nothing to say: a median of nothing, a share of nothing.
    Nothing,
    /// What somebody wrote.
    Text(String),
    /// A word with a meaning of its own, such as the state of a relationship.
    Word(Tone, &'static str),
    Day(NaiveDate),
    Clock(NaiveTime),
    YesNo(bool),
    Count(usize),
    /// Something measured, in a unit that stands elsewhere.
    Number(f64),
    /// So many of so many.
    Share(usize, usize),
    /// A part of a way, which may have gone too far or back: 1 is all of it.
    Part(f64),
    Minutes(u64),
    /// Readings over time, the oldest first.
    Series(Vec<f64>),
}

impl Figure {
    pub fn text(text: impl ToString) -> Figure {
        Figure::Text(text.to_string())
    }

    pub fn optional<T>(value: Option<T>, figure: impl FnOnce(T) -> Figure) -> Figure {
        value.map_or(Figure::Nothing, figure)
    }

    /// As people read it.
    pub fn shown(&self) -> String {
        match self {
            Figure::Nothing => String::new(),
            Figure::Text(text) => text.clone(),
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
            Figure::Series(values) => {
                let last = values.len().saturating_sub(1);
                let ends = values.iter().enumerate().filter(|(n, _)| *n == 0 || *n == last);
                ends.map(|(_, value)| readable(*value)).collect::<Vec<_>>().join(" → ")
            }
        }
    }

    /// A share as a number from 0 to 1; nothing of nothing is no share.
    pub fn fraction(&self) -> Option<f64> {
        match self {
            Figure::Share(_, 0) => None,
            Figure::Share(part, whole) => Some(*part as f64 / *whole as f64),
            Figure::Part(part) => Some(*part),
            _ => None,
        }
    }

    /// Whether its column reads best from the right.
    pub fn is_number(&self) -> bool {
        matches!(
            self,
            Figure::Count(_) | Figure::Number(_) | Figure::Share(..) | Figure::Part(_) | Figure::Minutes(_)
        )
    }
}

/// Minutes as hours with two decimals, as hours logs ask.
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
            empty: "nothing".into(),
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

    /// What to say where there is no row.
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

    /// The columns of counts that add up to a whole.
    #[must_use]
    pub fn parts(mut self, keys: &'static [&'static str]) -> Table {
        self.parts = keys;
        self
    }

    /// Which column has this key.
    pub fn place(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.key == key)
    }

    #[must_use]
    pub fn cards(mut self) -> Table {
        self.layout = Layout::Cards;
        self
    }

    /// Which columns read best from the right: those whose every figure is a number.
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
