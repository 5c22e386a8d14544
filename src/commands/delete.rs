//! `coach delete`: deletes a session or another record.

use crate::cli::{self, Context};
use crate::error::{Error, Result};
use crate::ops::delete::Deletion;
use crate::store::private;
use crate::views::page::{Page, Text, Tone};

/// Delete a session or another record
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach delete k3f            a session with its actions and follow-ups
  coach delete m2q            an action with the follow-ups about it
  coach delete k3f --yes      does not ask

coach lists everything that it will delete, and asks. `coach undo` restores it. The text stays in git's
history; to erase the data of a person, use `coach person forget`. If an action was agreed but will not be
done, use `coach drop`, which keeps the action with a reason.")]
pub(crate) struct Args {
    /// Id of a session, action, follow-up, request or story, or handle of a policy or
    /// resource
    #[arg(value_name = "ID|POLICY|RESOURCE")]
    pub id: String,
    /// Do not ask for confirmation
    #[arg(short, long)]
    pub yes: bool,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        if !self.yes {
            let journal = context.load()?;
            context.out.page(&plan(&Deletion::find(&journal, &self.id)?));
            if !agreed(context, &self.id)? {
                context.out.page(&cli::sentence("nothing was changed"));
                return Ok(());
            }
        }
        let (page, name, session) = context.change(|edits, _| {
            edits.needs_one_file_each()?;
            let deletion = Deletion::find(edits.journal, &self.id)?;
            deletion.apply(edits)?;
            Ok((plan(&deletion), deletion.name.clone(), deletion.session().cloned()))
        })?;
        if self.yes {
            context.out.page(&page);
        }
        context.out.page(&cli::sentence(format!("deleted {name} (`coach undo` restores it)")));
        let note = session.and_then(|id| private::note(context.world, &id).ok().flatten());
        if note.is_some_and(|note| !note.says_nothing()) {
            context.notes.say("coach kept its private note (`coach private list` shows it)");
        }
        Ok(())
    }
}

/// The record and everything that depends on it.
fn plan(deletion: &Deletion<'_>) -> Page {
    let mut page = Page::new();
    page.line(Text::new().with(Tone::Heading, deletion.name.as_str()));
    for action in &deletion.actions {
        page.line(format!("  action {}: {}", action.id, action.what));
    }
    for ask in &deletion.follow_ups {
        page.line(format!("  follow-up {}: {}", ask.id, ask.ask));
    }
    for story in &deletion.stories {
        page.line(format!("  story {}", story.record.id));
    }
    page
}

fn agreed(context: &mut Context<'_>, id: &str) -> Result<bool> {
    if !(context.world.terminal.stdin && context.world.terminal.stdout) {
        return Err(Error::usage("cannot ask for confirmation: there is no terminal")
            .hint(format!("`coach delete {id} --yes` deletes without asking")));
    }
    context.notes.say("delete all of this? [y/N]");
    let answer = context.world.line()?;
    Ok(answer.is_some_and(|answer| matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")))
}
