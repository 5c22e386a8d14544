//! Decides which objective a benefit belongs to. An action can serve several objectives, but its benefit
//! counts only once.

use std::collections::BTreeSet;

use super::journal::Journal;
use crate::journal::records::action::Action;
use crate::journal::records::benefit::Benefit;
use crate::journal::records::objective::Objective;
use crate::journal::records::session::Session;
use crate::journal::values::handle::Handle;
use crate::number::Decimal;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum BenefitOwner<'a> {
    To(&'a Objective),
    /// Several objectives share the benefit, and none of them counts it.
    Shared(Vec<&'a Objective>),
    Nothing,
}

/// The objective that gets an action's benefit. It is the action's own objective if the action names exactly
/// one. Otherwise it is the session's, if the session names exactly one and the action names it too or names
/// none. Duplicates count once. Handles without an objective in the journal, such as `none`, do not count.
pub(crate) fn belongs<'a>(journal: &'a Journal, session: &Session, action: &Action) -> BenefitOwner<'a> {
    let known = |named: &[Handle]| -> Vec<&'a Objective> {
        let once: BTreeSet<&Handle> = named.iter().collect();
        once.into_iter().filter_map(|handle| Some(&journal.objectives.get(handle)?.record)).collect()
    };
    let of_session = known(&session.objectives);
    let own = if action.objectives.is_empty() { of_session.clone() } else { known(&action.objectives) };
    match (own.as_slice(), of_session.as_slice()) {
        ([], _) => BenefitOwner::Nothing,
        ([one], _) => BenefitOwner::To(one),
        (own, [one]) if own.contains(one) => BenefitOwner::To(one),
        _ => BenefitOwner::Shared(own),
    }
}

impl<'a> BenefitOwner<'a> {
    /// The unit of a benefit that has none itself. `None` if its objectives disagree.
    pub(crate) fn unit(&self) -> Option<&'a str> {
        self.agreed(|objective| objective.unit.as_deref())
    }

    /// The improvement. A decrease counts as positive if less is better.
    pub(crate) fn better_by(&self, benefit: &Benefit) -> Decimal {
        let unit = benefit.unit.as_deref().or(self.unit()).unwrap_or_default();
        if self.less_is_better(unit) == Some(true) { -benefit.counts() } else { benefit.counts() }
    }

    /// Whether less is better for a benefit in this unit. `None` if the objectives do not say so or disagree.
    pub(crate) fn less_is_better(&self, unit: &str) -> Option<bool> {
        self.agreed(|objective| {
            let same = objective.unit.as_deref().unwrap_or_default() == unit;
            objective.less_is_better().filter(|_| same)
        })
    }

    fn agreed<T: PartialEq>(&self, of: impl Fn(&'a Objective) -> Option<T>) -> Option<T> {
        match self {
            BenefitOwner::To(objective) => of(objective),
            BenefitOwner::Shared(several) => {
                let mut all = several.iter().map(|objective| of(objective));
                let first = all.next()??;
                all.all(|other| other.as_ref() == Some(&first)).then_some(first)
            }
            BenefitOwner::Nothing => None,
        }
    }
}
