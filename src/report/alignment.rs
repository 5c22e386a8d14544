//! Alignment: the coaching for the objectives of each sponsor, whether a team's requests, actions and
//! obstacles name its own priority, and which objectives of different sponsors need the same people.

use std::collections::{BTreeMap, BTreeSet};

use super::follow_through::WITHOUT;
use super::pooled::number_of;
use super::{ReportFilter, obstacles};
use crate::journal::query::journal::Journal;
use crate::journal::query::selection::{Selection, all_objectives, is_promise, objectives};
use crate::journal::records::action::State;
use crate::journal::records::objective::{NO_OBJECTIVE, Objective};
use crate::journal::values::handle::Handle;
use crate::report::sheet::{Column, Figure, Sheet, Table, column};

const ALIGNMENT: [Column; 8] = [
    column("sponsor", "sponsor", "the sponsor of the objective; (none): without one"),
    column(
        "objective",
        "objective",
        "objectives that are open on the last day of the period, and closed ones that something in the period \
         names; (none): `none` or no objective",
    ),
    column("people", "people", "different people in these sessions, and owners of these actions"),
    column(
        "sessions",
        "sessions",
        "sessions of the period that name the objective, or with an action that does; with two objectives a \
         session counts in both rows, and once in `all`",
    ),
    column(
        "actions",
        "actions",
        "actions agreed in the period for the objective: those that name it, or whose session names it if they \
         name none; promises of coaches do not count",
    ),
    column("open", "open", "of these actions, those that are open today and whose owners have not all left"),
    column("requests", "requests", "requests of the period for the objective"),
    column(
        "obstacles",
        "obstacles",
        "spells of obstacles that began in the period, in follow-ups for the objective",
    ),
];

const PRIORITIES: [Column; 7] = [
    column("team", "team", "teams with an `objective` in coach.toml"),
    column("priority", "priority", "the objective of the team in coach.toml"),
    column(
        "what",
        "what",
        "sessions, actions, obstacles and requests of the period with or from people who are in the team now; \
         they count as in the first table, each in one of the next four columns",
    ),
    column("own", "own", "those that name the team's priority"),
    column("another_team", "other team's", "of the others, those that name the priority of another team"),
    column("another", "other", "of the others, those that name another objective"),
    column("none", "none", "those that name no objective"),
];

const COMPETING: [Column; 9] = [
    column("sponsor", "sponsor", ""),
    column("objective", "objective", ""),
    column("other_sponsor", "other sponsor", ""),
    column("other_objective", "other objective", ""),
    column(
        "people",
        "people",
        "people with a session or action of the period for each of the two objectives, which have different \
         sponsors and are open on the last day of the period",
    ),
    column("sessions", "sessions", "sessions of these people for the first objective"),
    column("other_sessions", "other sessions", "sessions of these people for the other objective"),
    column("actions", "actions", "actions of these people for the first objective"),
    column("other_actions", "other actions", "actions of these people for the other objective"),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Session,
    Action,
    Obstacle,
    Request,
}

/// A session, action, obstacle or request of the period.
struct Item<'a> {
    kind: Kind,
    /// For a request the person who asks.
    people: BTreeSet<&'a Handle>,
    objectives: BTreeSet<&'a Handle>,
    is_open: bool,
}

impl<'a> Item<'a> {
    fn new(kind: Kind, people: BTreeSet<&'a Handle>, named: impl Iterator<Item = &'a Handle>) -> Item<'a> {
        let objectives = named.filter(|handle| handle.as_str() != NO_OBJECTIVE).collect();
        Item { kind, people, objectives, is_open: false }
    }
}

pub(super) fn sheet(journal: &Journal, options: &ReportFilter) -> Sheet {
    let selection = Selection::of(journal, options);
    let items = items(&selection);
    // A filter for one objective would leave nothing that competes with it.
    let any = ReportFilter { objective: None, sponsor: None, ..options.clone() };
    let all = self::items(&Selection::of(journal, &any));
    let tables =
        vec![by_sponsor(&selection, &items), priorities(&selection, &items), competing(&selection, &all)];
    options.sheet("alignment", "Alignment", tables)
}

