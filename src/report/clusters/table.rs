//! Entries side by side: a row a variable, a column an entry, as many as the terminal holds. A sign says how a row differs.

use super::cell;
use crate::model::{Entry, Variable};
use crate::report::excerpt::columns;
use crate::report::full::Paint;
use crate::report::one_line;
use crate::text::unicode::fold;

/// A column of fewer characters cannot be read.
const NARROWEST: usize = 26;
/// What the name of a variable may take at most, in a terminal that is narrow and in one that is not.
const NAMES: usize = 18;
const WIDE: (usize, usize) = (100, 28);
/// Lines of a value that all have, and that tells nothing apart.
const LINES_OF_SAME: usize = 2;
const BETWEEN: usize = 2;
/// The same as in the first column.
const SAME: &str = "\"";
const NONE: &str = "-";

/// What tells works apart.
pub(super) const TELLING: &[Variable] = &[
    Variable::Author,
    Variable::Editor,
    Variable::Title,
    Variable::ContainerTitle,
    Variable::Issued,
    Variable::Volume,
    Variable::Issue,
    Variable::Page,
    Variable::ChapterNumber,
    Variable::Edition,
    Variable::Publisher,
    Variable::Doi,
    Variable::Isbn,
    Variable::Pmid,
    Variable::Url,
];

const DIM: &str = "2";
const DIFFERS: &str = "1;33";
const ADDED: &str = "32";

/// How the entries of a row stand to the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// All say the same, or nothing.
    Same,
    /// All say the same in other letters, accents or marks.
    Written,
    /// Only others than the first have it.
    Added,
    /// Some say otherwise.
    Differs,
}

impl Sign {
    fn shown(self) -> (&'static str, &'static str) {
        match self {
            Self::Same => ("", DIM),
            Self::Written => ("~", DIM),
            Self::Added => ("+", ADDED),
            Self::Differs => ("≠", DIFFERS),
        }
    }
}

/// A column: what stands above it, and the entry.
pub(super) struct Column<'e> {
    pub head: [String; 2],
    pub entry: &'e Entry,
}

struct Row {
    name: &'static str,
    sign: Sign,
    cells: Vec<Option<String>>,
}

/// The table, a line end behind each line. Where the entries are more than fit, the first stands beside each group of others, from the
/// second group on with the rows only that tell more.
pub(super) fn table(entries: &[Column], width: usize, paint: &Paint) -> String {
    let Some((first, others)) = entries.split_first() else { return String::new() };
    let rows = rows(entries);
    let names = rows.iter().map(|row| columns(row.name)).max().unwrap_or(0).min(if width >= WIDE.0 { WIDE.1 } else { NAMES });
    let room = width.saturating_sub(names + 4);
    let fit = ((room + BETWEEN) / (NARROWEST + BETWEEN)).max(2);
    let mut out = String::new();
    for (group, chunk) in others.chunks(fit - 1).enumerate() {
        let start = 1 + group * (fit - 1);
        let shown: Vec<usize> = std::iter::once(0).chain(start..start + chunk.len()).collect();
        let heads: Vec<&[String; 2]> = std::iter::once(&first.head).chain(chunk.iter().map(|column| &column.head)).collect();
        if group > 0 {
            out.push('\n');
        }
        // What all have is told once.
        let rows: Vec<&Row> =
            rows.iter().filter(|row| group == 0 || row.sign != Sign::Same && shown[1..].iter().any(|at| row.cells[*at] != row.cells[0])).collect();
        out += &block(&rows, &shown, &heads, names, room, paint);
    }
    out
}

fn block(rows: &[&Row], shown: &[usize], heads: &[&[String; 2]], names: usize, room: usize, paint: &Paint) -> String {
    let widths = widths(rows, shown, heads, room);
    let mut out = String::new();
    for (at, code) in [(0, "1"), (1, DIM)] {
        let cells = heads.iter().zip(&widths).map(|(head, width)| {
            let text = cell::tail(&head[at], *width);
            vec![(paint.with(code, &text), columns(&text))]
        });
        out += &lines("", "", names, &cells.collect::<Vec<_>>(), &widths, paint);
    }
    for row in rows {
        let (sign, code) = row.sign.shown();
        let first = row.cells[0].as_deref();
        let cells = shown.iter().zip(&widths).enumerate().map(|(column, (at, width))| {
            let text = row.cells[*at].as_deref();
            match (text, column) {
                (None, _) => vec![(paint.with(DIM, NONE), 1)],
                (Some(text), 0) => {
                    // What the only other entry lacks.
                    let other = shown.get(1).and_then(|at| row.cells[*at].as_deref()).filter(|_| shown.len() == 2 && row.sign == Sign::Differs);
                    let mut lines = cell::lines(text, other, *width, DIFFERS, paint);
                    let tells = TELLING.iter().any(|variable| variable.name() == row.name);
                    if row.sign == Sign::Same && !tells && lines.len() > LINES_OF_SAME + 1 {
                        lines.truncate(LINES_OF_SAME);
                        lines.extend([("…".to_owned(), 1)]);
                    }
                    lines
                }
                (Some(text), _) if first == Some(text) => vec![(paint.with(DIM, SAME), 1)],
                (Some(text), _) => cell::lines(text, Some(first.unwrap_or_default()), *width, if first.is_none() { ADDED } else { DIFFERS }, paint),
            }
        });
        out += &lines(&paint.with(code, sign), row.name, names, &cells.collect::<Vec<_>>(), &widths, paint);
    }
    out
}

