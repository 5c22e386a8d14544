//! What bash needs of its own: it cuts a line at `=`, and has one text for what it inserts and what it
//! lists. So a value and what is said of it stand in one text where there are several, for of these it
//! inserts only what they have in common.

use std::ffi::OsString;

use clap_complete::engine::CompletionCandidate;
use unicode_width::UnicodeWidthStr;

pub const NAME: &str = "bash";

/// Bash hands over the word's number, the kind of completion, what stands before the cursor, and all words.
pub const SCRIPT: &str = r#"_coach() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done < <(COACH_COMPLETE=bash coach "$COMP_CWORD" "$COMP_TYPE" "$2" -- "${COMP_WORDS[@]}" 2>/dev/null)
    if [[ ${#COMPREPLY[@]} -eq 1 && $COMPREPLY == *[=/] ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
complete -o bashdefault -o nosort -F _coach coach 2>/dev/null || complete -o bashdefault -F _coach coach
"#;

/// Menu completion and `insert-completions` insert each candidate as it is.
const INSERTING: [&str; 2] = ["37", "42"];

/// A line as it was typed, up to the cursor.
pub struct Line {
    pub words: Vec<OsString>,
    pub index: usize,
    /// What bash takes for the beginning of the word, and leaves in place.
    kept: usize,
    inserts: bool,
}

impl Line {
    pub fn of(asked: &[OsString], words: &[OsString]) -> Line {
        let told =
            |at: usize| asked.get(at).map(|word| word.to_string_lossy().into_owned()).unwrap_or_default();
        let cursor = told(0).parse().unwrap_or(words.len().saturating_sub(1)).min(words.len());
        let is_cut = |at: usize| words.get(at).is_some_and(|word| word == "=");
        // Before the cursor, unless the cursor follows a `=`: then bash says that nothing was typed yet.
        let typed = if is_cut(cursor) { "=".to_string() } else { told(2) };
        let kept_alone = if typed == "=" { 0 } else { typed.len() };
        let mut joined: Vec<OsString> = Vec::new();
        let mut joins = false;
        for (at, word) in words[..cursor].iter().map(OsString::clone).chain([typed.into()]).enumerate() {
            let is_equals = word == "=" && at > 1;
            match joined.last_mut().filter(|_| is_equals || joins) {
                Some(last) => last.push(word),
                None => joined.push(word),
            }
            joins = is_equals;
        }
        let index = joined.len().saturating_sub(1);
        let whole = joined.last().map_or(0, |word| word.len());
        Line {
            words: joined,
            index,
            kept: whole - kept_alone,
            inserts: INSERTING.contains(&told(1).as_str()),
        }
    }

    /// A candidate a line; where there are several, with what is said of each, one below the other.
    pub fn answers(&self, found: &[CompletionCandidate], width: usize) -> String {
        let mut rows: Vec<(String, String)> = Vec::new();
        for one in found {
            let value = one.get_value().to_string_lossy();
            let value = value.get(self.kept..).unwrap_or_default().to_string();
            let about = one.get_help().map(ToString::to_string).unwrap_or_default();
            if !rows.iter().any(|(known, _)| *known == value) {
                rows.push((value, about.lines().next().unwrap_or_default().to_string()));
            }
        }
        let longest = rows.iter().map(|(value, _)| value.width()).max().unwrap_or(0);
        let is_bare = rows.len() < 2 || self.inserts || rows.iter().all(|(_, about)| about.is_empty());
        let line = |(value, about): &(String, String)| match is_bare {
            true => format!("{value}\n"),
            false => {
                let line = format!("{value:<longest$}  {about}");
                // More than half of the screen is a line of its own.
                format!("{}\n", fitting(&line, width.saturating_sub(2)))
            }
        };
        rows.iter().map(line).collect()
    }
}

fn fitting(line: &str, width: usize) -> String {
    let mut cut = line.to_string();
    while cut.width() > width {
        cut.pop();
    }
    let room = (width / 2 + 1).saturating_sub(cut.width());
    cut + &" ".repeat(room)
}
