//! Whose a benefit is. An action can serve several objectives, and what it brought is counted once.

use std::collections::BTreeSet;

use super::journal::Journal;
use crate::journal::records::action::Action;
use crate::journal::records::benefit::Benefit;
use crate::journal::records::objective::Objective;
use crate::journal::records::session::Session;
use crate::journal::values::handle::Handle;
use crate::number::Decimal;

#[derive(Clone, Debug, PartialEq)]
pub enum BenefitOwner<'a> {
    To(&'a Objective),
    /// Several objectives: to none of them alone.
    Shared(Vec<&'a Objective>),
    Nothing,
}

/// The action's own objective if it names exactly one, else the session's if that names exactly one,
/// which the action also names or, naming none itself, serves. An objective that one record names
/// twice is one, and one that is not in the journal, such as `none`, is no objective.
pub fn belongs<'a>(journal: &'a Journal, session: &Session, action: &Action) -> BenefitOwner<'a> {
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
    /// What a benefit without a unit is counted in, if its objectives agree.
    pub fn unit(&self) -> Option<&'a str> {
        self.agreed(|objective| objective.unit.as_deref())
    }

    /// By how much things are better: a change to less counts as more if less is better.
    pub fn better_by(&self, benefit: &Benefit) -> Decimal {
        let unit = benefit.unit.as_deref().or(self.unit()).unwrap_or_default();
        if self.less_is_better(unit) == Some(true) { -benefit.counts() } else { benefit.counts() }
    }

    /// Whether less is better, of a benefit in this unit.
    pub fn less_is_better(&self, unit: &str) -> Option<bool> {
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
