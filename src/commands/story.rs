//! `coach story`: turns a done action into a success story for others to read.

use super::benefit::done_action;
use crate::cli::Context;
use crate::environment::Environment;
use crate::error::{Cause, Error, Result};
use crate::escape::says_nothing;
use crate::journal::edit::forget::mentions;
use crate::journal::query::journal::{Filed, Journal};
use crate::journal::records::story::{Consent, Story};
use crate::journal::text::new_record;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::ops::{new_items, parse};
use crate::store::files::record_paths;
use crate::views::story as shown;

/// Turn a completed action into a success story
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach story m2q --context \"Nine of ten renewals began with a discount\"
  coach story m2q --quote \"I just stopped talking\" --consent named --consent-form \"mail of 12 Nov\"
  coach story m2q --consent none              withdraws the consent
  coach list stories

By default, coach copies the text and the result of the action. Consent is none (the default), anonymous or
named. Without consent, lists and reports do not print the text of the story. Everyone who has the journal can
still read it: `coach show ID`, `edit` and `history` print it, and `coach export json` and `jsonl` contain it,
because they are backups. `csv` and `xlsx` contain a row without the text; other formats leave the story out.

An action has one story. Run the same command again to change it.")]
pub(crate) struct Args {
    /// Completed action, or a story to change
    #[arg(value_name = "ID")]
    pub id: String,
    /// The situation before the action
    #[arg(long, value_name = "TEXT")]
    pub context: Option<String>,
    /// What the person did [default: the text of the action]
    #[arg(long, value_name = "TEXT")]
    pub did: Option<String>,
    /// The result [default: the result of the action]
    #[arg(long, value_name = "TEXT")]
    pub result: Option<String>,
    /// A quote from the person
    #[arg(long, value_name = "TEXT")]
    pub quote: Option<String>,
    /// What the person agreed to: none, anonymous or named
    #[arg(long, value_name = "CONSENT")]
    pub consent: Option<String>,
    /// Date of the consent [default: today]
    #[arg(long, value_name = "DATE", requires = "consent")]
    pub on: Option<String>,
    /// Person who gave the consent [default: the person of the story]
    #[arg(long, value_name = "HANDLE", requires = "consent")]
    pub consent_by: Option<String>,
    /// How they gave it, such as `mail of 12 Nov`
    #[arg(long, value_name = "TEXT", requires = "consent")]
    pub consent_form: Option<String>,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let consent = self.consent.as_deref().map(str::parse::<Consent>).transpose();
        let consent = consent.map_err(|message| Error::usage(format!("--consent: {message}")))?;
        let (filed, prefixes, notes) = context.change(|edits, world| {
            let journal = edits.journal;
            let there = story_of(journal, &self.id)?;
            let mut story = match there {
                Some(filed) => filed.record.clone(),
                None => self.new_story(journal, world)?,
            };
            let calendar = parse::calendar(world, journal);
            let on = self.on.as_deref().map(|text| parse::past_day(&calendar, "on", text)).transpose()?;
            let reworded = self.reword(&mut story);
            // The consent was for the earlier words.
            let falls = there.is_some() && reworded && consent.is_none() && story.consent != Consent::None;
            if falls {
                withdraw(&mut story);
            }
            if let Some(consent) = consent {
                withdraw(&mut story);
                if consent != Consent::None {
                    story.consent = consent;
                    story.consented = Some(on.unwrap_or(world.today));
                    (story.consent_by, story.consent_form) = self.giver(journal, &story)?;
                } else if self.on.is_some() || self.consent_by.is_some() || self.consent_form.is_some() {
                    return Err(Error::usage("--consent none has no date, giver or form"));
                }
            }
            let path = there.map_or_else(|| record_paths::story(&story.id), |filed| filed.path.clone());
            match there {
                Some(filed) if filed.record == story => {
                    return Err(Error::usage(format!("nothing to change for the story {}", story.id))
                        .hint("for example --quote \"…\" or --consent anonymous"));
                }
                Some(_) => new_record::write_story(edits.text(&path)?, &story),
                None => edits.create(&path, new_record::story(&story))?,
            }
            edits.message("story", &format!("story {} ({})", story.id, story.person));
            let prefixes = journal.prefixes_with([&story.id].into_iter());
            let notes = remarks(journal, &story, falls);
            Ok((Filed { path, record: story }, prefixes, notes))
        })?;
        context.out.page(&shown::page(&filed, &prefixes));
        for note in notes {
            context.notes.say(&note);
        }
        Ok(())
    }

    /// A new story. Its id derives from the action's, so two clones create the same story.
    fn new_story(&self, journal: &Journal, world: &mut Environment) -> Result<Story> {
        let action = done_action(journal.item(&self.id)?)?;
        let derived = Id::derived(&[action.id.as_str(), "story"]);
        let id =
            if journal.stories.contains_key(&derived) { new_items::new_id(journal, world)? } else { derived };
        Ok(Story {
            id,
            date: world.today,
            action: action.id.clone(),
            person: action.owner.clone(),
            context: String::new(),
            did: action.what.clone(),
            result: action.result.clone().unwrap_or_default(),
            quote: String::new(),
            consent: Consent::None,
            consented: None,
            consent_by: None,
            consent_form: None,
            conflict: Vec::new(),
        })
    }

    /// The giver of the consent, if that is not the person of the story, and its form.
    fn giver(&self, journal: &Journal, story: &Story) -> Result<(Option<Handle>, Option<String>)> {
        let by = self.consent_by.as_deref().map(|typed| journal.person(typed)).transpose()?;
        let by = by.map(|filed| filed.record.handle.clone()).filter(|by| *by != story.person);
        let form = self.consent_form.as_deref().map(str::trim).filter(|form| !says_nothing(form));
        Ok((by, form.map(str::to_string)))
    }

    /// Sets the texts from the flags. Returns whether a text changed.
    fn reword(&self, story: &mut Story) -> bool {
        let mut changed = false;
        for (place, said) in [
            (&mut story.context, &self.context),
            (&mut story.did, &self.did),
            (&mut story.result, &self.result),
            (&mut story.quote, &self.quote),
        ] {
            if let Some(said) = said {
                let said = if says_nothing(said) { String::new() } else { new_record::written(said) };
                changed |= *place != said;
                *place = said;
            }
        }
        changed
    }
}

