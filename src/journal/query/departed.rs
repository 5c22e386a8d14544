//! Decides whom coach no longer asks: people who left or were forgotten, and groups without any other
//! members.

use super::journal::Journal;
use super::selection::{about, owners};
use crate::journal::records::action::{Action, State};
use crate::journal::records::follow_up::FollowUp;
use crate::journal::records::session::Session;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;

impl Journal {
    /// Whether this person, or every member of this group, left or was forgotten.
    pub fn is_gone(&self, handle: &Handle, today: Day) -> bool {
        let Some(record) = self.people.get(handle).map(|filed| &filed.record) else { return false };
        let in_it = |member: &Handle| {
            let member = self.people.get(member);
            member.is_some_and(|filed| filed.record.is_gone(today))
        };
        record.is_gone(today) || record.is_group() && record.members.iter().all(in_it)
    }

    /// Whether an action is open and its owner has not left.
    pub fn is_owed(&self, session: &Session, action: &Action, today: Day) -> bool {
        action.is_open() && !self.is_gone_from(session, &action.owner, today)
    }

    /// Whether everyone behind this handle in a session is gone: the person, or all participants if the
    /// handle is the session's group.
    pub fn is_gone_from(&self, session: &Session, handle: &Handle, today: Day) -> bool {
        owners(session, handle).all(|person| self.is_gone(person, today))
    }

    /// The person an open follow-up asks: the owner of its action. Without an action, it is the session's
    /// group, or the first participant who is not gone. `None` if all of them are gone, or if the action was
    /// dropped.
    pub fn still_asked<'s>(&self, session: &'s Session, ask: &FollowUp, today: Day) -> Option<&'s Handle> {
        let here = |handle: &&Handle| !self.is_gone_from(session, handle, today);
        let asked = session.asked(ask);
        let others = if ask.action.is_some() { &[][..] } else { &session.with[..] };
        // A dropped action drops its follow-ups, but a merge can leave one open.
        let is_dropped =
            about(session, ask).is_some_and(|action| matches!(action.state(), State::Dropped(_)));
        std::iter::once(asked).chain(others).filter(|_| ask.is_open() && !is_dropped).find(here)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::query::journal::Filed;
    use crate::journal::records;

    #[test]
    fn a_follow_up_asks_whoever_is_still_there() {
        let mut journal = Journal::begun();
        for text in [
            "handle = \"ana\"\nleft = 2026-11-20\n",
            "handle = \"ben\"\n",
            "handle = \"forgotten-x\"\nforgotten = 2026-11-01\n",
            "handle = \"gone\"\nmembers = [\"ana\", \"forgotten-x\"]\n",
            "handle = \"team\"\nmembers = [\"ana\", \"ben\"]\n",
        ] {
            let record: records::person::Person = records::read("p", text).unwrap();
            journal.people.insert(record.handle.clone(), Filed { path: "p".into(), record });
        }
        let asked = |head: &str, on: &str| {
            let text = format!(
                "id = \"k3f9m2qxtp\"\ndate = 2026-10-01\ncoach = \"jo\"\n{head}\n\
                 [[action]]\nid = \"m2qxw7tp4r\"\nwhat = \"x\"\nowner = \"ana\"\n\
                 [[follow_up]]\nid = \"p4n8rr2c6d\"\nask = \"And?\"\ndue = 2026-11-25\n\
                 [[follow_up]]\nid = \"p4n8rr2c6f\"\nask = \"And?\"\ndue = 2026-11-25\naction = \"m2qxw7tp4r\"\n"
            );
            let session: Session = records::read("s", &text).unwrap();
            let of = |n: usize| {
                let asked = journal.still_asked(&session, &session.follow_ups[n], on.parse().unwrap());
                asked.map_or("nobody", Handle::as_str).to_string()
            };
            [of(0), of(1)]
        };
        assert_eq!(asked("with = [\"ana\", \"ben\"]", "2026-11-19"), ["ana", "ana"]);
        assert_eq!(asked("with = [\"ana\", \"ben\"]", "2026-11-20"), ["ben", "nobody"]);
        assert_eq!(asked("with = [\"forgotten-x\", \"ana\"]", "2026-11-21"), ["nobody", "nobody"]);
        assert_eq!(asked("with = [\"ana\"]\ngroup = \"gone\"", "2026-11-21"), ["nobody", "nobody"]);
        assert_eq!(asked("with = [\"ben\"]\ngroup = \"team\"", "2026-11-21"), ["team", "nobody"]);
        // The participants are those in `with`: ben is in the team today, but did not attend.
        assert_eq!(asked("with = [\"ana\"]\ngroup = \"team\"", "2026-11-21"), ["nobody", "nobody"]);
    }

    #[test]
    fn nobody_is_asked_about_an_action_that_was_dropped() {
        let mut journal = Journal::begun();
        let ana: records::person::Person = records::read("p", "handle = \"ana\"\n").unwrap();
        journal.people.insert(ana.handle.clone(), Filed { path: "p".into(), record: ana });
        let text = "id = \"k3f9m2qxtp\"\ndate = 2026-10-01\ncoach = \"jo\"\nwith = [\"ana\"]\n\
                    [[action]]\nid = \"m2qxw7tp4r\"\nwhat = \"x\"\nowner = \"ana\"\ndropped = 2026-10-02\nwhy = \"x\"\n\
                    [[follow_up]]\nid = \"p4n8rr2c6d\"\nask = \"And?\"\ndue = 2026-11-25\naction = \"m2qxw7tp4r\"\n";
        let session: Session = records::read("s", text).unwrap();
        let today = "2026-11-20".parse().unwrap();
        assert_eq!(journal.still_asked(&session, &session.follow_ups[0], today), None);
    }
}
