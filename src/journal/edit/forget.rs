//! Forgetting a person: removes their handle and their words from every record that names them, and writes a
//! tombstone in place of their own record. Forgetting is idempotent: a second pass, or a pass over text that
//! a merge brought back, gives the same result.

use std::collections::BTreeSet;
use std::str::FromStr;

use toml_edit::{DocumentMut, Item, TableLike, Value};

use crate::journal::records::answers::{ANSWERS, TEMPLATE};
use crate::journal::records::fields;
use crate::journal::records::person::{Person, Relationship};
use crate::journal::records::story::Consent;
use crate::journal::text::editable_record::{Erasure, RecordText};
use crate::journal::text::fold::fold;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

/// Replaces an erased text that the record cannot do without.
pub(crate) const ERASED: &str = "(forgotten)";

/// How many characters of the mark a tombstone's handle contains.
const SHORT: usize = 6;

/// The mark of a handle: a hash that a tombstone keeps in place of the handle. A person who has the handle
/// can check that it was forgotten. The mark depends only on the handle, so two clones that forget the same
/// person independently agree. The price: anyone who guesses a handle can confirm the guess.
pub(crate) fn mark(handle: &Handle) -> Id {
    Id::derived(&["forgotten", handle.as_str()])
}

/// The handle that replaces a forgotten handle.
pub(crate) fn tombstone(handle: &Handle) -> Handle {
    let text = format!("forgotten-{}", &mark(handle).as_str()[..SHORT]);
    // The text is letters, digits and one dash, so it always parses.
    text.parse().unwrap_or_else(|_| handle.clone())
}

/// Whether one of these records is the tombstone of this handle.
pub(crate) fn is_forgotten<'a>(people: impl IntoIterator<Item = &'a Person>, handle: &Handle) -> bool {
    tombstone_of(people, handle).is_some()
}

/// The tombstone of this handle, if these records contain one.
pub(crate) fn tombstone_of<'a>(
    people: impl IntoIterator<Item = &'a Person>,
    handle: &Handle,
) -> Option<&'a Person> {
    let mark = mark(handle);
    let is_it = |person: &&Person| {
        person.forgotten.is_some() && person.was.iter().any(|w| w.as_str() == mark.as_str())
    };
    people.into_iter().find(is_it)
}

/// The tombstones among these people. A person who is forgotten by one handle is forgotten by every handle
/// that any record gives them, so each tombstone gets the marks of all of them.
pub(crate) fn tombstones<'a>(people: impl Iterator<Item = &'a Person> + Clone) -> Vec<Person> {
    let mut tombstones: Vec<Person> =
        people.clone().filter(|person| person.forgotten.is_some()).cloned().collect();
    if tombstones.is_empty() {
        return tombstones;
    }
    let of_several = people.filter(|person| person.forgotten.is_none() && !person.was.is_empty());
    let mut groups: Vec<BTreeSet<Handle>> = of_several.map(marks).collect();
    // The marks of one record can connect a tombstone to a second record, so this repeats until nothing
    // joins.
    while let Some((at, tombstone)) = groups.iter().enumerate().find_map(|(at, marks)| {
        let is_theirs = |tombstone: &Person| tombstone.was.iter().any(|was| marks.contains(was));
        Some((at, tombstones.iter().position(is_theirs)?))
    }) {
        let mut marks = groups.swap_remove(at);
        marks.extend(std::mem::take(&mut tombstones[tombstone].was));
        tombstones[tombstone].was = marks.into_iter().collect();
    }
    tombstones
}

/// The marks of all handles in a person's record, current and former.
fn marks(person: &Person) -> BTreeSet<Handle> {
    let handles = person.was.iter().chain([&person.handle]);
    handles.filter_map(|handle| mark(handle).as_str().parse().ok()).collect()
}

/// Adds the missing marks to the record of a tombstone.
pub(crate) fn mark_all(text: &mut RecordText, tombstones: &[Person]) {
    let mut root = text.root();
    let mut marks: Vec<String> = root.words("was");
    let before = marks.len();
    let same = tombstones.iter().filter(|person| root.text("handle") == Some(person.handle.as_str()));
    for was in same.flat_map(|person| &person.was) {
        if !marks.iter().any(|mark| mark == was.as_str()) {
            marks.push(was.to_string());
        }
    }
    if marks.len() > before {
        marks.sort();
        root.set_list("was", &marks);
    }
}

