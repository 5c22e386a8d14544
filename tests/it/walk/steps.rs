//! The steps of the walk and how often each is taken.

use crate::walk::team::Walk;
use crate::walk::{commands, end, forge, hand};

pub(crate) type Step = fn(&mut Walk) -> Result<(), String>;

const STEPS: &[(usize, &str, Step)] = &[
    (14, "log", commands::log),
    (5, "jot", commands::jot),
    (6, "action", commands::action),
    (5, "follow-up", commands::follow_up),
    (8, "done", commands::done),
    (4, "missed", commands::missed),
    (2, "drop", commands::drop),
    (3, "snooze", commands::snooze),
    (4, "reopen", commands::reopen),
    (4, "edit", commands::edit),
    (2, "private", commands::private),
    (4, "rename", commands::rename),
    (2, "join", commands::join),
    (1, "forget", commands::forget),
    (3, "person", commands::person),
    (1, "group", commands::group),
    (3, "objective", commands::objective),
    (2, "benefit", commands::benefit),
    (2, "story", commands::story),
    (2, "request", commands::request),
    (1, "template", commands::template),
    (1, "assign", commands::assign),
    (5, "undo", commands::undo),
    (4, "resolve", commands::resolve),
    (3, "move", hand::moved),
    (3, "sed", hand::changed),
    (1, "copy", hand::copied),
    (2, "comment", hand::commented),
    (1, "other-file", hand::other_file),
    (3, "commit", hand::commit),
    (5, "pull", hand::pull),
    (4, "pull-rebase", hand::pull_rebase),
    (2, "push", hand::push),
    (13, "sync", commands::sync),
    (4, "check-fix", end::repair),
    (2, "branch", forge::branch),
];

/// One step of one coach.
pub(crate) fn step(walk: &mut Walk) -> Result<(), String> {
    walk.next_step();
    if walk.dice.percent(4) {
        walk.clones.iter_mut().for_each(|clone| clone.day += 1);
    }
    if walk.me().is_in_a_merge() {
        return hand::in_a_merge(walk);
    }
    let steps: Vec<_> = STEPS.iter().filter(|(_, name, _)| !walk.is_without(name)).collect();
    let mut rolled = walk.dice.roll(steps.iter().map(|(weight, ..)| weight).sum());
    for (weight, _, step) in steps {
        if rolled < *weight {
            return step(walk);
        }
        rolled -= weight;
    }
    Ok(())
}
