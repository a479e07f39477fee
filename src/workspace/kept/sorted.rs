//! Libraries that are sorted by key: a new entry goes where it belongs, not to the end.

use super::{Excerpt, Kept, is_bib};
use crate::syntax::edit::{Editor, Place};
use crate::text::{Edit, SourceId};

/// Fewer entries stand in order by chance.
const TELLING: usize = 4;

impl Kept {
    /// Whether the entries stand in the order of their keys.
    pub(super) fn is_sorted(&self) -> bool {
        let keys: Vec<String> = self.keys().map(str::to_lowercase).collect();
        keys.len() >= TELLING && keys.iter().all(|key| !key.is_empty()) && keys.is_sorted()
    }

    /// The entry before which one of that key belongs; none where that is the end.
    pub(super) fn successor(&self, key: &str) -> Option<usize> {
        let key = key.to_lowercase();
        let is_before = |number: usize| self.key(number).to_lowercase() <= key;
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if is_before(middle) { low = middle + 1 } else { high = middle }
        }
        Some(low).filter(|at| *at < self.len())
    }

    /// What adds an entry at the end, as it is added before another one; none where that cannot be said.
    pub(super) fn moved(&self, part: &Excerpt, end: &Edit, before: usize) -> Option<Edit> {
        let start = self.range(before).start;
        let text = self.source.text.as_str();
        let at = |start: usize, text: String| Edit { span: self.source.span(start..start), text };
        let line = || text.get(..start).map(|text| text.rfind('\n').map_or(0, |at| at + 1));
        if is_bib(self.format) {
            let source = part.workspace().sources.get(SourceId(0))?;
            let edits = Editor::new(source).add(Place::Before(part.index(before)?), end.text.trim()).ok()?;
            return part.back(&edits)?.pop();
        }
        let words = end.text.trim_start_matches(['\r', '\n']).trim_end();
        let gap = &end.text[..end.text.len() - end.text.trim_start_matches(['\r', '\n']).len()];
        match self.format.name {
            "csl-json" => {
                let behind = end.text.strip_prefix(',')?;
                let item = behind.trim_start();
                Some(at(start, format!("{item},{}", &behind[..behind.len() - item.len()])))
            }
            "csl-jsonl" => Some(at(line()?, format!("{words}{}", self.source.line_end()))),
            "hayagriva" | "csl-yaml" => {
                let mut start = line()?;
                // Comments directly above are of the entry below.
                while let Some(above) = text.get(..start).and_then(|text| text.lines().next_back()).filter(|line| line.trim_start().starts_with('#'))
                {
                    start = text.get(..start.saturating_sub(1))?.rfind('\n').map_or(0, |at| at + 1);
                    if above.is_empty() || start == 0 {
                        break;
                    }
                }
                Some(at(start, format!("{words}{gap}")))
            }
            _ => None,
        }
    }
}
