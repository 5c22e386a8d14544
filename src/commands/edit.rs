//! `coach edit`: a record's own file in the editor.

use super::draft::{readable, written};
use super::show::{Named, named};
use crate::cli::{self, Context};
use crate::error::{Error, Result};
use crate::journal::person::Person;
use crate::journal::record::{self, Problem};
use crate::journal::repair;
use crate::journal::session::Session;
use crate::journal::text::RecordText;
use crate::report::session;
use crate::store::draft::Draft;
use crate::store::load;

/// Open a session or a person in your editor
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach edit k3f
  coach edit ana
  coach edit k3f --private

The file opens as it is ($VISUAL or $EDITOR) and is saved when you close it. What cannot be read
is kept as a draft, and `coach edit` opens that again.")]
pub struct Args {
    /// An id, or a person's handle
    #[arg(value_name = "ID|PERSON")]
    pub what: String,
    /// The private note beside the session, which only you see
    #[arg(long)]
    pub private: bool,
}

impl Args {
    pub fn run(self, context: &mut Context<'_>) -> Result<()> {
        if self.private {
            return super::private::edit::run(context, &self.what);
        }
        let root = context.root()?;
        let journal = context.load()?;
        let (path, name, is_person) = match named(&journal, &self.what)? {
            Named::Person(filed) => (filed.path.clone(), filed.record.handle.to_string(), true),
            Named::Item(item) => (item.session().path.clone(), item.session().record.id.to_string(), false),
        };
        let before = load::text(&root, &path)
            .map_err(|problem| Error::cannot(format!("{}: {}", problem.place(), problem.message)))?;
        let draft = begin(context, &name, &before)?;
        draft.edit(context.world).inspect_err(|_| draft.forget_if(&before))?;
        let kept = |error: Error| {
            error.hint(format!("`coach edit {}` opens it again: nothing you wrote is lost", self.what))
        };
        let check = if is_person { readable::<Person> } else { readable::<Session> };
        let text = written(context, &draft, |place, text| {
            check(place, text)?;
            same_record(place, &before, text)
        })
        .map_err(kept)?;
        if text == before {
            draft.done();
            context.out.page(&cli::sentence("nothing changed"));
            return Ok(());
        }
        save(context, &path, &name, &before, &text).map_err(|error| {
            let place = context.world.shown(&draft.path);
            Error { hint: Some(format!("what you wrote is kept in {place}")), ..error }
        })?;
        draft.done();
        let journal = context.load()?;
        let today = context.world.today;
        match journal.sessions.iter().find(|filed| filed.path == path) {
            Some(filed) => context.out.page(&session::page(filed, &journal.prefixes(), today)),
            None => context.out.page(&cli::sentence(format!("saved {path}"))),
        }
        Ok(())
    }
}

/// The draft to edit: one that was kept, if it was begun on the file as it is now.
pub fn begin(context: &mut Context<'_>, name: &str, before: &str) -> Result<Draft> {
    let (name, base) = (format!("edit-{name}.toml"), format!("edit-{name}.base"));
    if let (Some(draft), Some(kept)) = (Draft::kept(context.world, &name), Draft::kept(context.world, &base))
    {
        if kept.text()? == before {
            context.notes.say("opening the draft that was kept");
            return Ok(draft);
        }
        let place = context.world.shown(&draft.path);
        return Err(Error::cannot("a draft was kept, and the record has changed since")
            .hint(format!("take from {place} what you need, and remove it")));
    }
    Draft::begin(context.world, &base, before)?;
    Draft::begin(context.world, &name, before)
}

/// The id and the handle are what the rest of the journal knows a record by.
fn same_record(place: &str, before: &str, after: &str) -> std::result::Result<(), Problem> {
    let name = |text: &str| {
        let session = record::read::<Session>("", text).map(|session| session.id.to_string());
        session.or_else(|_| record::read::<Person>("", text).map(|person| person.handle.to_string())).ok()
    };
    match (name(before), name(after)) {
        (Some(was), Some(is)) if was != is => {
            let message =
                format!("the record is `{was}` and cannot become `{is}` (a person: `coach person rename`)");
            Err(Problem::of_file(place, message))
        }
        _ => Ok(()),
    }
}

fn save(context: &mut Context<'_>, path: &str, name: &str, before: &str, text: &str) -> Result<()> {
    context.change(|edits, world| {
        if edits.bytes(path)?.as_deref() != Some(before.as_bytes()) {
            return Err(Error::cannot(format!("{path} changed while you were editing: nothing was saved")));
        }
        let journal = edits.journal;
        let mut record = RecordText::parse(text).map_err(Error::cannot)?;
        let filled = match path.starts_with("people/") {
            true => 0,
            false => repair::fill_in(&mut record, || super::agreed::new_id(journal, world))?,
        };
        let text = if filled > 0 { record.render() } else { text.to_string() };
        edits.replace(path, Some(text.into_bytes()))?;
        edits.message("edit", &format!("edit {name}"));
        Ok(())
    })
}
