//! Turns the words that name people into handles: known people, new people, and several words that are one
//! name. Never guesses: refuses words that may be one person or several.

use std::ops::Range;

use super::words_around_names::{
    COMMAS, WordRole, is_collective, is_connecting, is_particle, is_possessive, is_suffix, misspelt, role,
};
use super::{LineContents, Participants, Word, place, said, session_lengths};
use crate::journal::dates::{Calendar, Direction, names_a_time};
use crate::journal::jot::Misread;
use crate::journal::query::journal::Journal;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::time::minutes;

/// Words without a comma or an `and` between them, each with the known person that it names.
pub(crate) type Run = Vec<(Range<usize>, Option<Handle>)>;

/// Whether a word is written as part of a name: `Ruiz`, `O'Neill`, `Lüdenscheidt-Müller`.
pub(crate) fn is_part(word: &str) -> bool {
    let word = word.trim_end_matches([',', ';', '&']);
    // `d'Angelo`, `al-Sayed`
    let rest = ["d'", "d’", "l'", "l’", "al-", "el-"].iter().find_map(|particle| word.strip_prefix(particle));
    let is_name =
        rest.unwrap_or(word).starts_with(char::is_uppercase) && word.chars().any(char::is_lowercase);
    is_name && word.chars().all(|c| c.is_alphabetic() || is_mark(c) || matches!(c, '-' | '\'' | '’' | '.'))
}

/// Whether a name may continue with these words: `Beethoven`, `van Beethoven`, `de la Cruz`.
pub(crate) fn goes_on(texts: &[&str]) -> bool {
    texts.iter().find(|text| !is_particle(text)).is_some_and(|text| is_part(text))
}

/// Whether a character is an accent without a letter, as macOS writes it after the letter.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Whether a short day is written like a name: `Sun`, `Thu`.
pub(crate) fn is_short_day(word: &str) -> bool {
    word.chars().count() == 3 && word.starts_with(char::is_uppercase)
}

/// Whether a word is a day by itself, such as `friday` or `2026-11-21`.
pub(crate) fn is_day(word: &str) -> bool {
    // Any day can be today: it makes no difference here.
    Day::new(2026, 1, 1).is_some_and(|today| {
        Calendar { today, order: None, unread_order: None }.day(word, Direction::Back).is_ok()
    })
}

/// Returns why a word cannot be a new person: it is a length, a day, or a word between them. `None` if it can
/// be one.
pub(crate) fn never(word: &str) -> Option<String> {
    if session_lengths::whole(word).is_some_and(|_| word.contains(char::is_alphabetic)) {
        return Some(format!("`{word}` is a length, not a person"));
    }
    if is_suffix(word) {
        return Some(format!("`{word}` is part of the name before it"));
    }
    if is_collective(word) {
        return Some(format!("`{word}` means several people and is not a name"));
    }
    match role(word) {
        WordRole::None => misspelt(word)
            .map(|meant| format!("`{word}` looks like `{meant}`, and no person has that handle"))
            .or_else(|| {
                (names_a_time(word) && !is_day(word)).then(|| format!("`{word}` is a time, not a person"))
            }),
        WordRole::Kind => Some(format!("`{word}` is a kind of session, not a person")),
        _ => Some(format!("`{word}` is not a person")),
    }
}

/// Returns why a title before the name of a known person is refused.
pub(crate) fn title_of_known(title: &str) -> String {
    format!("`{title}` is a title, not part of the known name")
}

/// Returns what to type if a word that `never` refuses is a person after all.
pub(crate) fn if_person(word: &str) -> String {
    if is_day(word) || minutes(word).is_some() || is_connecting(word) {
        format!("if it is a person, use another handle, such as {word}-2")
    } else {
        format!("if it is a person: coach person add {word}")
    }
}

