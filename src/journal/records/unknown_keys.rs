//! Finds the keys of a record that coach does not know, by the table of fields.

use toml::Value;

use super::Record;
use super::fields::RecordTable;

/// The unknown keys as dotted paths, such as `action.0.colour`. Empty if the text is no TOML, or if the table of fields
/// does not have the keys of this type.
pub fn unknown_keys<T: Record>(text: &str) -> Vec<String> {
    let mut unknown = Vec::new();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let (Some(of), Ok(root)) = (T::TABLE, toml::from_str::<toml::Table>(text)) {
        collect(of, &root, "", &mut unknown);
    }
    unknown
}

fn collect(of: RecordTable, table: &toml::Table, prefix: &str, unknown: &mut Vec<String>) {
    for (key, value) in table {
        let path = format!("{prefix}{key}");
        match (of.inner(key), value) {
            (Some(inner), Value::Table(table)) => collect(inner, table, &format!("{path}."), unknown),
            (Some(inner), Value::Array(tables)) => {
                for (n, table) in tables.iter().enumerate() {
                    if let Value::Table(table) = table {
                        collect(inner, table, &format!("{path}.{n}."), unknown);
                    }
                }
            }
            (Some(_), _) => {}
            (None, _) if of.has_key(key) => {}
            (None, _) => unknown.push(path),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::journal::records::objective::Objective;
    use crate::journal::records::person::Person;
    use crate::journal::records::policy::Policy;
    use crate::journal::records::read;
    use crate::journal::records::request::Request;
    use crate::journal::records::resource::Resource;
    use crate::journal::records::session::Session;
    use crate::journal::records::standard::Standard;
    use crate::journal::records::story::Story;
    use crate::journal::records::template::Template;

    const SESSION: &str = "id = \"k3f9m2qxtp\"\ndate = 2026-11-21\ncoach = \"jo\"\nwith = [\"ana\"]\n";

    #[test]
    fn unknown_keys_are_found_in_items_too() {
        let text = format!(
            "{SESSION}mood = 3\n[[action]]\nid = \"m2qxw7tp4r\"\nwhat = \"x\"\nowner = \"ana\"\ncolour = 1\n"
        );
        assert_eq!(unknown_keys::<Session>(&text), ["action.0.colour", "mood"]);
    }

    #[test]
    fn open_conflicts_are_known_in_every_record() {
        let conflict = "\n[[conflict]]\nid = \"9f3a12c0\"\nfield = \"x\"\nvalue = [1]\n";
        assert!(unknown_keys::<Session>(&format!("{SESSION}{conflict}")).is_empty());
        let handle = format!("handle = \"ana\"\n{conflict}");
        assert!(read::<Person>("p.toml", &handle).is_ok() && unknown_keys::<Person>(&handle).is_empty());
        assert!(unknown_keys::<Objective>(&handle).is_empty());
    }

    /// The same by the types instead of the table of fields.
    fn by_serde<T: Record>(text: &str) -> Vec<String> {
        let mut unknown = Vec::new();
        let deserializer = toml::Deserializer::parse(text).unwrap();
        let read: Result<T, _> =
            serde_ignored::deserialize(deserializer, |path| unknown.push(path.to_string().replace("?.", "")));
        assert!(read.is_ok(), "{text}");
        unknown.sort();
        unknown
    }

    fn agree<T: Record>(text: &str) {
        let mut found = unknown_keys::<T>(text);
        found.sort();
        assert_eq!(found, by_serde::<T>(text), "{text}");
        assert!(!found.is_empty(), "{text}");
    }

    #[test]
    fn the_table_of_fields_knows_the_keys_of_the_types() {
        use crate::journal::records::kind::RecordKind;
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
        let mut seen = BTreeSet::new();
        for path in files(&folder) {
            let name = path.strip_prefix(&folder).unwrap().to_str().unwrap();
            let Some((_, in_journal)) = name.split_once("/journal/") else { continue };
            let Some(kind) = RecordKind::of_path(in_journal) else { continue };
            // An unknown key in each table that allows one.
            let text = fs::read_to_string(&path).unwrap();
            let with_key = |line: &str| {
                let is_open = line.starts_with('[') && !line.starts_with("[[field]]") && line != "[answers]";
                format!("{line}\n{}", if is_open { "zzz = 1\n" } else { "" })
            };
            let text = format!("zzz = 1\n{}", text.lines().map(with_key).collect::<String>());
            seen.insert(kind);
            match kind {
                RecordKind::Session => agree::<Session>(&text),
                RecordKind::Person => agree::<Person>(&text),
                RecordKind::Objective => agree::<Objective>(&text),
                RecordKind::Request => agree::<Request>(&text),
                RecordKind::Story => agree::<Story>(&text),
                RecordKind::Policy => agree::<Policy>(&text),
                RecordKind::Resource => agree::<Resource>(&text),
                RecordKind::Template => agree::<Template>(&text),
                RecordKind::Standard => agree::<Standard>(&text),
            }
        }
        assert_eq!(seen.len(), RecordKind::ALL.len(), "{seen:?}");
    }

    fn files(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let inner = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
        entries.flat_map(inner).collect()
    }
}
