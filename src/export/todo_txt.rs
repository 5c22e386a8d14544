//! `todo.txt`: exports open actions and follow-ups, one per line, sorted by due day, such as `2026-11-21
//! Rewrite the script +coaching @ana due:2026-11-28 coach:m2qxw7tp4r`.

use super::selection::ExportSelection;
use crate::escape::visible;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

pub(crate) fn text(part: &ExportSelection<'_>) -> String {
    let actions = part.to_do().map(|(session, action)| {
        (action.due, line(session.date, &action.what, &action.owner, action.due, &action.id))
    });
    let asks = part.to_ask().map(|(session, ask, person)| {
        let what = format!("Ask {person}: {}", ask.ask);
        (Some(ask.due), line(session.date, &what, person, Some(ask.due), &ask.id))
    });
    let mut lines: Vec<(Option<Day>, String)> = actions.chain(asks).collect();
    // Items without a due day come last.
    lines.sort_by(|(a, first), (b, second)| (a.is_none(), a, first).cmp(&(b.is_none(), b, second)));
    lines.into_iter().map(|(_, line)| line + "\n").collect()
}

fn line(agreed: Day, what: &str, person: &Handle, due: Option<Day>, id: &Id) -> String {
    let due = due.map(|day| format!(" due:{day}")).unwrap_or_default();
    format!("{agreed} {} +coaching @{person}{due} coach:{id}", words(what))
}

/// The text on one line, escaped so that no word looks like a project, a context or a key.
fn words(text: &str) -> String {
    let plain = |word: &str| {
        let marks = word.starts_with(['+', '@']) && word.chars().count() > 1;
        let key = word.split_once(':').is_some_and(|(key, value)| !key.is_empty() && !value.is_empty());
        match (marks, key) {
            (true, _) => format!("\"{word}\""),
            (_, true) => word.replacen(':', ": ", 1),
            _ => word.to_string(),
        }
    };
    text.split_whitespace().map(|word| plain(&visible(word))).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_passes_for_a_mark() {
        assert_eq!(
            words("call @ben about\n+1 due:2026-01-01 : x"),
            "call \"@ben\" about \"+1\" due: 2026-01-01 : x"
        );
    }
}
