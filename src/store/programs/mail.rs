//! Mail through the user's own server: creates a message and sends it. The settings are in the user's
//! config. coach never reads a password from a file.

use std::net::IpAddr;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Message, SmtpTransport, Transport};
use serde::Deserialize;

use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::journal::values::id::Id;
use crate::journal::values::word_enum::words;
use crate::store::config::home_folder;
use crate::store::git::git_program::to_its_end;

/// The section `[mail]` of the config.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MailSettings {
    /// `Jo Marsh <jo@example.com>`
    pub from: String,
    /// Without a server, coach can only write mail to a file.
    pub server: Option<String>,
    pub port: Option<u16>,
    #[serde(default)]
    pub security: Security,
    pub user: Option<String>,
    /// A program that prints the password, with its arguments: `pass show mail`.
    pub password_command: Option<String>,
}

words! {
    /// The encryption of the connection.
    #[derive(Default)]
    Security, "security" {
        #[default]
        Starttls = "starttls",
        Tls = "tls",
        /// No encryption; only for a server on this machine.
        None = "none",
    }
}

/// Someone who gets a message.
pub(crate) struct Recipient {
    pub address: String,
    /// Absent if the journal has none.
    pub name: Option<String>,
}

/// A message and its recipients.
pub(crate) struct Letter<'a> {
    pub to: &'a [Recipient],
    pub subject: &'a str,
    pub text: &'a str,
    pub html: &'a str,
    /// A calendar to attach.
    pub calendar: Option<&'a str>,
    pub id: &'a Id,
}

/// How long coach waits for a server.
const PATIENCE: Duration = Duration::from_secs(30);

/// Creates the message. Fails if a name or an address contains a line break, which would begin a
/// header.
pub(crate) fn message(settings: &MailSettings, letter: &Letter<'_>, now: i64) -> Result<Message> {
    let from = mailbox("`from` in [mail] of your config", &settings.from)?;
    let calendar = ContentType::parse("text/calendar; charset=utf-8").map_err(unmade)?;
    let both = MultiPart::alternative()
        .boundary(format!("{}-alternative", letter.id))
        .singlepart(SinglePart::plain(letter.text.to_string()))
        .singlepart(SinglePart::html(letter.html.to_string()));
    let all = match letter.calendar {
        None => both,
        Some(text) => MultiPart::mixed()
            .boundary(format!("{}-mixed", letter.id))
            .multipart(both)
            .singlepart(Attachment::new("plan.ics".into()).body(text.to_string(), calendar)),
    };
    let id = format!("<{}@{}>", letter.id, from.email.domain());
    let mut builder = Message::builder()
        .date(SystemTime::UNIX_EPOCH + Duration::from_secs(now.max(0).unsigned_abs()))
        .message_id(Some(id))
        .from(from);
    for Recipient { address, name } in letter.to {
        let name = name.as_deref().map(|name| one_line("the name", name)).transpose()?;
        builder = builder.to(Mailbox { name, ..mailbox("the address", address)? });
    }
    builder.subject(one_line("the subject", letter.subject)?).multipart(all).map_err(unmade)
}

fn unmade(error: impl std::fmt::Display) -> Error {
    Error::machine(format!("cannot create the mail: {error}"))
}

fn mailbox(what: &str, text: &str) -> Result<Mailbox> {
    let plain = one_line(what, text.trim())?;
    plain.parse().map_err(|_| {
        let error = Error::cannot(format!("{what} is not a mail address: `{plain}`"));
        error.hint("write a single address, such as ana@example.com")
    })
}

/// The address in `Jo Marsh <jo@example.com>`, the setting `from`.
pub(crate) fn bare_address(from: &str) -> Result<String> {
    Ok(mailbox("`from` in [mail] of your config", from)?.email.to_string())
}

/// Fails if `text` is not a single mail address.
pub(crate) fn check_address(text: &str) -> Result<()> {
    mailbox("the address", text).map(drop)
}

/// Fails if the text contains a line break, because the next line would begin a header.
fn one_line(what: &str, text: &str) -> Result<String> {
    if !text.chars().any(crate::escape::is_hidden) {
        return Ok(text.to_string());
    }
    let way_out = match what {
        "the address" => "correct it with `coach person set`, or give an address: --mail ana@example.com",
        "the name" | "the subject" => "correct the person's name: coach person set ana --name \"Ana Ruiz\"",
        _ => "correct it there",
    };
    let error =
        Error::cannot(format!("{what} contains a line break or another hidden character: no mail was sent"));
    Err(error.hint(way_out))
}

