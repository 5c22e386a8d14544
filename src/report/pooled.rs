//! One rule for each breakdown by topic, obstacle or need that others may read: rows about few people add up
//! to one row. `pool` in `coach.toml` is the smallest number of people that a row of its own stands for.
//! A reader at a terminal has the whole journal, so there the rule only adds a note.

use std::collections::BTreeSet;

use super::ReportFilter;
use crate::journal::query::journal::Journal;
use crate::journal::values::handle::Handle;
use crate::report::sheet::Figure;

/// The row of all groups that have none of their own. A topic cannot have this name.
pub(super) const POOLED: &str = "(pooled)";

#[derive(Clone, Copy)]
pub(super) struct Pool {
    /// The smallest number of people of a row.
    pub smallest: usize,
    /// Whether the report hides smaller groups.
    pub hides: bool,
}

/// The groups of a breakdown.
pub(super) struct Split<T> {
    pub shown: Vec<T>,
    /// The groups of the row `(pooled)`.
    pub together: Vec<T>,
    /// Whether the pooled groups together have too few people to show a number, the total included.
    pub is_secret: bool,
    pub note: String,
}

impl Pool {
    pub(super) fn of(journal: &Journal, options: &ReportFilter) -> Pool {
        Pool { smallest: journal.settings.pool.people(), hides: options.pooled }
    }

    /// Splits the groups of a breakdown. `size` counts the people for whom some groups stand together. If the
    /// table has a total, the hidden groups must be many people too, because they are its difference to the
    /// other rows: then the smallest of the other groups join them.
    pub(super) fn split<T>(self, groups: Vec<T>, has_total: bool, size: impl Fn(&[&T]) -> usize) -> Split<T> {
        let (mut shown, mut few): (Vec<T>, Vec<T>) =
            groups.into_iter().partition(|group| size(&[group]) >= self.smallest);
        let people = self.smallest;
        if few.is_empty() {
            return Split { shown, together: Vec::new(), is_secret: false, note: String::new() };
        }
        if !self.hides {
            shown.append(&mut few);
            let note = format!(
                "some rows are about fewer than {people} people; HTML, mail and --pooled add them up in one row"
            );
            return Split { shown, together: Vec::new(), is_secret: false, note };
        }
        let is_small = |few: &Vec<T>| size(&few.iter().collect::<Vec<_>>()) < people;
        while has_total && is_small(&few) {
            let smallest = (0..shown.len()).min_by_key(|place| size(&[&shown[*place]]));
            let Some(place) = smallest else { break };
            few.push(shown.remove(place));
        }
        let note = format!(
            "{POOLED} adds up the rows about fewer than {people} people, so that no one can be identified"
        );
        Split { shown, is_secret: is_small(&few), together: few, note }
    }
}

/// How many different people these are.
pub(super) fn number_of<'a>(people: impl IntoIterator<Item = &'a BTreeSet<&'a Handle>>) -> usize {
    people.into_iter().flatten().collect::<BTreeSet<_>>().len()
}

/// The row with its name and without its numbers.
pub(super) fn without_numbers(row: Vec<Figure>) -> Vec<Figure> {
    row.into_iter().enumerate().map(|(n, figure)| if n == 0 { figure } else { Figure::Nothing }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sizes of the shown groups, those of the pooled groups, and whether these are secret.
    fn split(hides: bool, has_total: bool, sizes: &[usize]) -> (Vec<usize>, Vec<usize>, bool) {
        let pool = Pool { smallest: 5, hides };
        let split = pool.split(sizes.to_vec(), has_total, |groups| groups.iter().copied().sum());
        (split.shown, split.together, split.is_secret)
    }

    #[test]
    fn a_group_of_few_people_has_no_row_of_its_own() {
        assert_eq!(split(true, false, &[7, 5, 4, 1]), (vec![7, 5], vec![4, 1], false));
        assert_eq!(split(true, false, &[7, 5, 4]), (vec![7, 5], vec![4], true));
        assert_eq!(split(true, false, &[7, 5]), (vec![7, 5], vec![], false));
        assert_eq!(split(false, true, &[7, 4]), (vec![7, 4], vec![], false));
    }

    #[test]
    fn a_total_gives_no_small_group_away() {
        assert_eq!(split(true, true, &[7, 5, 9, 4]), (vec![7, 9], vec![4, 5], false));
        assert_eq!(split(true, true, &[7, 4, 1]), (vec![7], vec![4, 1], false));
        assert_eq!(split(true, true, &[2, 1]), (vec![], vec![2, 1], true));
    }
}
