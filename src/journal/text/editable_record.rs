//! The text of a record that coach changes. Comments, unknown keys, the order of keys, CRLF and a byte order
//! mark stay as the last person left them.

use crate::journal::text::erase_values;
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, RawString, Table, TableLike, Value};

pub use crate::journal::text::erase_values::Erasure;
use crate::journal::values::day::Day;
use crate::journal::values::id::Id;

/// A record's file, open for changes.
pub struct RecordText {
    before: String,
    bom: bool,
    pub(super) document: DocumentMut,
}

const BOM: char = '\u{feff}';

impl RecordText {
    /// Returns a new file. `head` holds the comment lines at its beginning, or is empty.
    pub fn new(head: &str) -> RecordText {
        let mut document = DocumentMut::new();
        document.decor_mut().set_prefix(head);
        RecordText { before: String::new(), bom: false, document }
    }

    pub fn parse(text: &str) -> Result<RecordText, String> {
        let body = text.strip_prefix(BOM).unwrap_or(text);
        let document =
            body.replace("\r\n", "\n").parse::<DocumentMut>().map_err(|e| e.message().to_string())?;
        Ok(RecordText { before: body.to_string(), bom: body.len() < text.len(), document })
    }

    /// Returns the whole document, for changes that [`Keys`] cannot make.
    pub(crate) fn document(&mut self) -> &mut DocumentMut {
        &mut self.document
    }

    /// Returns the whole document, read-only.
    pub(crate) fn as_document(&self) -> &DocumentMut {
        &self.document
    }

    /// Copies the keys of another text that are missing here or have another value.
    pub fn fill(&mut self, fuller: &RecordText) {
        for (key, item) in fuller.document.iter() {
            match item {
                Item::Value(value) => drop(self.root().set(key, value.clone())),
                item => drop(self.document.insert(key, item.clone())),
            }
        }
    }

    /// Returns the record's own keys.
    pub fn root(&mut self) -> Keys<'_> {
        Keys(self.document.as_table_mut())
    }

    /// Returns the table under a key, and creates it if it is missing.
    pub fn table(&mut self, key: &str) -> Option<Keys<'_>> {
        let item = self.document.as_table_mut().entry(key).or_insert(Item::Table(Table::new()));
        item.as_table_like_mut().map(Keys)
    }

    /// Returns the item of a list (`action`, `follow_up`) that has this id.
    pub fn item(&mut self, list: &str, id: &Id) -> Option<Keys<'_>> {
        let is_it = |table: &dyn TableLike| has_id(table, id);
        match self.document.get_mut(list)? {
            Item::ArrayOfTables(tables) => {
                tables.iter_mut().find(|table| is_it(*table)).map(|table| Keys(table as &mut dyn TableLike))
            }
            Item::Value(Value::Array(array)) => array
                .iter_mut()
                .filter_map(Value::as_inline_table_mut)
                .find(|table| is_it(*table))
                .map(|table| Keys(table as &mut dyn TableLike)),
            _ => None,
        }
    }

    /// Removes the item of a list that has this id, with its comments.
    pub fn remove_item(&mut self, list: &str, id: &Id) {
        let is_empty = match self.document.get_mut(list) {
            Some(Item::ArrayOfTables(tables)) => {
                tables.retain(|table| !has_id(table, id));
                tables.is_empty()
            }
            Some(Item::Value(Value::Array(array))) => {
                array.retain(|value| !value.as_inline_table().is_some_and(|table| has_id(table, id)));
                array.is_empty()
            }
            _ => false,
        };
        if is_empty {
            self.document.remove(list);
        }
    }

    /// Visits every item of a list, in order.
    pub fn each<E>(&mut self, list: &str, mut visit: impl FnMut(Keys<'_>) -> Result<(), E>) -> Result<(), E> {
        match self.document.get_mut(list) {
            Some(Item::ArrayOfTables(tables)) => tables.iter_mut().try_for_each(|table| visit(Keys(table))),
            Some(Item::Value(Value::Array(array))) => array
                .iter_mut()
                .filter_map(Value::as_inline_table_mut)
                .try_for_each(|table| visit(Keys(table))),
            _ => Ok(()),
        }
    }

    /// Adds an item at the end of a list. `fill` sets its keys.
    pub fn push(&mut self, list: &str, fill: impl FnOnce(Keys<'_>)) {
        let item = self.document.entry(list).or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
        if let Item::Value(Value::Array(array)) = item {
            let mut inline = InlineTable::new();
            fill(Keys(&mut inline));
            array.push(inline);
        } else if let Item::ArrayOfTables(tables) = item {
            let mut table = Table::new();
            fill(Keys(&mut table));
            table.decor_mut().set_prefix("\n");
            tables.push(table);
        }
    }

    /// Returns the whole text to write. Each unchanged line keeps its line ending; new lines get that of the
    /// file.
    pub fn render(&self) -> String {
        let after = self.document.to_string();
        let mut text = String::with_capacity(after.len() + 16);
        if self.bom {
            text.push(BOM);
        }
        if !self.before.contains("\r\n") {
            text.push_str(&after);
            return text;
        }
        let old: Vec<&str> = self.before.split_inclusive('\n').collect();
        let new: Vec<&str> = after.split_inclusive('\n').collect();
        let same = |a: &str, b: &str| a.trim_end_matches(['\r', '\n']) == b.trim_end_matches(['\r', '\n']);
        let head = old.iter().zip(&new).take_while(|(a, b)| same(a, b)).count();
        let shorter = old.len().min(new.len());
        let tail = old
            .iter()
            .rev()
            .zip(new.iter().rev())
            .take(shorter - head)
            .take_while(|(a, b)| same(a, b))
            .count();
        text.extend(old[..head].iter().copied());
        let mut replaced = old[head..old.len() - tail].iter();
        for line in &new[head..new.len() - tail] {
            let unix = replaced.next().is_some_and(|old| !old.ends_with("\r\n"));
            let Some(content) = line.strip_suffix('\n').filter(|_| !unix) else {
                text.push_str(line);
                continue;
            };
            text.push_str(content);
            text.push_str("\r\n");
        }
        text.extend(old[old.len() - tail..].iter().copied());
        text
    }
}

/// The keys of a record or of one item in it.
pub struct Keys<'a>(&'a mut dyn TableLike);

