//! The words around people in a line such as `spoke to ana yesterday for half an hour about pricing`. None of
//! them is a person, unless a person in the journal has the word as a handle.

use super::session_lengths;
use crate::journal::dates::{self, slips};
use crate::journal::records::session::Kind;

/// The role of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WordRole {
    /// `and`: another person follows.
    Join,
    /// `with`: people follow.
    With,
    /// `about`: topics follow.
    About,
    /// `on`: a day or topics follow.
    On,
    /// `for`, `ca.`: a length follows.
    For,
    /// `spoke`, `call`: opens a line, and coach ignores it.
    Opener,
    /// `short`, `the`: coach ignores it before the first person; later it may be a name.
    Article,
    /// `workshop`, `dinner`: the activity. coach ignores it before the first person; it is never a person.
    Activity,
    /// `supervision`: a kind of session.
    Kind,
    /// `briefly`, `online`: the manner. coach ignores it beside a length or at the end.
    Manner,
    /// `zoom`, `email`: the channel.
    Channel,
    /// `without`, `via`: the words after it are neither participants nor topics.
    Aside,
    /// `then`, `because`: connects other words.
    Between,
    /// `topic`, `note`: names a part of a session.
    Field,
    /// `i`: the coach.
    Coach,
    /// `minutes`, `last`: belongs to a length or a day.
    OfTime,
    None,
}

pub(crate) fn role(word: &str) -> WordRole {
    match word.to_lowercase().trim_end_matches([',', ':']) {
        "and" | "&" | "plus" | "+" | "including" | "incl" | "incl." => WordRole::Join,
        "with" | "to" | "w/" => WordRole::With,
        "about" | "re" | "regarding" | "concerning" => WordRole::About,
        "on" => WordRole::On,
        "for" | "took" | "lasted" | "around" | "roughly" | "approximately" | "circa" | "ca" | "ca."
        | "c." | "approx" | "approx." | "appr" | "appr." | "almost" | "nearly" | "exactly" => WordRole::For,
        "spoke" | "speak" | "spoken" | "talked" | "talk" | "met" | "meet" | "meeting" | "call" | "called"
        | "rang" | "phoned" | "phone" | "had" | "have" | "chat" | "chatted" | "session" | "coached"
        | "coaching" | "saw" | "catch-up" | "catchup" | "caught" | "up" | "lunch" | "coffee" | "1:1"
        | "1-1" | "1on1" | "one-on-one" | "one-to-one" | "conversation" | "discussion" | "discussed"
        | "check-in" | "checkin" | "listened" | "walked" | "visited" | "interviewed" | "observed"
        | "mentored" => WordRole::Opener,
        "a" | "an" | "the" | "my" | "our" | "another" | "short" | "long" | "just" => WordRole::Article,
        "quick" | "quickly" | "brief" | "briefly" | "again" | "online" | "remote" | "remotely"
        | "virtual" | "virtually" | "in-person" | "face-to-face" | "f2f" | "onsite" | "on-site"
        | "ad-hoc" | "hybrid" => WordRole::Manner,
        word if NOBODY.contains(&word) => WordRole::Between,
        word if CHANNELS.contains(&word) => WordRole::Channel,
        word if ACTIVITIES.contains(&word) => WordRole::Activity,
        word if is_kind(word) => WordRole::Kind,
        "without" | "except" | "excluding" | "minus" | "via" | "instead" | "unlike" => WordRole::Aside,
        "then" | "whilst" | "okay" | "also" | "too" | "only" | "but" | "not" | "nor" | "because"
        | "while" | "whereas" | "during" | "through" | "throughout" | "within" | "over" | "under" | "per"
        | "as" | "than" | "so" | "if" | "unless" | "although" | "though" | "between" | "among" | "into"
        | "onto" | "off" | "out" | "vs" | "vs." | "versus" | "is" | "was" | "are" | "were" | "be"
        | "been" | "has" | "did" | "together" | "alone" | "he" | "she" | "they" | "it" | "him" | "her"
        | "them" | "us" | "his" | "their" | "its" | "that" | "these" | "those" | "und" | "et" | "och"
        | "og" | "y" | "maybe" | "perhaps" | "please" | "using" | "approximate" | "your" | "etc" | "etc."
        | "somebody" | "someone" | "anybody" | "anyone" | "everybody" | "everyone" | "thing" | "things"
        | "paid" | "unpaid" => WordRole::Between,
        "topic" | "topics" | "subject" | "agenda" | "note" | "notes" | "duration" | "length" | "date"
        | "start" | "started" | "starting" => WordRole::Field,
        "i" | "we" | "me" | "myself" | "self" | "i'm" | "we've" => WordRole::Coach,
        "minutes" | "minute" | "mins" | "min" | "hours" | "hour" | "hrs" | "hr" | "half" | "quarter"
        | "quarters" | "day" | "days" | "week" | "weeks" | "month" | "months" | "year" | "years"
        | "workday" | "workdays" | "last" | "next" | "this" | "ago" | "at" | "in" | "from" | "by" | "of"
        | "or" | "since" | "until" | "before" | "after" | "every" | "eow" | "eom" | "eoq" | "eoy"
        | "morning" | "afternoon" | "evening" | "night" | "noon" | "midday" | "midnight" | "tonight"
        | "today" | "yesterday" | "tomorrow" | "weekend" | "some" | "few" | "several" | "couple"
        | "o'clock" | "am" | "pm" | "till" | "@" | "ages" | "past" | "previous" | "prior" | "coming"
        | "upcoming" | "following" | "times" | "m" | "h" | "sec" | "secs" | "seconds" | "yday" | "yest"
        | "total" | "extra" | "overall" | "altogether" | "each" | "apiece" => WordRole::OfTime,
        word if session_lengths::is_number(word) || dates::is_ordinal(word) || ADVERBS.contains(&word) => {
            WordRole::OfTime
        }
        _ => WordRole::None,
    }
}

