//! Tables: comma- and tab-separated values (RFC 4180), a line an entry, a column a variable. What columns are called is told in
//! `columns`, what cells say in `cell`.
//!
//! Our own tables have the columns `key`, `type` (as CSL names it) and `parent`, and one for each variable; they lose nothing. In the
//! tables of other programs a column of an unknown name is a variable of that name. Where two columns say different things of one variable,
//! the first has it and the other keeps its own name.

mod cell;
mod columns;

use super::csl_json::item;
use super::draft::Draft;
use super::{Format, loss};
use crate::model::{Entry, Kind, Library, Symbol, Value, Variable};
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity, Source, Str};
use columns::{Column, Whose};
use serde_json::{Map, Value as Json};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Comma-separated values.
pub static CSV: Format = Format {
    name: "csv",
    summary: "comma-separated values: a line an entry, a column a variable",
    extensions: &["csv"],
    sniff: |text| is_table(text, b",;"),
    read: Some(|source| read(source, b',')),
    write: Some(|library| write(library, b',', &CSV)),
};

/// Tab-separated values.
pub static TSV: Format = Format {
    name: "tsv",
    summary: "tab-separated values: a line an entry, a column a variable",
    extensions: &["tsv", "tab"],
    sniff: |text| is_table(text, b"\t"),
    read: Some(|source| read(source, b'\t')),
    write: Some(|library| write(library, b'\t', &TSV)),
};

/// The rules that reading raises.
pub static RULES: &[&RuleInfo] = &[&MISSING_HEADER, &RAGGED_ROW];

/// A table without names of columns.
pub static MISSING_HEADER: RuleInfo = RuleInfo {
    name: "missing-header",
    summary: "a table whose first line names no column that is known",
    why: "The first line of a table says what its columns hold. Where it names none that is known, it may be an entry, and all columns \
          were kept under names that say nothing.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example { input: "csv", bad: "Doe,1998\nRoe,1999\n", good: "author,title\n\"Doe, J.\",A title\n" }],
};

/// A line with more cells than the table has columns.
pub static RAGGED_ROW: RuleInfo = RuleInfo {
    name: "ragged-row",
    summary: "a line of a table with more cells than there are columns",
    why: "A value with a comma in it stands without quotes, so that it and all behind it have slipped into the next columns. \
          What stands beyond the last column was kept as `column-N`.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example { input: "csv", bad: "title,DOI\nA, B and C,10.1/x\n", good: "title,DOI\n\"A, B and C\",10.1/x\n" }],
};

/// Two lines or more, the first of which names three columns that are known, a title among them.
fn is_table(text: &str, delimiters: &[u8]) -> bool {
    let Some((first, rest)) = text.split_once('\n') else { return false };
    let names = first.get(..first.len().min(8192)).unwrap_or_default();
    let known = |delimiter: u8| {
        let cells = names.split(char::from(delimiter)).map(|name| name.trim().trim_matches('"'));
        let columns: Vec<Column> = cells.filter_map(columns::column).filter(|column| !matches!(column, Column::Value(_, Whose::Nobodys))).collect();
        columns.len() >= 3 && columns.iter().any(|column| matches!(column, Column::Value(Variable::Title, _)))
    };
    !rest.trim().is_empty() && delimiters.iter().any(|delimiter| known(*delimiter))
}

/// The sign between the cells: that of which the first line has most, outside of quotes.
fn delimiter(text: &str, usual: u8) -> u8 {
    let mut quoted = false;
    let mut counts = [(usual, 0usize), (b',', 0), (b';', 0), (b'\t', 0)];
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            byte if !quoted => counts.iter_mut().filter(|(sign, _)| *sign == byte).for_each(|(_, count)| *count += 1),
            _ => {}
        }
    }
    // Of equals the first.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(usual, |(sign, _)| *sign)
}

