//! STUB, to be replaced.
use super::text::RecordText;
use crate::error::Result;
pub enum Merged {
    Text(String),
    Removed,
}
#[derive(Debug)]
pub struct Unmergeable;
impl std::fmt::Display for Unmergeable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("x")
    }
}
pub fn merge(
    _base: Option<&str>,
    ours: Option<&str>,
    _theirs: Option<&str>,
) -> std::result::Result<Merged, Unmergeable> {
    Ok(ours.map_or(Merged::Removed, |t| Merged::Text(t.into())))
}
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub id: String,
    pub field: String,
    pub value: Option<String>,
}
pub fn conflicts(_text: &str) -> Vec<Conflict> {
    Vec::new()
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolved {
    Text,
    Remove,
}
pub fn resolve(_text: &mut RecordText, _id: &str, _take: bool) -> Result<Resolved> {
    Ok(Resolved::Text)
}
