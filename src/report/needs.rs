//! Needs of several people: recurring topics and obstacles, ranked, so that one measure can help many
//! people. Never shows a name, and nothing that fewer than five people share.

use std::collections::{BTreeMap, BTreeSet};

use super::{ReportFilter, obstacles};
use crate::journal::query::journal::Journal;
use crate::journal::query::selection::{Selection, all_objectives};
use crate::journal::records::session::Session;
use crate::journal::values::handle::Handle;
use crate::report::sheet::{Column, Figure, Sheet, Table, column};

/// A smaller group could reveal its members.
pub(super) const SMALLEST_GROUP: usize = 5;

/// The row of needs that fewer than five people share. A topic cannot have this name.
const FEW: &str = "(fewer than 5 people)";

const COLUMNS: [Column; 5] = [
    column(
        "need",
        "need",
        "the topic or obstacle, with its kind if a topic and an obstacle have the same name; (fewer than 5 \
         people): all other needs together",
    ),
    column("kind", "kind", "topic of a session, or obstacle as in `coach report obstacles`"),
    column("people", "people", "number of different people; hidden if fewer than 5"),
    column("times", "times", "sessions on the topic, or spells of the obstacle that began in the period"),
    column(
        "in_focus",
        "in focus",
        "of these, the ones in sessions for a focus objective (`focus` in coach.toml)",
    ),
];

#[derive(Default)]
struct Need {
    people: BTreeSet<Handle>,
    times: usize,
    in_focus: usize,
}

impl Need {
    fn count<'a>(&mut self, people: impl IntoIterator<Item = &'a Handle>, in_focus: bool) {
        self.people.extend(people.into_iter().cloned());
        self.times += 1;
        self.in_focus += usize::from(in_focus);
    }
}

pub(super) fn sheet(journal: &Journal, options: &ReportFilter) -> Sheet {
    let selection = Selection::of(journal, options);
    let focus = &journal.settings.sprint.focus;
    let in_focus = |session: &Session| all_objectives(session).any(|handle| focus.contains(handle));
    let mut needs: BTreeMap<(&'static str, String), Need> = BTreeMap::new();
    for session in selection.sessions_in_period() {
        for topic in session.topics.iter().collect::<BTreeSet<_>>() {
            needs
                .entry(("topic", topic.to_string()))
                .or_default()
                .count(selection.people_in(session), in_focus(session));
        }
    }
    for one in obstacles::spells(&selection) {
        let need = needs.entry(("obstacle", one.obstacle.to_string())).or_default();
        need.count(one.people.iter().copied(), in_focus(one.session));
    }
    options.sheet("needs", "Needs shared by several people", vec![table(needs)])
}

fn table(needs: BTreeMap<(&'static str, String), Need>) -> Table {
    let (mut shared, few): (Vec<_>, Vec<_>) =
        needs.into_iter().partition(|(_, need)| need.people.len() >= SMALLEST_GROUP);
    shared.sort_by(|((_, a), x), ((_, b), y)| {
        (y.in_focus, y.people.len(), y.times, a).cmp(&(x.in_focus, x.people.len(), x.times, b))
    });
    let is_twice = |name: &String| shared.iter().filter(|((_, other), _)| other == name).count() > 1;
    let rows = shared.iter().map(|((kind, name), need)| {
        if is_twice(name) { row(kind, &format!("{name} ({kind})"), need) } else { row(kind, name, need) }
    });
    let mut rows: Vec<Vec<Figure>> = rows.collect();
    if !few.is_empty() {
        rows.push(row("", FEW, &together(few.into_iter().map(|(_, need)| need))));
    }
    Table::new("needs", "", &COLUMNS)
        .rows(rows)
        .or("no topics or obstacles in the period")
        .note("needs shared by fewer than 5 people are grouped in one row, so that no one can be identified")
}

fn together(needs: impl Iterator<Item = Need>) -> Need {
    needs.fold(Need::default(), |mut all, need| {
        all.people.extend(need.people);
        all.times += need.times;
        all.in_focus += need.in_focus;
        all
    })
}

/// One row. Has no numbers if fewer than five people share the need.
fn row(kind: &str, name: &str, need: &Need) -> Vec<Figure> {
    let is_told = need.people.len() >= SMALLEST_GROUP;
    let count = |number: usize| if is_told { Figure::Count(number) } else { Figure::Nothing };
    vec![
        Figure::text(name),
        if kind.is_empty() { Figure::Nothing } else { Figure::text(kind) },
        count(need.people.len()),
        count(need.times),
        count(need.in_focus),
    ]
}