/// The fields that a tombstone keeps, so that reports count the same as before. None of them identifies the
/// person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    team: Option<Handle>,
    manager: Option<Handle>,
    relationship: Option<Relationship>,
    consent: Option<Day>,
}

impl Kept {
    /// Reads the fields of a record. Skips invalid values, so that a tombstone always parses.
    pub(crate) fn of(text: &RecordText) -> Kept {
        Kept::of_document(text.as_document())
    }

    pub(crate) fn of_document(document: &DocumentMut) -> Kept {
        fn word<T: FromStr>(document: &DocumentMut, key: &str) -> Option<T> {
            document.get(key)?.as_str()?.parse().ok()
        }
        let consent = document.get("consent").and_then(Item::as_datetime);
        Kept {
            team: word(document, "team"),
            manager: word(document, "manager"),
            relationship: word(document, "relationship"),
            consent: consent.and_then(|day| day.to_string().parse().ok()),
        }
    }

    /// Combines two tombstones. If only one has a field, takes it; if both have it, takes the value that
    /// sorts first. The operation is commutative and associative, so any merge order gives the same result.
    #[must_use]
    pub(crate) fn and(self, other: Kept) -> Kept {
        fn first<T, K: Ord>(a: Option<T>, b: Option<T>, key: impl Fn(&T) -> K) -> Option<T> {
            a.into_iter().chain(b).min_by_key(key)
        }
        Kept {
            team: first(self.team, other.team, Handle::clone),
            manager: first(self.manager, other.manager, Handle::clone),
            relationship: first(self.relationship, other.relationship, |one| one.as_str()),
            consent: first(self.consent, other.consent, |day| *day),
        }
    }

    pub(crate) fn write(&self, text: &mut RecordText) {
        let mut root = text.root();
        root.set_text("team", self.team.as_ref().map_or("", Handle::as_str));
        root.set_text("manager", self.manager.as_ref().map_or("", Handle::as_str));
        root.set_text("relationship", self.relationship.map_or("", Relationship::as_str));
        if let Some(day) = self.consent {
            root.set_day("consent", day);
        }
    }
}

/// Builds the tombstone of a person, with the marks of `handle` and of all `former` handles.
pub(crate) fn record(kept: &Kept, handle: &Handle, former: &[Handle], on: Day) -> RecordText {
    let mut marks: Vec<Id> = former.iter().chain([handle]).map(mark).collect();
    marks.sort();
    marks.dedup();
    let tombstone = tombstone(handle);
    let mut text = RecordText::new("");
    text.root().set("handle", tombstone.as_str());
    kept.write(&mut text);
    text.root().set_list("was", &marks).set_day("forgotten", on);
    // A team may have the same spelling as the handle.
    for handle in former.iter().chain([handle]) {
        replace(&mut text, ForgottenHandle { handle, tombstone: &tombstone });
    }
    text
}

/// A forgotten handle, and the tombstone's handle that replaces it. The person may have had other handles
/// too.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ForgottenHandle<'a> {
    pub handle: &'a Handle,
    pub tombstone: &'a Handle,
}

/// Forgets the handle in a person's record. The person's own record becomes the tombstone; other records only
/// lose the handle.
pub(crate) fn in_person(text: &mut RecordText, gone: ForgottenHandle<'_>, on: Day) {
    let handle = gone.handle;
    if text.root().text("handle") == Some(handle.as_str()) {
        let former: Vec<Handle> =
            text.root().words("was").iter().filter_map(|was| was.parse().ok()).collect();
        *text = record(&Kept::of(text), handle, &former, on);
        return;
    }
    replace(text, gone);
}

/// Forgets the handle in a story. A story of the forgotten person loses its text and its consent, because it
/// no longer has a person. Returns whether the story was theirs.
pub(crate) fn in_story(text: &mut RecordText, gone: ForgottenHandle<'_>) -> bool {
    replace(text, gone);
    let theirs = text.root().text("person") == Some(gone.tombstone.as_str());
    if theirs {
        empty_story(text);
    }
    theirs
}

