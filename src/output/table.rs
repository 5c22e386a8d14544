//! Tables. Columns are as wide as their content; if the table is too wide, the last column wraps first.
//!
//! This file wraps the cells by the same rules as lines, because they must be measured before they are
//! coloured, and because no character may be split. comfy-table sets the wrapped cells side by side.

use comfy_table::presets::NOTHING;
use comfy_table::{Cell, CellAlignment, ColumnConstraint, ContentArrangement, Row, Table, Width};

use super::colour::{RenderStyle, paint};
use super::wrap::WrappedLine;
use crate::parallel;
use crate::views::page::{Text, Tone};

/// Spaces between two columns.
const GAP: usize = 2;
/// The minimum width of the last column, as long as other columns can shrink.
const LAST: usize = 20;
/// In a table with titles, words up to this width never break. The longest handle has this width.
const WORD: usize = 40;
/// In a table without titles, columns up to this width wrap last. A day has at most this width.
const SHORT: usize = 14;

/// Rows that are laid out at a time, so that a listing of many thousand rows needs no more memory than one
/// of a thousand.
const AT_A_TIME: usize = 1000;

/// Lays out a table and passes each of its lines to `give`.
pub(super) fn lines(
    head: &[String],
    rows: &[Vec<Text>],
    right: &[bool],
    room: usize,
    look: RenderStyle<'_>,
    give: impl FnMut(&str),
) {
    if rows.is_empty() {
        return;
    }
    let titles = head.iter().map(|title| WrappedLine::new(&Text::new().with(Tone::Faint, title), look));
    let titles: Vec<WrappedLine> =
        if head.iter().all(String::is_empty) { Vec::new() } else { titles.collect() };
    let mut cells = shown(&titles, rows, false, look);
    // Bars and curves only repeat figures. Titles wrap to make room for them; if rows would have to wrap
    // too, bars and curves are left out.
    let drawn = rows.iter().flatten().any(Text::is_drawn);
    let widths = drawn.then(|| beside_titles(&cells, !titles.is_empty(), GAP, room)).flatten();
    if drawn && widths.is_none() {
        cells = shown(&titles, rows, true, look);
    }
    let layout = match widths {
        Some(widths) => Some(Layout { widths, gap: GAP, is_fixed: false }),
        None => layout(&cells, right, !titles.is_empty(), room),
    };
    match layout {
        Some(mut layout) => {
            // A single part is as wide as its content; several parts must have the same widths.
            layout.is_fixed |= cells.len() > AT_A_TIME;
            let parts: Vec<&[Vec<WrappedLine>]> = cells.chunks(AT_A_TIME).collect();
            let parts = parallel::one_by_one(&parts, |rows| layout.side_by_side(rows, right, room, look));
            parts.iter().flat_map(|part| part.lines()).for_each(give);
        }
        None => match below_names(&cells, right, room, look) {
            Some(lines) => lines.iter().map(String::as_str).for_each(give),
            None => stacked(&cells, room, look, give),
        },
    }
}

/// The width of each column (0 if every cell is empty), and the gap between two columns.
struct Layout {
    widths: Vec<usize>,
    gap: usize,
    /// Whether the widths are fixed, independent of the content.
    is_fixed: bool,
}

