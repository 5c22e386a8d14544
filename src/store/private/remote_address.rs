//! The place that a remote's address names, and the address without its secrets.

use std::path::Path;

/// The place that an address names, the same for all spellings: only host and path, without scheme,
/// account and port. For a folder, its real path.
pub(crate) fn place(url: &str) -> String {
    let url = url.trim();
    let url = url.strip_prefix("file://").unwrap_or(url);
    if let Ok(folder) = Path::new(url).canonicalize() {
        return folder.to_string_lossy().trim_end_matches(".git").trim_end_matches('/').to_lowercase();
    }
    let (has_scheme, rest) = match url.split_once("://") {
        Some((_, rest)) => (true, rest),
        None => (false, url),
    };
    let (host, path) = if has_scheme {
        rest.split_once('/').unwrap_or((rest, ""))
    } else {
        rest.split_once(':').unwrap_or((rest, ""))
    };
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split(':').next().unwrap_or(host);
    let path = path.trim_matches('/').trim_end_matches(".git").trim_end_matches('/');
    format!("{host}/{path}").to_lowercase()
}

/// The address without credentials: without the account of a web address, which may be a token, and
/// without the password of any other address.
pub(crate) fn shown(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let Some((account, host)) = host.rsplit_once('@') else { return url.to_owned() };
    match account.split_once(':') {
        Some((name, _)) if !scheme.starts_with("http") => format!("{scheme}://{name}@{host}{path}"),
        None if !scheme.starts_with("http") => url.to_owned(),
        _ => format!("{scheme}://{host}{path}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_place_has_many_spellings() {
        let spellings = [
            "git@github.com:team/j.git",
            "ssh://git@github.com/team/j",
            "ssh://git@github.com:22/team/j.git/",
            "https://u:p@GitHub.com/team/j.git",
            "https://github.com/team/j/",
            "github.com:team/j",
        ];
        for spelling in spellings {
            assert_eq!(place(spelling), "github.com/team/j", "{spelling}");
        }
        assert_ne!(place("git@github.com:me/j.git"), place("git@github.com:team/j.git"));
        assert_eq!(place("/"), place("file:///"));
    }

    #[test]
    fn no_password_is_shown() {
        for (url, as_shown) in [
            ("https://jo:s3cret@example.com/jo/notes.git", "https://example.com/jo/notes.git"),
            ("https://jo:s3@cret@example.com/notes.git", "https://example.com/notes.git"),
            ("https://ghp_token@example.com/notes.git", "https://example.com/notes.git"),
            ("https://jo:s3cret@example.com", "https://example.com"),
            ("ssh://git:s3cret@example.com:22/notes.git", "ssh://git@example.com:22/notes.git"),
            ("ssh://git@example.com/notes.git", "ssh://git@example.com/notes.git"),
            ("git@example.com:jo/notes.git", "git@example.com:jo/notes.git"),
            ("https://example.com/a@b:c", "https://example.com/a@b:c"),
            ("/home/jo/a@b:c", "/home/jo/a@b:c"),
        ] {
            assert_eq!(shown(url), as_shown);
        }
    }
}
