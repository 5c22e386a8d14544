//! The path of a field in a record, and its form in a conflict: keys and ids, separated by dots and quoted
//! like TOML keys. Never reads a record.

use toml_edit::Key;

/// The name of an action's or follow-up's state in a conflict's `field`.
pub(super) const STATE: &str = "state";

/// The lists whose items have a state.
const AGREED: [&str; 2] = ["action", "follow_up"];

/// The tables of a record that merge as one value.
const WHOLE: [&str; 2] = ["feedback", "answer"];

/// The table of an action that merges as one value.
const BENEFIT: &str = "benefit";

/// Keys from the root. Below a list, the next part is the id of a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Path(Vec<String>);

impl Path {
    pub(super) fn root() -> Path {
        Path(Vec::new())
    }

    pub(super) fn then(&self, key: &str) -> Path {
        let mut keys = self.0.clone();
        keys.push(key.to_string());
        Path(keys)
    }

    pub(super) fn parent(&self) -> Option<Path> {
        let (_, keys) = self.0.split_last()?;
        Some(Path(keys.to_vec()))
    }

    pub(super) fn keys(&self) -> &[String] {
        &self.0
    }

    pub(super) fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this is the path of an action or a follow-up.
    pub(super) fn is_agreed(&self) -> bool {
        self.0.len() == 2 && AGREED.contains(&self.0[0].as_str())
    }

    /// Whether this is the path of a table that merges as one value.
    pub(super) fn is_one_value(&self) -> bool {
        match self.0.as_slice() {
            [table] => WHOLE.contains(&table.as_str()),
            [list, _, table] => AGREED.contains(&list.as_str()) && table == BENEFIT,
            _ => false,
        }
    }

    /// The path in the form of a conflict's `field`.
    pub(super) fn field(&self) -> String {
        let keys: Vec<String> = self.0.iter().map(|key| Key::new(key).to_string()).collect();
        keys.join(".")
    }

    /// Parses a conflict's `field`.
    pub(super) fn of_field(field: &str) -> Option<Path> {
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
