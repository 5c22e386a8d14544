//! Where a field stands in a record, and how a conflict names it: keys and ids with dots between,
//! quoted as TOML quotes keys. Never looks into a record.

use toml_edit::Key;

/// The word for an action's or follow-up's state in a conflict's field.
pub const STATE: &str = "state";

/// The lists whose items have a state.
const AGREED: [&str; 2] = ["action", "follow_up"];

/// The tables that are one value.
const WHOLE: [&str; 2] = ["feedback", "answer"];

/// The one of an action.
const BENEFIT: &str = "benefit";

/// Keys from the root, and ids where a list is passed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path(Vec<String>);

impl Path {
    pub fn root() -> Path {
        Path(Vec::new())
    }

    pub fn then(&self, key: &str) -> Path {
        let mut keys = self.0.clone();
        keys.push(key.to_string());
        Path(keys)
    }

    pub fn parent(&self) -> Option<Path> {
        let (_, keys) = self.0.split_last()?;
        Some(Path(keys.to_vec()))
    }

    pub fn keys(&self) -> &[String] {
        &self.0
    }

    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this is an action or a follow-up.
    pub fn is_agreed(&self) -> bool {
        self.0.len() == 2 && AGREED.contains(&self.0[0].as_str())
    }

    /// Whether this is a table that is one value.
    pub fn is_one_value(&self) -> bool {
        match self.0.as_slice() {
            [table] => WHOLE.contains(&table.as_str()),
            [list, _, table] => AGREED.contains(&list.as_str()) && table == BENEFIT,
            _ => false,
        }
    }

    /// As a conflict's `field` says it.
    pub fn field(&self) -> String {
        let keys: Vec<String> = self.0.iter().map(|key| Key::new(key).to_string()).collect();
        keys.join(".")
    }

    /// From a conflict's `field`.
    pub fn of_field(field: &str) -> Option<Path> {
        if field.is_empty() {
            return Some(Path::root());
        }
        let keys = Key::parse(field).ok()?;
        Some(Path(keys.iter().map(|key| key.get().to_string()).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_read_as_it_was_written() {
        for keys in [&["notes"][..], &["action", "m2qxw7tp4r", "due"], &["a.b", "", "c \"d\n", "é"]] {
            let path = Path(keys.iter().map(|key| key.to_string()).collect());
            assert_eq!(Path::of_field(&path.field()), Some(path));
        }
        assert_eq!(Path::root().then("action").then("m2qxw7tp4r").field(), "action.m2qxw7tp4r");
        assert_eq!(Path::of_field(""), Some(Path::root()));
        assert_eq!(Path::of_field("a..b"), None);
    }
}
