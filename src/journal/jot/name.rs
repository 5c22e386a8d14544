//! The name of somebody new at the beginning of a line: `Ana Ruiz 20m: …`.

use super::head::is_length;
use crate::journal::handle::Handle;

/// The words before the length, where each begins with a capital and none is somebody or a day: they are
/// one name, for several people have commas between them.
pub fn of_one(
    line: &str,
    is_known: &impl Fn(&Handle) -> bool,
    is_day: &impl Fn(&str) -> bool,
) -> Option<String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (name, _) = words.split_at(words.iter().position(|word| is_length(word.trim_end_matches(':')))?);
    let is_part = |word: &&str| {
        let is_name = word.starts_with(char::is_uppercase) && word.chars().any(char::is_lowercase);
        let letters = word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'));
        is_name && letters && !is_day(word) && !Handle::near(word).is_some_and(|handle| is_known(&handle))
    };
    (name.len() > 1 && name.iter().all(is_part)).then(|| name.join(" "))
}
