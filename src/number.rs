//! Numbers as people read them.

/// A number as people read it: at most two decimals, none where it is whole.
pub fn readable(number: f64) -> String {
    let text = format!("{number:.2}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".into() } else { text.to_string() }
}
