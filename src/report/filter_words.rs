//! The filter of a report, in words.

pub use crate::journal::query::report_filter::{GroupBy, ReportFilter};
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::report::sheet::{Sheet, Table};

impl ReportFilter {
    /// The options in words: `2026-10-01 to 2026-11-20, ana`.
    fn about(&self) -> String {
        let period = match self.since {
            Some(since) => format!("{since} to {}", self.until),
            None => format!("up to {}", self.until),
        };
        let period = match self.as_of {
            Some(day) => format!("{period}, as of {day}"),
            _ => period,
        };
        period + &self.filters()
    }

    /// The filters in words, each after a comma.
    pub(crate) fn filters(&self) -> String {
        let kind = self.kind.map(|kind| kind.as_str().to_owned());
        let said = |handle: &Option<Handle>| handle.as_ref().map(Handle::to_string);
        let filters = [
            ("", said(&self.person)),
            ("coach ", said(&self.coach)),
            ("team ", said(&self.team)),
            ("manager ", said(&self.manager)),
            ("objective ", said(&self.objective)),
            ("sponsor ", said(&self.sponsor)),
            ("topic ", said(&self.topic)),
            ("kind ", kind),
        ];
        filters.iter().filter_map(|(word, value)| Some(format!(", {word}{}", value.as_ref()?))).collect()
    }

    /// Builds a sheet with these tables.
    pub(crate) fn sheet(&self, name: &'static str, title: impl Into<String>, tables: Vec<Table>) -> Sheet {
        Sheet {
            name,
            title: title.into(),
            about: self.about(),
            since: self.since.map(Day::date),
            until: self.until.date(),
            as_of: self.as_of.unwrap_or(self.today).date(),
            tables,
            left_out: Vec::new(),
        }
    }
}
