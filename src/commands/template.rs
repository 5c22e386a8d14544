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

/// Manage forms and programmes
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach template list
  coach template show grow
  coach template new first-call
  coach template new grow                     copies the built-in form; the copy replaces it
  coach template new sales-start --copy onboarding

A template is a form (questions for a kind of session) or a programme (actions to assign). It is a file in
the folder templates/ of the journal, and everyone who shares the journal can use it. coach saves a private
field in your private note, and never in the journal.")]
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
        /// Form or programme
        #[arg(value_name = "TEMPLATE|PROGRAMME")]
        name: String,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Create a form or programme, and open it in your editor (in a terminal)
    New {
        /// Name of the new form or programme
        #[arg(value_name = "NAME")]
        name: String,
        /// Start with a copy of this form or programme
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
        return Err(Error::cannot(format!("the journal already has a template `{handle}`"))
            .hint(format!("edit {}; `coach sync` shares the change", there.path)));
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
    format!("your text is saved; to continue: coach template new {handle}")
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
        return Err(Error::cannot("the text is empty, so no template was created"));
    }
    let is_it = |place: &str, text: &str| {
        let template = records::read::<Template>(place, text)?;
        if template.handle == *handle {
            Ok(())
        } else {
            Err(records::Problem::of_file(
                place,
                format!("the handle is `{}`, but it must be `{handle}`", template.handle),
            ))
        }
    };
    editor::written(context, &draft, is_it).map_err(|error| editor::with(error, &kept(handle)))
}
