//! What a written text lost, found by reading it back piece by piece, so that no second library as large as the first is ever there.
//!
//! An entry says what it did among all others if those are there that it takes values from: its parent, theirs, and the data it names.

use super::read;
use super::write::Written;
use crate::format::loss;
use crate::model::{Entry, Library, OtherKind, Variable};
use crate::text::{Diagnostic, Source, SourceId};
use std::collections::{BTreeSet, HashMap};

/// About so many bytes are read at once.
const PIECE: usize = 1 << 18;

/// One diagnostic for each variable that comes back otherwise than it was.
pub(super) fn losses(library: &Library, written: &Written, text: &str, format: &str) -> Vec<Diagnostic> {
    in_pieces(library, written, text, format, PIECE)
}

fn in_pieces(library: &Library, written: &Written, text: &str, format: &str, size: usize) -> Vec<Diagnostic> {
    let links = Links::new(library, written);
    let strings = month_strings(library);
    let mut found = Vec::new();
    // What is read besides the pieces themselves; where that would be more than the text, all is read at once.
    let mut spare = text.len().saturating_add(size);
    let mut start = 0;
    while start < written.order.len() {
        let mut end = start;
        let mut bytes = 0;
        while end < written.order.len() && (bytes < size || spare == 0) {
            bytes += written.ranges[end].len();
            end += 1;
        }
        let beside = links.taken_from(start..end);
        spare = spare.saturating_sub(beside.iter().map(|place| written.ranges[*place].len()).sum());
        if spare == 0 && end < written.order.len() {
            continue;
        }
        let before = beside.range(..start).count();
        let places = beside.range(..start).copied().chain(start..end).chain(beside.range(end..).copied());
        let piece: String = std::iter::once(strings.as_str()).chain(places.map(|place| &text[written.ranges[place].clone()])).collect();
        let back = read::read(&Source::from_text(SourceId(0), "", &piece)).0;
        for place in start..end {
            loss::compare(library, &library.entries[written.order[place]], back.entries.get(before + place - start), format, &mut found);
        }
        start = end;
    }
    found
}

/// The strings that give months other names: all that a written value may stand for.
fn month_strings(library: &Library) -> String {
    let name = |text: &str| text.split(['{', '(']).nth(1)?.split('=').next().map(|name| name.trim().to_ascii_lowercase());
    let is_month = |text: &str| name(text).is_some_and(|name| super::date::MONTHS.iter().any(|(month, _)| *month == name));
    let strings = library.others.iter().filter(|other| other.kind == OtherKind::String && is_month(&other.text));
    strings.map(|other| format!("{}\n", other.text)).collect()
}

/// From which entries each takes values, by their places in the text.
struct Links<'l> {
    library: &'l Library,
    written: &'l Written,
    /// The first place of each key, or else of each alias; empty where nobody needs it.
    places: HashMap<String, usize>,
}

impl<'l> Links<'l> {
    fn new(library: &'l Library, written: &'l Written) -> Self {
        let (ids, xdata) = (Variable::named("ids"), Variable::named("xdata"));
        let mut places = HashMap::new();
        if library.entries.iter().any(|entry| entry.parent.is_some() || entry.has(xdata)) {
            let all = || written.order.iter().enumerate();
            for (place, at) in all() {
                places.entry(written.keys[*at].clone()).or_insert(place);
            }
            for (place, at) in all().filter(|(_, at)| library.entries[**at].has(ids)) {
                for alias in library.entries[*at].plain(ids).unwrap_or_default().split(',') {
                    places.entry(alias.trim().to_owned()).or_insert(place);
                }
            }
        }
        Self { library, written, places }
    }

    /// The places outside of some from which their entries take values, and those of these entries, and so on.
    fn taken_from(&self, of: std::ops::Range<usize>) -> BTreeSet<usize> {
        let mut taken = BTreeSet::new();
        if self.places.is_empty() {
            return taken;
        }
        let mut open: Vec<usize> = of.clone().collect();
        while let Some(place) = open.pop() {
            for from in self.of_one(&self.library.entries[self.written.order[place]]) {
                if !of.contains(&from) && taken.insert(from) {
                    open.push(from);
                }
            }
        }
        taken
    }

    fn of_one(&self, entry: &Entry) -> Vec<usize> {
        let data = entry.plain(Variable::named("xdata")).unwrap_or_default();
        let names = data.split(',').map(str::trim).chain(entry.parent.as_deref());
        names.filter_map(|name| self.places.get(name).copied()).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::table::Dialect;
    use super::super::write;
    use super::*;

    /// Entry by entry the same is told as of the whole text.
    #[test]
    fn pieces_say_what_the_whole_says() {
        let linked = "@string{jan = {Hartung}}\n@inbook{a, crossref={b}, month=jan, year=1999}\n@inbook{c, xdata={x, y}, ids={d}}\n@book{b, title={B}, crossref={e}}\n\
                      @mvbook{e, title={E}}\n@xdata{x, publisher={P}, xdata={y}}\n@xdata{y, location={L}}\n@inbook{f, x-parent={d}}\n@book{b, title={C}}\n";
        let files = crate::syntax::tests::shared_bib().into_iter().step_by(17).map(|path| std::fs::read(path).unwrap());
        for bytes in files.chain([linked.as_bytes().to_vec()]) {
            let (source, _) = Source::decode(SourceId(0), "x", &bytes);
            let mut library = read::read(&source).0;
            library.entries.truncate(200);
            for dialect in [Dialect::Bibtex, Dialect::Biblatex] {
                let (text, written, _) = write::text(&library, dialect);
                let shown = |size| in_pieces(&library, &written, &text, "x", size).into_iter().map(|told| told.message).collect::<Vec<_>>();
                assert_eq!(shown(1), shown(usize::MAX), "{text}");
            }
        }
    }
}
