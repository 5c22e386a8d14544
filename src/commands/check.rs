//! `coach check`: reads every record, and reports each problem with its position.

use std::path::Path;

use crate::cli::{Context, forgotten_notice};
use crate::error::{Error, Result};
use crate::journal::check;
use crate::journal::edit::second_items;
use crate::journal::merge::{self, Merged};
use crate::journal::records::kind::RecordKind;
use crate::journal::records::settings::SETTINGS_FILE;
use crate::journal::records::{ItemList, Problem};
use crate::journal::text::editable_record::RecordText;
use crate::journal::text::missing_keys;
use crate::store::files::record_paths;
use crate::store::git::git_program::Program;
use crate::store::git::repository::Repo;
use crate::store::git::{audit, log};
use crate::store::load::{self, conflicts as places};
use crate::store::repair::interrupted_clone::{self, CloneState};
use crate::store::repair::{
    broken_head, damaged_objects, duplicate_records, missing_settings, outdated_handles, unwritten_files,
};
use crate::store::write::edits::Edits;
use crate::store::{FallbackIdentity, FileChange};
use crate::views::listing::conflicts;
use crate::views::page::{Page, Text, Tone};
use crate::views::wording::count;

/// Find problems in the journal
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach check
  coach check --fix

Exits with 1 if it finds problems: unreadable files, unknown handles, duplicate ids, impossible dates, empty
texts, unknown keys, records that are committed but not in this folder, or a command that was interrupted
while it saved.

