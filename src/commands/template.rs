//! `coach template`: manages the forms that `log` fills in, and the programmes that `assign` assigns.

use crate::cli::{Context, editor};
use crate::error::{Error, Result};
use crate::journal::query::journal::{Filed, Journal};
use crate::journal::records;
use crate::journal::records::template::{Template, built_in_text, skeleton};
use crate::journal::text::editable_record::RecordText;
use crate::journal::values::handle::Handle;
use crate::ops::parse;
use crate::store::drafts::Draft;
use crate::store::files::record_paths;
use crate::store::load;
use crate::views::template as shown;

/// List, show and make forms for sessions, and programmes to assign
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach template list
  coach template show grow
  coach template new first-call
  coach template new grow                     a copy of the one built in, which it then replaces
  coach template new sales-start --copy onboarding

A template is a file in the journal's templates/, for everybody who shares the journal. A field that
is private goes to your own private note and never into the journal.")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub verb: Verb,
}

#[derive(clap::Subcommand)]
pub(crate) enum Verb {
    /// List forms and programmes
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Show the fields of a form, or the actions of a programme
    Show {
        /// The form or programme
        #[arg(value_name = "TEMPLATE|PROGRAMME")]
        name: String,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Make one for the team, and open it in your editor (on a terminal)
    New {
        /// What it will be called
        #[arg(value_name = "NAME")]
        name: String,
        /// Begin with a copy of this one
        #[arg(long, value_name = "TEMPLATE|PROGRAMME")]
        copy: Option<String>,
    },
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        match self.verb {
            Verb::List { json } => list(context, json),
            Verb::Show { name, json } => show(context, &name, json),
            Verb::New { name, copy } => new(context, &name, copy.as_deref()),
        }
    }
}

fn list(context: &mut Context<'_>, json: bool) -> Result<()> {
    let journal = context.load_if_there()?;
    let rows = shown::rows(&journal);
    if json {
        context.out.json(&rows);
    } else {
        context.out.page(&shown::list(&rows));
    }
    context.mention(&journal.problems);
    Ok(())
}

fn show(context: &mut Context<'_>, name: &str, json: bool) -> Result<()> {
    let journal = context.load_if_there()?;
    let filed = journal.template(name)?;
    if json {
        context.out.json(&shown::row(filed));
    } else {
        context.out.page(&shown::page(filed));
    }
    context.mention_templates();
    Ok(())
}

fn new(context: &mut Context<'_>, name: &str, original: Option<&str>) -> Result<()> {
    let handle = parse::handle("a template", name)?;
    let root = context.root()?;
    let journal = context.load()?;
    if let Some(there) = journal.templates.get(&handle).filter(|there| !there.is_built_in()) {
        return Err(Error::cannot(format!("the journal has a template `{handle}` already"))
            .hint(format!("edit {}, and `coach sync` shares it", there.path)));
    }
    let begun = match original {
        Some(original) => copy(&journal, &root, original, &handle)?,
        None if built_in_text(&handle).is_some() => copy(&journal, &root, handle.as_str(), &handle)?,
        None => skeleton(&handle),
    };
    let text = if context.world.terminal.asks { edited(context, &handle, &begun)? } else { begun };
    let path = record_paths::template(&handle);
    let saved = context.change(|edits, _| {
        edits.create(&path, RecordText::parse(&text).map_err(Error::cannot)?)?;
        edits.message("template", &format!("template {handle}"));
        let record: Template = records::read(&path, &text).map_err(|problem| problem.error())?;
        Ok(Filed { path: path.clone(), record })
    });
    let name = draft_of(&handle);
    let made = saved.map_err(|error| match Draft::kept(context.world, &name) {
        Some(_) => editor::with(error, &kept(&handle)),
        None => error,
    })?;
    if let Some(draft) = Draft::kept(context.world, &name) {
        context.finish(draft);
    }
    context.out.page(&shown::page(&made));
    Ok(())
}

/// The text of another template with the new handle.
fn copy(journal: &Journal, root: &std::path::Path, from: &str, handle: &Handle) -> Result<String> {
    let filed = journal.template(from)?;
    let text = if filed.is_built_in() {
        // Skips the comment at the top, which describes the built-in template.
        built_in_text(&filed.record.handle)
            .unwrap_or_default()
            .lines()
            .skip_while(|line| line.starts_with('#'))
            .map(|line| format!("{line}\n"))
            .collect()
    } else {
        load::text(root, &filed.path).map_err(|problem| problem.error())?
    };
    let mut text = RecordText::parse(&text).map_err(Error::cannot)?;
    text.root().set("handle", handle.as_str());
    Ok(text.render())
}

fn draft_of(handle: &Handle) -> String {
    format!("template-{handle}.toml")
}

fn kept(handle: &Handle) -> String {
    format!("`coach template new {handle}` opens it again: nothing you wrote is lost")
}

/// The text from the editor, as soon as it is a valid template with this handle.
fn edited(context: &mut Context<'_>, handle: &Handle, begun: &str) -> Result<String> {
    let again = format!("coach template new {handle}");
    let draft = match Draft::kept(context.world, &draft_of(handle)) {
        Some(draft) => draft,
        None => Draft::begin(context.world, &draft_of(handle), begun)?,
    };
    editor::open(context, &draft, begun, &again)?;
    if draft.text()?.trim().is_empty() {
        draft.done()?;
        return Err(Error::cannot("an empty text: no template was made"));
    }
    let is_it = |place: &str, text: &str| {
        let template = records::read::<Template>(place, text)?;
        if template.handle == *handle {
            Ok(())
        } else {
            Err(records::Problem::of_file(
                place,
                format!("the handle is `{}`, and the template is to be `{handle}`", template.handle),
            ))
        }
    };
    editor::written(context, &draft, is_it).map_err(|error| editor::with(error, &kept(handle)))
}
