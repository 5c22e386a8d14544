//! `coach person forget`: removes the data about a person; the figures in reports stay.

use std::path::Path;

use crate::cli::{self, Context};
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::journal::edit::forget::{self, ErasedTexts, ForgottenHandle, Kept};
use crate::journal::edit::rename;
use crate::journal::query::journal::{Journal, nearest};
use crate::journal::records::Problem;
use crate::journal::records::kind::RecordKind;
use crate::journal::records::private_note::PrivateNote;
use crate::journal::records::session::Session;
use crate::journal::text::editable_record::RecordText;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::ops::parse;
use crate::store::files::record_paths;
use crate::store::git::{log, past_paths};
use crate::store::private::{self, owner};
use crate::store::write::edits::Edits;
use crate::store::{drafts, load};
use crate::views::forget_plan::{ForgetSummary, summary};
use crate::views::wording::files;

#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach person forget ana --dry-run
  coach person forget ana
  coach person forget ana --yes --texts

coach deletes the person's name, email address and notes, and all texts of their one-to-one sessions and of
their success stories. It replaces their handle with an anonymous one. Under that handle it keeps dates,
lengths, kinds, outcomes and topics (except a topic with the same name as the handle), and the person's team,
manager, relationship and date of consent. Hours and reports count the same as before.

In sessions with several people, the texts belong to the others too. coach replaces only the handle, and lists
these files so that you can read them. With --texts, it also deletes the texts of every session in which the
person was coached, and the texts of the person's actions in other sessions. All other
texts of sessions that the person coached stay.

coach also deletes your private notes and drafts about the person. Other people on this account keep theirs
until they run the command too.

The command makes one commit. It does not change git's history or other clones, but it prints how to purge
them. If you merge a clone that still has the person, run the command again. No other person can get the handle.
The command exits with 1 if it cannot read a file or delete a draft, because these may still name the
person.")]
pub(crate) struct Args {
    /// Handle of the person, in full
    #[arg(value_name = "PERSON")]
    pub person: String,
    /// List every file that would change, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask for confirmation
    #[arg(long)]
    pub yes: bool,
    /// Also delete texts of sessions with several people, and of the person's actions in other sessions
    #[arg(long)]
    pub texts: bool,
}

impl Args {
    /// Runs the command. Returns whether coach could read every file and delete every draft: a remaining one
    /// may still name the person.
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<bool> {
        let typed = parse::handle("a person", &self.person)?;
        let root = context.root()?;
        let journal = context.load()?;
        let handle = journal.now_called(&typed).cloned().unwrap_or(typed);
        let plan = ForgetPlan::of(context.world, &root, &journal, &handle, self.texts)?;
        if plan.said.is_empty() {
            return self.nobody(context, &journal, &handle);
        }
        if self.dry_run || !self.yes {
            context.out.page(&plan.said.page(true));
        }
        if self.dry_run {
            context.mention(&journal.problems);
            return Ok(true);
        }
        if !self.yes && !agreed(context, &handle)? {
            context.out.page(&cli::sentence("nothing was changed"));
            return Ok(true);
        }
        let (said, drafts) = context.change(|edits, world| {
            edits.needs_every_file()?;
            let plan = ForgetPlan::of(world, &root, edits.journal, &handle, self.texts)?;
            plan.apply(edits, world)
        })?;
        let kept = drafts::remove(&drafts);
        context.out.page(&said.page(false));
        for error in &kept {
            context.notes.say(&format!("saved, but a draft is left ({}): delete it yourself", error.message));
        }
        // A second file of a record is forgotten with it.
        let unread = journal.problems.into_iter().filter(Problem::is_unread);
        context.mention(&unread.collect::<Vec<_>>());
        Ok(said.unread.is_empty() && kept.is_empty())
    }

    /// Says that no data about the person is left. Returns whether coach could read every file: the names of
    /// a forgotten person are gone, so any file that it cannot read may have them.
    fn nobody(&self, context: &mut Context<'_>, journal: &Journal, handle: &Handle) -> Result<bool> {
        if forget::is_forgotten(journal.people.values().map(|filed| &filed.record), handle) {
            let unread = journal.problems.iter().filter(|problem| problem.is_unread());
            let unread: Vec<Problem> = unread.cloned().collect();
            let left = match files(&unread) {
                0 => "no data about them is left here".to_string(),
                1 => "but coach cannot read 1 file, which may still name them".to_string(),
                several => format!("but coach cannot read {several} files, which may still name them"),
            };
            let comma = if unread.is_empty() { ":" } else { "," };
            context.out.page(&cli::sentence(format!("`{handle}` was already forgotten{comma} {left}")));
            context.mention(&unread);
            return Ok(unread.is_empty());
        }
        let error = Error::cannot(format!("no data is stored about a person with the handle `{handle}`"));
        Err(match nearest(handle.as_str(), journal.people.keys()) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error.hint("type the full handle; to see all people: coach list people"),
        })
    }
}

