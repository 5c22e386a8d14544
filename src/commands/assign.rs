//! `coach assign`: assigns a programme of actions and follow-ups to people, each on its day.

use crate::cli::Context;
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::journal::edit::programme::{self, Assignment};
use crate::journal::query::journal::Journal;
use crate::journal::records::template::Template;
use crate::journal::text::new_record;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::ops::log::record;
use crate::ops::parse;
use crate::store::write::edits::Edits;
use crate::views::page::{Page, Text, Tone};
use crate::views::session_saved::{ClosedItems, SavedSession};

/// Assign a programme of actions
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach assign onboarding ana --start mon --dry-run
  coach assign onboarding ana --start mon
  coach assign onboarding ana ben --start \"1 dec\"
  coach assign onboarding new-leaders --start \"next monday\"    assigns it to each member of a group

A programme contains actions and follow-ups. coach counts their due dates from --start, and moves a date that
falls on a weekend to the following Monday. Each person gets their own actions and follow-ups. `coach undo`
reverts the whole assignment.

`coach template list` lists the programmes. `coach template new --copy onboarding NAME` creates your own.")]
pub(crate) struct Args {
    /// Programme to assign
    #[arg(value_name = "PROGRAMME")]
    pub programme: String,
    /// People and groups that get the programme
    #[arg(value_name = "PERSON", required = true)]
    pub people: Vec<String>,
    /// Start date of the programme [default: today]
    #[arg(long, value_name = "DATE")]
    pub start: Option<String>,
    /// Assign it again to people who already have it
    #[arg(long)]
    pub again: bool,
    /// Show what would be assigned, and save nothing
    #[arg(long)]
    pub dry_run: bool,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let me = context.me()?;
        if self.dry_run {
            let (journal, root) = (context.load()?, context.place()?);
            let all = self.assign(&mut Edits::on(&journal, &root), context.world, &me)?;
            context.out.shows_a_plan();
            show(context, &self.programme, &all);
            context.mention_templates();
            context.notes.say("dry run: nothing was saved");
            return Ok(());
        }
        let all = context.change(|edits, world| self.assign(edits, world, &me))?;
        show(context, &self.programme, &all);
        context.mention_templates();
        Ok(())
    }

    fn assign(&self, edits: &mut Edits<'_>, world: &mut Environment, me: &Handle) -> Result<Assigned> {
        let journal = edits.journal;
        let template = journal.programme(&self.programme)?;
        let start = self.start(journal, world)?;
        let people = self.people(journal)?;
        if !self.again {
            people.iter().try_for_each(|person| not_again(journal, template, person))?;
        }
        let mut all = Vec::new();
        for person in &people {
            let assigned = Assignment { person, start, coach: me, today: world.today };
            let id = || world.chance.id(|id| journal.is_taken(id));
            let session = programme::session(template, &assigned, id)?;
            let text = new_record::session(&session);
            all.push(record(edits, text, &session, &[], &ClosedItems::default(), world.today)?);
        }
        let names: Vec<&str> = people.iter().map(Handle::as_str).collect();
        edits.message("assign", &format!("assign {} {start}: {}", template.handle, names.join(", ")));
        Ok(Assigned { start, sessions: all })
    }

    fn start(&self, journal: &Journal, world: &Environment) -> Result<Day> {
        match &self.start {
            None => Ok(world.today),
            Some(start) => parse::coming_day(&parse::calendar(world, journal), "start", start),
        }
    }

    /// The named people, each once; a group counts as its members.
    fn people(&self, journal: &Journal) -> Result<Vec<Handle>> {
        let mut people: Vec<Handle> = Vec::new();
        for typed in &self.people {
            let person = &journal.person(typed)?.record;
            let who = crate::ops::new_items::who(journal, std::slice::from_ref(&person.handle))?.0;
            people.extend(who.into_iter().filter(|one| !people.contains(one)).collect::<Vec<_>>());
        }
        if people.is_empty() { Err(Error::usage("that group has no members")) } else { Ok(people) }
    }
}

fn not_again(journal: &Journal, template: &Template, person: &Handle) -> Result<()> {
    let Some(had) = programme::had(journal, &template.handle, person) else { return Ok(()) };
    let open = had.actions.iter().filter(|action| action.is_open()).count();
    Err(Error::cannot(format!(
        "{person} already has `{}`, since {} ({open} of {} actions are open)",
        template.handle,
        had.date,
        had.actions.len()
    ))
    .hint(format!("`coach show {}` shows it; to assign it again, add --again", had.id)))
}

/// A programme that people got.
struct Assigned {
    start: Day,
    /// One for each person.
    sessions: Vec<SavedSession>,
}

fn show(context: &mut Context<'_>, programme: &str, assigned: &Assigned) {
    let mut page = Page::new();
    page.line(Text::from(format!("{programme} starts on ")).day(Tone::Plain, assigned.start));
    for logged in &assigned.sessions {
        page.blank();
        page.nested(0, logged.page(context.world.today));
    }
    context.out.page(&page);
}
