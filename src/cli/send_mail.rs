//! Sends a mail from the user's own address: shows it, asks, and sends it or writes it to a file.

use std::path::Path;

use super::{Context, sentence};
use crate::error::{Error, Result};
use crate::journal::records::person::Person;
use crate::store::config::Config;
use crate::store::programs::mail::{self, Letter, MailSettings, Recipient};

/// How to deliver a mail.
pub(crate) struct Delivery<'a> {
    /// The file to write, in place of sending.
    pub output: Option<&'a Path>,
    /// Whether to replace a file although records are left out.
    pub partial: bool,
    /// Whether the user agreed already.
    pub is_agreed: bool,
}

/// The settings of the user's mail.
pub(crate) fn settings(context: &Context<'_>, otherwise: &str) -> Result<MailSettings> {
    let places = &context.world.places;
    Config::read(places)?.mail.ok_or_else(|| {
        Error::cannot("missing mail settings").hint(format!(
            "add `[mail]` with `from` and `server` to {} (example: `coach plan --help`){otherwise}",
            context.world.shown(&places.config)
        ))
    })
}

/// A person as the recipient of a mail, at their own address or at the given one.
pub(crate) fn recipient(person: &Person, given: Option<&str>) -> Result<Recipient> {
    let Some(address) = given.or(person.email.as_deref()) else {
        return Err(Error::cannot(format!("`{}` has no email address", person.handle)).hint(format!(
            "`coach person set {} --email ADDRESS` saves it, or use --mail ADDRESS",
            person.handle
        )));
    };
    mail::check_address(address)?;
    // Another address may belong to another person.
    let name = person.name.clone().filter(|_| person.email.as_deref() == Some(address));
    Ok(Recipient { address: address.to_string(), name })
}

/// Delivers the mail. Returns whether it was sent.
pub(crate) fn deliver(
    context: &mut Context<'_>,
    settings: &MailSettings,
    letter: &Letter<'_>,
    how: &Delivery<'_>,
) -> Result<bool> {
    let message = mail::message(settings, letter, context.world.now.0)?;
    let addresses: Vec<&str> = letter.to.iter().map(|to| to.address.as_str()).collect();
    let to = addresses.join(", ");
    if how.output.is_some() {
        if let Some(file) = context.hand_over(how.output, how.partial, &message.formatted())? {
            context.out.page(&sentence(format!("wrote the mail to {to} to {file}; it was not sent")));
        }
        return Ok(false);
    }
    context.notes.say(&format!("from     {}", settings.from));
    context.notes.say(&format!("to       {to}"));
    context.notes.say(&format!("subject  {}", letter.subject));
    if !how.is_agreed && !is_agreed(context)? {
        context.out.page(&sentence("not sent"));
        return Ok(false);
    }
    mail::send(settings, &message, context.world)?;
    context.has_saved();
    context.out.page(&sentence(format!("sent to {to}")));
    Ok(true)
}

fn is_agreed(context: &mut Context<'_>) -> Result<bool> {
    if !(context.world.terminal.stdin && context.world.terminal.stdout) {
        return Err(Error::usage("cannot ask before sending the mail: there is no terminal")
            .hint("--yes sends without asking; -o mail.eml writes the mail to a file"));
    }
    context.notes.say("send it? [y/N]");
    Ok(context.world.line()?.is_some_and(|answer| matches!(answer.trim(), "y" | "Y" | "yes")))
}
