//! Completion for bash, which differs from other shells: it inserts a candidate without quotes, so coach
//! quotes it; it splits words at `=` and `:`; and it has only one text per candidate, to insert and to list.
//! If there are several candidates, coach therefore joins each value with its description: bash inserts only
//! their common prefix.

use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt;

use clap_complete::engine::CompletionCandidate;
use unicode_width::UnicodeWidthStr;

use super::shell_quote;
use super::typed_line::{self, Quote, TypedWord};

pub(super) const NAME: &str = "bash";

/// The script for bash. It passes the kind of completion, the text that bash will replace, and the line up to
/// the cursor.
pub(super) const SCRIPT: &str = r#"_coach() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done < <(COACH_COMPLETE=bash coach "$COMP_TYPE" "$2" -- "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
    if [[ ${#COMPREPLY[@]} -eq 1 && $COMPREPLY == *[=/] ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
complete -o bashdefault -o nosort -F _coach coach 2>/dev/null || complete -o bashdefault -F _coach coach
"#;

/// The kinds of completion that insert each candidate as it is: menu completion and `insert-completions`.
const INSERTING: [&str; 2] = ["37", "42"];
const HOME: &[u8] = b"~/";

/// The typed line up to the cursor.
pub(super) struct BashLine {
    pub words: Vec<OsString>,
    /// The beginning of the last word, which bash does not replace.
    kept: TypedWord,
    /// Whether the word begins with an unquoted `~/`, which the shell expands.
    is_of_home: bool,
    inserts: bool,
}

impl BashLine {
    /// Parses the line. `None` if the cursor is not at a word of the command.
    pub(super) fn of(asked: &[OsString], line: &[OsString]) -> Option<BashLine> {
        let line = line.first()?.as_bytes();
        let words = typed_line::bash(line)?;
        let last = words.last().filter(|word| !word.is_redirected)?;
        let raw = &line[last.start..];
        // After a `=`, bash reports an empty word.
        let replaced = asked.get(1).map_or(&[][..], |word| word.as_bytes());
        let kept = typed_line::bash(raw.strip_suffix(replaced)?)?.pop()?;
        let is_of_home = raw.starts_with(HOME) && kept.value.is_empty();
        if last.value.starts_with(HOME) && !is_of_home {
            // A quoted `~` is a folder of that name, but clap would complete in the home folder.
            return None;
        }
        let inserts = asked.first().is_some_and(|kind| INSERTING.iter().any(|one| kind == one));
        let words = words.into_iter().filter(|word| !word.is_redirected).map(TypedWord::text).collect();
        Some(BashLine { words, kept, is_of_home, inserts })
    }

    /// The text that bash inserts for a value, without the part that bash keeps. `None` if the value does not
    /// begin with that part.
    fn inserted(&self, value: &[u8]) -> Option<String> {
        let rest = value.strip_prefix(self.kept.value.as_slice())?;
        let path = rest.strip_prefix(HOME).filter(|_| self.is_of_home && self.kept.open == Quote::None);
        Some(match path {
            Some(path) => format!("~/{}", shell_quote::bash(path, Quote::None)),
            None => shell_quote::bash(rest, self.kept.open),
        })
    }

    /// One candidate per line. If there are several, each has its description in a second column.
    pub(super) fn answers(&self, found: &[CompletionCandidate], width: usize) -> String {
        let mut rows: Vec<(String, String)> = Vec::new();
        for one in found {
            let Some(value) = self.inserted(one.get_value().as_bytes()) else { continue };
            let about = one.get_help().map(ToString::to_string).unwrap_or_default();
            if !rows.iter().any(|(known, _)| *known == value) {
                rows.push((value, about.lines().next().unwrap_or_default().to_string()));
            }
        }
        let longest = rows.iter().map(|(value, _)| value.width()).max().unwrap_or(0);
        let line = |(value, about): &(String, String)| {
            let line = format!("{value:<longest$}  {about}");
            // A candidate wider than half of the screen gets a line of its own.
            fitting(&line, width.saturating_sub(2))
        };
        let bare: Vec<String> = rows.iter().map(|(value, _)| value.clone()).collect();
        let told: Vec<String> = rows.iter().map(line).collect();
        let is_bare = rows.len() < 2
            || self.inserts
            || rows.iter().all(|(_, about)| about.is_empty())
            // Bash inserts the common prefix, which must not reach into a description.
            || in_common(&told) != in_common(&bare);
        let lines = if is_bare { bare } else { told };
        lines.iter().map(|line| format!("{line}\n")).collect()
    }
}

/// The common prefix of the lines.
fn in_common(lines: &[String]) -> &str {
    let Some((first, others)) = lines.split_first() else { return "" };
    let same = |other: &String| first.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let length = others.iter().map(same).min().unwrap_or(first.len());
    let is_end = |length: &usize| first.is_char_boundary(*length);
    first.get(..(0..=length).rev().find(is_end).unwrap_or(0)).unwrap_or_default()
}

fn fitting(line: &str, width: usize) -> String {
    let mut cut = line.to_string();
    while cut.width() > width {
        cut.pop();
    }
    let room = (width / 2 + 1).saturating_sub(cut.width());
    cut + &" ".repeat(room)
}
