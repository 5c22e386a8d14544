//! The topics of `coach help`: dates, files and settings. The manual pages show them too.

/// A page of `coach help`.
pub(crate) struct HelpTopic {
    pub name: &'static str,
    pub about: &'static str,
    /// Paragraphs, headings that end with a colon, and indented rows, as in the text below a command's options.
    pub text: &'static str,
}

pub(crate) const TOPICS: [HelpTopic; 3] = [
    HelpTopic { name: "dates", about: "How to write dates and lengths", text: include_str!("dates.txt") },
    HelpTopic {
        name: "files",
        about: "The files of a journal, and your own files",
        text: include_str!("files.txt"),
    },
    HelpTopic {
        name: "settings",
        about: "Settings, environment variables, paths and exit status",
        text: include_str!("settings.txt"),
    },
];

/// The topic with this name.
pub(crate) fn find(name: &str) -> Option<&'static HelpTopic> {
    TOPICS.iter().find(|topic| topic.name == name)
}

/// The rows below a heading of the settings topic.
pub(crate) fn section(heading: &str) -> &'static str {
    let settings = TOPICS[2].text;
    let below = settings.split_once(&format!("\n{heading}:\n")).map_or("", |(_, below)| below);
    below.split_once("\n\n").map_or(below, |(section, _)| section)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::dates::{Calendar, Direction};
    use crate::journal::values::day::Day;

    #[test]
    fn every_form_of_a_date_is_a_date() {
        let today: Day = "2026-11-20".parse().unwrap();
        let calendar = Calendar { today, order: None, unread_order: None };
        let rows = TOPICS[0].text.split_once("Near days:").unwrap().1.split_once("At the end").unwrap().0;
        let rows =
            rows.lines().filter_map(|line| line.strip_prefix("  ")).filter(|row| !row.starts_with(' '));
        let forms: Vec<&str> = rows.flat_map(|row| row.split("  ").next().unwrap().split(", ")).collect();
        assert!(forms.len() > 30, "{forms:?}");
        for form in forms {
            let either = [Direction::Forward, Direction::Back].map(|way| calendar.day(form, way));
            assert!(either.iter().any(Result::is_ok), "{form}: {either:?}");
        }
    }

    #[test]
    fn every_row_fits_in_80_columns() {
        for row in TOPICS.iter().flat_map(|topic| topic.text.lines()).filter(|line| line.starts_with("  ")) {
            assert!(row.chars().count() <= 80, "{row}");
        }
    }

    #[test]
    fn sections_have_rows() {
        for heading in ["Environment variables", "Files", "Exit status"] {
            assert!(section(heading).lines().count() > 3, "{heading}");
        }
        assert!(section("Exit status").contains("success"));
    }
}
