//! Checks the paths that coach writes to. They come from code, but a bug there must not reach `.git`.

use crate::error::{Error, Result};

/// Fails unless `path` is a relative path with `/` that stays in the journal and outside `.git`.
pub(crate) fn check(path: &str) -> Result<()> {
    let wrong = |why: &str| {
        Err(Error::cannot(format!("{path:?} is not a valid path for a file of the journal: {why}")))
    };
    if path.is_empty() || path.starts_with('/') {
        return wrong("it must be relative");
    }
    if path.len() > 4096 {
        return wrong("it is too long");
    }
    if path.contains('\\') || path.chars().any(char::is_control) {
        return wrong("it has a backslash or a control character");
    }
    for part in path.split('/') {
        match part.to_ascii_lowercase().as_str() {
            "" | "." | ".." => return wrong("it has an empty part, . or .."),
            ".git" | "git~1" => return wrong("it is inside git's own folder"),
            _ if is_temporary(part) => return wrong("it is the name of a temporary file"),
            _ => {}
        }
    }
    Ok(())
}

/// Checks each path, and that no path occurs twice or is the folder of another.
pub(crate) fn check_all<'a>(paths: impl Iterator<Item = &'a str>) -> Result<()> {
    let mut seen: Vec<&str> = paths.collect();
    seen.iter().try_for_each(|path| check(path))?;
    seen.sort_unstable_by(|a, b| a.split('/').cmp(b.split('/')));
    for pair in seen.windows(2) {
        let inside =
            pair[1].strip_prefix(pair[0]).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if inside {
            return Err(Error::cannot(format!("{:?} and {:?} cannot both be files", pair[0], pair[1])));
        }
    }
    Ok(())
}

/// The name of the temporary file that coach writes next to a record and then renames to the record.
pub(crate) fn temporary(number: u32) -> String {
    format!(".coach-{}-{number}.tmp", std::process::id())
}

pub(crate) fn is_temporary(name: &str) -> bool {
    let numbers = name.strip_prefix(".coach-").and_then(|rest| rest.strip_suffix(".tmp")?.split_once('-'));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    numbers.is_some_and(|(process, number)| is_number(process) && is_number(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_paths_inside_pass() {
        for path in
            ["coach.toml", "sessions/ana/2026-11-21-k3f9m2qxtp.toml", ".gitattributes", "a/.gitignore"]
        {
            assert_eq!(check(path), Ok(()), "{path}");
        }
        for path in [
            "",
            "/abs",
            "../x",
            "a/../b",
            "a//b",
            "a/",
            "./a",
            ".git",
            ".GIT/config",
            "a/.git/hooks/x",
            "git~1/x",
        ]
        .into_iter()
        .chain(["a\\b", "a\nb", "a/.coach-1-1.tmp"])
        {
            assert!(check(path).is_err(), "{path:?}");
        }
    }

    #[test]
    fn no_path_twice_and_none_inside_another() {
        assert!(check_all(["a", "b/c", "b-d"].into_iter()).is_ok());
        assert!(check_all(["a", "b", "a"].into_iter()).is_err());
        assert!(check_all(["b/c", "b-d", "b"].into_iter()).is_err());
    }
}