fn withdraw(story: &mut Story) {
    (story.consent, story.consented) = (Consent::None, None);
    (story.consent_by, story.consent_form) = (None, None);
}

/// Finds a story by its own id, or by the id of its action.
fn story_of<'a>(journal: &'a Journal, typed: &str) -> Result<Option<&'a Filed<Story>>> {
    let is_none = |error: &Error| error.cause == Cause::NotFound;
    match (journal.item(typed), journal.story(typed)) {
        (Ok(item), Ok(story)) => {
            Err(Error::cannot(format!("several ids begin with `{typed}`")).hint(format!(
                "type more characters: {} (the {}), {} (the story)",
                item.id(),
                item.noun(),
                story.record.id
            )))
        }
        (Ok(item), Err(_)) => Ok(journal.stories.values().find(|filed| filed.record.action == *item.id())),
        (Err(_), Ok(story)) => Ok(Some(story)),
        // The id is the beginning of several stories and of no other item.
        (Err(error), Err(other)) if is_none(&error) && !is_none(&other) => Err(other),
        (Err(error), Err(_)) if is_none(&error) => {
            Err(Error::cannot(format!("no action or story has an id that begins with `{typed}`"))
                .hint("to see them: `coach list actions --closed`, `coach list stories`"))
        }
        // The error tells that several ids begin like this, or that the id belongs to a request.
        (Err(error), Err(_)) => Err(error),
    }
}

/// Notes for the user: consent covers only the agreed words, and anonymous consent excludes the name.
fn remarks(journal: &Journal, story: &Story, fell: bool) -> Vec<String> {
    let mut remarks = Vec::new();
    if fell {
        remarks.push(format!(
            "the consent was for the earlier text, so lists and reports hide this story; if they agree to the \
             new text: coach story {} --consent …",
            story.id
        ));
    }
    let person = journal.people.get(&story.person).map(|filed| &filed.record);
    let name = person.and_then(|person| person.name.as_deref()).unwrap_or_default();
    let names = [story.person.as_str(), name];
    let texts = [&story.context, &story.did, &story.result, &story.quote];
    if story.consent == Consent::Anonymous && texts.into_iter().any(|text| mentions(text, &names)) {
        remarks.push("the text contains the name of the person, but the consent is anonymous".into());
    }
    remarks
}
