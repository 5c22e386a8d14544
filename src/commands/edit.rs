//! `coach edit`: opens a record's own file in the editor.

use crate::cli::editor::{open, readable, written};
use crate::cli::{self, Context};
use crate::error::{Error, Result};
use crate::journal::check as checks;
use crate::journal::edit::template_answers;
use crate::journal::query::lookup::NamedRecord;
use crate::journal::records::Problem;
use crate::journal::records::action::Action;
use crate::journal::records::kind::RecordKind;
use crate::journal::records::objective::Objective;
use crate::journal::records::person::Person;
use crate::journal::records::policy::Policy;
use crate::journal::records::request::Request;
use crate::journal::records::resource::Resource;
use crate::journal::records::session::{Kind, Session};
use crate::journal::records::story::Story;
use crate::journal::text::editable_record::RecordText;
use crate::journal::text::missing_keys;
use crate::ops::correct::Correction;
use crate::store::drafts::Draft;
use crate::store::load;
use crate::views::session;

/// Edit a record in your editor
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach edit k3f
  coach edit ana
  coach edit reduce-churn
  coach edit k3f --private
  coach edit k3f --minutes 30 --topic pricing     corrects the session without an editor
  coach edit k3f --with ben --on yesterday

coach opens the file in $VISUAL or $EDITOR, and saves the record when you close the editor. If coach cannot
read the text, it saves a draft, and `coach edit` opens the draft again.")]
pub(crate) struct Args {
    /// Id of a record, or handle of a person, objective, policy or resource
    #[arg(value_name = "ID|HANDLE")]
    pub what: String,
    /// For a session: the people, in place of the current ones (can be repeated)
    #[arg(long, value_name = "PERSON", conflicts_with_all = ["private", "discard"])]
    pub with: Vec<String>,
    /// For a session: the date
    #[arg(long, alias = "date", value_name = "DATE", conflicts_with_all = ["private", "discard"])]
    pub on: Option<String>,
    /// For a session: the start time, such as 14:30, or none
    #[arg(long, value_name = "TIME", conflicts_with_all = ["private", "discard"])]
    pub start: Option<String>,
    /// For a session: the length, such as 30 or 1h30, or none
    #[arg(long, value_name = "LENGTH", conflicts_with_all = ["private", "discard"])]
    pub minutes: Option<String>,
    /// For a session: the kind, such as coaching, moment or supervision
    #[arg(long, value_name = "KIND", hide_possible_values = true, conflicts_with_all = ["private", "discard"])]
    pub kind: Option<Kind>,
    /// For a session: the topics, in place of the current ones, or none (can be repeated)
    #[arg(short = 't', long = "topic", value_name = "TOPIC", conflicts_with_all = ["private", "discard"])]
    pub topics: Vec<String>,
    /// For a session: the objectives, in place of the current ones, or none (can be repeated)
    #[arg(long = "objective", value_name = "OBJECTIVE", conflicts_with_all = ["private", "discard"])]
    pub objectives: Vec<String>,
    /// For a session: the resources that the people got, in place of the current ones, or none (can be repeated)
    #[arg(long = "resource", value_name = "RESOURCE", conflicts_with_all = ["private", "discard"])]
    pub resources: Vec<String>,
    /// Delete the draft
    #[arg(long)]
    pub discard: bool,
    /// Edit your private note on the session
    #[arg(long)]
    pub private: bool,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let correction = self.correction();
        if !correction.is_empty() {
            let (corrected, prefixes) = context.change(|edits, world| {
                Ok((correction.apply(edits, world, &self.what)?, edits.journal.prefixes()))
            })?;
            context.out.page(&session::page(&corrected.session, &prefixes, context.world.today));
            for person in &corrected.new_people {
                context.notes.say(&format!("new person `{person}`"));
            }
            for Action { id, owner, .. } in &corrected.left {
                context.notes.say(&format!(
                    "action {id} still belongs to `{owner}`, who is no longer in the session (`coach edit {id}` \
                     changes its owner)"
                ));
            }
            return Ok(());
        }
        if self.private {
            return crate::commands::edit_private_note::run(context, &self.what, self.discard);
        }
        let root = context.root()?;
        let journal = context.load()?;
        let named = journal.named(&self.what)?;
        let (path, (name, check)) = (named.path().to_string(), draft_name(named));
        let before = load::text(&root, &path).map_err(|problem| problem.error())?;
        if self.discard {
            return discard(context, &name, &self.what);
        }
        let draft = begin(context, &name, &self.what, &before)?;
        open(context, &draft, &before, &format!("coach edit {}", self.what))?;
        if draft.text()?.trim().is_empty() {
            draft.done()?;
            context.out.page(&cli::sentence("the text is empty: nothing was changed"));
            return Ok(());
        }
        let kept = |error: Error| {
            error.hint(format!("your draft is saved: `coach edit {}` opens it again", self.what))
        };
        let text = written(context, &draft, |place, text| {
            check(place, text)?;
            same_record(place, &before, text)
        })
        .map_err(kept)?;
        if text == before {
            draft.done()?;
            context.out.page(&cli::sentence("nothing was changed"));
            return Ok(());
        }
        save(context, &path, &name, &before, &text).map_err(|error| {
            let place = context.world.shown(&draft.path);
            Error { hint: Some(format!("your draft is saved in {place}")), ..error }
        })?;
        context.finish(draft);
        let journal = match context.load() {
            Ok(journal) => journal,
            Err(error) => {
                context.warn(&error);
                context.out.page(&cli::sentence(format!("saved {path}")));
                return Ok(());
            }
        };
        let today = context.world.today;
        let problems = checks::check(&journal, today, |path| load::text(&root, path).ok());
        for problem in problems.iter().filter(|problem| problem.path == path) {
            context.notes.say(&format!("please check: {}  {}", problem.place(), problem.message));
        }
        match journal.sessions.iter().find(|filed| filed.path == path) {
            Some(filed) => context.out.page(&session::page(filed, &journal.prefixes(), today)),
            None => context.out.page(&cli::sentence(format!("saved {path}"))),
        }
        Ok(())
    }

    fn correction(&self) -> Correction {
        Correction {
            with: self.with.clone(),
            on: self.on.clone(),
            start: self.start.clone(),
            minutes: self.minutes.clone(),
            kind: self.kind,
            topics: self.topics.clone(),
            objectives: self.objectives.clone(),
            resources: self.resources.clone(),
        }
    }
}

