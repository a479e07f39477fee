//! Citations by number in running text: `[3]`, `[1, 4–6]`, `[2, p. 17]`. Whether the numbers are those of a list is for others to say.

use super::prose::paragraphs;
use crate::document::{Document, NumberCitation};
use crate::text::Pattern;

/// A range of numbers names no more than this; a longer one is something else.
const MOST: u32 = 60;

static GROUP: Pattern =
    Pattern::new(r"\[((?:[1-9][0-9]{0,2})(?: ?[,;–-] ?[1-9][0-9]{0,2})*)(?:, ?(?:pp?\.|S\.|ch\.|chap\.|Kap\.|sec\.|§) ?[^\[\]]{1,40})?\]");
static NUMBER: Pattern = Pattern::new(r"([0-9]+)(?: ?[–-] ?([0-9]+))?");

/// The citations by number of a document, in order, one for each number. Those within reference lists are among them.
pub fn numbers(document: &Document) -> Vec<NumberCitation> {
    let mut found = Vec::new();
    for paragraph in paragraphs(document) {
        let text = paragraph.as_str();
        for captures in GROUP.captures_iter(text) {
            let (Some(all), Some(inside)) = (captures.get(0), captures.get(1)) else { continue };
            // `a[1]` is an index, `[1](…)` a link.
            let index = text[..all.start()].ends_with(|c: char| c.is_ascii_digit() || matches!(c, '_' | ']' | '$'));
            if index || text[all.end()..].starts_with('(') {
                continue;
            }
            for numbers in NUMBER.captures_iter(inside.as_str()) {
                let (Some(place), Some(first)) = (numbers.get(0), number(numbers.get(1))) else { continue };
                let last = number(numbers.get(2)).filter(|last| (first..first + MOST).contains(last)).unwrap_or(first);
                let span = paragraph.span(inside.start() + place.start()..inside.start() + place.end());
                found.extend((first..=last).map(|number| NumberCitation { span, number }));
            }
        }
    }
    found
}

fn number(digits: Option<regex::Match>) -> Option<u32> {
    digits?.as_str().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{named, read};
    use crate::text::{Source, SourceId};

    #[test]
    fn numbers_are_found() {
        for (text, expected) in [
            ("as known [3].", vec![3]),
            ("known [1, 4–6; 9]", vec![1, 4, 5, 6, 9]),
            ("see [2, p. 17] and [12-\n14]", vec![2, 12, 13, 14]),
            ("[0] [1998] [a] [1a] x[1][2] [1](x) [] 3] [3", vec![1]),
            ("[5-2] [1-999]", vec![5, 1]),
        ] {
            let source = Source::from_text(SourceId(0), "-", text);
            let Some(kind) = named("text") else { return };
            let found = numbers(&read(&source, kind));
            assert_eq!(found.iter().map(|citation| citation.number).collect::<Vec<_>>(), expected, "{text}");
            assert!(found.iter().all(|citation| source.slice(citation.span).starts_with(|c: char| c.is_ascii_digit())));
        }
    }
}