impl Keys<'_> {
    /// Returns the keys of any table of a document.
    pub(crate) fn of(table: &mut dyn TableLike) -> Keys<'_> {
        Keys(table)
    }

    /// Returns the table under a key, if there is one.
    pub fn table(&mut self, key: &str) -> Option<Keys<'_>> {
        self.0.get_mut(key)?.as_table_like_mut().map(Keys)
    }

    /// Returns every key, in order.
    pub fn names(&self) -> Vec<String> {
        self.0.iter().map(|(key, _)| key.to_string()).collect()
    }

    pub fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    pub fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(Item::as_str)
    }

    /// The strings of an array. Empty if the key is missing; `None` if the value is not an array of strings.
    pub fn texts(&self, key: &str) -> Option<Vec<String>> {
        let Some(item) = self.0.get(key) else { return Some(Vec::new()) };
        item.as_array()?.iter().map(|value| value.as_str().map(str::to_string)).collect()
    }

    /// Returns the word of a list that has exactly one.
    pub fn only(&self, key: &str) -> Option<&str> {
        let words = self.0.get(key)?.as_array()?;
        if words.len() == 1 { words.get(0)?.as_str() } else { None }
    }

    /// Sets a key. A comment beside the old value stays, and so does an equal value in another notation.
    pub fn set(&mut self, key: &str, value: impl Into<Value>) -> &mut Self {
        let mut value = value.into();
        match self.0.get_mut(key) {
            Some(Item::Value(old)) if says_the_same(old, &value) => {}
            Some(Item::Value(old)) => {
                *value.decor_mut() = old.decor().clone();
                *old = value;
            }
            _ => {
                let last = self.0.iter().last().map(|(last, _)| last.to_string());
                let ended_with_space = last.as_ref().is_some_and(|last| self.closing_space(last));
                if let (true, Some(Item::Value(last))) =
                    (ended_with_space, last.and_then(|k| self.0.get_mut(&k)))
                {
                    last.decor_mut().set_suffix("");
                }
                self.0.insert(key, Item::Value(value));
                if ended_with_space {
                    self.end_with_space();
                }
            }
        }
        self
    }

    pub fn set_day(&mut self, key: &str, day: Day) -> &mut Self {
        self.set(key, day.to_toml())
    }

    /// Sets a text, or removes the key if the text is empty.
    pub fn set_text(&mut self, key: &str, text: &str) -> &mut Self {
        if text.is_empty() {
            self.remove(key);
        } else {
            self.set(key, text);
        }
        self
    }

    /// Sets a list of words, or removes the key if the list is empty.
    pub fn set_list<T: ToString>(&mut self, key: &str, words: &[T]) -> &mut Self {
        if words.is_empty() {
            self.remove(key);
        } else {
            self.set(key, words.iter().map(T::to_string).collect::<Array>());
        }
        self
    }

    /// Replaces a word with another, in a text that is that word or in a list of words. The list then has the
    /// new word only once.
    pub fn replace_word(&mut self, key: &str, old: &str, new: &str) {
        let Some(Item::Value(value)) = self.0.get_mut(key) else { return };
        match value {
            Value::Array(words) if words.iter().any(|word| word.as_str() == Some(old)) => {
                words.iter_mut().for_each(|word| replace(word, old, new));
                erase_values::say_once(words, new);
            }
            word => replace(word, old, new),
        }
    }

    /// Returns the words of a list. A single text counts as a list of one word.
    pub fn words(&self, key: &str) -> Vec<String> {
        match self.0.get(key) {
            Some(Item::Value(Value::Array(words))) => {
                words.iter().filter_map(Value::as_str).map(str::to_string).collect()
            }
            word => word.and_then(Item::as_str).map(str::to_string).into_iter().collect(),
        }
    }

    /// Removes a key. The comments above and beside it stay in place.
    pub fn remove(&mut self, key: &str) -> &mut Self {
        let keys: Vec<String> = self.0.iter().map(|(k, _)| k.to_string()).collect();
        let Some(position) = keys.iter().position(|k| k == key) else { return self };
        let comments = self.comments_of(key);
        let ended_with_space = self.closing_space(key);
        self.0.remove(key);
        if ended_with_space && position + 1 == keys.len() {
            self.end_with_space();
        }
        if comments.is_empty() {
            return self;
        }
        let raw = |raw: Option<&RawString>| raw.and_then(RawString::as_str).unwrap_or("").to_string();
        let is_value = |key: &&String| self.0.get(key).is_some_and(Item::is_value);
        let next = keys[position + 1..].iter().find(is_value);
        let previous = keys[..position].iter().rev().find(is_value);
        if let Some(mut next) = next.and_then(|key| self.0.key_mut(key)) {
            let prefix = raw(next.leaf_decor().prefix());
            next.leaf_decor_mut().set_prefix(format!("{comments}\n{prefix}"));
        } else if let Some(Item::Value(value)) = previous.and_then(|key| self.0.get_mut(key)) {
            let suffix = raw(value.decor().suffix());
            value.decor_mut().set_suffix(format!("{suffix}\n{comments}"));
        }
        self
    }

    /// Whether a space follows the value of a key. In an inline table, the space before the closing brace
    /// belongs to the last value.
    fn closing_space(&self, key: &str) -> bool {
        let decor = self.0.get(key).and_then(Item::as_value).map(Value::decor);
        decor.and_then(|decor| decor.suffix()).and_then(RawString::as_str) == Some(" ")
    }

    fn end_with_space(&mut self) {
        let last = self.0.iter().last().map(|(last, _)| last.to_string());
        if let Some(Item::Value(last)) = last.and_then(|last| self.0.get_mut(&last)) {
            last.decor_mut().set_suffix(" ");
        }
    }

    /// Returns the comment lines above a key and the comment beside its value, one per line.
    fn comments_of(&self, key: &str) -> String {
        let text = |raw: Option<&RawString>| raw.and_then(RawString::as_str).unwrap_or("").to_string();
        let above = self.0.key(key).map(|k| text(k.leaf_decor().prefix())).unwrap_or_default();
        let beside =
            self.0.get(key).and_then(Item::as_value).map(|v| text(v.decor().suffix())).unwrap_or_default();
        let lines = above.lines().chain(beside.lines()).map(str::trim).filter(|line| line.starts_with('#'));
        lines.collect::<Vec<_>>().join("\n")
    }
}

