//! Decides what each reply to a plan changes: an item is done, a question found an obstacle, or a session has
//! feedback. Only the person whose item it is can change it, and only while it is open.

pub mod subject;

use std::collections::BTreeMap;

use chrono::NaiveDateTime;

use crate::journal::edit::close_items::parse_obstacle;
use crate::journal::query::journal::{Item, Journal};
use crate::journal::query::selection::is_own;
use crate::journal::records::follow_up::{FollowUp, Obstacle, Outcome};
use crate::journal::records::session::{Feedback, Score};
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use subject::ReplyKind;

/// A mail whose subject is a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailReply {
    /// The address of the sender, in lower case. `None` unless the mail has exactly one.
    pub from: Option<String>,
    /// The moment of the header `Date`, in UTC.
    pub sent: Option<NaiveDateTime>,
    pub kind: ReplyKind,
    pub id: Id,
    /// Whether the subject has a mark such as `Re:`, so that the mail may be a later one of the conversation.
    pub is_in_thread: bool,
    /// Whether the mail has the label of the link.
    pub has_label: bool,
    /// The words around the label, in one line; empty if there are none.
    pub words: String,
    /// Whether the mail says more than coach reads.
    pub has_more: bool,
}

/// A reply, with what becomes of it.
pub(crate) struct RepliedItem<'j, 'r> {
    pub reply: &'r MailReply,
    /// The day of the mail, but no later than today and no earlier than the agreement.
    pub on: Day,
    pub outcome: ReplyOutcome<'j>,
}

pub(crate) enum ReplyOutcome<'j> {
    /// It changes the item.
    Records { item: Item<'j>, person: &'j Handle },
    /// The item is as the reply says, or a later answer replaced it.
    Known(String),
    /// It changes nothing, for this reason.
    Refused(String),
}

/// Decides about each reply, the oldest first.
pub(crate) fn decide<'j, 'r>(
    journal: &'j Journal,
    replies: &'r [MailReply],
    today: Day,
    local_time: fn(NaiveDateTime) -> NaiveDateTime,
) -> Vec<RepliedItem<'j, 'r>> {
    let mut replies: Vec<&MailReply> = replies.iter().collect();
    replies.sort_by_key(|reply| reply.sent);
    let mut decided: Vec<RepliedItem<'j, 'r>> = replies
        .into_iter()
        .map(|reply| one(journal, reply, today, sent_on(reply, today, local_time)))
        .collect();
    // Several mails about one item are one answer, the last one. It counts also if the journal has it already: a
    // mailbox that comes twice must not bring an earlier answer back.
    let mut answered: BTreeMap<&Id, &str> = BTreeMap::new();
    for one in decided.iter_mut().rev() {
        let asked = match &one.outcome {
            ReplyOutcome::Records { item, .. } => item.id(),
            ReplyOutcome::Known(_) => &one.reply.id,
            ReplyOutcome::Refused(_) => continue,
        };
        let later = answered.get(asked).or_else(|| answered.get(&one.reply.id)).copied();
        match (later, &one.outcome) {
            (None, _) => answered.extend([asked, &one.reply.id].map(|id| (id, one.reply.words.as_str()))),
            (Some(later), ReplyOutcome::Records { .. }) => {
                one.outcome = known(one.reply, "a later mail answers it".into(), Some(later));
            }
            (Some(_), _) => {}
        }
    }
    decided
}

/// The day of the mail by the user's clock, but no later than today.
fn sent_on(reply: &MailReply, today: Day, local_time: fn(NaiveDateTime) -> NaiveDateTime) -> Day {
    reply.sent.and_then(|sent| Day::from_date(local_time(sent).date())).unwrap_or(today).min(today)
}

fn one<'j, 'r>(journal: &'j Journal, reply: &'r MailReply, today: Day, sent: Day) -> RepliedItem<'j, 'r> {
    let refused = |why: String| RepliedItem { reply, on: sent, outcome: ReplyOutcome::Refused(why) };
    let Some(from) = &reply.from else { return refused("the mail does not have exactly one sender".into()) };
    match reply.sent {
        None => return refused("the mail has no date".into()),
        Some(sent) if Day::from_date(sent.date()).is_none_or(|day| today.is_certainly_before(day)) => {
            return refused(format!("the mail has a date in the future, {}", sent.date()));
        }
        Some(_) => {}
    }
    if reply.is_in_thread && !reply.has_label {
        return refused(format!("the mail has no line `{}`", reply.kind.label()));
    }
    let senders = people_at(journal, from);
    if senders.is_empty() {
        return refused(format!("nobody in the journal has the address {from}"));
    }
    let item = match journal.item(reply.id.as_str()) {
        Ok(item) => item,
        Err(_) => return refused(format!("the journal has no single item {}", reply.id)),
    };
    let Some(person) = senders.into_iter().find(|person| is_theirs(item, person, reply.kind)) else {
        return refused(format!("{from} may not answer for {} {}", item.noun(), item.id()));
    };
    if let ReplyKind::Feedback(score) = reply.kind {
        let on = sent.max(item.agreed_on());
        return RepliedItem { reply, on, outcome: feedback(item, person, score, &reply.words) };
    }
    let on = sent.max(item.agreed_on());
    let outcome = match answered_before(item, reply, on) {
        Some(known) => known,
        None if reply.kind == ReplyKind::Stuck => ReplyOutcome::Records { item: asked(item), person },
        None => ReplyOutcome::Records { item, person },
    };
    RepliedItem { reply, on, outcome }
}

