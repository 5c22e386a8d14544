//! Finds the comments of a TOML text. Expects a text that parses, with plain line endings. Knows only enough
//! of the grammar to skip a `#` inside a string.

use std::ops::Range;

/// A comment, from its `#` to the end of the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Comment {
    pub span: Range<usize>,
    /// Whether the comment follows other text on its line.
    pub beside: bool,
}

impl Comment {
    pub(super) fn text<'t>(&self, text: &'t str) -> &'t str {
        text[self.span.clone()].trim_end()
    }
}

/// Every comment, in the order of the text.
pub(super) fn remarks(text: &str) -> Vec<Comment> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find(['#', '"', '\'']) {
        let start = at + next;
        at = match &text[start..=start] {
            "#" => {
                let end = line_end(text, start);
                let line = line_start(text, start);
                found.push(Comment { span: start..end, beside: !text[line..start].trim().is_empty() });
                end
            }
            quote => string_end(text, start, quote),
        };
    }
    found
}

pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// The end of the line, before its newline.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |newline| at + newline)
}

/// The end of the string that begins at `start`.
fn string_end(text: &str, start: usize, quote: &str) -> usize {
    let three = quote.repeat(3);
    let closing = if text[start..].starts_with(&three) { three.as_str() } else { quote };
    let mut at = start + closing.len();
    while let Some(next) = text[at..].find(['\\', '"', '\'']) {
        at += next;
        if text[at..].starts_with(closing) {
            break;
        }
        let escape = quote == "\"" && text[at..].starts_with('\\');
        let skipped = text[at..].chars().take(if escape { 2 } else { 1 });
        at += skipped.map(char::len_utf8).sum::<usize>();
    }
    at = (at + closing.len()).min(text.len());
    if closing.len() == 3 {
        // Up to two quotes before the closing quotes belong to the string.
        at += text[at..].chars().take(2).take_while(|c| quote.starts_with(*c)).count();
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_inside_a_string_is_no_comment() {
        let text = "# a\nb = \"# no \\\" # no\" # b\n'# no' = '''# no\n# no ' '''''  # c\ne = \"\"\"\n# no \\\"\"\"\" # d\nf = [ # e\n 1, # f\n] # é\ng = ''# h\ni = \"\"\"\"\"\"# j\n# k";
        let found = remarks(text);
        let texts: Vec<&str> = found.iter().map(|remark| remark.text(text)).collect();
        assert_eq!(texts, ["# a", "# b", "# c", "# d", "# e", "# f", "# é", "# h", "# j", "# k"]);
        let beside: Vec<bool> = found.iter().map(|remark| remark.beside).collect();
        assert_eq!(beside, [false, true, true, true, true, true, true, true, true, false]);
        assert!(text.parse::<toml_edit::DocumentMut>().is_ok());
    }
}
