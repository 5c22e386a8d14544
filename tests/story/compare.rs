//! Whether what was printed is what was expected: `[..]` is anything within a line, a line `...`
//! any number of lines.

use snapbox::Data;
use snapbox::filter::NormalizeToExpected;
use snapbox::report::{Palette, write_diff};

const ANY_LINES: &str = "...";
const ANY_TEXT: &str = "[..]";

/// Every way to spread the `...` lines is tried, so that a story fails only where none fits.
pub(crate) fn matches(expected: &[&str], printed: &[&str]) -> bool {
    // fits[n]: the expected lines so far can be the first n printed lines.
    let mut fits = vec![false; printed.len() + 1];
    fits[0] = true;
    for pattern in expected {
        if *pattern == ANY_LINES {
            let first = fits.iter().position(|fit| *fit).unwrap_or(fits.len());
            fits[first..].fill(true);
        } else {
            for n in (0..printed.len()).rev() {
                fits[n + 1] = fits[n] && line_matches(pattern, printed[n]);
            }
            fits[0] = false;
        }
    }
    fits[printed.len()]
}

fn line_matches(pattern: &str, line: &str) -> bool {
    let Some((first, others)) = pattern.split_once(ANY_TEXT) else { return pattern == line };
    let Some(mut rest) = line.strip_prefix(first) else { return false };
    let (between, last) = match others.rsplit_once(ANY_TEXT) {
        Some((between, last)) => (Some(between), last),
        None => (None, others),
    };
    for part in between.into_iter().flat_map(|text| text.split(ANY_TEXT)) {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// What was printed, with the expected lines that still match by wildcard in their places; all of
/// what was expected where all of it matches.
pub(crate) fn keep_wildcards(expected: &[&str], printed: &[&str]) -> Vec<String> {
    let owned = |lines: &[&str]| lines.iter().map(|line| line.to_string()).collect::<Vec<_>>();
    if matches(expected, printed) {
        return owned(expected);
    }
    let data = |lines: &[&str]| Data::text(lines.iter().map(|line| format!("{line}\n")).collect::<String>());
    let kept = NormalizeToExpected::new().redact().normalize(data(printed), &data(expected)).to_string();
    let kept: Vec<&str> = kept.lines().collect();
    if matches(&kept, printed) { owned(&kept) } else { owned(printed) }
}

/// The lines that differ, for a person to read.
pub(crate) fn difference(expected: &str, told: &str, name: &str) -> String {
    let mut text = String::new();
    let (expected, told) = (Data::text(expected), Data::text(told));
    let names = (&format!("{name} (expected)"), &format!("{name} (printed)"));
    match write_diff(&mut text, &expected, &told, Some(names.0), Some(names.1), Palette::plain()) {
        Ok(()) => text,
        Err(error) => format!("the difference cannot be shown: {error}"),
    }
}