/// Whether a word joins people, or introduces people or topics. In a line it cannot be a person.
pub(crate) fn is_connecting(word: &str) -> bool {
    matches!(word, "or" | "nor" | "und" | "et" | "och" | "og")
        || matches!(role(word), WordRole::Join | WordRole::With | WordRole::About | WordRole::On)
}

/// Whether a word such as `including` joins a person, or a part of a length or cost.
pub(crate) fn is_inclusion(word: &str) -> bool {
    matches!(bare(word).as_str(), "including" | "incl" | "incl.")
}

/// Whether a word is a kind of session other than the default kind.
fn is_kind(word: &str) -> bool {
    Kind::ALL.iter().any(|kind| *kind != Kind::default() && kind.as_str() == word)
}

/// Words that replace an unknown name.
#[rustfmt::skip]
pub(crate) const NOBODY: [&str; 11] = [
    "nobody", "noone", "none", "nil", "null", "tbd", "tba", "tbc", "unknown", "anonymous", "various",
];

/// Words for several people without their names.
#[rustfmt::skip]
const COLLECTIVE: [&str; 29] = [
    "all", "al", "both", "attendees", "co", "colleagues", "coworkers", "co-workers", "else", "everybody", "everyone", "folks",
    "friends", "guests", "mates", "members", "more", "others", "participants", "peers", "people", "rest", "strangers",
    "students", "teammates", "visitors", "coachees", "clients", "customers",
];

/// Words for several people that may also be the handle of a group.
const OF_A_GROUP: [&str; 3] = ["crew", "staff", "team"];

/// Whether a word for several people may be the handle of a group.
pub(crate) fn may_be_a_group(word: &str) -> bool {
    OF_A_GROUP.contains(&bare(word).as_str())
}

/// Whether a word means several people and is not a name: `others`, `3-more`, `the-rest`, `team-mates`.
pub(crate) fn is_collective(word: &str) -> bool {
    let lower = bare(word);
    let word = lower.trim_end_matches('.');
    let is_before = |part: &str| {
        part.bytes().all(|b| b.is_ascii_digit())
            || session_lengths::is_number(part)
            || matches!(
                part,
                "the" | "all" | "my" | "our" | "her" | "his" | "their" | "some" | "many" | "few"
            )
            || matches!(part, "a" | "several" | "other" | "team" | "class" | "work" | "room" | "et" | "and")
    };
    let (before, last) = word.rsplit_once('-').unwrap_or(("", word));
    COLLECTIVE.contains(&word)
        || may_be_a_group(word)
        || COLLECTIVE.contains(&last) && !before.is_empty() && before.split('-').all(is_before)
}

