//! `coach report NAME --mail`: sends a report to people who do not use coach.

use super::Args;
use crate::cli::send_mail::{self, Delivery};
use crate::cli::{self, Context};
use crate::error::{Error, Result};
use crate::journal::query::journal::Journal;
use crate::output::{Output, Style, html};
use crate::report::ReportFilter;
use crate::report::sheet::Sheet;
use crate::store::programs::mail::{self, Letter, Recipient};
use crate::store::sent_reports::SentReport;

/// The width of the plain text.
const WIDTH: usize = 100;

impl Args {
    /// Sends the sheet. Records what it said only after the server took it.
    pub(super) fn send(
        &self,
        context: &mut Context<'_>,
        journal: &Journal,
        options: &ReportFilter,
        sheet: Sheet,
    ) -> Result<()> {
        let today = context.world.today;
        let to = recipients(journal, &self.mail, options.today.max(today))?;
        let settings = send_mail::settings(context, "")?;
        let sheet = sheet.for_mail(journal);
        let content = sheet.content();
        let addresses: Vec<&str> = to.iter().map(|to| to.address.as_str()).collect();
        let addresses = addresses.join(" ");
        let by = options.by.map(|by| by.as_str()).unwrap_or_default();
        let table = self.table.as_deref().unwrap_or_default();
        let filters = options.filters();
        let report = [sheet.name, by, table, filters.as_str(), addresses.as_str()];
        let sent = SentReport::of(context.world, &context.root()?, &report);
        if let Some(day) = sent.said(&content).filter(|_| self.if_changed) {
            let said = format!("not sent: nothing has changed since the mail of {day}");
            context.out.page(&cli::sentence(said));
            return Ok(());
        }
        let id = context.world.chance.id(|_| false)?;
        let (subject, html) = (format!("{}, {}", sheet.title, sheet.about), html::letter(&sheet));
        let text = plain(&sheet);
        let letter = Letter { to: &to, subject: &subject, text: &text, html: &html, calendar: None, id: &id };
        let how = Delivery { output: self.output.as_deref(), partial: self.partial, is_agreed: self.yes };
        if send_mail::deliver(context, &settings, &letter, &how)?
            && let Err(error) = sent.remember(&content, today)
        {
            context.notes.say(&format!("the next --if-changed will send it again: {}", error.message));
        }
        Ok(())
    }
}

/// The report as plain text.
fn plain(sheet: &Sheet) -> String {
    let mut text = Vec::new();
    let style = Style { width: WIDTH, colour: false, drawings: false };
    let mut page = sheet.page(false);
    for left_out in &sheet.left_out {
        page.blank();
        page.line(format!("left out: {left_out}"));
    }
    Output::new(&mut text, style).page(&page);
    String::from_utf8_lossy(&text).into_owned()
}

/// The people to send to, each once: addresses, people, and the members of groups without an address.
fn recipients(
    journal: &Journal,
    named: &[String],
    today: crate::journal::values::day::Day,
) -> Result<Vec<Recipient>> {
    let mut all: Vec<Recipient> = Vec::new();
    for typed in named {
        if typed.contains('@') {
            mail::check_address(typed)?;
            all.push(Recipient { address: typed.trim().to_string(), name: None });
            continue;
        }
        let person = &journal.person(typed)?.record;
        if journal.is_gone(&person.handle, today) {
            return Err(Error::cannot(format!(
                "`{}` has left, so coach sends them no report",
                person.handle
            )));
        }
        if person.email.is_some() || !person.is_group() {
            all.push(send_mail::recipient(person, None)?);
            continue;
        }
        let members = person.members.iter().filter(|member| !journal.is_gone(member, today));
        for member in members {
            all.push(send_mail::recipient(&journal.person(member.as_str())?.record, None)?);
        }
    }
    let mut known = std::collections::BTreeSet::new();
    all.retain(|to| known.insert(to.address.to_lowercase()));
    Ok(all)
}