fn read(source: &Source, usual: u8) -> (Library, Vec<Diagnostic>) {
    let text = source.text.as_str();
    let delimiter = delimiter(text, usual);
    let mut table = ::csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(text.as_bytes());
    let mut reader = Reader { source, library: Library::default(), found: Vec::new(), columns: Vec::new(), names: Vec::new() };
    let mut record = ::csv::StringRecord::new();
    let mut start = 0;
    let mut is_first = true;
    // All that can go wrong is text that is not UTF-8, and ours is.
    while table.read_record(&mut record).unwrap_or(false) {
        let end = usize::try_from(table.position().byte()).unwrap_or(text.len()).min(text.len());
        let row = Row::new(source, start..end, delimiter, &record);
        match std::mem::take(&mut is_first) {
            true => reader.header(&row),
            false => reader.row(&row),
        }
        start = end;
    }
    (reader.library, reader.found)
}

/// The cells of a line, and where they stand.
struct Row<'r> {
    cells: &'r ::csv::StringRecord,
    range: Range<usize>,
    ranges: Vec<Range<usize>>,
}

impl<'r> Row<'r> {
    fn new(source: &Source, range: Range<usize>, delimiter: u8, cells: &'r ::csv::StringRecord) -> Self {
        let raw = source.text.get(range.clone()).unwrap_or_default();
        let before = raw.len() - raw.trim_start_matches(['\r', '\n']).len();
        let range = range.start + before..range.start + raw.trim_end_matches(['\r', '\n']).len().max(before);
        let mut ranges = places(source.text.get(range.clone()).unwrap_or_default(), delimiter, range.start);
        if ranges.len() != cells.len() {
            ranges = vec![range.clone(); cells.len()];
        }
        Self { cells, range, ranges }
    }

    /// A cell: a piece of the source where it stands there so.
    fn cell(&self, source: &Source, at: usize) -> Str {
        let cell = self.cells.get(at).unwrap_or_default();
        let range = self.ranges.get(at).cloned().unwrap_or(0..0);
        let bare = cell::unguarded(cell);
        match source.text.get(range.clone()) {
            Some(same) if same == bare => Str::of(&source.text, range),
            _ => bare.into(),
        }
    }
}

/// Where the cells of a line stand, quotes left out.
fn places(raw: &str, delimiter: u8, start: usize) -> Vec<Range<usize>> {
    let bytes = raw.as_bytes();
    let (mut ranges, mut at) = (Vec::new(), 0);
    loop {
        let quoted = bytes.get(at) == Some(&b'"');
        let first = at + usize::from(quoted);
        let mut end = first;
        if quoted {
            while let Some(quote) = memchr::memchr(b'"', bytes.get(end..).unwrap_or_default()) {
                end += quote;
                if bytes.get(end + 1) != Some(&b'"') {
                    break;
                }
                end += 2;
            }
        }
        let rest = bytes.get(end..).unwrap_or_default();
        let next = memchr::memchr(delimiter, rest).map(|length| end + length);
        let last = if quoted { end.min(bytes.len()) } else { next.unwrap_or(bytes.len()) };
        ranges.push(start + first..start + last.max(first));
        match next {
            Some(next) => at = next + 1,
            None => return ranges,
        }
    }
}

struct Reader<'s> {
    source: &'s Source,
    library: Library,
    found: Vec<Diagnostic>,
    columns: Vec<Option<Column>>,
    names: Vec<String>,
}

/// A row as it is read.
#[derive(Default)]
struct RowDraft {
    draft: Draft,
    /// What has to wait for the other columns.
    year: Option<(String, Str, Range<usize>)>,
    pages: [Option<(Str, Range<usize>)>; 2],
}