/// The lines of a row.
fn lines(sign: &str, name: &str, names: usize, cells: &[Vec<(String, usize)>], widths: &[usize], paint: &Paint) -> String {
    let name = cell::tail(name, names);
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    let mut out = String::new();
    for at in 0..height {
        // Painted, a sign has more characters than columns.
        let mut line = if at == 0 && !sign.is_empty() { format!("{sign} ") } else { "  ".to_owned() };
        let shown = if at == 0 { name.as_str() } else { "" };
        line += &paint.with(DIM, shown);
        let mut gap = names - columns(shown).min(names) + BETWEEN;
        for (cell, width) in cells.iter().zip(widths) {
            if let Some((text, wide)) = cell.get(at).filter(|(_, wide)| *wide > 0) {
                line += &" ".repeat(gap);
                line += text;
                gap = width - wide.min(width) + BETWEEN;
            } else {
                gap += width + BETWEEN;
            }
        }
        out += line.trim_end();
        out.push('\n');
    }
    out
}

/// What each column takes: what it needs where all fit, else what others leave of an equal share.
fn widths(rows: &[&Row], shown: &[usize], heads: &[&[String; 2]], room: usize) -> Vec<usize> {
    let room = room.saturating_sub((shown.len() - 1) * BETWEEN);
    let needed: Vec<usize> = shown
        .iter()
        .enumerate()
        .map(|(column, at)| {
            let cells = rows.iter().filter(|row| column == 0 || row.cells[*at] != row.cells[0]).filter_map(|row| row.cells[*at].as_deref());
            cells.chain(heads[column].iter().map(String::as_str)).map(columns).max().unwrap_or(0).max(NARROWEST.min(room / shown.len()))
        })
        .collect();
    // The narrow ones first: what they leave is shared among the others.
    let mut order: Vec<usize> = (0..needed.len()).collect();
    order.sort_by_key(|at| needed[*at]);
    let (mut left, mut widths) = (room, vec![0; needed.len()]);
    for (done, at) in order.iter().enumerate() {
        widths[*at] = needed[*at].min(left / (needed.len() - done)).max(1);
        left = left.saturating_sub(widths[*at]);
    }
    widths
}

/// A row for the kind, and for each variable that any of them has, in the order of the first.
fn rows(entries: &[Column]) -> Vec<Row> {
    let mut variables: Vec<Variable> = Vec::new();
    let mut known = std::collections::HashSet::new();
    for column in entries {
        variables.extend(column.entry.values().map(|(variable, _)| variable).filter(|variable| known.insert(*variable)));
    }
    // What tells works apart first.
    variables.sort_by_key(|variable| TELLING.iter().position(|of| of == variable).unwrap_or(TELLING.len()));
    let kinds: Vec<Option<String>> = entries.iter().map(|column| column.entry.kind.map(|kind| kind.name().to_owned())).collect();
    let parents: Vec<Option<String>> = entries.iter().map(|column| column.entry.parent.as_ref().map(ToString::to_string)).collect();
    let special = [("kind", kinds), ("part of", parents)].into_iter().filter(|(_, cells)| cells.iter().any(Option::is_some));
    let values = variables.into_iter().map(|variable| {
        let value = |column: &Column| column.entry.get(variable).map(|value| one_line(&value.plain()).into_owned());
        (variable.name(), entries.iter().map(value).collect::<Vec<_>>())
    });
    special.chain(values).map(|(name, cells)| Row { name, sign: sign(&cells), cells }).collect()
}

/// How the cells of a row stand to the first.
pub(super) fn sign(cells: &[Option<String>]) -> Sign {
    let Some(Some(first)) = cells.first() else { return Sign::Added };
    let others: Vec<&String> = cells.iter().flatten().filter(|cell| *cell != first).collect();
    match others.is_empty() {
        true => Sign::Same,
        false if others.iter().all(|other| fold(other) == fold(first)) => Sign::Written,
        false => Sign::Differs,
    }
}
