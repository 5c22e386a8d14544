//! `coach resource`: manages the resources that coaches give to people.

use super::list;
use crate::cli::Context;
use crate::error::{Error, Result};
use crate::escape::says_nothing;
use crate::journal::query::journal::{Filed, Journal};
use crate::journal::records::follow_up::Obstacle;
use crate::journal::records::resource::{Resource, ResourceKind};
use crate::journal::text::new_record;
use crate::journal::values::link::Link;
use crate::ops::correct::length;
use crate::ops::log::handles;
use crate::ops::parse;
use crate::store::files::record_paths;
use crate::views::listing::resources;
use crate::views::page::{Page, Text, Tone};
use crate::views::{resource as shown, session};

/// Manage resources to give to people
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach resource add price-once \"Say the price once\" --link https://example.com/price --kind video --minutes 12
  coach resource add calendar \"Block time for practice\" --obstacle time --topic planning
  coach resource give price-once k3f
  coach resource retire price-once
  coach resource list --all
  coach resource show price-once

`coach prep` and `coach plan` suggest at most three resources for the open topics and obstacles of a person, and
`coach missed` those for the obstacle. They leave out what the person got already. `coach log --resource` and
`coach resource give` record that people got a resource. `coach report resources` shows the results.")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub verb: Verb,
}

#[derive(clap::Subcommand)]
pub(crate) enum Verb {
    /// Add a resource
    Add(Add),
    /// Record that the people of a session got a resource
    Give(Give),
    /// Stop suggesting a resource
    Retire(Retire),
    /// Show a resource in full
    Show {
        /// Resource
        #[arg(value_name = "RESOURCE")]
        handle: String,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// List resources
    List {
        /// Include retired resources
        #[arg(long)]
        all: bool,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(clap::Args)]
pub(crate) struct Add {
    /// Handle: lower-case letters, digits and -
    #[arg(value_name = "HANDLE")]
    pub handle: String,
    /// Title, in one line
    #[arg(value_name = "TITLE", allow_hyphen_values = true)]
    pub title: String,
    /// Web address
    #[arg(long, value_name = "URL")]
    pub link: Option<String>,
    /// Kind: article, book, course, podcast, tool, video or other [default: other]
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// Time that it takes, such as 12 or 1h30
    #[arg(long, value_name = "LENGTH")]
    pub minutes: Option<String>,
    /// Topic that it is for (can be repeated)
    #[arg(short = 't', long = "topic", value_name = "TOPIC")]
    pub topics: Vec<String>,
    /// Obstacle that it helps with, such as time or skill (can be repeated)
    #[arg(long = "obstacle", value_name = "OBSTACLE")]
    pub obstacles: Vec<String>,
}

#[derive(clap::Args)]
pub(crate) struct Give {
    /// Resource
    #[arg(value_name = "RESOURCE")]
    pub handle: String,
    /// Session, or an action or follow-up of it
    #[arg(value_name = "ID")]
    pub id: String,
}

#[derive(clap::Args)]
pub(crate) struct Retire {
    /// Resource
    #[arg(value_name = "RESOURCE")]
    pub handle: String,
    /// Date from which coach no longer suggests it [default: today]
    #[arg(long, alias = "date", value_name = "DATE")]
    pub on: Option<String>,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        match self.verb {
            Verb::Add(args) => args.run(context),
            Verb::Give(args) => args.run(context),
            Verb::Retire(args) => args.run(context),
            Verb::Show { handle, json } => show(context, &handle, json),
            Verb::List { all, json } => list::resources(all, json).run(context),
        }
    }
}

impl Add {
    fn run(self, context: &mut Context<'_>) -> Result<()> {
        let resource = self.resource()?;
        let handle = &resource.handle;
        context.change_or_begin(|edits, _| {
            if let Some(there) = edits.journal.resources.get(handle) {
                return Err(Error::cannot(format!("`{handle}` already exists: {}", there.path))
                    .hint(format!("to change it: coach edit resource:{handle}")));
            }
            edits.create(&record_paths::resource(handle), new_record::resource(&resource))?;
            edits.message("resource", &format!("add resource {handle}"));
            Ok(())
        })?;
        if resource.topics.is_empty() && resource.obstacles.is_empty() {
            context.notes.say(&format!(
                "it has no topic and no obstacle, so coach never suggests it: coach edit resource:{handle}"
            ));
        }
        say(context, "new resource", resource);
        Ok(())
    }