impl Reader<'_> {
    fn header(&mut self, row: &Row) {
        self.names = (0..row.cells.len()).map(|at| row.cell(self.source, at).to_string()).collect();
        self.columns = self.names.iter().map(|name| columns::column(name)).collect();
        let has_kind = |column: &Option<Column>| matches!(column, Some(Column::Kind(_)));
        // Beside a column for the kind, `Type` says more.
        if self.columns.iter().filter(|column| has_kind(column)).count() > 1 {
            let more = self.names.iter().zip(&mut self.columns).filter(|(name, _)| name.trim() == "Type");
            more.for_each(|(_, column)| *column = Some(Column::Value(Variable::Genre, Whose::Others)));
        }
        let known = |column: &Option<Column>| matches!(column, Some(column) if !matches!(column, Column::Value(_, Whose::Nobodys)));
        if !self.columns.iter().any(known) {
            let message = "no column is called by a name that is known: is this line an entry?";
            self.found.push(Diagnostic::new(&MISSING_HEADER, self.source.span(row.range.clone()), message));
        }
    }

    fn row(&mut self, row: &Row) {
        if row.cells.iter().all(str::is_empty) {
            return;
        }
        let index = u32::try_from(self.library.entries.len()).unwrap_or(u32::MAX);
        let mut draft = RowDraft::default();
        let mut rest = Map::new();
        for at in 0..row.cells.len() {
            let cell = row.cell(self.source, at);
            let range = row.ranges.get(at).cloned().unwrap_or_else(|| row.range.clone());
            if !cell.is_empty() {
                self.cell(&mut draft, &mut rest, at, cell, range);
            }
        }
        if let Some(beyond) = row.ranges.get(self.columns.len()).map(|first| first.start..row.range.end.max(first.start)) {
            let message = format!("{} cells in a table of {} columns", row.cells.len(), self.columns.len());
            self.found.push(Diagnostic::new(&RAGGED_ROW, self.source.span(beyond), message).about(index));
        }
        years_and_pages(&mut draft);
        for (name, value) in rest.iter().filter_map(|(name, json)| Some((name, item::read_exact(json)?))) {
            draft.draft.put(Variable::Other(Symbol::new(name)), value, &row.range);
        }
        draft.draft.finish(self.source, row.range.clone(), &mut self.library);
    }

    fn cell(&self, row: &mut RowDraft, rest: &mut Map<String, Json>, at: usize, cell: Str, range: Range<usize>) {
        let name = || self.names.get(at).filter(|name| !name.is_empty()).cloned().unwrap_or_else(|| format!("column-{}", at + 1));
        let draft = &mut row.draft;
        match self.columns.get(at).and_then(Option::as_ref) {
            Some(Column::Key) if draft.key.is_empty() => {
                draft.key = cell;
                draft.key_range = Some(range);
            }
            Some(Column::Kind(whose)) if draft.kind.is_none() => read_kind(draft, &cell, *whose, &range),
            Some(Column::Parent) => draft.parent = Some(read_exactly(&cell).unwrap_or(cell)),
            Some(Column::Rest) => match serde_json::from_str(&cell) {
                Ok(Json::Object(map)) => *rest = map,
                _ => draft.put_beside(&name(), cell, &range),
            },
            Some(Column::Value(variable, whose)) => {
                let Some(value) = cell::read(*variable, &cell, *whose) else { return };
                if !draft.put(*variable, value, &range) {
                    draft.put_beside(&name(), cell, &range);
                }
            }
            Some(Column::Year) if row.year.is_none() => row.year = Some((name(), cell, range)),
            Some(Column::PageStart) if row.pages[0].is_none() => row.pages[0] = Some((cell, range)),
            Some(Column::PageEnd) if row.pages[1].is_none() => row.pages[1] = Some((cell, range)),
            _ => draft.put_beside(&name(), cell, &range),
        }
    }
}

/// A year says nothing new beside a date of that year; first and last page are a range.
fn years_and_pages(row: &mut RowDraft) {
    let draft = &mut row.draft;
    if let Some((name, cell, range)) = row.year.take() {
        let value = cell::read(Variable::Issued, &cell, Whose::Others);
        let year = |value: &Value| match value {
            Value::Date(date) => date.start.map(|start| start.year),
            _ => None,
        };
        let same =
            draft.get(Variable::Issued).zip(value.as_ref()).is_some_and(|(issued, value)| year(issued).is_some() && year(issued) == year(value));
        if let Some(value) = value.filter(|_| !same)
            && !draft.put(Variable::Issued, value, &range)
        {
            draft.put_beside(&name, cell, &range);
        }
    }
    let page = match std::mem::take(&mut row.pages) {
        [Some((start, from)), Some((end, to))] if start != end => Some((format!("{start}–{end}").into(), from.start..to.end.max(from.start))),
        [Some(page), _] | [None, Some(page)] => Some(page),
        [None, None] => None,
    };
    if let Some((page, range)) = page
        && !draft.put(Variable::Page, page.clone(), &range)
    {
        draft.put_beside("page-start-end", page, &range);
    }
}

