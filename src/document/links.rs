//! The addresses that links of a document lead to and its words do not tell: in `[On bees](https://doi.org/10.1/x)` the DOI is a part of the
//! reference all the same.

use super::BlockKind;
use crate::text::MappedText;
use std::ops::Range;

/// The words of links that lead to a work and say nothing of it.
const LINK_WORDS: &[&str] =
    &["crossref", "cross ref", "doi", "article", "link", "full text", "pdf", "view article", "view", "publisher site", "publisher full text", "html"];

/// Words of a link that are so many are those of a title.
const TITLE: usize = 3;

/// The links of the block that is being gathered.
#[derive(Debug, Default)]
pub(super) struct Links {
    dois: Vec<Address>,
    urls: Vec<Address>,
}

#[derive(Debug, PartialEq)]
struct Address {
    text: String,
    /// Where it stands, and whether it stands there as it is.
    place: Range<usize>,
    exact: bool,
}

impl Links {
    /// Keeps the address of a link with these words, which stands somewhere in a stretch of the source.
    pub(super) fn add(&mut self, source: &str, within: Range<usize>, address: &str, words: &str) {
        if LINK_WORDS.contains(&bare(words).as_str()) || !address.starts_with("http") || address.contains(char::is_whitespace) {
            return;
        }
        let found = source.get(within.clone()).and_then(|written| written.rfind(address)).map(|at| within.start + at);
        let place = found.map_or(within, |at| at..at + address.len());
        let kept = Address { text: address.to_owned(), place, exact: found.is_some() };
        match address.contains("doi.org/10.") {
            true if !self.dois.iter().any(|doi| doi.text == kept.text) => self.dois.push(kept),
            false if words.split_whitespace().count() >= TITLE => self.urls.push(kept),
            _ => {}
        }
    }

    /// Puts the one address at the end of a block's text, where the text tells none: a DOI, or the address of an item's title.
    /// Of several it is not sure which is that of the reference.
    pub(super) fn put(self, text: &mut MappedText, kind: &BlockKind) {
        let words = text.as_str();
        let told = |address: &Address| address.text.split_once("doi.org/").is_some_and(|(_, doi)| words.contains(doi));
        let is_item = matches!(kind, BlockKind::Item { .. }) && !words.contains("://");
        let address = match (self.dois.as_slice(), self.urls.as_slice()) {
            _ if words.is_empty() || matches!(kind, BlockKind::Heading(_)) => return,
            ([doi], _) if !told(doi) => doi,
            ([], [url]) if is_item => url,
            _ => return,
        };
        text.push_instead(" ", address.place.start..address.place.start);
        match address.exact {
            true => text.push(&address.text, address.place.start),
            false => text.push_instead(&address.text, address.place.clone()),
        }
    }
}

fn bare(words: &str) -> String {
    words.trim_matches(|c: char| !c.is_alphanumeric()).to_ascii_lowercase()
}

/// The DOI that a link leads to, as it stands in `written`, where the words of the link do not tell it: "CrossRef".
pub(super) fn linked_doi(written: &str, words: &str) -> Option<Range<usize>> {
    let start = ["https://doi.org/10.", "http://doi.org/10.", "https://dx.doi.org/10.", "http://dx.doi.org/10."]
        .iter()
        .find_map(|site| written.find(site))?;
    let length = written[start..].find(['"', '\'', '>', ' ', '\n', '<']).unwrap_or(written.len() - start);
    LINK_WORDS.contains(&bare(words).as_str()).then_some(start..start + length)
}
