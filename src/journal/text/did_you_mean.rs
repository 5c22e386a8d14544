//! The one rule for "did you mean", for commands, options, handles, topics, settings, ids and fixed words.

use super::fold::fold;

/// Returns the known word that is nearest to the typed one: at most one slip away, or two if both words
/// together have eleven letters or more. A slip is a wrong, missing, extra or swapped letter. Case and
/// accents do not count. A single letter matches no word.
pub(crate) fn near<'a>(typed: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let typed = fold(typed.trim());
    let letters = typed.chars().count();
    let slips = |word: &'a str| {
        let known = fold(word);
        let reach = if letters + known.chars().count() >= 11 { 2 } else { 1 };
        let slips = strsim::damerau_levenshtein(&typed, &known);
        (letters > 1 && slips <= reach).then_some((slips, word))
    };
    words.filter_map(slips).min().map(|(_, word)| word)
}

/// Like [`near`], but the beginning of a word is enough if only one word has it.
pub(crate) fn meant<'a>(typed: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let words: Vec<&str> = words.collect();
    let typed = fold(typed.trim());
    let mut begin = words.iter().filter(|word| typed.chars().count() > 1 && fold(word).starts_with(&typed));
    match (begin.next(), begin.next()) {
        (Some(only), None) => Some(only),
        _ => near(&typed, words.iter().copied()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_near_and_another_word_is_not() {
        let words = ["ana", "tunde", "zoe", "reduce-churn", "due", "actions", "hannah"];
        let near = |typed: &str| near(typed, words.into_iter());
        for (typed, meant) in [
            ("tundaa", "tunde"),
            ("tundee", "tunde"),
            ("Tnude", "tunde"),
            ("anna", "ana"),
            ("na", "ana"),
            ("Zoé", "zoe"),
            ("duw", "due"),
            ("reduce-chrun", "reduce-churn"),
            ("rduce-chrun", "reduce-churn"),
            ("acton", "actions"),
            ("ana", "ana"),
        ] {
            assert_eq!(near(typed), Some(meant), "{typed}");
        }
        for typed in
            ["", "a", "x", "bob", "nnn", "tuba", "reduce", "reduce-hours", "anabel", "anno", "tuned up"]
        {
            assert_eq!(near(typed), None, "{typed}");
        }
    }

    #[test]
    fn the_nearest_of_several_is_meant_and_a_beginning_is_enough() {
        assert_eq!(near("prepp", ["prepare", "prep", "preps"].into_iter()), Some("prep"));
        assert_eq!(meant("hist", ["list", "history"].into_iter()), Some("history"));
        assert_eq!(meant("re", ["report", "review"].into_iter()), None);
        assert_eq!(meant("r", ["report"].into_iter()), None);
    }
}
