//! `coach feedback`: records people's feedback on sessions, and asks them for it.

mod add;
mod form;

use crate::cli::Context;
use crate::error::Result;

/// Ask for feedback on sessions, and record it
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach feedback add k3f 4 \"Found my own answer\"
  coach feedback form ana --mail
  coach log ana 45m --feedback \"4: found my own answer\"
  coach report feedback

Feedback is a score from 1 (no use) to 5 (changed something), with a few words if the person likes.")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub verb: Verb,
}

#[derive(clap::Subcommand)]
pub(crate) enum Verb {
    /// Record the feedback of a person on a session
    Add(add::Args),
    /// Ask a person for feedback on a session
    Form(form::Args),
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        match self.verb {
            Verb::Add(args) => args.run(context),
            Verb::Form(args) => args.run(context),
        }
    }
}
