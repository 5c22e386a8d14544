//! `coach request acknowledge`: takes note of answers, so that `coach due` no longer lists them.

use std::collections::BTreeMap;

use crate::cli::{self, Context};
use crate::error::{Error, Result};
use crate::journal::text::new_record;
use crate::journal::values::id::Id;

#[derive(clap::Args)]
#[command(after_help = "\
Example:
  coach request acknowledge k3f

`coach due` lists the answers to your own requests until you acknowledge them. A new answer is listed again.")]
pub(crate) struct Args {
    /// Ids of the answered requests
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let me = context.me()?;
        let said = context.change(|edits, world| {
            let (mut said, mut changed) = (Vec::new(), Vec::new());
            let named = self.ids.iter().map(|id| edits.journal.request(id)).collect::<Result<Vec<_>>>()?;
            let named: BTreeMap<&Id, _> = named.into_iter().map(|filed| (&filed.record.id, filed)).collect();
            for filed in named.into_values() {
                let mut request = filed.record.clone();
                if let Some(other) = request.from.as_ref().filter(|from| **from != me) {
                    return Err(Error::cannot(format!("request {} is from `{other}`", request.id))
                        .hint(format!("only `{other}` takes note of its answer")));
                }
                let Some(answer) = &mut request.answer else {
                    return Err(Error::cannot(format!("request {} has no answer yet", request.id))
                        .hint(format!("coach request answer {} yes --reason \"…\"", request.id)));
                };
                if let Some(day) = answer.acknowledged {
                    said.push(format!("{} was acknowledged on {day} already", request.id));
                    continue;
                }
                answer.acknowledged = Some(world.today.max(answer.on));
                said.push(format!("acknowledged `{}`: {}", answer.decision, request.what.trim_end()));
                changed.push(request.id.to_string());
                new_record::write_request(edits.text(&filed.path)?, &request);
            }
            if !changed.is_empty() {
                edits.message("request", &format!("acknowledge request {}", changed.join(", ")));
            }
            Ok(said)
        })?;
        for line in said {
            context.out.page(&cli::sentence(line));
        }
        Ok(())
    }
}
