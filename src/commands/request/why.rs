//! `coach request why`: records up to five whys, each about the answer before it.

use crate::cli::Context;
use crate::error::{Error, Result};
use crate::journal::query::journal::Filed;
use crate::journal::records::request::{Request, WHYS};
use crate::journal::text::new_record;
use crate::ops::parse;
use crate::views::request as shown;

#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach request why k3f                      asks up to five times; an empty line stops
  coach request why k3f --why \"They give discounts too early\" --why \"They are afraid to lose the deal\"")]
pub(crate) struct Args {
    /// Id of the request
    #[arg(value_name = "ID")]
    pub id: String,
    /// Reason, then the reason for that reason (can be repeated, in order)
    #[arg(long = "why", value_name = "TEXT", allow_hyphen_values = true)]
    pub whys: Vec<String>,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let said: Vec<String> = if self.whys.is_empty() {
            self.asked(context)?
        } else {
            self.whys.iter().map(|why| one_line(why)).collect()
        };
        said.iter().try_for_each(|why| parse::text("why", why).map(drop))?;
        let (filed, prefixes) = context.change(|edits, _| {
            let filed = edits.journal.request(&self.id)?;
            let mut request = filed.record.clone();
            let before: Vec<&str> = request.whys().collect();
            if before.ends_with(&said.iter().map(String::as_str).collect::<Vec<_>>()) {
                return Err(Error::cannot(format!(
                    "request {} already ends with these reasons; nothing was changed",
                    request.id
                )));
            }
            let whys: Vec<String> = request.whys().map(str::to_string).chain(said.iter().cloned()).collect();
            room(&request, said.len())?;
            request.why = whys.join("\n");
            new_record::write_request(edits.text(&filed.path)?, &request);
            edits.message("request", &format!("why of request {}: {}", request.id, whys.len()));
            Ok((Filed { path: filed.path.clone(), record: request }, edits.journal.prefixes()))
        })?;
        context.out.page(&shown::page(&filed, &prefixes, context.world.today));
        Ok(())
    }

    /// Asks line by line on a terminal, until an empty line or the fifth.
    fn asked(&self, context: &mut Context<'_>) -> Result<Vec<String>> {
        let journal = context.load()?;
        let filed = journal.request(&self.id)?;
        let mut number = filed.record.whys().count();
        room(&filed.record, 1)?;
        if !(context.world.terminal.stdin && context.world.terminal.stdout) {
            return Err(Error::usage("missing reason: there is no terminal to ask on")
                .hint(format!("coach request why {} --why \"…\"", filed.record.id)));
        }
        context.out.page(&shown::page(filed, &journal.prefixes(), context.world.today));
        let mut said = Vec::new();
        while number < WHYS {
            number += 1;
            context.notes.say(&format!("why? ({number} of {WHYS}; an empty line stops)"));
            match context.world.line()?.map(|line| one_line(&line)) {
                Some(line) if !line.is_empty() => said.push(line),
                _ => break,
            }
        }
        if said.is_empty() { Err(Error::cannot("no answer, so nothing was changed")) } else { Ok(said) }
    }
}

/// Fails if there would be more than five whys.
fn room(request: &Request, more: usize) -> Result<()> {
    let there = request.whys().count();
    if there + more > WHYS {
        return Err(Error::usage(format!(
            "a request has at most {WHYS} reasons; request {} already has {there}",
            request.id
        ))
        .hint(format!("to change them: coach edit {}", request.id)));
    }
    Ok(())
}

/// The text on one line, because each why is one line of the field.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
