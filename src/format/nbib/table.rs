//! What MEDLINE's format calls things. Source: the National Library of Medicine's list of the data elements of MEDLINE and PubMed records.

use crate::format::mapping::{Mapping, On, Row, Way};
use crate::format::tagged::gather::Form;
use crate::model::Kind;
use std::sync::LazyLock;

/// Publication types that say what is described; those before the journal are so even where a journal is named.
pub(super) static TYPES: &[(&str, Kind)] = &[
    ("Book Chapter", Kind::Chapter),
    ("Book", Kind::Book),
    ("Preprint", Kind::Article),
    ("Journal Article", Kind::ArticleJournal),
    ("Newspaper Article", Kind::ArticleNewspaper),
    ("Technical Report", Kind::Report),
    ("Academic Dissertation", Kind::Thesis),
    ("Dataset", Kind::Dataset),
];

macro_rules! rows {
    ($($way:ident $field:literal $variable:literal $form:expr, $on:expr;)+) => {
        &[$(Row { field: $field, variable: $variable, form: $form, on: $on, way: Way::$way },)+]
    };
}
use Form::{Date, DateOnly, Doi, Each, Ids, Keywords, Marked, Pmcid, Text};
use On::Any;

const BOOK: On = On::Only(&[Some(Kind::Book)]);

/// The tags, in the order in which they are written and claim a variable. Without the authors, editors, ISSNs and publication types,
/// which [`nbib`](super) puts together itself.
static ROWS: &[Row<Form>] = rows! {
    Both "PMID" "PMID" Text, Any;
    Both "VI" "volume" Text, Any;
    Both "IP" "issue" Text, Any;
    Both "DP" "issued" Date, Any;
    Both "TI" "title" Text, Any;
    Read "BTI" "title" Text, BOOK;
    Both "PG" "page" Text, Any;
    Both "AB" "abstract" Each, Any;
    Both "AD" "affiliation" Each, Any;
    Both "LA" "language" Ids, Any;
    Both "TT" "original-title" Text, Any;
    Both "DEP" "available-date" DateOnly, Any;
    Both "PL" "publisher-place" Text, Any;
    Both "PB" "publisher" Text, Any;
    Both "EN" "edition" Text, Any;
    Both "ISBN" "ISBN" Ids, Any;
    Both "JT" "container-title" Text, Any;
    Both "BTI" "container-title" Text, Any;
    Read "TA" "container-title" Text, Any;
    Both "TA" "container-title-short" Text, Any;
    Both "CTI" "collection-title" Text, Any;
    Both "VTI" "volume-title" Text, Any;
    Both "MH" "mesh" Each, Any;
    Both "PMC" "PMCID" Pmcid, Any;
    Both "OT" "keyword" Keywords, Any;
    Both "AID" "DOI" Marked("doi"), Any;
    Read "LID" "DOI" Marked("doi"), Any;
    Read "AID" "DOI" Doi, Any;
    Read "LID" "DOI" Doi, Any;
    Both "AID" "pii" Marked("pii"), Any;
    Read "LID" "pii" Marked("pii"), Any;
    Both "GN" "note" Each, Any;
};

/// The tags, compiled.
pub(super) static TABLE: LazyLock<Mapping<Form>> = LazyLock::new(|| Mapping::new(ROWS));

/// Where the row of a tag stands.
pub(super) fn row_of(tag: &str) -> usize {
    ROWS.iter().position(|row| row.field == tag).unwrap_or(ROWS.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tags that mean one of several things, by what their value looks like or by what is known already.
    #[test]
    fn all_other_tags_are_read_as_they_are_written() {
        assert_eq!(TABLE.one_way(), [("TA", "container-title-short"), ("AID", "pii")]);
    }
}
