//! Web addresses: what a resource links to.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::escape::visible;

/// The longest address in characters; browsers and mail programs open no longer one reliably.
pub const LONGEST: usize = 2000;

/// An address that begins with `http://` or `https://`, without a password and without characters that a page or a
/// mail would read as markup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link(String);

impl Link {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Link {
    type Err = String;

    fn from_str(text: &str) -> Result<Link, String> {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let Some(rest) = rest else {
            return Err("a link begins with https:// or http://".into());
        };
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if host.is_empty() {
            return Err("a link has a host, such as https://example.com".into());
        }
        if host.contains('@') {
            return Err("a link cannot contain a name or a password before `@`".into());
        }
        let is_markup = |c: char| c.is_whitespace() || c.is_control() || "\"'<>\\`{}|^".contains(c);
        if text.contains(is_markup) || visible(text) != text {
            return Err("a link cannot contain spaces, quotes or invisible characters".into());
        }
        if text.chars().count() > LONGEST {
            return Err(format!("a link has at most {LONGEST} characters"));
        }
        Ok(Link(text.to_string()))
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Link {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Link {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Link, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_a_page_and_nowhere_else() {
        for good in [
            "https://example.com",
            "http://example.com:8080/a_b?c=d&e=f#g",
            "https://example.com/@ana",
            "https://müller.example/é",
        ] {
            assert!(good.parse::<Link>().is_ok(), "{good}");
        }
        let long = format!("https://example.com/{}", "a".repeat(LONGEST));
        for bad in [
            "",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "HTTPS:example.com",
            "https://",
            "https:///path",
            "https://ana:secret@example.com",
            "https://ana@example.com",
            "https://example.com/a b",
            "https://example.com/\"onload=",
            "https://example.com/<b>",
            "https://example.com/\u{7}",
            "https://example.com/\u{202e}gpj",
            &long,
        ] {
            assert!(bad.parse::<Link>().is_err(), "{bad}");
        }
    }
}
