//! The fixed lists of words that records hold (outcomes, obstacles, kinds …). Each word has one spelling, the
//! same in TOML, JSON, CSV and on the command line. A former spelling, after `|`, is read but never written.

/// Defines an enum whose values are words: `ALL`, `as_str`, `FromStr`, `Display` and serde.
macro_rules! words {
    ($(#[$about:meta])* $name:ident, $noun:literal {
        $($(#[$doc:meta])* $value:ident = $word:literal $(| $former:literal)?,)+
    }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[allow(unreachable_pub, reason = "some lists are in modules of this crate only")]
        pub enum $name { $($(#[$doc])* $value,)+ }

        #[allow(unreachable_pub, reason = "some lists are in modules of this crate only")]
        impl $name {
            #[allow(dead_code, reason = "only some lists are offered or printed as a whole")]
            pub const ALL: &[$name] = &[$($name::$value,)+];

            pub fn as_str(self) -> &'static str {
                match self { $($name::$value => $word,)+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<$name, String> {
                match text {
                    $($word $(| $former)? => Ok($name::$value),)+
                    _ => Err($crate::journal::values::word_enum::refused($noun, &[$($word,)+], text)),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<$name, D::Error> {
                <String as serde::Deserialize>::deserialize(deserializer)?
                    .parse()
                    .map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use words;

/// Returns an error that lists the words, and suggests the nearest one if `text` may be a typing error.
pub(crate) fn refused(noun: &str, words: &[&str], text: &str) -> String {
    let near = crate::journal::text::did_you_mean::near(text, words.iter().copied());
    let near = near.map(|word| format!(" (did you mean `{word}`?)"));
    format!("{noun} is one of {}{}", words.join(", "), near.unwrap_or_default())
}
