//! Expands `~` at the beginning of a path in the settings, which no shell expands.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// The path with `~` replaced by the home folder. Fails for the home of another account (`~kim`).
pub(crate) fn expanded(path: &Path, home: &Path) -> Result<PathBuf> {
    let mut parts = path.components();
    let first = parts.next().map(|first| first.as_os_str().to_owned()).unwrap_or_default();
    match first.to_str() {
        Some("~") => Ok(home.join(parts.as_path())),
        Some(other) if other.starts_with('~') => Err(Error::cannot(format!(
            "`{}` begins with the home folder of another account, which coach cannot find",
            path.display()
        ))
        .hint("write the full path (or ./~… for a folder with that name)")),
        _ => Ok(path.to_path_buf()),
    }
}

/// Splits a command line into words, and expands `~` and `~/` at the beginning of a word. `None` if the
/// line is not a valid command.
pub(crate) fn words(command: &str, home: &Path) -> Option<Vec<String>> {
    let is_home = |word: &str| word == "~" || word.starts_with("~/");
    let word = |word: String| {
        if is_home(&word) {
            home.join(word.trim_start_matches('~').trim_start_matches('/')).display().to_string()
        } else {
            word
        }
    };
    Some(shlex::split(command)?.into_iter().map(word).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_own_home_is_expanded() {
        let home = Path::new("/home/jo");
        let expanded = |path: &str| expanded(Path::new(path), home).ok();
        assert_eq!(expanded("~"), Some("/home/jo".into()));
        assert_eq!(expanded("~/"), Some("/home/jo".into()));
        assert_eq!(expanded("~/work/x"), Some("/home/jo/work/x".into()));
        assert_eq!(expanded("/work/~/x"), Some("/work/~/x".into()));
        assert_eq!(expanded("./~x"), Some("./~x".into()));
        assert_eq!(expanded("a~"), Some("a~".into()));
        assert_eq!(expanded("~kim/x"), None);
        assert_eq!(expanded("~kim"), None);
    }

    #[test]
    fn words_of_a_command_are_expanded() {
        let home = Path::new("/home/jo");
        let words = |command: &str| words(command, home).map(|words| words.join("|"));
        assert_eq!(
            words("~/bin/show --to ~/x ~"),
            Some("/home/jo/bin/show|--to|/home/jo/x|/home/jo/".into())
        );
        assert_eq!(words("less -j~5 a~/b"), Some("less|-j~5|a~/b".into()));
        assert_eq!(words("'unclosed"), None);
    }
}
