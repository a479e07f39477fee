//! EndNote XML, what EndNote, Bookends, JabRef and Zotero exchange: `<xml><records><record>`. The elements are those of EndNote's
//! own document type (RSXML.dtd), and are written in its order, which EndNote insists on.
//!
//! What a record has no element for stands in its research notes, which every reference type has, as a last line
//! `ibidem: {…}` (see `format::xml::extra`).

mod name;
mod read;
mod table;
mod write;

#[cfg(test)]
mod tests;

use super::Format;
use super::xml::root;

/// EndNote XML.
pub static ENDNOTE_XML: Format = Format {
    name: "endnote-xml",
    summary: "EndNote XML, what EndNote exports",
    extensions: &["xml"],
    sniff: |text| {
        root(text)
            .is_some_and(|name| name == "xml" && text.contains("<records") || ["records", "record"].contains(&name) && text.contains("<ref-type"))
    },
    read: Some(read::read),
    write: Some(write::write),
};

/// What the line of the research notes begins with that holds what has no element.
const EXTRA: &str = "ibidem: {";
