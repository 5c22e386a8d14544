//! What becomes of a record that two people changed: the side that changed, or where both did the
//! greater text. To be replaced by the merge of fields.

use std::fmt;

/// What is to stand in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Merged {
    Text(String),
    Removed,
}

/// A text that is no record, and on which side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmergeable {
    pub problem: String,
}

impl fmt::Display for Unmergeable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)
    }
}

pub fn merge(base: Option<&str>, ours: Option<&str>, theirs: Option<&str>) -> Result<Merged, Unmergeable> {
    let kept = if ours == base {
        theirs
    } else if theirs == base {
        ours
    } else {
        ours.max(theirs)
    };
    Ok(kept.map_or(Merged::Removed, |text| Merged::Text(text.to_owned())))
}
