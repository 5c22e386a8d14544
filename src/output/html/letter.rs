//! A sheet as the HTML of a mail. Mail programs show no drawings and no foldable parts, and many of them know
//! neither variables nor scrolling tables. So each cell also has the title of its column, for narrow screens.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{class, head, shown};
use crate::escape::visible;
use crate::report::sheet::{Column, Figure, Layout, Sheet, Table};

const STYLE: &str = include_str!("letter.css");

/// Renders the whole mail.
pub(crate) fn letter(sheet: &Sheet) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (visible(&sheet.title).to_string()) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { (shown(&sheet.title)) }
                    p.about { (shown(&sheet.about)) }
                    @for table in &sheet.tables { (section(table)) }
                    @for left_out in &sheet.left_out { p.note { "Left out: " (shown(left_out)) } }
                }
            }
        }
    };
    page.into_string() + "\n"
}

fn section(table: &Table) -> Markup {
    html! {
        @if !table.title.is_empty() { h2 { (shown(&table.title)) } }
        @if table.rows.is_empty() {
            p.empty { (shown(&table.empty)) }
        } @else if table.layout == Layout::Cards {
            @for row in &table.rows {
                dl {
                    @for (column, figure) in table.columns.iter().zip(row) {
                        @if !figure.shown().is_empty() { dt { (head(column)) } dd { (cell(figure)) } }
                    }
                }
            }
        } @else {
            (rows(table))
        }
        @if !table.note.is_empty() { p.note { (shown(&table.note)) } }
    }
}

fn rows(table: &Table) -> Markup {
    let right = table.right();
    let total = table.total.iter().filter(|_| table.rows.len() > 1);
    html! {
        table {
            thead {
                tr {
                    @for (column, right) in table.columns.iter().zip(&right) {
                        th scope="col" .right[*right] { (column.title) }
                    }
                }
            }
            tbody { @for row in &table.rows { (line(table, row, &right)) } }
            @for total in total { tfoot { (line(table, total, &right)) } }
        }
    }
}

fn line(table: &Table, row: &[Figure], right: &[bool]) -> Markup {
    html! {
        tr {
            @for (n, ((column, figure), right)) in table.columns.iter().zip(row).zip(right).enumerate() {
                @if n == 0 {
                    th scope="row" .right[*right] { @if *right { (label(column)) } (cell(figure)) }
                }
                @else if figure.shown().is_empty() { td.nothing {} }
                @else { td .right[*right] { (label(column)) (cell(figure)) } }
            }
        }
    }
}

fn label(column: &Column) -> Markup {
    html! { @if !column.title.is_empty() { span.label { (column.title) " " } } }
}

fn cell(figure: &Figure) -> Markup {
    match figure {
        Figure::Word(tone, word) => html! { span class=(class(*tone)) { (word) } },
        Figure::Link(_) | Figure::Links(_) => super::cell(figure),
        _ => html! { (shown(&figure.shown())) },
    }
}