/// Sends the message to the server.
pub(crate) fn send(settings: &MailSettings, message: &Message, world: &Environment) -> Result<()> {
    let Some(server) = &settings.server else {
        return Err(Error::cannot("no mail server is in your config").hint(format!(
            "add `server = \"smtp.example.com\"` under [mail] in {}, or write a file with `-o mail.eml`",
            world.shown(&world.places.config)
        )));
    };
    if settings.security == Security::None && !is_this_machine(server) {
        return Err(Error::cannot(format!("{server} is another machine, and `security` is \"none\""))
            .hint("encrypt the connection: set security = \"starttls\" or \"tls\""));
    }
    let tls = || TlsParameters::new(server.clone()).map_err(unmade);
    let (tls, usual) = match settings.security {
        Security::Starttls => (Tls::Required(tls()?), 587),
        Security::Tls => (Tls::Wrapper(tls()?), 465),
        Security::None => (Tls::None, 25),
    };
    let mut transport = SmtpTransport::builder_dangerous(server.as_str())
        .port(settings.port.unwrap_or(usual))
        .tls(tls)
        .timeout(Some(PATIENCE));
    if let Some(user) = &settings.user {
        transport = transport.credentials(Credentials::new(user.clone(), password(settings, world)?));
    }
    let sent = world.progress.during("sending", || transport.build().send(message));
    sent.map(drop).map_err(|error| {
        let why = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
        let why = why.split(" (os error").next().unwrap_or(&why).to_lowercase();
        let hint = if error.is_response() {
            "that is the server's answer; to write the mail to a file, use `-o mail.eml`"
        } else {
            "check [mail] in your config; to write the mail to a file, use `-o mail.eml`"
        };
        Error::machine(format!("{server} did not accept the mail: {why}")).hint(hint)
    })
}

fn is_this_machine(server: &str) -> bool {
    server == "localhost" || server.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The password from the environment, else the first line that the command in the config prints.
#[expect(clippy::disallowed_methods, reason = "the user's own program, which knows their password")]
fn password(settings: &MailSettings, world: &Environment) -> Result<String> {
    if let Some(password) = &world.mail_password {
        return Ok(password.clone());
    }
    let Some(line) = &settings.password_command else {
        return Err(Error::cannot("the mail server needs a password, and none is set").hint(
            "set `password_command = \"pass show mail\"` under [mail] in your config, or COACH_MAIL_PASSWORD",
        ));
    };
    let words = home_folder::words(line, &world.places.home).unwrap_or_default();
    let Some((program, arguments)) = words.split_first() else {
        return Err(Error::cannot("`password_command` in your config is not a valid command"));
    };
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::inherit()).stderr(Stdio::inherit()).stdout(Stdio::piped());
    let ended = command.spawn().and_then(to_its_end).map_err(|error| {
        Error::machine(format!("cannot run `{program}` for the password: {}", crate::error::reason(&error)))
    })?;
    let printed = String::from_utf8_lossy(&ended.stdout);
    match printed.lines().next().filter(|line| ended.status.success() && !line.is_empty()) {
        Some(password) => Ok(password.to_string()),
        None => Err(Error::cannot(format!("`{program}` printed no password"))
            .hint("run it yourself: its first line must be the password")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(name: Option<&str>, to: &str, from: &str) -> Result<String> {
        let settings: MailSettings = toml::from_str(&format!("from = {from:?}")).unwrap();
        let id = "k3f9m2qxtp".parse().unwrap();
        let to = [Recipient { address: to.into(), name: name.map(String::from) }];
        let letter = Letter {
            to: &to,
            subject: "What we agreed: Łukasz",
            text: "é",
            html: "<p>é",
            calendar: Some("X"),
            id: &id,
        };
        message(&settings, &letter, 1_790_000_000).map(|made| String::from_utf8(made.formatted()).unwrap())
    }

    #[test]
    fn no_name_and_no_address_begins_a_header() {
        for bad in ["Ana\r\nBcc: x@example.com", "Ana\nBcc: x@example.com", "Ana\u{2028}x", "a\0"] {
            assert!(made(Some(bad), "ana@example.com", "jo@example.com").is_err(), "{bad:?}");
        }
        for bad in
            ["ana@example.com\r\nBcc: x@example.com", "ana@example.com, x@example.com", "ana", "", "a b@c"]
        {
            assert!(made(None, bad, "jo@example.com").is_err(), "{bad:?}");
        }
        assert!(made(None, "ana@example.com", "nobody").is_err());
    }

    #[test]
    fn a_name_is_one_whatever_it_says() {
        let mail = made(Some("Ana, x@example.com <y@example.com>"), "ana@example.com", "Jo <jo@example.com>")
            .unwrap();
        let to = mail.lines().find(|line| line.starts_with("To: ")).unwrap();
        assert!(to.ends_with("<ana@example.com>") && to.matches('<').count() <= 2, "{to}");
        assert!(to.contains("\"Ana, x@example.com <y@example.com>\"") || to.contains("=?utf-8?"), "{to}");
        assert_eq!(mail.matches("\r\nTo: ").count() + mail.matches("\r\nBcc: ").count(), 1, "{mail}");
    }

    #[test]
    fn the_same_plan_is_the_same_mail() {
        let mail = || made(None, "ana@example.com", "jo@example.com").unwrap();
        assert_eq!(mail(), mail());
    }

    #[test]
    fn without_a_lock_only_to_this_machine() {
        assert!(is_this_machine("localhost") && is_this_machine("127.0.0.1") && is_this_machine("::1"));
        assert!(!is_this_machine("localhost.example.com") && !is_this_machine("10.0.0.1"));
    }
}