fn has_id(table: &dyn TableLike, id: &Id) -> bool {
    table.get("id").and_then(Item::as_str) == Some(id.as_str())
}

pub(super) fn replace(word: &mut Value, old: &str, new: &str) {
    if word.as_str() == Some(old) {
        let decor = word.decor().clone();
        *word = new.into();
        *word.decor_mut() = decor;
    }
}

fn says_the_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::String(a), Value::String(b)) => a.value() == b.value(),
        (Value::Integer(a), Value::Integer(b)) => a.value() == b.value(),
        (Value::Float(a), Value::Float(b)) => a.value() == b.value(),
        (Value::Float(a), Value::Integer(b)) => *a.value() == *b.value() as f64,
        (Value::Boolean(a), Value::Boolean(b)) => a.value() == b.value(),
        (Value::Datetime(a), Value::Datetime(b)) => a.value() == b.value(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| says_the_same(a, b))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> Id {
        text.parse().unwrap()
    }

    const SESSION: &str = "# first\nid = \"k3f9m2qxtp\"   # beside\nmood = 3\n\n# an action\n[[action]]\nid = \"m2qxw7tp4r\"\ndue = 2026-11-28 # moved once\n# said so\ndone = 2026-11-30 # really\n# the follow-up\n[[follow_up]]\nid = \"p4n8rr2c6d\"\n# the end\n";

    fn edited(text: &str, edit: impl FnOnce(&mut RecordText)) -> String {
        let mut record = RecordText::parse(text).unwrap();
        edit(&mut record);
        record.render()
    }

    fn due(record: &mut RecordText) {
        record.item("action", &id("m2qxw7tp4r")).unwrap().set_day("due", "2026-12-01".parse().unwrap());
    }

    #[test]
    fn one_value_changes_and_nothing_else() {
        assert_eq!(edited(SESSION, due), SESSION.replace("2026-11-28", "2026-12-01"));
        assert_eq!(edited(SESSION, |_| ()), SESSION);
    }

    #[test]
    fn line_endings_and_byte_order_mark_stay() {
        let crlf = format!("\u{feff}{}", SESSION.replace('\n', "\r\n"));
        assert_eq!(edited(&crlf, due), crlf.replace("2026-11-28", "2026-12-01"));
        let mixed = SESSION.replacen("\n", "\r\n", 3);
        assert_eq!(edited(&mixed, due), mixed.replace("2026-11-28", "2026-12-01"));
        let added = edited(&crlf, |r| {
            r.item("action", &id("m2qxw7tp4r")).unwrap().set("result", "two\nlines");
        });
        assert!(!added.replace("\r\n", "").contains('\n'), "{added:?}");
    }

    #[test]
    fn comments_outlive_the_key_they_stood_by() {
        let text = edited(SESSION, |r| {
            r.item("action", &id("m2qxw7tp4r")).unwrap().remove("done");
        });
        let expected = SESSION.replace("# said so\ndone = 2026-11-30 # really\n", "# said so\n# really\n");
        assert_eq!(text, expected);
        let text = edited(SESSION, |r| {
            r.item("action", &id("m2qxw7tp4r")).unwrap().remove("due");
        });
        let expected =
            SESSION.replace("due = 2026-11-28 # moved once\n# said so\n", "# moved once\n# said so\n");
        assert_eq!(text, expected);
    }

    #[test]
    fn inline_lists_are_edited_in_place() {
        let text = "id = \"k3f9m2qxtp\"\naction = [ { id = \"m2qxw7tp4r\", due = 2026-11-28 } ] # short\n";
        assert_eq!(edited(text, due), text.replace("2026-11-28", "2026-12-01"));
        let more = edited(text, |r| {
            r.push("action", |mut keys| {
                keys.set("id", "p4n8rr2c6d");
            })
        });
        assert!(more.contains("{ id = \"p4n8rr2c6d\" }"), "{more}");
    }

    #[test]
    fn new_items_and_long_texts_read_well() {
        let mut record = RecordText::new("");
        record.root().set("id", "k3f9m2qxtp").set("notes", "One.\nTwo \"quoted\" \\ and so on.\n");
        record.push("action", |mut keys| {
            keys.set("id", "m2qxw7tp4r").set_list("objectives", &["a", "b"]);
        });
        let expected = "id = \"k3f9m2qxtp\"\nnotes = '''\nOne.\nTwo \"quoted\" \\ and so on.\n'''\n\n[[action]]\nid = \"m2qxw7tp4r\"\nobjectives = [\"a\", \"b\"]\n";
        assert_eq!(record.render(), expected);
    }
}