fn empty_story(text: &mut RecordText) {
    let stays = |key: &str, _: &Item| match key {
        "id" | "date" | "action" | "person" => Erasure::Stays,
        _ => Erasure::Goes,
    };
    text.erase(stays);
    text.root().set("consent", Consent::None.as_str());
}

/// Empties the story of a forgotten person again: a merge may have brought its text back.
pub(crate) fn empty_story_of<'a>(text: &mut RecordText, tombstones: impl IntoIterator<Item = &'a Handle>) {
    let person = text.root().text("person").map(str::to_string);
    if tombstones.into_iter().any(|tombstone| person.as_deref() == Some(tombstone.as_str())) {
        empty_story(text);
    }
}

/// Forgets the handle in a record of another kind, such as an objective or a request. A request keeps its
/// text, because that belongs to the business.
pub(crate) fn in_other(text: &mut RecordText, gone: ForgottenHandle<'_>) {
    replace(text, gone);
}

/// Which texts of a session were erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ErasedTexts {
    Nothing,
    /// The texts of the person's actions, and of the follow-ups about those actions.
    Actions,
    All,
}

/// Forgets the handle in a session. If the person was the only participant, erases all texts. A session with
/// other participants belongs to them too, so it loses its texts only if `texts` is set. If the person did
/// not take part, `texts` erases only the texts of their actions. A session that the person only coached
/// keeps its texts: those belong to the people who were coached.
pub(crate) fn in_session(text: &mut RecordText, gone: ForgottenHandle<'_>, texts: bool) -> ErasedTexts {
    replace(text, gone);
    let tombstone = gone.tombstone.as_str();
    if text.is_only("with", tombstone) || texts && text.root().words("with").iter().any(|w| w == tombstone) {
        erase(text);
        return ErasedTexts::All;
    }
    if texts && erase_actions_of(text, tombstone) { ErasedTexts::Actions } else { ErasedTexts::Nothing }
}

fn erase_actions_of(text: &mut RecordText, tombstone: &str) -> bool {
    let theirs = text.erase_items("action", |item| word(item, "owner") == Some(tombstone), fate);
    let about = |item: &dyn TableLike| word(item, "action").is_some_and(|id| theirs.iter().any(|t| t == id));
    text.erase_items("follow_up", about, fate);
    !theirs.is_empty()
}

fn word<'t>(item: &'t dyn TableLike, key: &str) -> Option<&'t str> {
    item.get(key).and_then(Item::as_str)
}

/// Erases the texts of a session whose only participant is forgotten: a merge may have brought them back.
pub(crate) fn erase_of<'a>(text: &mut RecordText, tombstones: impl IntoIterator<Item = &'a Handle>) {
    if tombstones.into_iter().any(|tombstone| text.is_only("with", tombstone.as_str())) {
        erase(text);
    }
}

/// Erases the texts of a session. The fields of a template may have any key, even that of another field. So all
/// texts of the answers are erased, and their numbers and days stay.
fn erase(text: &mut RecordText) {
    let mut template = None;
    let mut root = text.root();
    if let Some(mut answers) = root.table(ANSWERS) {
        template = answers.text(TEMPLATE).map(str::to_string);
        for key in answers.names() {
            if !answers.words(&key).is_empty() {
                answers.remove(&key);
            }
        }
    }
    text.erase(fate);
    if let Some(template) = template
        && let Some(mut answers) = text.table(ANSWERS)
    {
        answers.set(TEMPLATE, template);
    }
}

fn replace(text: &mut RecordText, gone: ForgottenHandle<'_>) {
    let (handle, tombstone) = (gone.handle.as_str(), gone.tombstone.as_str());
    text.replace_word_everywhere(handle, tombstone, fields::without_person());
    let mut root = text.root();
    if let Some(mut answers) = root.table(ANSWERS) {
        for key in answers.names().iter().filter(|key| *key != TEMPLATE) {
            answers.replace_word(key, handle, tombstone);
        }
    }
}