impl Layout {
    fn side_by_side(
        &self,
        rows: &[Vec<WrappedLine>],
        right: &[bool],
        room: usize,
        look: RenderStyle<'_>,
    ) -> String {
        let mut table = new_table(room);
        for row in rows {
            let filled = row.iter().zip(&self.widths).filter(|(_, width)| **width > 0);
            table.add_row(Row::from(filled.map(|(cell, width)| laid_out(cell, *width, look))));
        }
        let last = table.column_count().saturating_sub(1);
        let shown = (0..self.widths.len()).filter(|&column| self.widths[column] > 0);
        for ((index, column), of) in table.column_iter_mut().enumerate().zip(shown) {
            if right.get(of) == Some(&true) {
                column.set_cell_alignment(CellAlignment::Right);
            }
            let gap = if index < last { self.gap } else { 0 };
            column.set_padding((0, gap as u16));
            if self.is_fixed {
                let width = u16::try_from(self.widths[of] + gap).unwrap_or(u16::MAX);
                column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
            }
        }
        let mut text = String::new();
        for line in table.lines() {
            // comfy-table mistakes a link for a colour, and appends a reset.
            let ended = look.links.is_some() && !look.colour;
            let line = if ended { line.replace("\u{1b}[0m", "") } else { line };
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

/// The lines of a table whose first cells are too wide to stand beside the others: each first cell has a line
/// of its own, and the other cells are in columns below it. `None` if the other cells are too wide too.
fn below_names(
    cells: &[Vec<WrappedLine>],
    right: &[bool],
    room: usize,
    look: RenderStyle<'_>,
) -> Option<Vec<String>> {
    let room = room.saturating_sub(GAP);
    if cells.len() > AT_A_TIME || cells.iter().any(|row| row.len() < 3) {
        return None;
    }
    let others: Vec<Vec<WrappedLine>> = cells.iter().map(|row| row[1..].to_vec()).collect();
    let fits = |gap| Some((beside_titles(&others, true, gap, room)?, gap));
    let (widths, gap) = fits(GAP).or_else(|| fits(1))?;
    let layout = Layout { widths, gap, is_fixed: false };
    let text = layout.side_by_side(&others, right.get(1..).unwrap_or_default(), room, look);
    let columns: Vec<&str> = text.lines().collect();
    // No row wraps, so each has one line. The titles have the lines before them.
    let (titles, rows) = columns.split_at_checked(columns.len().checked_sub(cells.len() - 1)?)?;
    let below = |line: &&str| format!("{:GAP$}{line}", "");
    let named = |cell: &WrappedLine| {
        let parts = cell.wrap(room).into_iter().filter(|part| !part.is_empty());
        parts.map(|part| paint(cell, part, look)).collect::<Vec<_>>()
    };
    let mut lines = named(&cells[0][0]);
    lines.extend(titles.iter().map(below));
    for (row, line) in cells[1..].iter().zip(rows) {
        lines.extend(named(&row[0]));
        lines.push(below(line));
    }
    Some(lines)
}

/// Prints each row by itself, if there is no room for columns: the first cell, and below it the other cells
/// that are not empty, each with its title.
fn stacked(cells: &[Vec<WrappedLine>], room: usize, look: RenderStyle<'_>, mut give: impl FnMut(&str)) {
    let Some((titles, rows)) = cells.split_first() else { return };
    let room = room.saturating_sub(GAP);
    let label = titles.iter().skip(1).map(WrappedLine::width).max().unwrap_or(0).min(room / 2);
    let gap = if label > 0 { GAP } else { 0 };
    let layout = Layout { widths: vec![label, room.saturating_sub(label + gap)], gap, is_fixed: true };
    for row in rows {
        if let Some(first) = row.first() {
            let parts = first.wrap(room).into_iter().filter(|part| !part.is_empty());
            parts.for_each(|part| give(&paint(first, part, look)));
        }
        let pairs = titles.iter().zip(row).skip(1).filter(|(_, cell)| cell.width() > 0);
        let pairs: Vec<Vec<WrappedLine>> =
            pairs.map(|(title, cell)| vec![title.clone(), cell.clone()]).collect();
        let text = layout.side_by_side(&pairs, &[], room, look);
        text.lines().for_each(|line| give(&format!("{:GAP$}{line}", "")));
    }
}

/// The cells of the head, if there is one, and of the rows.
fn shown(
    titles: &[WrappedLine],
    rows: &[Vec<Text>],
    bare: bool,
    look: RenderStyle<'_>,
) -> Vec<Vec<WrappedLine>> {
    let cell = |cell: &Text| {
        if bare {
            WrappedLine::new(&cell.clone().without_drawings(), look)
        } else {
            WrappedLine::new(cell, look)
        }
    };
    let mut cells = parallel::each(rows, |row| row.iter().map(cell).collect());
    if !titles.is_empty() {
        cells.insert(0, titles.to_vec());
    }
    cells
}

/// The widths at which no row wraps, and titles wrap only between words. `None` if those widths do not fit.
fn beside_titles(cells: &[Vec<WrappedLine>], has_head: bool, gap: usize, room: usize) -> Option<Vec<usize>> {
    let mut widths = widest(cells, WrappedLine::width);
    let (head, rows) = cells.split_at(usize::from(has_head));
    let mut floors = widest(head, WrappedLine::widest_word);
    floors.resize(widths.len(), 0);
    floors.iter_mut().zip(widest(rows, WrappedLine::width)).for_each(|(floor, row)| *floor = row.max(*floor));
    let room = room.saturating_sub(gap * widths.iter().filter(|width| **width > 0).count().saturating_sub(1));
    shrink(&mut widths, &floors, room);
    (widths.iter().sum::<usize>() <= room).then_some(widths)
}

/// A table that never queries the terminal.
fn new_table(room: usize) -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING).force_no_tty();
    table.set_content_arrangement(ContentArrangement::Disabled);
    table.set_width(u16::try_from(room).unwrap_or(u16::MAX));
    table
}

fn laid_out(cell: &WrappedLine, width: usize, look: RenderStyle<'_>) -> Cell {
    let lines: Vec<String> = cell.wrap(width).into_iter().map(|part| paint(cell, part, look)).collect();
    Cell::new_owned(lines.join("\n"))
}

/// The width of each column. `None` if words would have to break and the table has titles; then each row is
/// printed by itself.
fn layout(cells: &[Vec<WrappedLine>], right: &[bool], has_head: bool, room: usize) -> Option<Layout> {
    let natural = widest(cells, WrappedLine::width);
    let gaps = natural.iter().filter(|width| **width > 0).count().saturating_sub(1);
    // A number in two lines is hard to read: `91 % of 11` does not wrap if its title can wrap instead.
    let last = natural.iter().rposition(|width| *width > 0);
    let ends_in_numbers = has_head && last.is_some_and(|last| right.get(last) == Some(&true));
    for gap in [GAP, 1].into_iter().filter(|_| ends_in_numbers) {
        if let Some(widths) = beside_titles(cells, has_head, gap, room) {
            return Some(Layout { widths, gap, is_fixed: false });
        }
    }
    for gap in [GAP, 1] {
        if let Some(widths) = by_words(cells, &natural, has_head, room.saturating_sub(gap * gaps)) {
            return Some(Layout { widths, gap, is_fixed: false });
        }
    }
    let widths = || squeezed(cells, &natural, right, room.saturating_sub(GAP * gaps));
    (!has_head).then(|| Layout { widths: widths(), gap: GAP, is_fixed: false })
}

/// The widths at which no word breaks, except words that are wider than any column should be. Without titles
/// the last column is text: its long words, such as URLs, break before another column wraps.
fn by_words(
    cells: &[Vec<WrappedLine>],
    natural: &[usize],
    has_head: bool,
    room: usize,
) -> Option<Vec<usize>> {
    let mut widths: Vec<usize> = natural.iter().map(|width| *width.min(&room)).collect();
    let last = natural.iter().rposition(|width| *width > 0)?;
    let words = widest(cells, WrappedLine::widest_word);
    let mut floors = widths.clone();
    let kept = if has_head { words[last].min(WORD) } else { 0 };
    floors[last] = widths[last].min(LAST.max(kept));
    shrink(&mut widths, &floors, room);

    let by_word = |floor: usize, index: usize| floor.min(words[index].min(WORD));
    if !has_head {
        for index in (0..floors.len()).filter(|index| natural[*index] > SHORT) {
            floors[index] = if index == last { SHORT } else { by_word(floors[index], index) };
        }
        shrink(&mut widths, &floors, room);
    }
    for index in (0..floors.len()).filter(|index| *index != last) {
        floors[index] = by_word(floors[index], index);
    }
    shrink(&mut widths, &floors, room);
    floors[last] = by_word(floors[last], last);
    shrink(&mut widths, &floors, room);
    (widths.iter().sum::<usize>() <= room).then_some(widths)
}

/// The widths if words must break. Columns of text shrink first, the widest first, because a broken number
/// is unreadable.
fn squeezed(cells: &[Vec<WrappedLine>], natural: &[usize], right: &[bool], room: usize) -> Vec<usize> {
    let mut widths: Vec<usize> = natural.iter().map(|width| *width.min(&room)).collect();
    let digits = widest(cells.get(1..).unwrap_or_default(), WrappedLine::width);
    let floor = |index: usize| match right.get(index) {
        Some(true) => digits.get(index).copied().unwrap_or(1).max(1),
        _ => 6.min(natural[index].max(1)),
    };
    let whole = |index: usize| if natural[index] <= SHORT { natural[index] } else { floor(index) };
    shrink(&mut widths, &(0..natural.len()).map(whole).collect::<Vec<_>>(), room);
    shrink(&mut widths, &(0..natural.len()).map(floor).collect::<Vec<_>>(), room);
    // If that is still too wide, every column shrinks.
    shrink(&mut widths, &vec![1; natural.len()], room);
    widths
}

fn widest(cells: &[Vec<WrappedLine>], measure: fn(&WrappedLine) -> usize) -> Vec<usize> {
    let mut widths = vec![0; cells.iter().map(Vec::len).max().unwrap_or(0)];
    for row in cells {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = measure(cell).max(*width);
        }
    }
    widths
}

/// Shrinks the widest column that is above its floor, until all columns fit.
fn shrink(widths: &mut [usize], floors: &[usize], room: usize) {
    let mut over = widths.iter().sum::<usize>().saturating_sub(room);
    while over > 0 {
        let open = (0..widths.len()).filter(|&index| widths[index] > floors[index]);
        let Some(widest) = open.max_by_key(|&index| widths[index]) else { return };
        widths[widest] -= 1;
        over -= 1;
    }
}
