//! `coach find`: searches notes, actions, follow-ups, names and the other records for words.

use crate::cli::{self, Context};
use crate::error::{Error, Result};
use crate::journal::records::private_note::PrivateNote;
use crate::journal::text::fold::fold;
use crate::store::private;
use crate::views::{search, wording};

/// Search all text
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach find budget
  coach find five whys

coach finds each line that contains every word, in any order. It ignores case, accents and typographic
marks: `jose` finds José, and `don't` finds don’t. It also searches your private notes and marks them; --json
leaves them out. It does not search stories without consent.")]
pub(crate) struct Args {
    /// Words to search for
    #[arg(required = true, value_name = "TEXT")]
    pub words: Vec<String>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

impl Args {
    fn private(&self, context: &mut Context<'_>) -> Vec<PrivateNote> {
        private::load(context.world).unwrap_or_else(|error| {
            context.notes.report(&error);
            Vec::new()
        })
    }

    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let words: Vec<String> =
            self.words.iter().flat_map(|text| text.split_whitespace()).map(str::to_string).collect();
        // A word of only accents folds to an empty text, which every line contains.
        if words.iter().all(|word| fold(word).is_empty()) {
            return Err(Error::usage("missing words to search for"));
        }
        let journal = context.load()?;
        // The output for programs may go anywhere, so it never contains private notes.
        let private = if self.json { Vec::new() } else { self.private(context) };
        let hits = search::find(&journal, &private, &words);
        if self.json {
            context.out.json(&hits);
            context.mention(&journal.problems);
            return Ok(());
        }
        let mut page = if hits.is_empty() {
            cli::sentence(format!("no matches for \"{}\"", words.join(" ")))
        } else {
            search::page(&hits, &journal.prefixes())
        };
        wording::problems(&mut page, &journal.problems);
        context.out.page(&page);
        Ok(())
    }
}
