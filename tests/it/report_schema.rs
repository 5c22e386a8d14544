//! `schema/report.json` and `docs/reports.md` name every table and column that a report has, and no other. These
//! tests write them: `SNAPSHOTS=overwrite cargo test --test it report_schema::`.

use coach::journal::query::journal::Journal;
use coach::report::sheet::{Column, Table};
use coach::report::{GroupBy, Report, ReportFilter};
use serde_json::{Map, Value, json};

use crate::generated::{below, is_written};

/// The filter that runs these tests.
const TESTS: &str = "report_schema::";

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

fn options(by: Option<GroupBy>) -> ReportFilter {
    // A report may have a table for its reader alone.
    let reader = Some("jo".parse().unwrap());
    ReportFilter { by, reader, ..ReportFilter::until("2026-11-20".parse().unwrap()) }
}

/// What the rows of a report can be, and where nobody said.
fn every_by() -> impl Iterator<Item = Option<GroupBy>> {
    std::iter::once(None).chain(GroupBy::ALL.iter().copied().map(Some))
}

/// The tables of a report, whatever its rows are about.
fn tables(report: Report) -> Vec<Table> {
    let mut found: Vec<Table> = Vec::new();
    for by in every_by() {
        for table in report.sheet(&Journal::begun(), &options(by)).tables {
            if !found.iter().any(|known| known.key == table.key) {
                found.push(table);
            }
        }
    }
    found
}

/// The columns of a table, whatever its rows are about.
fn columns(report: Report, key: &str) -> Vec<Column> {
    let mut found: Vec<Column> = Vec::new();
    for by in every_by() {
        let sheet = report.sheet(&Journal::begun(), &options(by));
        let of_table = sheet.tables.into_iter().filter(|table| table.key == key);
        for column in of_table.flat_map(|table| table.columns) {
            if !found.iter().any(|known| known.key == column.key) {
                found.push(column);
            }
        }
    }
    found
}

fn row(report: Report, table: &Table) -> Value {
    let all = columns(report, table.key);
    let always: Vec<&str> = table.columns.iter().map(|column| column.key).collect();
    let is_always = |key: &&str| {
        every_by().all(|by| {
            let sheet = report.sheet(&Journal::begun(), &options(by));
            let one = sheet.tables.iter().find(|one| one.key == table.key);
            one.is_none_or(|one| one.columns.iter().any(|column| column.key == *key))
        })
    };
    let required: Vec<&str> = always.into_iter().filter(is_always).collect();
    let figure = |column: &Column| {
        let said = if column.explain.is_empty() { column.title } else { column.explain };
        let figure = match said {
            "" => json!({"$ref": "#/$defs/figure"}),
            said => json!({"allOf": [{"$ref": "#/$defs/figure"}], "description": said}),
        };
        (column.key.to_string(), figure)
    };
    json!({
        "type": "object",
        "required": required,
        "properties": all.iter().map(figure).collect::<Map<String, Value>>(),
        "additionalProperties": false,
    })
}

/// The name under which the rows of a table are described.
fn row_name(report: Report, table: &Table) -> String {
    format!("{report}.{}", table.key)
}

fn table(report: Report, table: &Table) -> Value {
    let row = json!({"$ref": format!("#/$defs/{}", row_name(report, table))});
    json!({
        "type": "object",
        "description": table.title,
        "required": ["rows", "total", "note"],
        "properties": {
            "rows": {"type": "array", "items": row},
            "total": {"anyOf": [row, {"type": "null"}], "description": "All of it together"},
            "note": {
                "type": ["string", "null"],
                "description": "What has to be known to read it rightly, or why no row is shown",
            },
        },
        "additionalProperties": false,
    })
}

/// With `--table`, one of its tables is there.
fn report(report: Report, tables: &[Table]) -> Value {
    let day = || json!({"$ref": "#/$defs/day"});
    let said = |schema: Value, said: &str| json!({"allOf": [schema], "description": said});
    let mut properties = Map::from_iter([
        ("report".to_string(), json!({"const": report.as_str()})),
        ("about".to_string(), said(json!({"type": "string"}), "The days and the filters, in words")),
        ("since".to_string(), said(json!({"anyOf": [day(), {"type": "null"}]}), "The first day")),
        ("until".to_string(), said(day(), "The last day, which counts too")),
        ("as_of".to_string(), said(day(), "The day as of which the records are read")),
    ]);
    properties.extend(tables.iter().map(|one| (one.key.to_string(), table(report, one))));
    let left_out = json!({"type": "array", "items": {"type": "string"}});
    let place = "The files that could not be read: place and reason";
    properties.insert("left_out".to_string(), said(left_out, place));
    json!({
        "type": "object",
        "description": report.about(),
        "required": ["report", "about", "since", "until", "as_of", "left_out"],
        "properties": properties,
        "additionalProperties": false,
    })
}

#[test]
fn every_table_and_column_of_a_report_is_in_the_schema() {
    let mut defs = Map::from_iter([
        (
            "day".to_string(),
            json!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "format": "date"}),
        ),
        (
            "figure".to_string(),
            json!({
                "type": ["string", "number", "array", "null"],
                "description": "A count, a number with at most four decimals, a share from 0 to 1 (of a way also less or more), readings, a day, a word or a text; null: nothing to say",
            }),
        ),
    ]);
    for one in Report::ALL {
        let tables = tables(*one);
        defs.insert(one.as_str().to_string(), report(*one, &tables));
        defs.extend(tables.iter().map(|table| (row_name(*one, table), row(*one, table))));
    }
    let schema = json!({
        "$schema": DRAFT,
        "title": "coach report NAME --json, version 1",
        "oneOf": Report::ALL.iter().map(|one| json!({"$ref": format!("#/$defs/{one}")})).collect::<Vec<_>>(),
        "$defs": defs,
    });
    is_written("schema/report.json", TESTS, |_| serde_json::to_string_pretty(&schema).unwrap() + "\n");
}

#[test]
fn every_column_is_in_the_documentation() {
    const MARK: &str = "<!-- columns -->\n";
    let mut text = String::new();
    for report in Report::ALL {
        text += &format!("\n## {report}\n\n{}.\n", capital(report.about()));
        for table in tables(*report) {
            let title = if table.title.is_empty() { String::new() } else { format!(": {}", table.title) };
            text += &format!(
                "\n### `{}`{title}\n\n| key | on the page | what it says |\n|---|---|---|\n",
                table.key
            );
            for column in columns(*report, table.key) {
                let said = column.explain.replace('|', "\\|");
                text += &format!("| `{}` | {} | {said} |\n", column.key, column.title);
            }
        }
    }
    is_written("docs/reports.md", TESTS, |present| below(MARK, present, &text));
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
