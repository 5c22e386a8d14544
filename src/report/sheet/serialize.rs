//! A sheet for programs: tables by key, rows by the keys of their columns.

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeStruct, Serializer};

use crate::number::to_decimals;

use super::{Column, Figure, Sheet, Table};

impl Serialize for Sheet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("report", self.name)?;
        map.serialize_entry("about", &self.about)?;
        map.serialize_entry("since", &self.since.map(|day| day.to_string()))?;
        map.serialize_entry("until", &self.until.to_string())?;
        map.serialize_entry("as_of", &self.as_of.to_string())?;
        for table in &self.tables {
            map.serialize_entry(table.key, table)?;
        }
        map.serialize_entry("left_out", &self.left_out)?;
        map.end()
    }
}

impl Serialize for Table {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let row = |row| SerializedRow { columns: &self.columns, row };
        let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let mut table = serializer.serialize_struct("Table", 3)?;
        table.serialize_field("rows", &self.rows.iter().map(row).collect::<Vec<_>>())?;
        table.serialize_field("total", &self.total.as_ref().map(row))?;
        let empty = said(&self.empty).filter(|_| self.rows.is_empty());
        table.serialize_field(
            "note",
            &empty.into_iter().chain(said(&self.note)).reduce(|a, b| format!("{a}; {b}")),
        )?;
        table.end()
    }
}

struct SerializedRow<'a> {
    columns: &'a [Column],
    row: &'a Vec<Figure>,
}

impl Serialize for SerializedRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.columns.iter().map(|column| column.key).zip(self.row))
    }
}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Figure::Nothing => serializer.serialize_none(),
            Figure::Text(text) | Figure::Link(text) => serializer.serialize_str(text),
            Figure::Word(_, word) => serializer.serialize_str(word),
            Figure::Day(day) => serializer.collect_str(day),
            Figure::Clock(_) => serializer.serialize_str(&self.shown()),
            Figure::YesNo(yes) => yes.serialize(serializer),
            Figure::Count(count) => count.serialize(serializer),
            Figure::Number(number) => rounded(*number).serialize(serializer),
            Figure::Share(..) | Figure::Part(_) => self.fraction().map(rounded).serialize(serializer),
            Figure::Minutes(minutes) => in_hours(*minutes).serialize(serializer),
            Figure::Series(values) => serializer.collect_seq(readings(values)),
            Figure::Links(links) => serializer.collect_map(links.iter().map(|(label, to)| (label, to))),
        }
    }
}

/// Minutes as hours with two decimals, as hours logs require.
fn in_hours(minutes: u64) -> f64 {
    to_decimals(minutes as f64 / 60.0, 2)
}

/// Rounds to four decimals; further digits are floating-point noise.
fn rounded(number: f64) -> f64 {
    to_decimals(number, 4)
}

fn readings(values: &[f64]) -> impl Iterator<Item = f64> + '_ {
    values.iter().map(|value| rounded(*value))
}

impl Figure {
    /// The figure for a spreadsheet: numbers with a decimal point and no unit, days in full.
    pub fn plain(&self) -> String {
        match self {
            Figure::Number(number) => rounded(*number).to_string(),
            Figure::Share(..) | Figure::Part(_) => {
                self.fraction().map_or(String::new(), |f| rounded(f).to_string())
            }
            Figure::Series(values) => {
                readings(values).map(|value| value.to_string()).collect::<Vec<_>>().join(" ")
            }
            _ => self.shown(),
        }
    }
}