/// Decides the erasure of one key. Numbers, days and fixed words stay. A text under an unknown key may
/// contain anything, so it is removed, and so are the conflicts of a merge.
fn fate(key: &str, item: &Item) -> Erasure {
    match item {
        _ if key == "conflict" => Erasure::Goes,
        Item::Value(Value::String(_)) if fields::is_sentence(key) => Erasure::Becomes(ERASED),
        Item::Value(Value::String(_)) if !fields::is_counted(key) => Erasure::Goes,
        _ => Erasure::Stays,
    }
}

/// Whether a file's path contains the handle. coach then moves the file to the path that its record
/// determines.
pub(crate) fn in_path(path: &str, handle: &Handle) -> bool {
    let handle = handle.as_str();
    let at_end = |rest: &str| rest.is_empty() || rest.starts_with(['-', '.']);
    path.split('/').any(|part| {
        part.strip_prefix(handle).is_some_and(at_end)
            || part.match_indices(&format!("-{handle}")).any(|(at, found)| at_end(&part[at + found.len()..]))
    })
}

/// Whether the text contains one of the names as a whole word. Compares them by [`fold`].
pub(crate) fn mentions(text: &str, names: &[&str]) -> bool {
    let text = fold(text);
    // `ana-lopez` is another handle, not a mention of `ana`.
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '-');
    names.iter().map(|name| fold(name.trim())).filter(|name| !name.is_empty()).any(|name| {
        text.match_indices(&name).any(|(start, found)| {
            let (before, after) = (&text[..start], &text[start + found.len()..]);
            !is_word(before.chars().next_back()) && !is_word(after.chars().next())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::records;
    use crate::journal::records::session::Session;

    fn ana() -> Handle {
        "ana".parse().unwrap()
    }

    const SESSION: &str = "\
# Ana said this in the lift
id = \"k3f9m2qxtp\"
date = 2026-11-21
start = 14:30:00
minutes = 45
coach = \"jo\"
with = [\"ana\"] # ana
topics = [\"ana\"]
mood = \"low\"
heart_rate = 99
notes = \"She wants to leave.\"
feedback = { score = 4, text = \"mine\" }

[[action]]
id = \"m2qxw7tp4r\"
what = \"Call the agency\"
owner = \"ana\"
due = 2026-11-28
result = \"called\"

[[follow_up]]
id = \"p4n8rr2c6d\"
action = \"m2qxw7tp4r\"
due = 2026-12-05
ask = \"And?\"
done = 2026-12-05
outcome = \"missed\"
obstacle = \"time\"
obstacle_text = \"no evening free\"

[[conflict]]
key = \"notes\"
lost = \"She wants to stay.\"
";

    fn forgotten(text: &str, texts: bool) -> String {
        let mut record = RecordText::parse(text).unwrap();
        let (handle, tombstone) = (ana(), tombstone(&ana()));
        in_session(&mut record, ForgottenHandle { handle: &handle, tombstone: &tombstone }, texts);
        record.render()
    }

    #[test]
    fn numbers_days_and_words_stay_and_nothing_that_was_said() {
        let after = forgotten(SESSION, false);
        let expected = "\
id = \"k3f9m2qxtp\"
date = 2026-11-21
start = 14:30:00
minutes = 45
coach = \"jo\"
with = [\"forgotten-TTTTTT\"]
topics = [\"forgotten-TTTTTT\"]
heart_rate = 99
notes = \"(forgotten)\"
feedback = { score = 4, text = \"(forgotten)\" }

[[action]]
id = \"m2qxw7tp4r\"
what = \"(forgotten)\"
owner = \"forgotten-TTTTTT\"
due = 2026-11-28
result = \"(forgotten)\"

[[follow_up]]
id = \"p4n8rr2c6d\"
action = \"m2qxw7tp4r\"
due = 2026-12-05
ask = \"(forgotten)\"
done = 2026-12-05
outcome = \"missed\"
obstacle = \"time\"
obstacle_text = \"(forgotten)\"
";
        assert_eq!(after, expected.replace("forgotten-TTTTTT", tombstone(&ana()).as_str()));
        assert!(records::read::<Session>("s", &after).is_ok());
        assert_eq!(forgotten(&after, false), after, "a second time");
    }

    #[test]
    fn among_others_only_the_handle_goes() {
        let shared = SESSION.replace("with = [\"ana\"]", "with = [\"ben\", \"ana\"]");
        let after = forgotten(&shared, false);
        let expected = shared
            .replace("\"ben\", \"ana\"", &format!("\"ben\", \"{}\"", tombstone(&ana())))
            .replace("[\"ana\"]", &format!("[\"{}\"]", tombstone(&ana())))
            .replace("owner = \"ana\"", &format!("owner = \"{}\"", tombstone(&ana())));
        assert_eq!(after, expected);
        assert!(!forgotten(&shared, true).contains("agency"));
        let without = SESSION.replace("\"ana\"", "\"ben\"");
        assert_eq!(forgotten(&without, true), without);
    }

    #[test]
    fn in_sessions_of_others_only_the_words_of_their_actions_go() {
        let other = SESSION.replace("with = [\"ana\"] # ana", "with = [\"ben\"]");
        let after = forgotten(&other, true);
        assert!(after.contains("She wants to leave.") && after.contains("mine"), "{after}");
        assert!(
            !["agency", "called", "And?", "no evening"].iter().any(|words| after.contains(words)),
            "{after}"
        );
        assert!(after.contains("outcome = \"missed\"") && after.contains("due = 2026-11-28"));
        assert!(records::read::<Session>("s", &after).is_ok());
        assert_eq!(forgotten(&after, true), after, "a second time");
        // The coach's handle is replaced, and the texts stay.
        let coached =
            other.replace("coach = \"jo\"", "coach = \"ana\"").replace("owner = \"ana\"", "owner = \"ben\"");
        assert_eq!(
            forgotten(&coached, true),
            coached.replace("\"ana\"", &format!("\"{}\"", tombstone(&ana())))
        );
    }

    #[test]
    fn what_a_merge_brings_back_goes_again() {
        let after = forgotten(SESSION, false);
        let merged = after.replace("notes = \"(forgotten)\"", "notes = \"She wants to leave.\"");
        assert_eq!(forgotten(&merged, false), after);
    }

    #[test]
    fn a_story_keeps_no_word_and_a_benefit_its_numbers() {
        let story = "# hers\nid = \"k3f9m2qxtp\"\ndate = 2026-11-21\naction = \"m2qxw7tp4r\"\nperson = \"ana\"\n\
                     context = \"before\"\nresult = \"ana\"\nconsent = \"named\"\nconsented = 2026-11-21\n";
        let mut record = RecordText::parse(story).unwrap();
        let tomb = tombstone(&ana());
        assert!(in_story(&mut record, ForgottenHandle { handle: &ana(), tombstone: &tomb }));
        let expected = format!(
            "id = \"k3f9m2qxtp\"\ndate = 2026-11-21\naction = \"m2qxw7tp4r\"\nperson = \"{tomb}\"\nconsent = \"none\"\n"
        );
        assert_eq!(record.render(), expected);
        let mut merged = RecordText::parse(&story.replace("\"ana\"", &format!("\"{tomb}\""))).unwrap();
        empty_story_of(&mut merged, [&tomb]);
        assert_eq!(merged.render(), expected, "what a merge brings back goes again");
        let ben: Handle = "ben".parse().unwrap();
        let gone = ForgottenHandle { handle: &ben, tombstone: &tombstone(&ben) };
        assert!(!in_story(&mut RecordText::parse(story).unwrap(), gone));

        let benefit =
            "benefit = { before = 12, after = 9, unit = \"EUR\", share = 50, confirmed_by = \"ana\" }";
        let after = forgotten(&SESSION.replace("result = \"called\"", benefit), false);
        assert!(after.contains(&benefit.replace("\"ana\"", &format!("\"{tomb}\""))), "{after}");
    }

    #[test]
    fn a_tombstone_is_part_of_the_format() {
        assert_eq!(tombstone(&ana()), tombstone(&ana()));
        assert_ne!(tombstone(&ana()), tombstone(&"ben".parse().unwrap()));
        let mut text =
            RecordText::parse("handle = \"ana\"\nname = \"Ana López\"\nmanager = \"kim\" # Ana's\n").unwrap();
        let (handle, tombstone) = (ana(), tombstone(&ana()));
        in_person(
            &mut text,
            ForgottenHandle { handle: &handle, tombstone: &tombstone },
            "2026-11-21".parse().unwrap(),
        );
        let person: Person = records::read("p", &text.render()).unwrap();
        assert!(is_forgotten([&person], &ana()) && !mentions(&text.render(), &["ana"]));
        let mut text = RecordText::parse("handle = \"ben\"\nname = \"ana\"\nmanager = \"ana\"\n").unwrap();
        let handle = "ben".parse().unwrap();
        in_person(
            &mut text,
            ForgottenHandle { handle: &handle, tombstone: &tombstone },
            "2026-11-21".parse().unwrap(),
        );
        assert!(text.render().starts_with("handle = \"forgotten-"));
    }

    #[test]
    fn a_tombstone_keeps_what_is_counted_and_only_that() {
        let own = "handle = \"ana\"\nname = \"Ana\"\nemail = \"a@b.c\"\nteam = \"ana\" # ana\nmanager = 'kim'\n\
                   cadence = 7\nrelationship = \"external\"\nconsent = 2026-01-31\nleft = 2026-02-01\nnick = \"x\"\n";
        let mut text = RecordText::parse(own).unwrap();
        let (handle, tombstone) = (ana(), tombstone(&ana()));
        let gone = ForgottenHandle { handle: &handle, tombstone: &tombstone };
        in_person(&mut text, gone, "2026-11-21".parse().unwrap());
        let (mark, kept) = (mark(&ana()), "relationship = \"external\"\nconsent = 2026-01-31\n");
        let expected = format!(
            "handle = \"{tombstone}\"\nteam = \"{tombstone}\"\nmanager = \"kim\"\n{kept}was = [\"{mark}\"]\nforgotten = 2026-11-21\n"
        );
        assert_eq!(text.render(), expected);
        let odd =
            "handle = \"ana\"\nteam = 3\nmanager = \"Kim Lee\"\nrelationship = \"boss\"\nconsent = true\n";
        let text = RecordText::parse(odd).unwrap();
        assert_eq!(Kept::of(&text), Kept::default());
        // The journal then forgets their manager too.
        let mut text = RecordText::parse(&expected).unwrap();
        let kim: Handle = "kim".parse().unwrap();
        let kims = super::tombstone(&kim);
        in_person(
            &mut text,
            ForgottenHandle { handle: &kim, tombstone: &kims },
            "2026-11-22".parse().unwrap(),
        );
        assert_eq!(text.render(), expected.replace("kim", kims.as_str()));
    }

    #[test]
    fn two_tombstones_keep_the_same_in_any_order() {
        let of = |text: &str| Kept::of(&RecordText::parse(text).unwrap());
        let all = [
            of("team = \"north\"\nconsent = 2026-02-01\n"),
            of("team = \"east\"\nrelationship = \"peer\"\n"),
            of("relationship = \"external\"\nmanager = \"kim\"\nconsent = 2026-01-01\n"),
        ];
        let [a, b, c] = all.clone();
        let together =
            of("team = \"east\"\nmanager = \"kim\"\nrelationship = \"external\"\nconsent = 2026-01-01\n");
        assert_eq!(a.clone().and(b.clone()).and(c.clone()), together);
        assert_eq!(c.and(b.and(a)), together);
    }

    #[test]
    fn a_mention_is_a_word_of_its_own() {
        assert!(mentions("then Ana, said", &["ana"]) && mentions("Ana López was", &["Ana López"]));
        assert!(in_path("sessions/ana/x.toml", &ana()) && in_path("sessions/x/2026-ana.toml", &ana()));
        assert!(!in_path("sessions/anabel/x.toml", &ana()) && !in_path("sessions/x/ariana.toml", &ana()));
        assert!(
            mentions("then ANA LOPEZ, said", &["Ana López"]) && mentions("Lo\u{301}pez’s deck", &["López"])
        );
        assert!(!mentions("then ana-lopez said", &["ana"]));
        assert!(!mentions("analysis of a banana", &["ana"]) && !mentions("anything", &["", " "]));
    }
}