/// Whether a word is a title before a name: `Dr.`, `Frau`.
pub(crate) fn is_title(word: &str) -> bool {
    #[rustfmt::skip]
    const TITLES: [&str; 24] = [
        "dr", "prof", "professor", "doctor", "mr", "mrs", "ms", "miss", "mx", "sir", "dame", "madam", "lord", "lady", "rev",
        "frau", "herr", "señor", "señora", "monsieur", "madame", "mme", "signor", "signora",
    ];
    TITLES.contains(&word.to_lowercase().trim_end_matches('.'))
}

/// Activities other than talking.
#[rustfmt::skip]
const ACTIVITIES: [&str; 48] = [
    "appointment", "appraisal", "breakfast", "brainstorm", "brainstorming", "briefing", "brunch", "class", "consultation",
    "debrief", "debriefing", "demo", "dinner", "exercise", "follow-up", "followup", "huddle", "interview", "intake",
    "kickoff", "kick-off", "lesson", "mentoring", "observation", "offsite", "onboarding", "pairing", "planning",
    "presentation", "retro", "retrospective", "review", "role-play", "roleplay", "seminar", "shadowing", "sparring",
    "standup", "stand-up", "sync", "touchpoint", "visit", "webinar", "skip-level", "workshop", "workshops", "interviews", "reviews",
];

/// Adverbs of time: they say when, how often or how long, but do not name a day by themselves.
#[rustfmt::skip]
const ADVERBS: [&str; 65] = [
    "afterward", "afterwards", "ahead", "already", "always", "annually", "beforehand", "biweekly", "currently", "daily",
    "earlier", "earliest", "early", "eventually", "ever", "finally", "formerly", "fortnight", "fortnightly", "fortnights",
    "frequently", "immediately", "initially", "lately", "later", "latest", "late", "lunchtime", "meanwhile", "midweek",
    "monthly", "never", "nightly", "now", "nowadays", "occasionally", "often", "once", "overnight", "presently",
    "previously", "quarterly", "rarely", "recently", "regularly", "seldom", "shortly", "someday", "sometime",
    "sometimes", "soon", "still", "thrice", "twice", "weekly", "yearly", "yet", "usually",
    "hourly", "half-day", "halfday", "full-day", "all-day", "whole-day", "day-long",
];

/// The channels of sessions.
const CHANNELS: [&str; 19] = [
    "zoom",
    "teams",
    "skype",
    "webex",
    "facetime",
    "whatsapp",
    "signal",
    "slack",
    "telephone",
    "mobile",
    "video",
    "email",
    "e-mail",
    "mail",
    "sms",
    "text",
    "hangouts",
    "videocall",
    "video-call",
];

/// Counts the words that name the channel of a session: `via zoom`, `over the phone`, `in person`.
pub(crate) fn channel(texts: &[&str]) -> Option<usize> {
    let lower: Vec<String> = texts.iter().take(5).map(|text| bare(text)).collect();
    let words: Vec<&str> = lower.iter().map(String::as_str).collect();
    // `on site visits` is a topic.
    if let ["on", "site", rest @ ..] = words.as_slice()
        && (rest.first().is_none_or(|next| role(next) != WordRole::None)
            || session_lengths::at(rest).is_some())
    {
        return Some(2);
    }
    if let ["in", "person", ..] | ["face", "to", "face", ..] = words.as_slice() {
        return Some(2 + usize::from(words[0] == "face"));
    }
    let (first, rest) = words.split_first()?;
    let articles =
        rest.iter().take_while(|word| matches!(**word, "the" | "a" | "an" | "ms" | "google")).count();
    let is_call = |word: &&str| matches!(*word, "call" | "chat" | "phone");
    let name = rest.get(articles)?;
    let is_medium = CHANNELS.contains(name) || is_call(name) || *name == "meet";
    let is_held = match *first {
        "via" | "over" | "using" | "through" | "per" => {
            is_medium || matches!(*name, "lunch" | "coffee" | "tea" | "breakfast" | "dinner")
        }
        "by" => is_medium,
        // Many other words after `on` are a topic.
        "on" => {
            is_call(name)
                || CHANNELS.contains(name) && rest.get(articles + 1).is_some_and(is_call)
                || matches!(*name, "zoom" | "skype" | "webex" | "facetime" | "whatsapp")
        }
        _ => false,
    };
    let more = usize::from(CHANNELS.contains(name) && rest.get(articles + 1).is_some_and(is_call));
    is_held.then_some(2 + articles + more)
}

