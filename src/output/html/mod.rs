//! A sheet as one self-contained page of HTML: no script, no image, no external font, and a content
//! security policy that blocks every other resource. The template escapes all text from files.

mod chart;
mod letter;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::escape::visible;
use crate::report::sheet::{Column, Figure, Layout, Sheet, Table};
use crate::views::page::Tone;
pub(crate) use letter::letter;

pub(crate) const STYLE: &str = include_str!("style.css");

/// Allows the page's own style sheet and nothing else. The hash is that of `style.css`; a test checks it.
const POLICY: &str = concat!(
    "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-",
    include_str!("style.sha256"),
    "'"
);

/// The tables of a sheet, for a page that has the style already.
#[cfg_attr(not(feature = "serve"), expect(dead_code, reason = "only `coach serve` has such pages"))]
pub(crate) fn tables(sheet: &Sheet) -> Markup {
    html! { @for table in &sheet.tables { (section(table)) } }
}

/// Renders the whole page.
pub(crate) fn page(sheet: &Sheet) -> String {
    let title = visible(&format!("{} · {}", sheet.title, sheet.about)).to_string();
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    header {
                        h1 { (shown(&sheet.title)) }
                        p.about { (shown(&sheet.about)) }
                    }
                    @for table in &sheet.tables { (section(table)) }
                    @if !sheet.left_out.is_empty() {
                        section {
                            h2 { "Left out" }
                            p { "The numbers above do not include these files and items." }
                            ul { @for file in &sheet.left_out { li { (shown(file)) } } }
                        }
                    }
                }
            }
        }
    };
    page.into_string() + "\n"
}

fn section(table: &Table) -> Markup {
    html! {
        section {
            @if !table.title.is_empty() { h2 { (shown(&table.title)) } }
            @if table.rows.is_empty() {
                p.empty { (shown(&table.empty)) }
            } @else if table.layout == Layout::Cards {
                (cards(table))
            } @else {
                (chart::stack(table))
                (rows(table))
            }
            @if !table.note.is_empty() { p.note { (shown(&table.note)) } }
            (definitions(table))
        }
    }
}

/// A table. On a narrow screen it scrolls by itself; `tabindex` lets the keyboard scroll it.
fn rows(table: &Table) -> Markup {
    let right = table.right();
    let name = if table.title.is_empty() { table.key.replace('_', " ") } else { table.title.clone() };
    let total = table.total.iter().filter(|_| table.rows.len() > 1);
    html! {
        div.scroll role="region" aria-label=(shown(&name)) tabindex="0" {
            table {
                thead {
                    tr {
                        @for (column, right) in table.columns.iter().zip(&right) {
                            th scope="col" .right[*right] { (head(column)) }
                        }
                    }
                }
                tbody { @for row in &table.rows { (line(row, &right)) } }
                @for total in total { tfoot { (line(total, &right)) } }
            }
        }
    }
}

/// The head of a column. A column without a title gets its key, for screen readers only.
fn head(column: &Column) -> Markup {
    html! {
        @if column.title.is_empty() { span.unseen { (column.key.replace('_', " ")) } }
        @else { (column.title) }
    }
}

fn line(row: &[Figure], right: &[bool]) -> Markup {
    html! {
        tr {
            @for (n, (figure, right)) in row.iter().zip(right).enumerate() {
                @if n == 0 { th scope="row" .right[*right] { (cell(figure)) } }
                @else { td .right[*right] { (cell(figure)) } }
            }
        }
    }
}

fn cards(table: &Table) -> Markup {
    html! {
        @for row in &table.rows {
            article.card {
                dl {
                    @for (column, figure) in table.columns.iter().zip(row) {
                        @if !figure.shown().is_empty() {
                            div { dt { (head(column)) } dd { (cell(figure)) } }
                        }
                    }
                }
            }
        }
    }
}

fn cell(figure: &Figure) -> Markup {
    let text = figure.shown();
    match figure {
        Figure::Link(link) => html! { a href=(link) { (link) } },
        Figure::Word(tone, word) => html! { span class=(class(*tone)) { (word) } },
        Figure::Day(day) => html! { time datetime=(day) { (day) } },
        Figure::Share(..) | Figure::Part(_) => html! {
            @if let Some(fraction) = figure.fraction() { (chart::bar(fraction)) " " }
            (text)
        },
        Figure::Series(values) if values.len() > 1 => {
            html! { (chart::curve(values, &text)) " " (text) }
        }
        Figure::Links(links) => html! {
            @for (label, to) in links { a.answer href=(to) { (shown(label)) } " " }
        },
        _ => html! { (shown(&text)) },
    }
}

/// Makes hidden characters visible; the template escapes everything else.
fn shown(text: &str) -> String {
    text.lines().map(|line| visible(line).to_string()).collect::<Vec<_>>().join(" ")
}

fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Overdue | Tone::Warning => "state late",
        Tone::Today => "state soon",
        Tone::Done => "state done",
        _ => "state",
    }
}

fn definitions(table: &Table) -> Markup {
    let defined: Vec<&Column> = table.columns.iter().filter(|column| !column.explain.is_empty()).collect();
    html! {
        @if !defined.is_empty() && !table.rows.is_empty() {
            details {
                summary { "How these numbers are counted" }
                dl { @for column in defined { div { dt { (head(column)) } dd { (column.explain) } } } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::report::sheet::column;

    #[test]
    fn the_policy_allows_the_style_and_nothing_else() {
        let hash = STANDARD.encode(Sha256::digest(STYLE));
        assert_eq!(include_str!("style.sha256"), hash, "write this into style.sha256");
        assert!(!STYLE.contains("url(") && !STYLE.contains("@import") && !STYLE.contains("</"));
    }

    #[test]
    fn what_a_file_said_is_text() {
        let hostile = "<script>alert(1)</script> \" onload=\"x \u{1b}[2J\njavascript:x";
        let sheet = Sheet {
            name: "x",
            title: hostile.into(),
            about: hostile.into(),
            since: None,
            until: chrono::NaiveDate::default(),
            as_of: chrono::NaiveDate::default(),
            left_out: vec![hostile.into()],
            tables: vec![
                Table::new("t", hostile, &[column("a", "a", "b")])
                    .rows([vec![Figure::text(hostile)]])
                    .note(hostile),
                Table::new("u", hostile, &[column("a", "a", "")]).rows([vec![Figure::text(hostile)]]).cards(),
                Table::new("v", "", &[column("a", "a", "")]).or(hostile),
            ],
        };
        let page = page(&sheet);
        assert!(!page.contains("<script") && !page.contains('\u{1b}') && !page.contains("onload=\"x"));
        assert_eq!(page.matches("&lt;script&gt;").count(), 12, "{page}");
    }
}