--fix makes only repairs with one possible result. It adds missing ids (of sessions, actions, follow-ups,
readings and conflicts) and the missing owner of an action in a session with one person. It replaces former
handles of renamed people. If a record has several files, it merges them field by field; if two files have
different values for a field, it keeps both as a conflict (`coach resolve`). If two sessions have an action or
a follow-up with one id and the same text, it merges these too; if the texts differ, one of them gets a new
id. It also restores a missing coach.toml from git, files that an interrupted clone did not write, a
missing or damaged HEAD or branch of git, and damaged objects of its latest commit.")]
pub(crate) struct Args {
    /// Make the repairs that have only one possible result
    #[arg(long)]
    pub fix: bool,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

impl Args {
    /// Runs the check. Returns whether there are no problems.
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<bool> {
        let meant = context.meant()?;
        if self.fix
            && let CloneState::Files(top) = interrupted_clone::state(&meant)?
        {
            let files = unwritten_files::restore(&top, &Program::find(context.world)?)?;
            context.notes.say(&format!(
                "the clone of this journal was interrupted: {} restored",
                count(files, "file")
            ));
        }
        if self.fix {
            // Before the branch, which goes back to an older commit if the tree of its commit is missing.
            restore_objects(context, &meant)?;
            broken_head::repair_all(&meant, |note| context.notes.say(note))?;
            restore_objects(context, &meant)?;
        }
        if self.fix && missing_settings::is_damaged(&meant)? {
            let commit = missing_settings::restore(&meant)?;
            context.notes.say(&format!("restored {} from commit {commit}", SETTINGS_FILE));
        }
        let root = context.root()?;
        let fixed = if self.fix {
            let joined = join_copies(context)?;
            let (items, moved) = repair_second_items(context)?;
            let fixed = fix(context)?;
            Repair { joined: joined + fixed.joined, items, moved, ..fixed }
        } else {
            Repair::default()
        };
        // The command's result is the check, and not the repair, so an error from here on counts.
        context.goes_on();
        context.out.shows_journal(&root);
        let journal = load::load(&root, context.world, load::LoadScope::Whole)?;
        let mut problems = check::check(&journal, context.world.today, |path| load::text(&root, path).ok());
        if let Ok(text) = load::text(&root, SETTINGS_FILE) {
            problems.extend(check::settings(&journal, SETTINGS_FILE, &text));
        }
        let broken = broken_head::find(&root)?;
        match &broken {
            Some(broken) => problems.push(broken.problem()),
            None => problems.extend(audit::problems(&root, context.world)?),
        }
        if self.json {
            context.out.json(&problems);
        } else {
            let records = journal.people.len()
                + journal.objectives.len()
                + journal.sessions.len()
                + journal.requests.len()
                + journal.stories.len()
                + journal.policies.len()
                + journal.resources.len();
            let mut page = page(&problems, records, &fixed);
            let (program, who) =
                (Program::find(context.world)?, FallbackIdentity::at(context.world, Some(&journal)));
            let way = || log::way(&root, &program, &who, context.world.now);
            for line in broken.is_none().then(way).into_iter().flatten() {
                page.line(Text::new().with(Tone::Faint, line));
            }
            context.out.page(&page);
            context.out.page(&conflicts::kept(&conflicts::rows(&places::all(&root, &journal))));
            if let Err(error) = forgotten_notice::mention(context, &journal, &[]) {
                context.warn(&error);
            }
        }
        Ok(problems.is_empty())
    }
}

/// Writes the objects of the latest commit again that git cannot read.
fn restore_objects(context: &mut Context<'_>, root: &Path) -> Result<()> {
    // Without a valid HEAD, git reports no repository.
    let Ok(Some(repo)) = Repo::around(root) else { return Ok(()) };
    damaged_objects::remove_empty(repo.git.commondir());
    let restored = damaged_objects::find(&repo).restore(&repo)?;
    if restored > 0 {
        context.notes.say(&format!("restored {} of git's latest commit", count(restored, "object")));
    }
    Ok(())
}

fn page(problems: &[Problem], records: usize, fixed: &Repair) -> Page {
    let mut page = Page::new();
    for problem in problems {
        let place = Text::new().with(Tone::Heading, problem.place()).naming(&problem.path);
        page.line(place.plain(format!("  {}", problem.message)));
    }
    page.blank();
    if let Some(done) = fixed.said() {
        page.line(done);
    }
    let found = match problems.len() {
        0 => Text::from(format!("all is well: {} read", count(records, "record"))),
        n => Text::from(format!("{} read; ", count(records, "record")))
            .with(Tone::Warning, count(n, "problem")),
    };
    page.line(found);
    page
}

/// The numbers of repairs.
#[derive(Default)]
struct Repair {
    /// Missing keys that coach filled in.
    filled: usize,
    /// Records in which coach replaced a former handle.
    renamed: usize,
    /// Records that had several files.
    joined: usize,
    /// Conflicts that got new ids.
    conflicts: usize,
    /// Actions and follow-ups with the id of another one.
    items: usize,
    /// Follow-ups that moved to the session of their action.
    moved: usize,
}

impl Repair {
    fn said(&self) -> Option<String> {
        let filled = (self.filled > 0).then(|| format!("{} filled in", count(self.filled, "missing key")));
        let renamed = (self.renamed > 0)
            .then(|| format!("{} updated to current handles", count(self.renamed, "record")));
        let joined =
            (self.joined > 0).then(|| format!("{} merged from several files", count(self.joined, "record")));
        let ids = format!("new ids for {}", count(self.conflicts, "conflict"));
        let conflicts = (self.conflicts > 0).then_some(ids);
        let items = (self.items > 0).then(|| format!("{} repaired", count(self.items, "repeated id")));
        let moved = (self.moved > 0)
            .then(|| format!("{} moved to the session of the action", count(self.moved, "follow-up")));
        let said = joined.into_iter().chain(items).chain(moved).chain(filled).chain(renamed).chain(conflicts);
        let said: Vec<String> = said.collect();
        (!said.is_empty()).then(|| said.join(", "))
    }
}

/// Merges the files of each record that has several. Returns the number of these records.
fn join_copies(context: &mut Context<'_>) -> Result<usize> {
    let root = context.root()?;
    context.change(|edits, _| {
        let joined = duplicate_records::joined(&root, edits.journal, |_, _| true)?;
        for FileChange { path, after, .. } in joined.iter().flat_map(|joined| &joined.changes) {
            edits.replace(path, after.clone())?;
        }
        edits
            .message("check", &format!("check: {} merged from several files", count(joined.len(), "record")));
        Ok(joined.len())
    })
}

/// Merges each action and follow-up whose id another item has too into the one that counts, or gives it an
/// id of its own if its text differs. Returns the number of these items, and of the follow-ups that moved with an action.
fn repair_second_items(context: &mut Context<'_>) -> Result<(usize, usize)> {
    context.change(|edits, _| {
        // From the end of each file, so that the numbers of the other items stay. Follow-ups come first, because they
        // depend on the actions.
        let second = edits.journal.problems.iter().rev();
        let second = second.filter_map(|problem| Some((&problem.path, problem.second_item.as_deref()?)));
        let (asked, agreed): (Vec<_>, Vec<_>) =
            second.partition(|(_, second)| second.list == ItemList::FollowUps);
        let (mut repaired, mut moved) = (0, 0);
        for (path, second) in asked.into_iter().chain(agreed) {
            let counts = if *path == second.counts {
                None
            } else {
                Some(RecordText::parse(&edits.text(&second.counts)?.render()).map_err(Error::cannot)?)
            };
            if let Some(item) = second_items::take_out(path, edits.text(path)?, counts.as_ref(), second) {
                let there = edits.text(&second.counts)?;
                *there = second_items::merge_into(there, &item.text).map_err(Error::cannot)?;
                moved += item.moved;
            }
            repaired += 1;
        }
        edits.message("check", &format!("check: {} repaired", count(repaired, "repeated id")));
        Ok((repaired, moved))
    })
}

/// Gives each conflict of a readable record an id of its own. Returns how many conflicts lacked one.
fn conflict_ids(edits: &mut Edits<'_>, root: &Path, path: &str) -> Result<usize> {
    let unread = edits.journal.problems.iter().any(|problem| problem.path == path);
    let text = load::text(root, path).ok().filter(|text| !unread && text.contains("conflict"));
    if text.is_none_or(|text| merge::conflict_problems(&text).is_empty()) {
        return Ok(0);
    }
    Ok(merge::put_ids_right(edits.text(path)?))
}

/// Replaces former handles by the current ones, and adds missing ids to sessions, actions, follow-ups and
/// readings that a person wrote by hand. The ids derive from path and position, so two clones that repair the
/// same file agree.
fn fix(context: &mut Context<'_>) -> Result<Repair> {
    let root = context.root()?;
    context.change(|edits, _| {
        let mut fixed = Repair::default();
        let former = edits.journal.former_handles();
        let mut one_person = Vec::new();
        for path in &load::records(&root).0 {
            let Ok(text) = load::text(&root, path) else { continue };
            let Ok(mut repaired) = RecordText::parse(&text) else { continue };
            let is_renamed = former.in_record(path, &mut repaired);
            let mut number = 0;
            let mut id = || {
                number += 1;
                Ok::<_, Error>(missing_keys::certain_id(path, number))
            };
            let has_items =
                matches!(RecordKind::of_path(path), Some(RecordKind::Session | RecordKind::Objective));
            let filled = if has_items { missing_keys::fill_in(&mut repaired, &mut id)? } else { 0 };
            if is_renamed && let Some(other) = outdated_handles::file_of_person(&root, path, &repaired) {
                one_person.push((path.clone(), repaired, other));
                fixed.joined += 1;
                continue;
            }
            // Skips a record whose path cannot be determined; it is still unreadable.
            if (is_renamed || filled > 0) && record_paths::place(path, &repaired.render()).is_some() {
                edits.rewrite(path, repaired)?;
                fixed.filled += filled;
                fixed.renamed += usize::from(is_renamed);
            }
        }
        for (path, repaired, other) in one_person {
            let there = edits.text(&other)?;
            if let Ok(Merged::Text(both)) = merge::merge_copy(&there.render(), &repaired.render()) {
                *there = RecordText::parse(&both).map_err(Error::cannot)?;
                edits.replace(&path, None)?;
            }
        }
        for path in load::records(&root).0.iter().map(String::as_str).chain([SETTINGS_FILE]) {
            fixed.conflicts += conflict_ids(edits, &root, path)?;
        }
        if let Some(done) = fixed.said() {
            edits.message("check", &format!("check: {done}"));
        }
        Ok(fixed)
    })
}
