//! Alignment and impact: how much of the coaching serves an objective, how much coaching each objective
//! got, and how its measure changed meanwhile. Side by side, never as cause and effect.

use std::collections::{BTreeMap, BTreeSet};

use super::ReportFilter;
use super::follow_through::FollowThrough;
use crate::journal::query::benefit_owner::{BenefitOwner, belongs};
use crate::journal::query::journal::Journal;
use crate::journal::query::selection::{Selection, all_objectives, names, objectives, serves_a_live_one};
use crate::journal::records::action::Action;
use crate::journal::records::benefit::Standing;
use crate::journal::records::objective::{NO_OBJECTIVE, Objective};
use crate::journal::records::session::Session;
use crate::journal::values::amount::Amount;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::number::Decimal;
use crate::report::sheet::{Column, Figure, Sheet, Table, column};
use crate::views::page::Tone;

pub(super) fn sheet(journal: &Journal, options: &ReportFilter) -> Sheet {
    let selection = Selection::of(journal, options);
    let [got, stand, brought] = each(&selection);
    // If the filter names an objective, all selected sessions and actions serve it.
    let alignment = (!options.is_about_objectives()).then(|| alignment(&selection));
    let tables = alignment.into_iter().chain([got, stand, brought, months(&selection)]);
    options.sheet("objectives", "Objectives", tables.collect())
}

const ALIGNMENT: [Column; 6] = [
    column("what", "", ""),
    column("total", "total", "sessions, or actions agreed, in the period"),
    column(
        "live",
        "with objective",
        "sessions or actions with an objective that was not closed before the session or the agreement",
    ),
    column("none", "marked none", "sessions or actions marked `none`: they serve no objective"),
    column(
        "unsaid",
        "no answer",
        "sessions or actions without an objective, or with closed or unknown objectives only",
    ),
    column("live_share", "share", "with objective / total"),
];

/// How many sessions and actions serve an objective.
pub(crate) fn alignment(selection: &Selection<'_>) -> Table {
    let sessions = selection.sessions_in_period().map(|session| {
        // A session also serves the objectives of its actions.
        (session.date, all_objectives(session).cloned().collect::<Vec<Handle>>())
    });
    let actions = selection
        .actions_in_period()
        .map(|(session, action)| (action.agreed_on(session), objectives(session, action).to_vec()));
    let row = |name: &str, all: Vec<(Day, Vec<Handle>)>| {
        let is_live = |(day, named): &(Day, Vec<Handle>)| serves_a_live_one(selection.journal, named, *day);
        let live = all.iter().filter(|one| is_live(one)).count();
        let says_none = |named: &[Handle]| named.iter().any(|handle| handle.as_str() == NO_OBJECTIVE);
        let none = all.iter().filter(|one| says_none(&one.1) && !is_live(one)).count();
        let counts = [all.len(), live, none, all.len() - live - none].map(Figure::Count);
        let mut row = vec![Figure::text(name)];
        row.extend(counts);
        row.push(Figure::Share(live, all.len()));
        row
    };
    Table::new("alignment", "Sessions and actions with an objective", &ALIGNMENT)
        .rows([row("sessions", sessions.collect()), row("actions", actions.collect())])
}

const EACH: [Column; 6] = [
    column("objective", "objective", ""),
    column("sessions", "sessions", "sessions for this objective in the period"),
    column(
        "agreed",
        "agreed",
        "actions of the period for this objective: those that name it, or whose session names it if they \
         name none; each action counts once",
    ),
    column("done", "done", "of these actions, done by today"),
    column("done_share", "share", "done / (done + overdue + dropped)"),
    column(
        "state",
        "",
        "no coaching: open, but no session or action of the period names it; closed: closed before the last \
         day of the period. An objective that was closed before the period is listed only if a session or \
         action of the period names it, or if it has a reading in the period",
    ),
];

const MEASURES: [Column; 7] = [
    column("objective", "objective", ""),
    column("baseline", "baseline", "the value at the start"),
    column("readings", "readings", "the first and the latest reading up to the end of the period"),
    column("target", "target", ""),
    column("way", "progress", "how far the latest reading is from the baseline to the target"),
    column("by", "due", "the date by which to reach the target"),
    column("unit", "unit", ""),
];

const BROUGHT: [Column; 6] = [
    column(
        "objective",
        "objective",
        "the only objective of the action, or else the only objective of its session; (shared): benefits of \
         actions with several objectives, each counted once; (none): benefits of actions without an \
         objective in the journal",
    ),
    column(
        "confirmed",
        "confirmed",
        "benefits of actions of the period that are done by today, and that someone other than the claimant \
         and the owner of the action confirmed with `coach benefit confirm`: the sum of change x share x \
         confidence. Positive numbers are improvements, also if less is better; if `better` is empty, the \
         sum of the changes as measured",
    ),
    column(
        "reported",
        "reported as confirmed",
        "the same for benefits of which another person wrote down that someone confirmed them",
    ),
    column(
        "claimed",
        "claimed",
        "the same for benefits that are not confirmed, or only by the claimant or the owner of the action",
    ),
    column(
        "unit",
        "unit",
        "the unit of the benefit, or of its objective; different units have different rows",
    ),
    column(
        "better",
        "better",
        "less or more, by the objective's baseline and target, for benefits in its unit; empty if unknown",
    ),
];

