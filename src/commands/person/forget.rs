//! `coach person forget`: what is held of somebody is removed, and what was counted stays.

use std::path::Path;

use crate::cli::{self, Context};
use crate::error::{Error, Result};
use crate::journal::day::Day;
use crate::journal::forget;
use crate::journal::handle::Handle;
use crate::journal::id::Id;
use crate::journal::journal::{Journal, nearest};
use crate::journal::private::PrivateNote;
use crate::journal::text::RecordText;
use crate::report::forgotten::{Forgotten, summary};
use crate::store::edits::Edits;
use crate::store::{draft, layout, load, past, private};
use crate::world::World;

#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach person forget ana --dry-run
  coach person forget ana
  coach person forget ana --yes --texts

Name, mail and notes go, and with them every text of the sessions that were with this person alone;
days, minutes, kinds, outcomes and topics stay under a handle that says nothing. Where others were
there the texts are theirs as well: only the handle goes, and the files are listed for you to read,
unless --texts takes the texts too. Your private notes and drafts of them go as well.

It is one commit, and it cannot reach what is in git's history, here or pushed, nor anybody else's
clone: it says how those are purged. When a clone that still has the person is merged, forget them
again. The handle is not used again.")]
pub struct Args {
    /// Who: the whole handle
    #[arg(value_name = "PERSON")]
    pub person: String,
    /// List every place, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Do it without asking
    #[arg(long)]
    pub yes: bool,
    /// The texts of sessions where others were there, too
    #[arg(long)]
    pub texts: bool,
}

impl Args {
    pub fn run(self, context: &mut Context<'_>) -> Result<()> {
        let handle = cli::handle("a person", &self.person)?;
        let root = context.root()?;
        let journal = context.load()?;
        let plan = Plan::of(context.world, &root, &journal, &handle, self.texts)?;
        if plan.said.is_empty() {
            return self.nobody(context, &journal, &handle);
        }
        if self.dry_run || !self.yes {
            context.out.page(&plan.said.page(true));
        }
        if self.dry_run {
            context.mention(&journal.problems);
            return Ok(());
        }
        if !self.yes && !agreed(context, &handle)? {
            context.out.page(&cli::sentence("nothing was changed"));
            return Ok(());
        }
        let (said, drafts) = context.change(|edits, world| {
            let plan = Plan::of(world, &root, edits.journal, &handle, self.texts)?;
            plan.apply(edits, world)
        })?;
        draft::remove(&drafts)?;
        context.out.page(&said.page(false));
        context.mention(&journal.problems);
        Ok(())
    }

    fn nobody(&self, context: &mut Context<'_>, journal: &Journal, handle: &Handle) -> Result<()> {
        if forget::is_forgotten(journal.people.values().map(|filed| &filed.record), handle) {
            context
                .out
                .page(&cli::sentence(format!("`{handle}` is forgotten: nothing of them is left here")));
            return Ok(());
        }
        let error = Error::cannot(format!("nothing is held of a person with the handle `{handle}`"));
        Err(match nearest(handle.as_str(), journal.people.keys()) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error.hint("`coach list people` shows them; `forget` takes the handle as a whole"),
        })
    }
}

fn agreed(context: &mut Context<'_>, handle: &Handle) -> Result<bool> {
    if !(context.world.terminal.stdin && context.world.terminal.stdout) {
        return Err(Error::usage("forgetting somebody is asked about, and here is no terminal to ask on")
            .hint(format!("`coach person forget {handle} --yes` does it without asking")));
    }
    context.notes.say(&format!("forget `{handle}`? type the handle to go on"));
    Ok(context.world.line()?.is_some_and(|answer| answer.trim() == handle.as_str()))
}

/// Every place, and what is to stand there.
struct Plan {
    said: Forgotten,
    /// A record's file, where it goes, and its text there; `None` is no file any more.
    files: Vec<(String, String, Option<RecordText>)>,
    notes: Vec<PrivateNote>,
    drafts: Vec<std::path::PathBuf>,
}

impl Plan {
    fn of(world: &World, root: &Path, journal: &Journal, handle: &Handle, texts: bool) -> Result<Plan> {
        let person = journal.people.get(handle).map(|filed| &filed.record);
        if person.is_some_and(|person| person.is_group()) {
            return Err(Error::cannot(format!("`{handle}` is a group"))
                .hint("forget its people one by one; a group is no person"));
        }
        let mut plan = Plan {
            said: Forgotten { prefix: past::prefix(root), ..Forgotten::new(handle) },
            files: Vec::new(),
            notes: Vec::new(),
            drafts: Vec::new(),
        };
        let names = [
            Some(handle.as_str()),
            person.and_then(|person| person.name.as_deref()),
            person.and_then(|person| person.email.as_deref()),
        ];
        let names: Vec<&str> = names.into_iter().flatten().collect();
        for path in load::records(root).0 {
            plan.file(root, journal, &path, handle, &names, texts, world.today)?;
        }
        plan.private(world, handle, &names, texts)?;
        let ids: Vec<&Id> = plan.said.erased.iter().map(|(id, _)| id).collect();
        plan.drafts = draft::about(world, handle.as_str(), &ids);
        plan.said.drafts = plan.drafts.iter().map(|path| world.shown(path)).collect();
        Ok(plan)
    }