/// The next open follow-up about an action, or the item itself. The person may be stuck again before it is due.
fn asked(item: Item<'_>) -> Item<'_> {
    let Item::Action(session, action) = item else { return item };
    let open = session.record.asks_about(&action.id).filter(|ask| ask.is_open());
    open.min_by_key(|ask| ask.due).map_or(item, |next| Item::FollowUp(session, next))
}

/// The people with this address, without those who are forgotten.
fn people_at<'j>(journal: &'j Journal, address: &str) -> Vec<&'j Handle> {
    let people = journal.people.values().map(|filed| &filed.record);
    let theirs = people.filter(|person| {
        person.forgotten.is_none()
            && person.email.as_deref().is_some_and(|email| email.trim().to_lowercase() == address)
    });
    theirs.map(|person| &person.handle).collect()
}

/// Whether the person answers for this item: their own action, a question to them, or a session with them.
fn is_theirs(item: Item<'_>, person: &Handle, kind: ReplyKind) -> bool {
    let session = &item.session().record;
    match (item, kind) {
        (Item::Session(_), ReplyKind::Feedback(_)) => session.with.contains(person),
        (Item::Action(_, action), ReplyKind::Done | ReplyKind::Stuck) => {
            is_own(session, &action.owner, person)
        }
        (Item::FollowUp(_, ask), ReplyKind::Done | ReplyKind::Stuck) => {
            let asked = session.asked(ask);
            is_own(session, asked, person)
        }
        _ => false,
    }
}

/// The answer that the journal has already, if the mail cannot change it: the item is closed, or the last answer about it
/// is not older than the mail.
fn answered_before<'j>(item: Item<'j>, reply: &MailReply, on: Day) -> Option<ReplyOutcome<'j>> {
    let (day, word, kind, had) = match item {
        Item::Session(_) => return None,
        Item::Action(session, action) => {
            if let Some(day) = action.state().closed_on() {
                let kind = action.done.map(|_| ReplyKind::Done);
                (day, action.state().as_str(), kind, action.result.as_deref())
            } else {
                let asks = session.record.asks_about(&action.id);
                // An answer that something was applied does not say that the action is done.
                let counts = |ask: &&FollowUp| match ask.outcome {
                    Some(Outcome::Missed) => true,
                    Some(Outcome::Dropped) | None => false,
                    Some(_) => reply.kind == ReplyKind::Stuck,
                };
                let closed = asks.filter(counts).filter_map(|ask| Some((ask.done?, ask)));
                let (day, ask) = closed.max_by_key(|(day, _)| *day)?;
                // On one day, the person may do what they missed before.
                if day < on || (day == on && reply.kind == ReplyKind::Done) {
                    return None;
                }
                let outcome = ask.outcome.unwrap_or(Outcome::Missed);
                let kind = (outcome == Outcome::Missed).then_some(ReplyKind::Stuck);
                (day, outcome.as_str(), kind, ask.obstacle_text.as_deref())
            }
        }
        Item::FollowUp(_, ask) => {
            let kind = match ask.outcome {
                Some(Outcome::Missed) => Some(ReplyKind::Stuck),
                Some(Outcome::Dropped) => None,
                _ => Some(ReplyKind::Done),
            };
            let had = ask.result.as_deref().or(ask.obstacle_text.as_deref());
            (ask.done?, ask.outcome.map_or("done", Outcome::as_str), kind, had)
        }
    };
    let why = format!("{word} on {day}");
    Some(if kind == Some(reply.kind) || on < day {
        known(reply, why, had)
    } else {
        ReplyOutcome::Refused(format!("{why}, and not {}", reply.kind))
    })
}

/// The reply changes nothing. It is refused and not only known if the journal lacks its words, so that nobody overlooks
/// them.
fn known<'j>(reply: &MailReply, why: String, had: Option<&str>) -> ReplyOutcome<'j> {
    let words = match reply.kind {
        ReplyKind::Stuck => obstacle_of(&reply.words).1.unwrap_or_default(),
        _ => reply.words.as_str(),
    };
    let has_words = |had: &str| had.trim_end() == words || had.trim_end() == reply.words;
    if (words.is_empty() && !reply.has_more) || (!words.is_empty() && had.is_some_and(has_words)) {
        ReplyOutcome::Known(why)
    } else {
        ReplyOutcome::Refused(why)
    }
}

fn feedback<'j>(item: Item<'j>, person: &'j Handle, score: Score, words: &str) -> ReplyOutcome<'j> {
    let session = &item.session().record;
    match &session.feedback {
        _ if !session.is_conversation() => ReplyOutcome::Refused(format!("{} is no session", session.id)),
        None if session.people() == 1 => ReplyOutcome::Records { item, person },
        None => ReplyOutcome::Refused(format!(
            "session {} had several people, and a session has one feedback: coach feedback add {} …",
            session.id, session.id
        )),
        Some(had) if *had == as_feedback(score, words) => {
            ReplyOutcome::Known(format!("feedback {}", had.score.value()))
        }
        Some(had) => ReplyOutcome::Refused(format!(
            "session {} has feedback {} already: `coach feedback add {} …` replaces it",
            session.id,
            had.score.value(),
            session.id
        )),
    }
}

pub(crate) fn as_feedback(score: Score, words: &str) -> Feedback {
    Feedback { score, text: words.to_string() }
}

/// The kind of the obstacle and its words. A person names a kind only by chance, as in `Time: …`.
pub(crate) fn obstacle_of(words: &str) -> (Obstacle, Option<&str>) {
    match parse_obstacle(words) {
        Ok(obstacle) => obstacle,
        Err(_) => (Obstacle::Other, Some(words).filter(|words| !words.is_empty())),
    }
}