/// The coaching for one objective.
struct ObjectiveTotals<'a> {
    objective: &'a Objective,
    sessions: usize,
    counts: FollowThrough,
    is_closed: bool,
}

/// The tables of objectives: the coaching each got, its measure, and its benefits.
pub(crate) fn each(selection: &Selection<'_>) -> [Table; 3] {
    let options = selection.options;
    let asked = |objective: &&Objective| selection.takes_objective(&objective.handle);
    let all = selection.journal.objectives.values().map(|filed| &filed.record).filter(asked);
    let all = all.map(|objective| ObjectiveTotals::of(selection, objective));
    // Leave out objectives that closed before the period, unless a session or action of the period names
    // one, or it has a reading in the period.
    let mut all: Vec<ObjectiveTotals<'_>> = all
        .filter(|got| {
            got.sessions + got.counts.agreed() > 0
                || options.since.is_none_or(|since| got.objective.is_live(since))
                || got.objective.readings_by_day().iter().any(|(day, _)| options.spans(*day))
        })
        .collect();
    all.sort_by_key(|got| (got.is_closed, std::cmp::Reverse(got.sessions)));
    let none = why_none(selection);
    [
        Table::new("objectives", "Coaching", &EACH)
            .rows(all.iter().map(ObjectiveTotals::coaching))
            .or(none.as_str()),
        Table::new("measures", "Progress", &MEASURES)
            .rows(all.iter().map(|got| got.measure(options.last())))
            .or(none),
        brought(selection, all.iter().map(|got| &got.objective.handle)),
    ]
}

/// Why no objective is listed.
fn why_none(selection: &Selection<'_>) -> String {
    match &selection.options.objective {
        _ if selection.journal.objectives.is_empty() => {
            "no objectives yet: add one with `coach objective add`".into()
        }
        Some(handle) if handle.as_str() == NO_OBJECTIVE => {
            "`none` is not an objective, so no objective is listed".into()
        }
        Some(handle) => {
            format!(
                "`{handle}` was closed before the period, and no session or action of the period names it"
            )
        }
        None => match &selection.options.sponsor {
            Some(sponsor) => format!("`{sponsor}` sponsors no objective that was open in the period"),
            None => "all objectives were closed before the period, and no session or action names one".into(),
        },
    }
}

impl<'a> ObjectiveTotals<'a> {
    fn of(selection: &Selection<'_>, objective: &'a Objective) -> ObjectiveTotals<'a> {
        let serves = |named: &[Handle]| named.contains(&objective.handle);
        let actions: Vec<(&Session, &Action)> =
            selection.actions_in_period().filter(|(s, action)| serves(objectives(s, action))).collect();
        ObjectiveTotals {
            objective,
            sessions: selection.sessions_in_period().filter(|s| names(s, &objective.handle)).count(),
            counts: FollowThrough::of(selection, actions.iter().copied()),
            is_closed: !objective.is_live(selection.options.until),
        }
    }

    fn coaching(&self) -> Vec<Figure> {
        let state = match (self.is_closed, self.sessions + self.counts.agreed()) {
            (true, _) => Figure::Word(Tone::Faint, "closed"),
            (false, 0) => Figure::Word(Tone::Warning, "no coaching"),
            _ => Figure::Nothing,
        };
        vec![
            Figure::text(&self.objective.handle),
            Figure::Count(self.sessions),
            Figure::Count(self.counts.agreed()),
            Figure::Count(self.counts.done()),
            self.counts.share(),
            state,
        ]
    }

    fn measure(&self, until: Day) -> Vec<Figure> {
        let objective = self.objective;
        let amount =
            |amount: Option<Amount>| Figure::optional(amount, |amount| Figure::Number(amount.value()));
        let readings = objective.readings_by_day().into_iter().filter(|(day, _)| *day <= until);
        let readings: Vec<f64> = readings.map(|(_, value)| value.value()).collect();
        let way = objective.reading_on(until).and_then(|(_, value)| objective.progress(value));
        vec![
            Figure::text(&objective.handle),
            amount(objective.baseline),
            if readings.is_empty() { Figure::Nothing } else { Figure::Series(readings) },
            amount(objective.target),
            Figure::optional(way, Figure::Part),
            Figure::optional(objective.by, |day| Figure::Day(day.date())),
            Figure::optional(objective.unit.as_ref(), Figure::text),
        ]
    }
}

/// The sums in one row of benefits.
#[derive(Default)]
struct BenefitTotal {
    confirmed: Option<Decimal>,
    reported: Option<Decimal>,
    claimed: Option<Decimal>,
}

/// The objective's place and name, the unit, and whether less is better: sums in two directions have no sum.
type BenefitKey = (usize, String, String, Option<bool>);

