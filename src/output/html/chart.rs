//! Charts as inline SVG. A chart has a label in words, or is hidden from screen readers because the figure
//! is beside it.

use maud::{Markup, html};

use super::shown;
use crate::report::sheet::{Figure, Table};

/// A share as a bar, beside its figure.
pub(super) fn bar(fraction: f64) -> Markup {
    let width = fraction.clamp(0.0, 1.0) * 60.0;
    html! {
        svg.bar viewBox="0 0 60 8" width="60" height="8" aria-hidden="true" focusable="false" {
            rect.track width="60" height="8" rx="2" {}
            rect.fill width=(two(width)) height="8" rx="2" {}
        }
    }
}

/// Readings over time; `text` is the label in words.
pub(super) fn curve(values: &[f64], text: &str) -> Markup {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let step = 56.0 / (values.len() - 1) as f64;
    let height = |value: f64| if high > low { 18.0 - (value - low) / (high - low) * 16.0 } else { 10.0 };
    let points = values.iter().enumerate();
    let points: Vec<(f64, f64)> = points.map(|(n, v)| (2.0 + n as f64 * step, height(*v))).collect();
    let line: Vec<String> = points.iter().map(|(x, y)| format!("{},{}", two(*x), two(*y))).collect();
    let label = format!("{} readings, {text}", values.len());
    html! {
        svg.curve viewBox="0 0 60 20" width="60" height="20" role="img" aria-label=(label) focusable="false" {
            polyline points=(line.join(" ")) {}
            @if let Some((x, y)) = points.last() { circle cx=(two(*x)) cy=(two(*y)) r="2" {} }
        }
    }
}

/// The parts of each row as stacked bars, if the table has parts that add up.
pub(super) fn stack(table: &Table) -> Markup {
    let parts: Vec<usize> = table.parts.iter().filter_map(|key| table.place(key)).collect();
    let count = |row: &[Figure], part: usize| match row.get(part) {
        Some(Figure::Count(count)) => *count,
        _ => 0,
    };
    let whole = |row: &Vec<Figure>| parts.iter().map(|part| count(row, *part)).sum::<usize>();
    let longest = table.rows.iter().map(whole).max().unwrap_or(0);
    if parts.is_empty() || longest == 0 {
        return html! {};
    }
    html! {
        figure.stack {
            figcaption {
                @for (n, part) in parts.iter().enumerate() {
                    span.key { span class={ "swatch part" (n) } aria-hidden="true" {} (table.columns[*part].title) }
                }
            }
            @for row in table.rows.iter().filter(|row| whole(row) > 0) {
                @let name = row.first().map(Figure::shown).unwrap_or_default();
                div.row {
                    span.name { (shown(&name)) }
                    svg viewBox={ "0 0 " (longest) " 1" } preserveAspectRatio="none" role="img"
                        aria-label=(said(table, row, &parts)) focusable="false" {
                        @for (n, part) in parts.iter().enumerate() {
                            @let before: usize = parts[..n].iter().map(|part| count(row, *part)).sum();
                            rect class={ "part" (n) } x=(before) width=(count(row, *part)) height="1" {}
                        }
                    }
                }
            }
        }
    }
}

/// `ana: 8 on time, 3 late`.
fn said(table: &Table, row: &[Figure], parts: &[usize]) -> String {
    let name = row.first().map(Figure::shown).unwrap_or_default();
    let each = parts.iter().filter(|part| row.get(**part) != Some(&Figure::Count(0)));
    let each: Vec<String> =
        each.map(|part| format!("{} {}", row[*part].shown(), table.columns[*part].title)).collect();
    shown(&format!("{name}: {}", each.join(", ")))
}

/// Formats with two decimals; no screen is finer.
fn two(number: f64) -> String {
    format!("{number:.2}")
}
