//! Compares values by content and not by notation. Defines equality, a total order, and the plain notation in
//! which conflicts store values.

use std::cmp::Ordering;

use toml_edit::{Array, InlineTable, Item, TableLike, Value};

/// The content of an item as text, independent of its notation. Equal items have equal texts. This is part of
/// the file format, because conflict ids are hashes of it.
pub(super) fn canon(item: &Item) -> String {
    match item {
        Item::None => String::new(),
        Item::Value(value) => canon_value(value),
        Item::Table(table) => canon_table(table),
        Item::ArrayOfTables(tables) => canon_list(tables.iter().map(|table| canon_table(table))),
    }
}

fn canon_value(value: &Value) -> String {
    match value {
        Value::Boolean(yes) => yes.value().to_string(),
        Value::Integer(number) => number.value().to_string(),
        Value::Float(number) => format!("float {:?}", number.value()),
        Value::String(text) => quoted(text.value()),
        Value::Datetime(day) => day.value().to_string(),
        Value::Array(array) => canon_list(array.iter().map(canon_value)),
        Value::InlineTable(table) => canon_table(table),
    }
}

/// Quotes by hand, because Rust's escaping may change between versions.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn canon_list(all: impl Iterator<Item = String>) -> String {
    format!("[{}]", all.collect::<Vec<_>>().join(", "))
}

pub(super) fn canon_table(table: &dyn TableLike) -> String {
    let mut pairs: Vec<String> =
        table.iter().map(|(key, item)| format!("{} = {}", quoted(key), canon(item))).collect();
    pairs.sort();
    format!("{{{}}}", pairs.join(", "))
}

/// Whether two fields have the same content. Two absent fields do.
pub(super) fn same(a: Option<&Item>, b: Option<&Item>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => canon(a) == canon(b),
        (None, None) => true,
        _ => false,
    }
}

/// A total order of values. The greatest value stays in place if both sides changed a field.
pub(super) fn order(a: &Item, b: &Item) -> Ordering {
    let natural = match (a, b) {
        (Item::Value(Value::Integer(a)), Item::Value(Value::Integer(b))) => a.value().cmp(b.value()),
        (Item::Value(Value::Float(a)), Item::Value(Value::Float(b))) => a.value().total_cmp(b.value()),
        (Item::Value(Value::String(a)), Item::Value(Value::String(b))) => a.value().cmp(b.value()),
        _ => rank(a).cmp(&rank(b)),
    };
    natural.then_with(|| canon(a).cmp(&canon(b)))
}

fn rank(item: &Item) -> u8 {
    match item {
        Item::None => 0,
        Item::Value(Value::Boolean(_)) => 1,
        Item::Value(Value::Integer(_)) => 2,
        Item::Value(Value::Float(_)) => 3,
        Item::Value(Value::String(_)) => 4,
        Item::Value(Value::Datetime(_)) => 5,
        Item::Value(Value::Array(_)) | Item::ArrayOfTables(_) => 6,
        Item::Value(Value::InlineTable(_)) | Item::Table(_) => 7,
    }
}

/// The value without comments, spaces and its own notation, with sorted keys. Equal values have equal plain
/// notations.
pub(super) fn plain(item: &Item) -> Value {
    match item {
        Item::None => Value::from(InlineTable::new()),
        Item::Value(value) => plain_value(value),
        Item::Table(table) => plain_table(table).into(),
        Item::ArrayOfTables(tables) => {
            tables.iter().map(|table| Value::from(plain_table(table))).collect::<Array>().into()
        }
    }
}

fn plain_value(value: &Value) -> Value {
    match value {
        Value::String(text) => text.value().as_str().into(),
        Value::Integer(number) => (*number.value()).into(),
        Value::Float(number) => (*number.value()).into(),
        Value::Boolean(yes) => (*yes.value()).into(),
        Value::Datetime(day) => (*day.value()).into(),
        Value::Array(array) => array.iter().map(plain_value).collect::<Array>().into(),
        Value::InlineTable(table) => plain_table(table).into(),
    }
}

pub(super) fn plain_table(table: &dyn TableLike) -> InlineTable {
    let mut pairs: Vec<(&str, &Item)> = table.iter().collect();
    pairs.sort_by_key(|(key, _)| *key);
    pairs.into_iter().map(|(key, item)| (key, plain(item))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(text: &str) -> Vec<Item> {
        let table = text.parse::<toml_edit::DocumentMut>().unwrap();
        table.iter().map(|(_, item)| item.clone()).collect()
    }

    #[test]
    fn each_value_is_greater_than_the_one_before() {
        let text = "a = false\nb = true\nc = -3\nd = 2\ne = 10\nf = -inf\ng = 1.5\nh = 10.0\ni = 'B'\nj = 'a'\nk = 'é'\nl = 2026-11-02\nm = 2026-11-21\nn = [1]\no = [2]\np = {a = 1}\nq = {a = 2}\n";
        let items = items(text);
        for (n, low) in items.iter().enumerate() {
            for high in &items[n + 1..] {
                assert_eq!(order(low, high), Ordering::Less, "{low} {high}");
                assert_eq!(order(high, low), Ordering::Greater);
            }
            assert_eq!(order(low, low), Ordering::Equal);
        }
    }

    #[test]
    fn notation_says_nothing() {
        let text =
            "a = 0x10 # c\nb = 16\nc = '''\nx'''\nd = \"x\"\ne = {b = 1, a = [1, ]}\n\n[f]\na = [1]\nb = 1\n";
        let all = items(text);
        for pair in all.chunks(2) {
            assert!(same(Some(&pair[0]), Some(&pair[1])));
            assert_eq!(plain(&pair[0]).to_string(), plain(&pair[1]).to_string());
        }
        assert!(!same(Some(&all[0]), None));
        assert!(same(None, None));
    }
}
