//! Ids of sessions, actions and follow-ups: ten random characters. Two clones never choose the same one, and
//! people type the shortest beginning that only one record has.

use std::fmt;
use std::str::FromStr;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// No vowels, so an id spells no word; none of `0 1 l o`, so people do not misread it.
pub const ALPHABET: &[u8; 28] = b"bcdfghjkmnpqrstvwxyz23456789";

/// The index of each byte in [`ALPHABET`], zero for other bytes. A table, because coach packs ids by the
/// million.
const PLACES: [u8; 256] = {
    let mut places = [0; 256];
    let mut place = 0;
    while place < ALPHABET.len() {
        places[ALPHABET[place] as usize] = place as u8;
        place += 1;
    }
    places
};

/// The number of characters of an id. There are 28^10 ids, so a million records share one with odds of 1 in
/// 600.
pub const LENGTH: usize = 10;

/// The characters of an id, without a heap allocation: a journal has five ids for each session.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id([u8; LENGTH]);

impl AsRef<str> for Id {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl Id {
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Packs the id into 50 bits, five for each character, in the order of [`ALPHABET`].
    pub fn packed(&self) -> u64 {
        self.0.iter().fold(0, |packed, byte| packed << 5 | u64::from(PLACES[usize::from(*byte)]))
    }

    /// Returns the id of a number. Numbers come from the machine's randomness or from [`Id::derived`].
    pub fn from_number(mut number: u64) -> Id {
        Id([(); LENGTH].map(|()| {
            let byte = ALPHABET[(number % ALPHABET.len() as u64) as usize];
            number /= ALPHABET.len() as u64;
            byte
        }))
    }

    /// Returns the id that `parts` determine, the same on every machine: if two clones create something for
    /// the same reason, it is one record. Part of the format, so it never changes.
    pub fn derived(parts: &[&str]) -> Id {
        Id::from_number(hash(parts))
    }

    /// Returns eight hexadecimal digits that `parts` determine. Conflicts get their ids this way.
    pub fn short_hash(parts: &[&str]) -> String {
        format!("{:08x}", hash(parts) >> 32)
    }

    /// Whether the text could be the beginning of an id.
    pub fn could_begin(text: &str) -> bool {
        !text.is_empty() && text.len() <= LENGTH && text.bytes().all(|b| ALPHABET.contains(&b))
    }
}

/// FNV-1a of 64 bits over the parts, each closed by a zero byte, then the finalizer of splitmix64.
/// Part of the format, so it never changes.
fn hash(parts: &[&str]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in parts.iter().flat_map(|part| part.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

impl FromStr for Id {
    type Err = String;

    fn from_str(text: &str) -> Result<Id, String> {
        let bytes = text.as_bytes().try_into().ok().filter(|_| Id::could_begin(text));
        bytes
            .map(Id)
            .ok_or_else(|| format!("an id has {LENGTH} characters of {}", String::from_utf8_lossy(ALPHABET)))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Id, D::Error> {
        deserializer.deserialize_str(Letters)
    }
}

/// Parses an id from the input, without a string for each id.
struct Letters;

impl Visitor<'_> for Letters {
    type Value = Id;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Id, E> {
        text.parse().map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_derived_id_is_part_of_the_format() {
        assert_eq!(Id::derived(&["p4n8rr2c6d", "next"]).as_str(), "hsfbqydkdp");
        assert_ne!(Id::derived(&["ab", "c"]), Id::derived(&["a", "bc"]));
    }

    #[test]
    fn ids_are_ten_of_the_alphabet() {
        assert!("k3f9m2qxtp".parse::<Id>().is_ok());
        for bad in ["", "k3f9m2qxt", "k3f9m2qxtpp", "k3f9m2qxta", "K3F9M2QXTP", "../../../x"] {
            assert!(bad.parse::<Id>().is_err(), "{bad}");
        }
    }
}
