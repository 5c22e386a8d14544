//! Handles: the short names that coaches choose for people, teams, topics and objectives.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub const LONGEST: usize = 40;

/// Lower case letters, digits and `-`, at most 40: safe as a file name on every system.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Handle(String);

impl AsRef<str> for Handle {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl Handle {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the user's text for a handle, or for its beginning, in the form of handles: `José` becomes
    /// `jose`.
    pub fn typed(text: &str) -> String {
        let lower = text.trim().to_lowercase();
        if lower.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            lower
        } else {
            Handle::near(&lower).map_or(lower, |near| near.to_string())
        }
    }

    /// Returns the handle nearest to a name: `Ana López` becomes `ana-lopez`, `ANA` becomes `ana`.
    pub fn near(text: &str) -> Option<Handle> {
        let mut near = String::new();
        for c in deunicode::deunicode(text.trim()).chars().flat_map(char::to_lowercase) {
            match c {
                'a'..='z' | '0'..='9' => near.push(c),
                _ if near.ends_with('-') || near.is_empty() => {}
                _ => near.push('-'),
            }
        }
        near.truncate(LONGEST);
        near.trim_end_matches('-').parse().ok()
    }
}

/// Whether some systems reserve the name for a device: they cannot create a file with that name.
fn is_device(text: &str) -> bool {
    let numbered = |kind: &str| {
        text.strip_prefix(kind).is_some_and(|n| n.len() == 1 && n.as_bytes()[0].is_ascii_digit())
    };
    matches!(text, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

impl FromStr for Handle {
    type Err = String;

    fn from_str(text: &str) -> Result<Handle, String> {
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if text.is_empty() || text.len() > LONGEST || !text.bytes().all(allowed) {
            return Err(format!("a handle has 1 to {LONGEST} characters: a-z, 0-9 and -"));
        }
        if text.starts_with('-') || text.ends_with('-') {
            return Err("a handle cannot begin or end with -".into());
        }
        if is_device(text) {
            return Err(format!("{text} is reserved: Windows uses it as a device name"));
        }
        Ok(Handle(text.to_string()))
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Handle {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Handle {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Handle, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_handles_are_refused() {
        let long = "a".repeat(41);
        for bad in ["", "-a", "a-", "../../x", ".git", "/abs", "CON", "con", "lpt1", "a b", "å", &long] {
            assert!(bad.parse::<Handle>().is_err(), "{bad}");
        }
        for good in ["ana", "a", "7", "q3-2026", "com", "compass"] {
            assert!(good.parse::<Handle>().is_ok(), "{good}");
        }
    }

    #[test]
    fn the_nearest_handle_is_offered() {
        assert_eq!(Handle::near("Ana López").unwrap().as_str(), "ana-lopez");
        assert_eq!(Handle::near("  ANA  "), "ana".parse().ok());
        assert_eq!(Handle::near("***"), None);
    }
}