/// Whether a word before a length leaves its meaning unchanged: `about`, `just`, `ca.`
pub(crate) fn is_before_length(word: &str) -> bool {
    let is_more =
        || matches!(bare(word).as_str(), "just" | "only" | "some" | "another" | "maybe" | "perhaps");
    matches!(role(word), WordRole::About | WordRole::For) || is_more()
}

/// Whether a word is the past of a verb, as a dictated line begins: `Reviewed goals with Ana`. Some names end so too.
pub(crate) fn is_past_verb(word: &str) -> bool {
    const NAMES: [&str; 8] = ["med", "eed", "fred", "fried", "dred", "jared", "jarred", "haled"];
    const SHORT: [&str; 12] =
        ["asked", "gave", "told", "held", "made", "sent", "wrote", "heard", "went", "came", "taught", "led"];
    let word = word.to_lowercase();
    SHORT.contains(&word.as_str())
        || word.ends_with("ed") && word.len() > 5 && !NAMES.iter().any(|end| word.ends_with(end))
}

/// Whether a word begins a description such as `my boss` or `the new hire`.
pub(crate) fn is_determiner(word: &str) -> bool {
    matches!(word.to_lowercase().as_str(), "a" | "an" | "the" | "my" | "our" | "another")
}

/// Whether a word belongs in the middle of a name: `Ludwig van Beethoven`, `José Ortega y Gasset`.
pub(crate) fn is_particle(word: &str) -> bool {
    const PARTICLES: [&str; 40] = [
        "van", "von", "der", "den", "de", "del", "della", "dei", "degli", "delle", "di", "da", "do", "dos",
        "das", "du", "des", "le", "la", "las", "los", "lo", "el", "al", "bin", "ibn", "bint", "abu", "ter",
        "te", "'t", "’t", "zu", "zum", "zur", "af", "av", "op", "y", "e",
    ];
    PARTICLES.contains(&word)
}

/// Whether a word is a possessive: `Ana's`.
pub(crate) fn is_possessive(word: &str) -> bool {
    let word = word.trim_end_matches([',', ';', ':']).to_lowercase();
    ["'s", "’s", "s'", "s’"].iter().any(|end| word.len() > end.len() && word.ends_with(end))
}

/// Characters that separate people as a comma and a semicolon do.
pub(crate) const COMMAS: [char; 9] = [',', ';', '，', '；', '、', '﹐', '､', '،', '؛'];

fn bare(word: &str) -> String {
    word.to_lowercase().trim_end_matches([',', ';', ':']).to_string()
}

/// Whether a word is a part of the day, which adds nothing to a day.
pub(crate) fn is_part_of_a_day(word: &str) -> bool {
    matches!(word.to_lowercase().trim_end_matches(','), "morning" | "afternoon" | "evening")
}

/// Whether a word is a suffix of the name before it: `Smith, Jr.`
pub(crate) fn is_suffix(word: &str) -> bool {
    const SUFFIXES: [&str; 11] = ["jr", "sr", "ii", "iii", "iv", "phd", "md", "mba", "esq", "pcc", "mcc"];
    let word = word.to_lowercase().replace('.', "");
    SUFFIXES.contains(&word.as_str())
}

/// Returns the word of a day or a length that a word misspells: `yesterdy`, `minuets`.
pub(crate) fn misspelt(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    let length = || ["minutes", "minute"].into_iter().find(|unit| slips(&word, unit) == Some(1));
    dates::misspelt(&word).or_else(length)
}
