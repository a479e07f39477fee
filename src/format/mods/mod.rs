//! MODS, the Metadata Object Description Schema of the Library of Congress, versions 3.0 to 3.8: `<mods>` or a `<modsCollection>` of
//! them, alone or within other XML (SRU, OAI-PMH).
//!
//! What MODS has no element for stands in `<extension>`, as one `<entry xmlns="urn:ibidem:entry">` (see
//! `format::xml::extra`); other programs pass it by. Elements that no variable stands for are kept in variables
//! `mods-NAME`; those within a related item in `mods-relatedItem-TYPE`.

mod name;
mod read;
mod table;
mod write;

#[cfg(test)]
mod tests;

use super::Format;
use super::xml::root;

/// MODS.
pub static MODS: Format = Format {
    name: "mods",
    summary: "MODS, the records of libraries",
    extensions: &["mods", "xml"],
    sniff: |text| root(text).is_some_and(|name| name == "mods" || name == "modsCollection" || text.contains("http://www.loc.gov/mods/v3")),
    read: Some(read::read),
    write: Some(write::write),
};

/// The namespace of what stands in `<extension>`.
const NAMESPACE: &str = "urn:ibidem:entry";