    fn resource(&self) -> Result<Resource> {
        let title = self.title.trim().to_string();
        if says_nothing(&title) {
            return Err(Error::usage("the title is empty"));
        }
        let typed = |flag: &'static str| move |why: String| Error::usage(why).in_field(flag);
        let obstacles = self.obstacles.iter().flat_map(|typed| typed.split(',')).map(str::trim);
        let obstacles = obstacles.map(str::parse::<Obstacle>).collect::<std::result::Result<Vec<_>, _>>();
        let mut obstacles = obstacles.map_err(typed("obstacle"))?;
        obstacles.sort_unstable();
        obstacles.dedup();
        Ok(Resource {
            handle: parse::handle("a resource", &self.handle)?,
            title,
            link: self.link.as_deref().map(str::parse::<Link>).transpose().map_err(typed("link"))?,
            kind: match self.kind.as_deref().map(str::parse::<ResourceKind>) {
                Some(kind) => kind.map_err(typed("kind"))?,
                None => ResourceKind::default(),
            },
            minutes: self.minutes.as_deref().map(length).transpose()?,
            topics: handles("a topic", &self.topics)?,
            obstacles,
            retired: None,
            conflict: Vec::new(),
        })
    }
}

impl Give {
    fn run(self, context: &mut Context<'_>) -> Result<()> {
        let (filed, prefixes) = context.change(|edits, _| {
            let journal = edits.journal;
            let handle = &journal.resource(&self.handle)?.record.handle;
            let filed = journal.item(&self.id)?.session();
            let mut given = filed.record.resources.clone();
            if given.contains(handle) {
                let session = &filed.record.id;
                return Err(Error::cannot(format!(
                    "the session {session} has the resource `{handle}` already"
                )));
            }
            given.push(handle.clone());
            edits.text(&filed.path)?.root().set_list("resources", &given);
            edits.message("resource", &format!("give resource {handle} ({})", filed.record.whom()));
            Ok((edits.session(&filed.path)?, journal.prefixes()))
        })?;
        context.out.page(&session::page(&filed, &prefixes, context.world.today));
        Ok(())
    }
}

impl Retire {
    fn run(self, context: &mut Context<'_>) -> Result<()> {
        let resource = context.change(|edits, world| {
            let journal = edits.journal;
            let filed = journal.resource(&self.handle)?;
            let handle = &filed.record.handle;
            if let Some(day) = filed.record.retired {
                return Err(Error::cannot(format!("`{handle}` was retired on {day}"))
                    .hint(format!("to suggest it again, delete that line: coach edit resource:{handle}")));
            }
            let calendar = parse::calendar(world, journal);
            let on = self.on.as_deref().map(|text| parse::past_day(&calendar, "on", text)).transpose()?;
            let retired = on.unwrap_or(world.today);
            edits.text(&filed.path)?.root().set_day("retired", retired);
            edits.message("resource", &format!("retire resource {handle}"));
            Ok(Resource { retired: Some(retired), ..filed.record.clone() })
        })?;
        say(context, "retired", resource);
        Ok(())
    }
}

fn show(context: &mut Context<'_>, typed: &str, json: bool) -> Result<()> {
    let journal = context.load()?;
    let (filed, today) = (journal.resource(typed)?, context.world.today);
    if json {
        context.out.json(&resources::row(&journal, filed, today));
    } else {
        context.out.page(&shown::page(&journal, filed, today));
    }
    context.mention(&journal.problems);
    Ok(())
}

fn say(context: &mut Context<'_>, what: &str, resource: Resource) {
    let filed = Filed { path: record_paths::resource(&resource.handle), record: resource };
    let row = resources::row(&Journal::default(), &filed, context.world.today);
    let mut page = Page::new();
    let headline = Text::from(format!("{what} ")).with(Tone::Heading, row.handle.as_str());
    page.line(headline.plain(format!("  {}", row.title)));
    shown::facts(&mut page, &row);
    context.out.page(&page);
}