    #[expect(clippy::too_many_arguments, reason = "one file, and all that is asked of it")]
    fn file(
        &mut self,
        root: &Path,
        journal: &Journal,
        path: &str,
        handle: &Handle,
        names: &[&str],
        texts: bool,
        today: Day,
    ) -> Result<()> {
        let said = &mut self.said;
        let Ok(text) = load::text(root, path) else {
            said.unread.push(path.into());
            return Ok(());
        };
        let Ok(mut record) = RecordText::parse(&text) else {
            if forget::mentions(&text, names) {
                said.unread.push(path.into());
            }
            return Ok(());
        };
        let own = record.root().text("handle") == Some(handle.as_str()) && path.starts_with("people/");
        let (mut to, mut erased) = (path.to_string(), false);
        if own {
            let tomb = layout::person(&forget::tombstone(handle));
            let is_there = journal.people.contains_key(&forget::tombstone(handle));
            let former = journal.people.get(handle).map(|filed| filed.record.was.clone()).unwrap_or_default();
            said.record.push(path.into());
            self.files.push((path.into(), tomb, (!is_there).then(|| forget::record(handle, &former, today))));
            return Ok(());
        } else if path.starts_with("people/") {
            forget::in_person(&mut record, handle, today);
        } else if path.starts_with("sessions/") {
            erased = forget::in_session(&mut record, handle, texts);
            let moved = crate::journal::record::read(path, &record.render()).map(|s| layout::session(&s));
            to = moved.ok().filter(|_| forget::in_path(path, handle)).unwrap_or(to);
        } else {
            forget::in_other(&mut record, handle);
        }
        let after = record.render();
        let pair = (path.to_string(), to.clone());
        if after == text && to == path {
            if forget::mentions(&after, names) {
                said.mentions.push(pair);
            }
            return Ok(());
        }
        match (path.starts_with("sessions/"), record.root().text("id").and_then(|id| id.parse().ok())) {
            (true, Some(id)) if erased => {
                said.erased.push((id, path.into()));
                said.mentions.extend(forget::mentions(&after, names).then_some(pair));
            }
            (true, _) => said.shared.push(pair),
            (false, _) => {
                said.elsewhere.push(path.into());
                said.mentions.extend(forget::mentions(&after, names).then_some(pair));
            }
        }
        self.files.push((path.into(), to, Some(record)));
        Ok(())
    }

    /// The coach's own notes: one about this person alone goes.
    fn private(&mut self, world: &World, handle: &Handle, names: &[&str], texts: bool) -> Result<()> {
        let tomb = forget::tombstone(handle);
        for mut note in private::load(world)? {
            let alone = self.said.erased.iter().any(|(id, _)| *id == note.session)
                || (!note.with.is_empty() && note.with.iter().all(|with| with == handle || *with == tomb));
            if alone || (texts && note.with.contains(handle)) {
                self.said.private.push(note.session.clone());
                note.notes.clear();
            } else if note.with.contains(handle) {
                self.said.private_shared.push(note.session.clone());
                note.with.iter_mut().filter(|with| *with == handle).for_each(|with| *with = tomb.clone());
            } else {
                if forget::mentions(&note.notes, names) {
                    self.said.private_shared.push(note.session.clone());
                    self.said.private_mentions += 1;
                }
                continue;
            }
            self.notes.push(note);
        }
        Ok(())
    }

    fn apply(self, edits: &mut Edits<'_>, world: &World) -> Result<(Forgotten, Vec<std::path::PathBuf>)> {
        for (path, to, text) in self.files {
            if path == to {
                text.map(|text| edits.create(&to, text)).transpose()?;
                continue;
            }
            edits.replace(&path, None)?;
            let Some(text) = text else { continue };
            // A merge may have brought a session back beside what was left of it. Where they
            // differ both stay, and `coach check` says that an id stands twice.
            let bytes = text.render().into_bytes();
            let beside = (2..).map(|n| to.replace(".toml", &format!("-{n}.toml")));
            for to in std::iter::once(to.clone()).chain(beside) {
                match edits.bytes(&to)? {
                    Some(there) if there != bytes => {}
                    Some(_) => break,
                    None => {
                        edits.create(&to, text)?;
                        break;
                    }
                }
            }
        }
        for note in &self.notes {
            edits.private(private::change_to(world, note)?);
        }
        edits.message("forget", &summary(&self.said));
        Ok((self.said, self.drafts))
    }
}
