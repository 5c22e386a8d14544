//! A sheet for a mail: named after the journal, with the titles of objectives, and without commands.

use crate::journal::query::journal::Journal;
use crate::journal::values::handle::Handle;
use crate::report::sheet::{Figure, Sheet};

/// The columns whose values are the handles of objectives.
const OBJECTIVES: [&str; 3] = ["objective", "other_objective", "priority"];

/// The columns with days up to today. They grow on days on which nothing happens.
const AGES: [&str; 2] = ["days", "median_days_running"];

impl Sheet {
    /// The sheet for readers who have no coach: they cannot run its commands, and do not know handles.
    #[must_use]
    pub fn for_mail(mut self, journal: &Journal) -> Sheet {
        if let Some(name) = &journal.settings.name {
            self.title = format!("{name}: {}", self.title);
        }
        let title = |handle: &Handle| journal.objectives.get(handle)?.record.title.clone();
        let said = |part: &str| {
            let handle = part.strip_prefix("objective ")?.parse().ok()?;
            Some(format!("objective “{}”", title(&handle)?))
        };
        let about = self.about.split(", ").map(|part| said(part).unwrap_or_else(|| part.to_string()));
        self.about = about.collect::<Vec<_>>().join(", ");
        for table in &mut self.tables {
            table.empty = without_commands(&table.empty);
            table.note = without_commands(&table.note);
            let places: Vec<usize> = OBJECTIVES.iter().filter_map(|key| table.place(key)).collect();
            for row in table.rows.iter_mut().chain(&mut table.total) {
                for place in &places {
                    let Some(Figure::Text(text)) = row.get_mut(*place) else { continue };
                    if let Some(title) = text.parse().ok().and_then(|handle| title(&handle)) {
                        *text = title;
                    }
                }
            }
        }
        // Paths say nothing to them.
        if !self.left_out.is_empty() {
            self.left_out = vec![match self.left_out.len() {
                1 => "1 record that coach could not read".into(),
                number => format!("{number} records that coach could not read"),
            }];
        }
        self
    }

    /// The content without the day: the same text says that nothing changed.
    pub fn content(&self) -> String {
        let mut content = self.left_out.join("\n");
        for table in &self.tables {
            let counts = |place: &usize| !AGES.contains(&table.columns[*place].key);
            content += &format!("\n{}\n{}\n", table.key, table.note);
            for row in table.rows.iter().chain(&table.total) {
                let cells = (0..table.columns.len().min(row.len())).filter(counts);
                content += &cells.map(|place| row[place].plain()).collect::<Vec<_>>().join("\t");
                content.push('\n');
            }
        }
        content
    }
}

/// The text without hints at commands and settings: `none yet: add one with …` becomes `none yet`.
fn without_commands(text: &str) -> String {
    let is_hint = |part: &str| part.contains("`coach ") || part.contains("coach.toml");
    let parts = text.split("; ").filter_map(|part| match part.rsplit_once(": ") {
        Some((fact, hint)) if is_hint(hint) && !is_hint(fact) => Some(fact),
        _ if is_hint(part) => None,
        _ => Some(part),
    });
    parts.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Report, ReportFilter};

    #[test]
    fn a_mail_names_no_command() {
        let journal = Journal::begun();
        for report in Report::ALL {
            let sheet = report.sheet(&journal, &ReportFilter::until("2026-11-20".parse().unwrap()));
            for table in sheet.for_mail(&journal).tables {
                let said = format!("{}; {}", table.empty, table.note);
                assert!(!said.contains("`coach ") && !said.contains("coach.toml"), "{report}: {said}");
            }
        }
        assert_eq!(
            without_commands("none yet: add one with `coach benefit ID`; so what"),
            "none yet; so what"
        );
        assert_eq!(without_commands("two facts: one; two"), "two facts: one; two");
    }
}
