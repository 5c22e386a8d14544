//! STUB, to be replaced.
use super::text::RecordText;
pub enum Merged { Text(String), Removed }
#[derive(Debug)]
pub struct Unmergeable { pub message: String }
pub fn merge(_base: Option<&str>, ours: Option<&str>, _theirs: Option<&str>) -> Result<Merged, Unmergeable> {
    Ok(ours.map_or(Merged::Removed, |t| Merged::Text(t.into())))
}
pub struct Conflict { pub id: String, pub field: String, pub value: Option<String> }
pub fn conflicts(_text: &str) -> Vec<Conflict> { Vec::new() }
pub fn resolve(_text: &mut RecordText, _id: &str, _take: bool) -> Result<(), String> { Ok(()) }