/// The benefits, as improvements: one row per objective, unit and direction. Every benefit counts in one row.
fn brought<'a>(selection: &Selection<'_>, order: impl Iterator<Item = &'a Handle>) -> Table {
    let today = selection.options.today;
    let order: Vec<&Handle> = order.collect();
    let place = |handle: &Handle| order.iter().position(|one| *one == handle).unwrap_or(order.len());
    let mut rows: BTreeMap<BenefitKey, BenefitTotal> = BTreeMap::new();
    let mut not_done = 0;
    for (session, action) in selection.actions_in_period() {
        let Some(benefit) = &action.benefit else { continue };
        if action.done_by(today).is_none() {
            not_done += 1;
            continue;
        }
        let belongs = belongs(selection.journal, session, action);
        let unit = benefit.unit.as_deref().or(belongs.unit()).unwrap_or_default();
        let (place, name) = match &belongs {
            BenefitOwner::To(objective) => (place(&objective.handle), objective.handle.to_string()),
            BenefitOwner::Shared(_) => (order.len() + 1, "(shared)".into()),
            BenefitOwner::Nothing => (order.len() + 2, "(none)".into()),
        };
        let less_is_better = belongs.less_is_better(unit);
        let row = rows.entry((place, name, unit.to_string(), less_is_better)).or_default();
        let sum = match benefit.standing(&action.owner) {
            Standing::Confirmed => &mut row.confirmed,
            Standing::Reported => &mut row.reported,
            Standing::Claimed => &mut row.claimed,
        };
        *sum = Some(sum.unwrap_or_default() + belongs.better_by(benefit));
    }
    let row = |((_, name, unit, less_is_better), row): (&BenefitKey, &BenefitTotal)| {
        let better = |less| Figure::Word(Tone::Faint, if less { "less" } else { "more" });
        let number = |sum: Option<Decimal>| Figure::optional(sum, |sum| Figure::Number(sum.value()));
        vec![
            Figure::text(name),
            number(row.confirmed),
            number(row.reported),
            number(row.claimed),
            if unit.is_empty() { Figure::Nothing } else { Figure::text(unit) },
            Figure::optional(*less_is_better, better),
        ]
    };
    let as_measured = rows.keys().any(|(.., less_is_better)| less_is_better.is_none());
    let as_measured = as_measured
        .then(|| "if `better` is empty, negative numbers are improvements when lower is better".into());
    let not_done = match not_done {
        0 => None,
        1 => Some("1 benefit is not counted, because its action is not done".into()),
        several => Some(format!("{several} benefits are not counted, because their actions are not done")),
    };
    let note: Vec<String> = as_measured.into_iter().chain(not_done).collect();
    Table::new("benefits", "Benefits", &BROUGHT)
        .rows(rows.iter().map(row))
        .note(note.join("; "))
        .or("no benefits yet: record one with `coach benefit ID`")
}

const MONTHS: [Column; 6] = [
    column("objective", "objective", ""),
    column(
        "month",
        "month",
        "the calendar month of the agreements and readings; only days of the period count",
    ),
    column("agreed", "agreed", "actions for this objective that were agreed in the month"),
    column("done", "done", "of these actions, done by today"),
    column("reading", "reading", "the last reading of the month"),
    column("done_share", "share", "done / (done + overdue + dropped)"),
];

/// Readings beside follow-through, month by month.
fn months(selection: &Selection<'_>) -> Table {
    #[derive(Default)]
    struct Month {
        counts: FollowThrough,
        reading: Option<(Day, f64)>,
    }
    let options = selection.options;
    let month = Day::month_of_year;
    let mut months: BTreeMap<(Handle, String), Month> = BTreeMap::new();
    for (session, action) in selection.actions_in_period() {
        for handle in objectives(session, action).iter().collect::<BTreeSet<_>>() {
            if selection.takes_objective(handle) && selection.journal.objectives.contains_key(handle) {
                let place = months.entry((handle.clone(), month(action.agreed_on(session)))).or_default();
                place.counts.count(selection, session, action);
            }
        }
    }
    for objective in selection.journal.objectives.values().map(|filed| &filed.record) {
        let asked = selection.takes_objective(&objective.handle);
        for (day, value) in
            objective.readings_by_day().into_iter().filter(|(day, _)| asked && options.spans(*day))
        {
            let place = months.entry((objective.handle.clone(), month(day))).or_default();
            place.reading = Some((day, value.value()));
        }
    }
    let row = |((handle, month), of): (&(Handle, String), &Month)| {
        vec![
            Figure::text(handle),
            Figure::text(month),
            Figure::Count(of.counts.agreed()),
            Figure::Count(of.counts.done()),
            Figure::optional(of.reading, |(_, value)| Figure::Number(value)),
            of.counts.share(),
        ]
    };
    Table::new("months", "Readings and follow-through by month", &MONTHS)
        .rows(months.iter().map(row))
        .or("no agreements or readings for an objective")
        .note("shown side by side for comparison; this does not prove cause and effect")
}
