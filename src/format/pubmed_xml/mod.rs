//! PubMed XML, as PubMed exports articles and books (`PubmedArticleSet`, NLM's document type of 2019 to 2025), and the older
//! `MedlineCitationSet`. It is read only.
//!
//! Everything is kept: what CSL has no variable for stands in variables `pubmed-NAME`, as lines of text that a person can read.

mod outline;
mod read;
mod table;

#[cfg(test)]
mod tests;

use super::Format;
use super::xml::root;

/// PubMed XML.
pub static PUBMED_XML: Format = Format {
    name: "pubmed-xml",
    summary: "PubMed XML, articles and books as PubMed has them",
    extensions: &["xml"],
    sniff: |text| root(text).is_some_and(|name| name.starts_with("Pubmed") || name.starts_with("MedlineCitation")),
    read: Some(read::read),
    write: None,
};