/// A kind; what nobody is known to call one is the genre, in the tables of others.
fn read_kind(draft: &mut Draft, cell: &Str, whose: Whose, range: &Range<usize>) {
    let exactly = read_exactly(cell).map(|name| Some(Kind::Other(Symbol::new(&name))));
    match exactly.or_else(|| columns::kind(cell, whose)) {
        Some(kind) => draft.kind = kind,
        None if whose == Whose::Ours => draft.kind = Some(Kind::Other(Symbol::new(cell))),
        None => drop(draft.put(Variable::Genre, cell.clone(), range)),
    }
}

/// A text that is written exactly.
fn read_exactly(cell: &str) -> Option<Str> {
    let json: Json = cell.starts_with('{').then(|| serde_json::from_str(cell).ok())??;
    match item::read_exact(&json)? {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// More columns than these would make a large table of few values: what is rarest shares one.
const MOST_COLUMNS: usize = 1000;

fn write(library: &Library, delimiter: u8, format: &Format) -> (String, Vec<Diagnostic>) {
    let variables = variables(library);
    let has_parents = library.entries.iter().any(|entry| entry.parent.is_some());
    let own: HashSet<Variable> = variables.iter().copied().collect();
    let has_rest = library.entries.iter().any(|entry| entry.values().any(|(variable, _)| !own.contains(&variable)));
    let mut table = ::csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    let mut line: Vec<String> = vec!["key".to_owned(), "type".to_owned()];
    line.extend(has_parents.then(|| "parent".to_owned()));
    line.extend(variables.iter().map(|variable| columns::header(*variable).into_owned()));
    line.extend(has_rest.then(|| "x-ibidem".to_owned()));
    let mut put = |line: &[String]| {
        // Into memory nothing can fail.
        drop(table.write_record(line.iter().map(|cell| cell::guarded(cell).into_owned())));
    };
    put(&line);
    for entry in &library.entries {
        let values: HashMap<Variable, &Value> = entry.values().collect();
        line.clear();
        line.push(entry.key.to_string());
        line.push(kind_cell(entry.kind));
        if has_parents {
            line.push(entry.parent.as_ref().map_or_else(String::new, parent_cell));
        }
        line.extend(variables.iter().map(|variable| values.get(variable).map_or_else(String::new, |value| cell::write(*variable, value))));
        if has_rest {
            let rest = entry.values().filter(|(variable, _)| !own.contains(variable));
            let rest: Map<String, Json> = rest.map(|(variable, value)| (variable.name().to_owned(), item::exact(value))).collect();
            line.push(if rest.is_empty() { String::new() } else { Json::Object(rest).to_string() });
        }
        put(&line);
    }
    let text = table.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    let read = format.read.unwrap_or(|_| Default::default());
    let mut found = loss::losses(library, None, &text, read, format.name);
    found.extend(loss::left_behind(library, format.name));
    (text, found)
}

/// The variables that have a column, in the order in which they first stand; those that CSL knows always have one.
fn variables(library: &Library) -> Vec<Variable> {
    let mut counts: HashMap<Variable, usize> = HashMap::new();
    let mut order = Vec::new();
    for (variable, _) in library.entries.iter().flat_map(Entry::values) {
        let count = counts.entry(variable).or_insert(0);
        if *count == 0 {
            order.push(variable);
        }
        *count += 1;
    }
    let mut by_count: Vec<(usize, Variable)> =
        counts.into_iter().collect::<Vec<_>>().into_iter().map(|(variable, count)| (count, variable)).collect();
    by_count.sort_unstable_by(|a, b| b.cmp(a));
    let common: HashSet<Variable> = by_count.into_iter().take(MOST_COLUMNS).map(|(_, variable)| variable).collect();
    order.retain(|variable| common.contains(variable) || !matches!(variable, Variable::Other(_)));
    order
}

fn kind_cell(kind: Option<Kind>) -> String {
    match kind {
        Some(kind @ Kind::Other(_))
            if columns::kind(kind.name(), Whose::Ours).is_some() || kind.name().is_empty() || kind.name().starts_with('{') =>
        {
            cell::exact(&kind.name().into())
        }
        kind => kind.map_or("document", Kind::name).to_owned(),
    }
}

fn parent_cell(key: &Str) -> String {
    if key.is_empty() || key.starts_with('{') { cell::exact(&key.clone().into()) } else { key.to_string() }
}

#[cfg(test)]
mod tests;