fn items<'a>(selection: &Selection<'a>) -> Vec<Item<'a>> {
    let Selection { journal, options } = *selection;
    let mut all: Vec<Item<'a>> = Vec::new();
    for session in selection.sessions_in_period() {
        all.push(Item::new(Kind::Session, selection.people_in(session), all_objectives(session)));
    }
    for (session, action) in selection.actions_in_period() {
        if is_promise(session, action) {
            continue;
        }
        let people = selection.people_of(session, action);
        let one = Item::new(Kind::Action, people, objectives(session, action).iter());
        let is_open = action.state_by(options.today) == State::Open
            && !journal.is_gone_from(session, &action.owner, options.today);
        all.push(Item { is_open, ..one });
    }
    for spell in obstacles::spells(selection) {
        all.push(Item::new(Kind::Obstacle, spell.people.clone(), spell.objectives()));
    }
    for request in selection.requests().filter(|request| options.spans(request.date)) {
        all.push(Item::new(Kind::Request, request.from.iter().collect(), request.objective.iter()));
    }
    all
}

/// One row for each sponsor and objective.
fn by_sponsor(selection: &Selection<'_>, items: &[Item<'_>]) -> Table {
    let Selection { journal, options } = *selection;
    let last = options.last();
    let record = |handle: &Handle| journal.objectives.get(handle).map(|filed| &filed.record);
    let is_closed = |handle| record(handle).is_some_and(|objective: &Objective| !objective.is_live(last));
    let open = journal.objectives.keys().filter(|handle| !is_closed(handle));
    let named = items.iter().flat_map(|item| item.objectives.iter().copied());
    let all: BTreeSet<&Handle> = open.chain(named).filter(|h| selection.takes_objective(h)).collect();
    let row = |sponsor: Option<&Handle>, name: &str, of: Vec<&Item<'_>>| {
        let count = |kind| of.iter().filter(|item| item.kind == kind).count();
        let is_coaching = |item: &&&Item<'_>| matches!(item.kind, Kind::Session | Kind::Action);
        let people = of.iter().filter(is_coaching).map(|item| &item.people);
        vec![
            sponsor.map_or_else(|| Figure::text(WITHOUT), Figure::text),
            Figure::text(name),
            Figure::Count(number_of(people)),
            Figure::Count(count(Kind::Session)),
            Figure::Count(count(Kind::Action)),
            Figure::Count(of.iter().filter(|item| item.is_open).count()),
            Figure::Count(count(Kind::Request)),
            Figure::Count(count(Kind::Obstacle)),
        ]
    };
    let mut all: Vec<_> =
        all.into_iter().map(|handle| (record(handle).and_then(|o| o.sponsor.as_ref()), handle)).collect();
    // Objectives without a sponsor come last.
    all.sort_by_key(|(sponsor, handle)| (sponsor.is_none(), *sponsor, *handle));
    let mut rows: Vec<_> = all
        .into_iter()
        .map(|(sponsor, handle)| {
            let of = items.iter().filter(|item| item.objectives.contains(handle)).collect();
            row(sponsor, handle.as_str(), of)
        })
        .collect();
    let none: Vec<_> = items.iter().filter(|item| item.objectives.is_empty()).collect();
    if !none.is_empty() {
        rows.push(row(None, WITHOUT, none));
    }
    let mut total = row(None, "", items.iter().collect());
    total[0] = Figure::text("all");
    total[1] = Figure::Nothing;
    Table::new("alignment", "", &ALIGNMENT)
        .rows(rows)
        .total(total)
        .or("no open objectives, and nothing in the period")
}

