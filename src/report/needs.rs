//! Needs of several people: recurring topics and obstacles, ranked, so that one measure can help many
//! people. Never shows a name.

use std::collections::{BTreeMap, BTreeSet};

use super::pooled::{POOLED, Pool, without_numbers};
use super::{ReportFilter, obstacles};
use crate::journal::query::journal::Journal;
use crate::journal::query::selection::{Selection, all_objectives};
use crate::journal::records::session::Session;
use crate::journal::values::handle::Handle;
use crate::report::sheet::{Column, Figure, Sheet, Table, column};

const COLUMNS: [Column; 5] = [
    column(
        "need",
        "need",
        "the topic or obstacle, with its kind if a topic and an obstacle have the same name; (pooled): all other \
         needs together",
    ),
    column("kind", "kind", "topic of a session, or obstacle as in `coach report obstacles`"),
    column("people", "people", "number of different people"),
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
    options.sheet("needs", "Needs shared by several people", vec![table(needs, Pool::of(journal, options))])
}

fn table(needs: BTreeMap<(&'static str, String), Need>, pool: Pool) -> Table {
    let people =
        |needs: &[&(_, Need)]| needs.iter().flat_map(|(_, need)| &need.people).collect::<BTreeSet<_>>().len();
    let mut split = pool.split(needs.into_iter().collect(), false, people);
    split.shown.sort_by(|((_, a), x), ((_, b), y)| {
        (y.in_focus, y.people.len(), y.times, a).cmp(&(x.in_focus, x.people.len(), x.times, b))
    });
    let shown = &split.shown;
    let is_twice = |name: &String| shown.iter().filter(|((_, other), _)| other == name).count() > 1;
    let rows = shown.iter().map(|((kind, name), need)| {
        if is_twice(name) { row(kind, &format!("{name} ({kind})"), need) } else { row(kind, name, need) }
    });
    let mut rows: Vec<Vec<Figure>> = rows.collect();
    if !split.together.is_empty() {
        let pooled = row("", POOLED, &together(split.together.into_iter().map(|(_, need)| need)));
        rows.push(if split.is_secret { without_numbers(pooled) } else { pooled });
    }
    Table::new("needs", "", &COLUMNS).rows(rows).or("no topics or obstacles in the period").note(split.note)
}

fn together(needs: impl Iterator<Item = Need>) -> Need {
    needs.fold(Need::default(), |mut all, need| {
        all.people.extend(need.people);
        all.times += need.times;
        all.in_focus += need.in_focus;
        all
    })
}

fn row(kind: &str, name: &str, need: &Need) -> Vec<Figure> {
    vec![
        Figure::text(name),
        if kind.is_empty() { Figure::Nothing } else { Figure::text(kind) },
        Figure::Count(need.people.len()),
        Figure::Count(need.times),
        Figure::Count(need.in_focus),
    ]
}