pub(crate) fn resolve(
    words: &[Word<'_>],
    holds: LineContents,
    runs: &[Run],
    is_list: bool,
    journal: &Journal,
    who: &mut Participants,
) -> Result<(), Misread> {
    for run in runs {
        match whole_name(words, run, is_list)? {
            Some(name) => {
                let at = &(run[0].0.start..run[run.len() - 1].0.end);
                let handle = Handle::near(&name)
                    .ok_or_else(|| Misread::new(place(words, at), format!("`{name}` cannot be a handle")))?;
                let is_known = journal.people.contains_key(&handle) || journal.now_called(&handle).is_some();
                if !is_known && !who.people.contains(&handle) {
                    who.names.push((handle.clone(), name));
                }
                add(who, handle);
            }
            None => run.iter().try_for_each(|item| each(words, holds, item, who))?,
        }
    }
    Ok(())
}

/// Fails for a new word in small letters beside a name: `Spoke to hire Lena`, `Thanked Lena warmly`.
pub(crate) fn no_small_word(words: &[Word<'_>], run: &Run) -> Result<(), Misread> {
    let text = |at: &Range<usize>| words[at.start].text.trim_end_matches(COMMAS);
    let is_small = |(at, known): &&(Range<usize>, Option<Handle>)| {
        let text = text(at);
        known.is_none() && !text.contains(char::is_uppercase) && !is_particle(text) && never(text).is_none()
    };
    if !run.iter().any(|(at, _)| is_part(text(at))) || run.iter().any(|(at, _)| is_possessive(text(at))) {
        return Ok(());
    }
    let Some((at, _)) = run.iter().find(is_small) else { return Ok(()) };
    let word = text(at);
    Err(Misread::new(place(words, at), format!("`{word}` is next to a name, but may not be a person")).hint(
        format!("write only names, with a comma or `and` between people; if it is a person: coach person add {word}"),
    ))
}

fn add(who: &mut Participants, handle: Handle) {
    if !who.people.contains(&handle) {
        who.people.push(handle);
    }
}

/// Returns the name that all words of a run form. `None` if each word is a person. Fails if both are
/// possible.
fn whole_name(words: &[Word<'_>], run: &Run, is_list: bool) -> Result<Option<String>, Misread> {
    let all = run[0].0.start..run[run.len() - 1].0.end;
    if run.len() == 1 || run.iter().all(|(_, known)| known.is_some()) {
        return Ok(None);
    }
    let texts = || run.iter().map(|(at, _)| words[at.start].text);
    // A handle with a hyphen is already a whole name.
    let is_whole = |handle: &Handle| handle.as_str().contains('-');
    let is_known = run.iter().any(|(_, known)| known.is_some());
    if !is_list && run.iter().any(|(_, known)| known.as_ref().is_some_and(is_whole)) {
        return Ok(None);
    }
    let all_texts: Vec<&str> = texts().collect();
    let are_parts = is_name(&all_texts);
    let possessive = texts().any(is_possessive);
    let is_about_it = |text| {
        let role = role(text);
        matches!(role, WordRole::Channel | WordRole::Manner | WordRole::Activity | WordRole::Kind)
            && !is_name_too(text)
    };
    let never = texts().any(|text| never(text.trim_end_matches(COMMAS)).is_some());
    if possessive || texts().any(is_about_it) {
        return Ok(None);
    }
    if are_parts && !is_known {
        return Ok(Some(said(words, &all)));
    }
    // `ludwig van beethoven`, `Ana y Ben`
    let is_new = |n: usize| run[n].1.is_none();
    let (first, inner) = (all_texts[0], 1..run.len() - 1);
    let has_particle = inner.clone().any(|n| is_new(n) && is_particle(all_texts[n]))
        || is_new(0) && is_particle(first) && goes_on(&all_texts);
    let is_quoted = words[all.start].group > 0;
    if has_particle || are_parts || !never && (is_list || is_quoted) {
        let name = said(words, &all);
        let joined = Handle::near(&name).map(|handle| handle.to_string()).unwrap_or_default();
        let people: Vec<String> = texts()
            .filter(|text| !is_particle(text))
            .filter_map(Handle::near)
            .map(|handle| handle.to_string())
            .collect();
        let apart = people.join(", ");
        let is_known = match &run[0] {
            (_, Some(known)) if are_parts => {
                format!("; if you mean `{known}`: coach person set {known} --name \"{name}\"")
            }
            _ => String::new(),
        };
        let several = match people.len() {
            0 | 1 => String::new(),
            several => format!(", or `{apart}` for {several} people"),
        };
        return Err(Misread::new(
            place(words, &all),
            format!("`{name}` is ambiguous: one person or several"),
        )
        .hint(format!("write `{joined}` for one person{several}{is_known}")));
    }
    Ok(None)
}

/// Whether these words are written as one name: `Ana Ruiz`, `Ludwig van Beethoven`, or `Ortega y Gasset`
/// after a first name.
fn is_name(texts: &[&str]) -> bool {
    let is_joint = |text: &&str| matches!(*text, "y" | "e");
    let joint = texts.iter().position(is_joint);
    let is_inside = joint.is_none_or(|at| at >= 2 && at + 2 == texts.len());
    let is_one = texts.iter().all(|text| is_part(text) || is_particle(text));
    is_one && is_inside && [texts.first(), texts.last()].iter().all(|end| end.is_some_and(|end| is_part(end)))
}

/// Whether such a word is also a surname: `Zoe Quick`, `Ben Brief`.
fn is_name_too(text: &str) -> bool {
    matches!(text, "Quick" | "Brief")
}

/// Adds the people of one word: `ben`, `ana&ben`.
fn each(
    words: &[Word<'_>],
    holds: LineContents,
    (at, known): &(Range<usize>, Option<Handle>),
    who: &mut Participants,
) -> Result<(), Misread> {
    if let Some(handle) = known {
        add(who, handle.clone());
        return Ok(());
    }
    let place = place(words, at);
    let text = words[at.start].text;
    let is_between = |c: char| COMMAS.contains(&c) || c == '&';
    for name in text.split(is_between).filter(|name| !name.is_empty()) {
        if name.len() < text.trim_end_matches(is_between).len()
            && name.starts_with(|c: char| c.is_ascii_digit())
        {
            return Err(Misread::new(
                place,
                format!("`{name}` is not a person: a new handle must begin with a letter"),
            ));
        }
        let handle = one(name, holds, &place)?;
        if handle.as_str() != name.to_lowercase() && !who.people.contains(&handle) {
            who.names.push((handle.clone(), name.to_string()));
        }
        add(who, handle);
    }
    Ok(())
}

fn one(name: &str, holds: LineContents, place: &Range<usize>) -> Result<Handle, Misread> {
    let refused = |why: String| Misread::new(place.clone(), why);
    if is_possessive(name) {
        return Err(refused(format!("`{name}` is a possessive, not a person"))
            .hint("write the person's name or handle, and the topics after `about`"));
    }
    let handle = match (name.to_lowercase().parse::<Handle>(), Handle::near(name)) {
        (Ok(handle), _) => handle,
        (Err(_), Some(near)) if is_part(name) && !is_suffix(name) => near,
        (Err(_), Some(near)) if is_a_word(&near) => return Err(refused_word(name, &near, place)),
        (Err(why), near) => {
            let refused = refused(format!("`{name}` cannot be a person: {why}"));
            return Err(match near {
                _ if name.trim_end_matches(':').contains(':') => refused.hint(match holds {
                    LineContents::People => {
                        "write notes in --note \"…\"; `coach jot` takes them after a colon"
                    }
                    LineContents::Topics => "put a space after the colon",
                }),
                _ if are_several(name) => refused.hint("put a comma between people: ana, ben"),
                _ if is_suffix(name) => refused_suffix(name, place),
                Some(near) if near.as_str().starts_with(|c: char| c.is_ascii_lowercase()) => {
                    refused.hint(format!("did you mean `{near}`?"))
                }
                Some(_) => refused
                    .hint("write a length as 45m or 1h30, a date as 28 nov, a start time as --start 10:30"),
                None => refused.hint("write a handle such as ana; `coach list people` shows all handles"),
            });
        }
    };
    if is_suffix(name) {
        return Err(refused_suffix(name, place));
    }
    match never(name) {
        None => Ok(handle),
        Some(_) => Err(refused_word(name, &handle, place)),
    }
}

/// Whether a word is several handles or names with a sign between them: `ana/ben`.
fn are_several(name: &str) -> bool {
    let signs = ['/', '|', '+', '\\'];
    let is_one = |part: &str| part.to_lowercase().parse::<Handle>().is_ok() || is_part(part);
    name.contains(signs) && name.split(signs).all(is_one)
}

/// Whether a handle is a word between people, and not a length.
fn is_a_word(handle: &Handle) -> bool {
    let word = handle.as_str();
    never(word).is_some() && session_lengths::whole(word).is_none() && !is_suffix(word)
}

/// Returns the error for a word that is not a person, with a hint about its use.
fn refused_word(name: &str, handle: &Handle, place: &Range<usize>) -> Misread {
    let why = never(name).unwrap_or_else(|| format!("`{name}` is not a person"));
    Misread::new(place.clone(), why).hint(match (role(name), misspelt(name)) {
        (WordRole::OfTime, _) => {
            "write a date as friday or 28 nov, and a length as 45m; leave out other words about time"
                .to_string()
        }
        _ if is_collective(name) => {
            format!("write each person's name or handle; {}", if_person(handle.as_str()))
        }
        (WordRole::Article, _) => format!("leave `{name}` out, and write the person's name or handle"),
        (WordRole::For, _) => format!("write a length after `{name}`, and topics after `about`"),
        (WordRole::Kind, _) => {
            format!("`coach log` with `--kind {handle}` records the kind; {}", if_person(handle.as_str()))
        }
        (WordRole::Field, _) => format!("write topics after `about`; {}", if_person(handle.as_str())),
        (WordRole::Aside, _) => {
            format!("leave out `{name}` and the words after it; {}", if_person(handle.as_str()))
        }
        (WordRole::None, Some(meant)) => {
            format!("did you mean `{meant}`? If it is a person: coach person add {handle}")
        }
        _ => if_person(handle.as_str()),
    })
}

fn refused_suffix(name: &str, place: &Range<usize>) -> Misread {
    Misread::new(place.clone(), format!("`{name}` is part of the name before it"))
        .hint("write the name without a comma, such as John Smith Jr.")
}
