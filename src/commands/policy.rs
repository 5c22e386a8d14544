//! `coach policy`: manages the team's policies, the agreement on each, and the day of its review.

use std::path::Path;

use super::list;
use crate::cli::Context;
use crate::error::{Error, Result};
use crate::escape::says_nothing;
use crate::journal::query::journal::{Filed, Journal};
use crate::journal::records::policy::Policy;
use crate::journal::text::new_record;
use crate::journal::values::handle::Handle;
use crate::ops::{new_items, parse};
use crate::store::files::{input, record_paths};
use crate::views::listing::policies;
use crate::views::page::{Page, Text, Tone};
use crate::views::policy as shown;

/// Manage policies, and when to review them
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach policy add paid-time \"When people learn in paid time\" --text \"Mandatory courses are paid time.\"
  coach policy add travel \"Travel to training\" --text - --owner helen < travel.md
  coach policy agree paid-time --by helen,priya --review \"1 jun\"
  coach policy list
  coach policy show paid-time
  coach edit paid-time            changes the text or another field

The owner keeps the policy up to date, by default you. `coach due` shows the owner when the review is due. After a
review, run `coach policy agree` again with the next date.")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub verb: Verb,
}

#[derive(clap::Subcommand)]
pub(crate) enum Verb {
    /// Add a policy
    Add(Add),
    /// Record who agreed to a policy, and the date of the next review
    Agree(Agree),
    /// Show a policy in full
    Show {
        /// Policy
        #[arg(value_name = "POLICY")]
        handle: String,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// List policies, the next review first
    List {
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
    /// Text of the policy; - reads standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub text: Option<String>,
    /// Person who keeps it up to date [default: you]
    #[arg(long, value_name = "PERSON")]
    pub owner: Option<String>,
    /// Date of the next review
    #[arg(long, value_name = "DATE")]
    pub review: Option<String>,
}

#[derive(clap::Args)]
pub(crate) struct Agree {
    /// Policy
    #[arg(value_name = "POLICY")]
    pub handle: String,
    /// People who agreed, separated by commas [default: you]
    #[arg(long, value_name = "PERSON", value_delimiter = ',')]
    pub by: Vec<String>,
    /// Date of the agreement [default: today]
    #[arg(long, alias = "date", value_name = "DATE")]
    pub on: Option<String>,
    /// Date of the next review; `none` clears it
    #[arg(long, value_name = "DATE")]
    pub review: Option<String>,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        match self.verb {
            Verb::Add(args) => args.run(context),
            Verb::Agree(args) => args.run(context),
            Verb::Show { handle, json } => show(context, &handle, json),
            Verb::List { json } => list::policies(json).run(context),
        }
    }
}

impl Add {
    fn run(self, context: &mut Context<'_>) -> Result<()> {
        let handle = parse::handle("a policy", &self.handle)?;
        let title = self.title.trim().to_string();
        if says_nothing(&title) {
            return Err(Error::usage("the title is empty"));
        }
        let text = match self.text.as_deref() {
            Some("-") => input::read(context.world, Path::new("-"))?,
            typed => typed.unwrap_or_default().to_string(),
        };
        let text = if says_nothing(&text) { String::new() } else { new_record::written(&text) };
        let me = context.me()?;
        let (filed, new) = context.change_or_begin(|edits, world| {
            let journal = edits.journal;
            if let Some(there) = journal.policies.get(&handle) {
                return Err(Error::cannot(format!("`{handle}` already exists: {}", there.path))
                    .hint(format!("to change it: coach edit policy:{handle}")));
            }
            let calendar = parse::calendar(world, journal);
            let owner =
                self.owner.as_deref().map(|typed| new_items::known_or_new(journal, typed)).transpose()?;
            let review = self
                .review
                .as_deref()
                .map(|typed| parse::coming_day(&calendar, "review", typed))
                .transpose()?;
            let policy = Policy {
                handle: handle.clone(),
                title: title.clone(),
                text: text.clone(),
                owner: Some(owner.unwrap_or_else(|| me.clone())),
                agreed: None,
                agreed_by: Vec::new(),
                review,
                conflict: Vec::new(),
            };
            let path = record_paths::policy(&handle);
            edits.create(&path, new_record::policy(&policy))?;
            let new = new_items::people(edits, policy.people())?;
            edits.message("policy", &format!("add policy {handle}"));
            Ok((Filed { path, record: policy }, new))
        })?;
        say(context, "new policy", &filed, &new);
        if filed.record.text.is_empty() {
            context.notes.say(&format!("it has no text yet: coach edit policy:{}", filed.record.handle));
        }
        Ok(())
    }
}

impl Agree {
    fn run(self, context: &mut Context<'_>) -> Result<()> {
        let me = context.me()?;
        let (filed, new) = context.change(|edits, world| {
            let journal = edits.journal;
            let there = journal.policy(&self.handle)?;
            let calendar = parse::calendar(world, journal);
            let on = self.on.as_deref().map(|text| parse::past_day(&calendar, "on", text)).transpose()?;
            let review = match self.review.as_deref() {
                Some("none") => None,
                Some(typed) => Some(parse::coming_day(&calendar, "review", typed)?),
                None => there.record.review,
            };
            let mut policy =
                Policy { agreed: Some(on.unwrap_or(world.today)), review, ..there.record.clone() };
            for person in self.people(journal, &me)? {
                if !policy.agreed_by.contains(&person) {
                    policy.agreed_by.push(person);
                }
            }
            if policy == there.record {
                return Err(Error::cannot(format!("nothing to change for `{}`", policy.handle))
                    .hint("for example --by PERSON or --review \"in 6 months\""));
            }
            new_record::write_policy(edits.text(&there.path)?, &policy);
            let new = new_items::people(edits, policy.people())?;
            edits.message("policy", &format!("agree policy {}", policy.handle));
            Ok((Filed { path: there.path.clone(), record: policy }, new))
        })?;
        say(context, "agreed", &filed, &new);
        let (policy, today) = (&filed.record, context.world.today);
        if policy.review.is_none_or(|review| review <= today) {
            let handle = &policy.handle;
            context.notes.say(&format!(
                "it has no coming review: coach policy agree {handle} --review \"in 6 months\""
            ));
        }
        Ok(())
    }

    /// The people who agreed, in the order of the line.
    fn people(&self, journal: &Journal, me: &Handle) -> Result<Vec<Handle>> {
        if self.by.is_empty() {
            return Ok(vec![me.clone()]);
        }
        self.by.iter().map(|typed| new_items::known_or_new(journal, typed)).collect()
    }
}

fn show(context: &mut Context<'_>, typed: &str, json: bool) -> Result<()> {
    let journal = context.load()?;
    let (filed, today) = (journal.policy(typed)?, context.world.today);
    if json {
        context.out.json(&policies::row(filed, today));
    } else {
        context.out.page(&shown::page(filed, today));
    }
    context.mention(&journal.problems);
    Ok(())
}

fn say(context: &mut Context<'_>, what: &str, filed: &Filed<Policy>, new: &[Handle]) {
    let (row, today) = (policies::row(filed, context.world.today), context.world.today);
    let mut page = Page::new();
    let headline = Text::from(format!("{what} ")).with(Tone::Heading, row.handle.as_str());
    page.line(headline.plain(format!("  {}", row.title)));
    shown::facts(&mut page, &row, today);
    for handle in new {
        page.line(format!("new person `{handle}`"));
    }
    context.out.page(&page);
}