fn agreed(context: &mut Context<'_>, handle: &Handle) -> Result<bool> {
    if !(context.world.terminal.stdin && context.world.terminal.stdout) {
        return Err(Error::usage("cannot ask for confirmation: there is no terminal")
            .hint(format!("to forget without asking: coach person forget {handle} --yes")));
    }
    context.notes.say(&format!("forget `{handle}`? type the handle to confirm"));
    Ok(context.world.line()?.is_some_and(|answer| answer.trim() == handle.as_str()))
}

/// The folders on this account in which the person has private notes and drafts.
fn own_folders(world: &Environment, handles: &[Handle]) -> Result<Vec<String>> {
    let mut folders = owner::folders(&private::base(world))?;
    folders.extend(owner::folders(&drafts::base(world))?);
    let holds_something = |folder: &Path| folder.read_dir().is_ok_and(|mut entries| entries.next().is_some());
    let theirs =
        folders.into_iter().filter(|(handle, folder)| handles.contains(handle) && holds_something(folder));
    Ok(theirs.map(|(_, folder)| world.shown(&folder)).collect())
}

/// The person to forget: all their handles, the tombstone that replaces them, and the names in texts.
struct ForgetTarget {
    handles: Vec<Handle>,
    tombstone: Handle,
    names: Vec<String>,
    texts: bool,
}

impl ForgetTarget {
    fn of(journal: &Journal, handle: &Handle, texts: bool) -> ForgetTarget {
        let person = journal.people.get(handle).map(|filed| &filed.record);
        let people = || journal.people.values().map(|filed| &filed.record);
        let mut handles = person.map(|person| person.was.clone()).unwrap_or_default();
        handles.push(handle.clone());
        let known = forget::tombstone_of(people(), handle).map(|person| person.handle.clone());
        let name = person.and_then(|person| person.name.clone());
        let near = name.as_deref().and_then(Handle::near).map(|near| near.to_string());
        let address = person.and_then(|person| person.email.clone());
        let names = handles.iter().map(ToString::to_string).chain(near).chain(name).chain(address);
        ForgetTarget {
            names: names.collect(),
            tombstone: known.unwrap_or_else(|| forget::tombstone(handle)),
            handles,
            texts,
        }
    }

