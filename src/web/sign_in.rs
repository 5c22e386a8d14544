//! Codes that sign a device in, and the tokens that keep it signed in.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::journal::values::handle::Handle;

/// No letter or digit that people misread. Twelve of these 31 make 59 bits.
const LETTERS: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";
const LENGTH: usize = 12;
/// The letters of a code between two dashes.
const GROUP: usize = 4;

const LIFETIME: Duration = Duration::from_secs(15 * 60);
/// Wrong codes that a code outlives.
const TRIES: usize = 5;
/// Codes that anybody may try in a minute.
const PER_MINUTE: usize = 30;
const MINUTE: Duration = Duration::from_secs(60);

/// The codes that nobody has used yet, in memory alone.
#[derive(Default)]
pub(crate) struct Codes(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    codes: Vec<Code>,
    /// When codes were tried in the last minute.
    tried: VecDeque<Instant>,
}

struct Code {
    hash: String,
    coach: Handle,
    until: Instant,
    tries: usize,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Tried {
    Right(Handle),
    Wrong,
    TooMany,
}

impl Codes {
    /// A new code for a device of this coach, such as `abcd-efgh-jkmn`.
    pub(crate) fn make(&self, coach: &Handle) -> Result<String> {
        let mut code = String::new();
        while code.len() < LENGTH {
            let bytes: [u8; LENGTH] = random()?;
            // 31 of 32 values have a letter; the others are drawn again, so that all are equally likely.
            let letters = bytes.iter().filter_map(|byte| LETTERS.get(usize::from(byte & 31)));
            code.extend(letters.map(|letter| char::from(*letter)).take(LENGTH - code.len()));
        }
        let until = Instant::now() + LIFETIME;
        let hash = hashed(&code);
        self.lock().codes.push(Code { hash, coach: coach.clone(), until, tries: TRIES });
        let groups: Vec<String> =
            code.as_bytes().chunks(GROUP).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
        Ok(groups.join("-"))
    }

    /// Tries a typed code. A code is right once; five wrong ones end every code.
    pub(crate) fn take(&self, typed: &str) -> Tried {
        self.take_at(typed, Instant::now())
    }

    fn take_at(&self, typed: &str, now: Instant) -> Tried {
        let mut waiting = self.lock();
        while waiting.tried.front().is_some_and(|then| now.duration_since(*then) >= MINUTE) {
            waiting.tried.pop_front();
        }
        if waiting.tried.len() >= PER_MINUTE {
            return Tried::TooMany;
        }
        waiting.tried.push_back(now);
        waiting.codes.retain(|code| code.until > now && code.tries > 0);
        let plain: String = typed.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        let hash = hashed(&plain);
        match waiting.codes.iter().position(|code| code.hash == hash) {
            Some(at) => Tried::Right(waiting.codes.remove(at).coach),
            None => {
                waiting.codes.iter_mut().for_each(|code| code.tries -= 1);
                Tried::Wrong
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A token of 256 bits for the cookie of a device.
pub(crate) fn token() -> Result<String> {
    let bytes: [u8; 32] = random()?;
    Ok(hex(&bytes))
}

/// The hash that the state keeps of a token.
pub(crate) fn hashed(text: &str) -> String {
    hex(&Sha256::digest(text))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|_| Error::machine("the system has no random numbers for a sign-in"))?;
    Ok(bytes)
}

/// The name of a device by its `User-Agent`: `iPad, Safari`. Holds only words of this list.
pub(crate) fn device_name(agent: &str) -> String {
    let of = |words: &[(&str, &'static str)], usual: &'static str| {
        words.iter().find(|(word, _)| agent.contains(word)).map_or(usual, |(_, name)| *name)
    };
    let machines = [
        ("iPad", "iPad"),
        ("iPhone", "iPhone"),
        ("Android", "Android"),
        ("Macintosh", "Mac"),
        ("Windows", "Windows"),
        ("CrOS", "Chromebook"),
        ("Linux", "Linux"),
    ];
    let browsers = [
        ("Edg", "Edge"),
        ("OPR", "Opera"),
        ("FxiOS", "Firefox"),
        ("Firefox", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrom", "Chrome"),
        ("Safari", "Safari"),
    ];
    format!("{}, {}", of(&machines, "a device"), of(&browsers, "a browser"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coach() -> Handle {
        "jo".parse().unwrap()
    }

    #[test]
    fn a_code_is_right_once_and_as_people_type_it() {
        let codes = Codes::default();
        let code = codes.make(&coach()).unwrap();
        assert_eq!(code.len(), LENGTH + 2);
        assert_eq!(
            codes.take(&format!(" {} ", code.to_uppercase().replace('-', " "))),
            Tried::Right(coach())
        );
        assert_eq!(codes.take(&code), Tried::Wrong);
    }

    #[test]
    fn a_code_ends_after_five_wrong_ones_and_after_a_quarter_of_an_hour() {
        let codes = Codes::default();
        let code = codes.make(&coach()).unwrap();
        for _ in 0..TRIES {
            assert_eq!(codes.take("aaaa-bbbb-cccc"), Tried::Wrong);
        }
        assert_eq!(codes.take(&code), Tried::Wrong);
        let code = codes.make(&coach()).unwrap();
        assert_eq!(codes.take_at(&code, Instant::now() + LIFETIME + MINUTE), Tried::Wrong);
    }

    #[test]
    fn nobody_tries_more_than_thirty_codes_a_minute() {
        let (codes, start) = (Codes::default(), Instant::now());
        for _ in 0..PER_MINUTE {
            assert_eq!(codes.take_at("x", start), Tried::Wrong);
        }
        let code = codes.make(&coach()).unwrap();
        assert_eq!(codes.take_at(&code, start), Tried::TooMany);
        assert_eq!(codes.take_at(&code, start + MINUTE), Tried::Right(coach()));
    }

    #[test]
    fn a_device_has_no_word_of_its_browser() {
        let ipad = "Mozilla/5.0 (iPad; CPU OS 26_0 like Mac OS X) AppleWebKit/605 Version/26.0 Safari/604.1";
        assert_eq!(device_name(ipad), "iPad, Safari");
        assert_eq!(device_name("\u{1b}[2J<script>"), "a device, a browser");
    }
}
