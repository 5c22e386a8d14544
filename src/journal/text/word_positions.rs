//! Finds the words of a text by their places. White space separates words.

use std::ops::Range;

pub(crate) fn places(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.split_whitespace().map(move |word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        start..start + word.len()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_where_it_was_typed() {
        let text = " é\u{3000}two\nthree  ";
        assert_eq!(places(text).map(|at| &text[at]).collect::<Vec<_>>(), ["é", "two", "three"]);
        assert_eq!(places(text).map(|at| at.start).collect::<Vec<_>>(), [1, 6, 10]);
        assert_eq!(places(" \t").count(), 0);
    }
}