    fn gone(&self) -> impl Iterator<Item = ForgottenHandle<'_>> {
        self.handles.iter().map(|handle| ForgottenHandle { handle, tombstone: &self.tombstone })
    }

    fn is(&self, handle: Option<&str>) -> bool {
        self.handles.iter().any(|one| Some(one.as_str()) == handle)
    }

    fn is_mentioned(&self, text: &str) -> bool {
        forget::mentions(text, &self.names.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

/// Every place to change, and its new content.
struct ForgetPlan {
    who: ForgetTarget,
    said: ForgetSummary,
    /// The old path of a record's file, the new path, and the new text; `None` deletes the file.
    files: Vec<(String, String, Option<RecordText>)>,
    /// The fields that the tombstone keeps.
    kept: Kept,
    notes: Vec<PrivateNote>,
    drafts: Vec<std::path::PathBuf>,
}

impl ForgetPlan {
    fn of(
        world: &Environment,
        root: &Path,
        journal: &Journal,
        handle: &Handle,
        texts: bool,
    ) -> Result<ForgetPlan> {
        if journal.people.get(handle).is_some_and(|filed| filed.record.is_group()) {
            return Err(Error::cannot(format!("`{handle}` is a group")).hint("forget its people one by one"));
        }
        let who = ForgetTarget::of(journal, handle, texts);
        let mut said = ForgetSummary::new(handle, &who.tombstone);
        (said.prefix, said.handles) = (log::prefix(root), who.handles.clone());
        let mut plan = ForgetPlan {
            said,
            who,
            files: Vec::new(),
            kept: Kept::default(),
            notes: Vec::new(),
            drafts: Vec::new(),
        };
        for path in load::records(root).0 {
            plan.file(root, journal, &path, world.today);
        }
        plan.private(world)?;
        let ids: Vec<&Id> = plan.said.erased.iter().map(|(id, ..)| id).collect();
        plan.drafts = drafts::about(world, &plan.who.handles, &ids);
        plan.said.others = private::others(world)?;
        plan.said.own_folders = own_folders(world, &plan.who.handles)?;
        plan.said.drafts = plan.drafts.iter().map(|path| world.shown(path)).collect();
        let mut ids: Vec<Id> = ids.into_iter().cloned().collect();
        ids.extend(plan.forgotten_before(journal));
        plan.said.before = past_paths::paths(root, &plan.who.handles, &ids);
        Ok(plan)
    }

    /// Adds the records that an earlier `forget` left, so that the user can purge them too. Returns their
    /// sessions.
    fn forgotten_before(&mut self, journal: &Journal) -> Vec<Id> {
        let tombstone = &self.who.tombstone;
        let record = journal.people.get(tombstone).map(|filed| filed.path.clone());
        let theirs = |session: &Session| session.with.iter().all(|with| with == tombstone);
        let sessions: Vec<_> = journal.sessions.iter().filter(|filed| theirs(&filed.record)).collect();
        self.said.left_before = record.into_iter().chain(sessions.iter().map(|f| f.path.clone())).collect();
        sessions.into_iter().map(|filed| filed.record.id.clone()).collect()
    }

    fn file(&mut self, root: &Path, journal: &Journal, path: &str, today: Day) {
        let (who, said) = (&self.who, &mut self.said);
        let Ok(text) = load::text(root, path) else {
            return said.unread.push(path.into());
        };
        let Ok(mut record) = RecordText::parse(&text) else {
            return said.unread.extend(who.is_mentioned(&text).then(|| path.to_string()));
        };
        let kind = RecordKind::of_path(path);
        let (is_person, is_session) = (kind == Some(RecordKind::Person), kind == Some(RecordKind::Session));
        let is_story = kind == Some(RecordKind::Story);
        if is_person && who.is(record.root().text("handle")) {
            let tomb = record_paths::person(&who.tombstone);
            // A merge may have brought a second record of the person: one tombstone replaces both.
            self.kept = std::mem::take(&mut self.kept).and(Kept::of(&record));
            let left =
                || forget::record(&self.kept, &who.handles[who.handles.len() - 1], &who.handles, today);
            let is_there = journal.people.contains_key(&who.tombstone);
            said.record.push((path.into(), tomb.clone()));
            let before = self.files.iter_mut().filter(|(_, to, _)| *to == tomb);
            before.for_each(|(_, _, text)| *text = None);
            return self.files.push((path.into(), tomb, (!is_there).then(left)));
        }
        let read = crate::journal::records::read(path, &text);
        let took_part = read
            .is_ok_and(|session| who.handles.iter().any(|handle| rename::session_names(&session, handle)));
        let (mut erased, mut emptied) = (ErasedTexts::Nothing, false);
        for gone in who.gone() {
            match (is_person, is_session) {
                _ if is_story => emptied |= forget::in_story(&mut record, gone),
                (true, _) => forget::in_person(&mut record, gone, today),
                (_, true) => erased = erased.max(forget::in_session(&mut record, gone, who.texts)),
                _ => forget::in_other(&mut record, gone),
            }
        }
        let after = record.render();
        let names_them = who.handles.iter().any(|handle| forget::in_path(path, handle));
        let place = names_them.then(|| record_paths::place(path, &after)).flatten();
        let to = place.unwrap_or_else(|| path.to_string());
        let pair = (path.to_string(), to.clone());
        let mentioned = who.is_mentioned(&after);
        if after == text && to == path {
            said.mentions.extend(mentioned.then_some(pair));
            return;
        }
        match record.root().text("id").and_then(|id| id.parse().ok()).filter(|_| is_session) {
            Some(id) if erased == ErasedTexts::All => said.erased.push((id, path.into(), to.clone())),
            Some(_) if erased == ErasedTexts::Actions => said.actions.push(pair.clone()),
            Some(_) if took_part => said.shared.push(pair.clone()),
            _ if emptied => said.stories.push(path.into()),
            _ => said.elsewhere.push(path.into()),
        }
        let is_read_anyway = is_session && took_part && erased != ErasedTexts::All;
        said.mentions.extend((mentioned && !is_read_anyway).then_some(pair));
        self.files.push((path.into(), to, Some(record)));
    }

    /// Changes the coach's own private notes: clears a note about only this person.
    fn private(&mut self, world: &Environment) -> Result<()> {
        let who = &self.who;
        let is_them = |with: &Handle| *with == who.tombstone || who.handles.contains(with);
        for mut note in private::load(world)? {
            let named = note.with.iter().any(|with| who.handles.contains(with));
            let alone = self.said.erased.iter().any(|(id, ..)| *id == note.session)
                || (!note.with.is_empty() && note.with.iter().all(is_them));
            if alone || (who.texts && named) {
                self.said.private.push(note.session.clone());
                note.clear();
            } else if named {
                self.said.private_shared.push(note.session.clone());
                note.with
                    .iter_mut()
                    .filter(|with| is_them(with))
                    .for_each(|with| *with = who.tombstone.clone());
            } else {
                if who.is_mentioned(&note.said()) {
                    self.said.private_shared.push(note.session.clone());
                    self.said.private_mentions += 1;
                }
                continue;
            }
            self.notes.push(note);
        }
        Ok(())
    }

    fn apply(
        self,
        edits: &mut Edits<'_>,
        world: &Environment,
    ) -> Result<(ForgetSummary, Vec<std::path::PathBuf>)> {
        for (path, to, text) in self.files {
            if path == to {
                text.map(|text| edits.rewrite(&to, text)).transpose()?;
                continue;
            }
            edits.replace(&path, None)?;
            let Some(text) = text else { continue };
            // A merge may have restored a session next to its forgotten version. If they differ both stay,
            // and `coach check` reports the duplicate id.
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