/// What the people of each team do for the priority of the team, and for others.
fn priorities(selection: &Selection<'_>, items: &[Item<'_>]) -> Table {
    let teams: BTreeMap<&Handle, &Handle> = selection
        .journal
        .settings
        .team
        .iter()
        .filter_map(|(team, defaults)| Some((team, defaults.objective.as_ref()?)))
        .collect();
    let mut rows = Vec::new();
    let asked = selection.options.team.as_ref();
    for (team, priority) in teams.iter().filter(|(team, _)| asked.is_none_or(|asked| asked == **team)) {
        let is_of = |item: &&Item<'_>| item.people.iter().any(|person| selection.team(person) == Some(team));
        let of_others: BTreeSet<&Handle> =
            teams.values().copied().filter(|objective| objective != priority).collect();
        for (what, kind) in [
            ("sessions", Kind::Session),
            ("actions", Kind::Action),
            ("obstacles", Kind::Obstacle),
            ("requests", Kind::Request),
        ] {
            let [mut own, mut another_team, mut another, mut none] = [0; 4];
            for item in items.iter().filter(|item| item.kind == kind).filter(is_of) {
                let place = if item.objectives.contains(priority) {
                    &mut own
                } else if !item.objectives.is_disjoint(&of_others) {
                    &mut another_team
                } else if item.objectives.is_empty() {
                    &mut none
                } else {
                    &mut another
                };
                *place += 1;
            }
            let mut row = vec![Figure::text(team), Figure::text(priority), Figure::text(what)];
            row.extend([own, another_team, another, none].map(Figure::Count));
            rows.push(row);
        }
    }
    Table::new("priorities", "Priorities of the teams", &PRIORITIES)
        .rows(rows)
        .or("no team has a priority: `[team.TEAM] objective` in coach.toml sets it")
}

/// What one person has for one objective: sessions and actions by their place in the list.
type OfPerson = [BTreeSet<usize>; 2];

/// Pairs of open objectives of different sponsors that share people.
fn competing(selection: &Selection<'_>, items: &[Item<'_>]) -> Table {
    let Selection { journal, options } = *selection;
    let sponsor = |handle: &Handle| {
        let objective = &journal.objectives.get(handle)?.record;
        objective.sponsor.as_ref().filter(|_| objective.is_live(options.last()))
    };
    // By sponsor and objective, then by person.
    let mut coached: BTreeMap<(&Handle, &Handle), BTreeMap<&Handle, OfPerson>> = BTreeMap::new();
    for (place, item) in items.iter().enumerate() {
        let window = match item.kind {
            Kind::Session => 0,
            Kind::Action => 1,
            Kind::Obstacle | Kind::Request => continue,
        };
        for objective in &item.objectives {
            let Some(sponsor) = sponsor(objective) else { continue };
            let of = coached.entry((sponsor, objective)).or_default();
            for person in &item.people {
                of.entry(person).or_default()[window].insert(place);
            }
        }
    }
    let mut rows = Vec::new();
    for (n, ((sponsor, objective), of)) in coached.iter().enumerate() {
        for ((other_sponsor, other), of_other) in coached.iter().skip(n + 1) {
            let is_asked = selection.takes_objective(objective) || selection.takes_objective(other);
            let people: Vec<_> = of.keys().filter(|person| of_other.contains_key(*person)).collect();
            if sponsor == other_sponsor || people.is_empty() || !is_asked {
                continue;
            }
            let count = |of: &BTreeMap<&Handle, OfPerson>, window: usize| {
                let all = people.iter().filter_map(|person| of.get(**person));
                Figure::Count(all.flat_map(|one| &one[window]).collect::<BTreeSet<_>>().len())
            };
            let names = [sponsor, objective, other_sponsor, other].map(Figure::text);
            let counts = [count(of, 0), count(of_other, 0), count(of, 1), count(of_other, 1)];
            let mut row = names.to_vec();
            row.push(Figure::Count(people.len()));
            row.extend(counts);
            rows.push((people.len(), row));
        }
    }
    rows.sort_by_key(|(people, _)| std::cmp::Reverse(*people)); // stable: then by sponsor and objective
    Table::new("competing", "Objectives of different sponsors for the same people", &COMPETING)
        .rows(rows.into_iter().map(|(_, row)| row))
        .or("no one has sessions or actions for objectives of two sponsors")
}