/// A function that checks that a text parses.
type ReadCheck = fn(&str, &str) -> std::result::Result<(), Problem>;

/// The name of the record's draft, and the check that a text parses as such a record.
fn draft_name(named: NamedRecord<'_>) -> (String, ReadCheck) {
    match named {
        NamedRecord::Person(filed) => (filed.record.handle.to_string(), readable::<Person> as ReadCheck),
        NamedRecord::Objective(filed) => {
            (format!("objective-{}", filed.record.handle), readable::<Objective>)
        }
        NamedRecord::Request(filed) => (filed.record.id.to_string(), readable::<Request>),
        NamedRecord::Resource(filed) => (format!("resource-{}", filed.record.handle), readable::<Resource>),
        NamedRecord::Policy(filed) => (format!("policy-{}", filed.record.handle), readable::<Policy>),
        NamedRecord::Story(filed) => (filed.record.id.to_string(), readable::<Story>),
        NamedRecord::Item(item) => (item.session().record.id.to_string(), readable::<Session>),
    }
}

/// Deletes the draft of this record.
pub(crate) fn discard(context: &mut Context<'_>, name: &str, typed: &str) -> Result<()> {
    let draft = Draft::kept(context.world, &draft_of(name))
        .ok_or_else(|| Error::cannot(format!("there is no draft of `{typed}`")))?;
    draft.done()?;
    context.out.page(&cli::sentence("deleted the draft"));
    Ok(())
}

fn draft_of(name: &str) -> String {
    format!("edit-{name}.toml")
}

/// The draft to edit: an earlier one, if the record's file has not changed since it began.
pub(crate) fn begin(context: &mut Context<'_>, name: &str, typed: &str, before: &str) -> Result<Draft> {
    let (name, base) = (draft_of(name), format!("edit-{name}.base"));
    if let (Some(draft), Some(kept)) = (Draft::kept(context.world, &name), Draft::kept(context.world, &base))
    {
        if kept.text()? == before {
            context.notes.say("opening your draft");
            return Ok(draft);
        }
        let place = context.world.shown(&draft.path);
        return Err(Error::cannot("the record has changed since you began your draft")
            .hint(format!("copy what you need from {place}, then run `coach edit {typed} --discard`")));
    }
    Draft::begin(context.world, &base, before)?;
    Draft::begin(context.world, &name, before)
}

/// Saves an unsaved text as the draft that `edit` opens next. `None` if the record has a draft already.
pub(crate) fn keep(context: &Context<'_>, name: &str, before: &str, text: &str) -> Result<Option<Draft>> {
    let (name, base) = (draft_of(name), format!("edit-{name}.base"));
    if Draft::kept(context.world, &name).is_some() {
        return Ok(None);
    }
    Draft::begin(context.world, &base, before)?;
    Draft::begin(context.world, &name, text).map(Some)
}

/// Checks that the edit keeps the id or handle of the record and the ids of its items: the rest of the
/// journal refers to them. Deleting a whole item is allowed.
fn same_record(place: &str, before: &str, after: &str) -> std::result::Result<(), Problem> {
    let refused = |message: String| Err(Problem::of_file(place, message));
    let (was, is) = (missing_keys::Names::of(before), missing_keys::Names::of(after));
    match (&was.own, &is.own) {
        (Some(was), None) => return refused(format!("the record has no id or handle: put `{was}` back")),
        (Some(was), Some(is)) if was != is => {
            return refused(format!(
                "you cannot change `{was}` to `{is}` here (to rename a person: `coach person rename`)"
            ));
        }
        _ => {}
    }
    match was.items.iter().find(|id| !is.items.contains(*id)) {
        Some(lost) if is.nameless > was.nameless => refused(format!("an item has no id: put `{lost}` back")),
        _ => Ok(()),
    }
}

fn save(context: &mut Context<'_>, path: &str, name: &str, before: &str, text: &str) -> Result<()> {
    context.change(|edits, world| {
        if edits.bytes(path)?.as_deref() != Some(before.as_bytes()) {
            return Err(Error::cannot(format!("{path} changed while you were editing")).nothing_saved());
        }
        let journal = edits.journal;
        if let Some(key) = template_answers::newly_shared(journal, before, text) {
            return Err(Error::cannot(format!(
                "the field `{key}` is private, but everyone could read it here"
            ))
            .nothing_saved());
        }
        let mut record = RecordText::parse(text).map_err(Error::cannot)?;
        let filled = if RecordKind::Person.is_at(path) {
            0
        } else {
            missing_keys::fill_in(&mut record, || crate::ops::new_items::new_id(journal, world))?
        };
        let text = if filled > 0 { record.render() } else { text.to_string() };
        edits.replace(path, Some(text.into_bytes()))?;
        edits.message("edit", &format!("edit {name}"));
        Ok(())
    })
}
