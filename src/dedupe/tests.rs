//! Tests of deduplication as a whole: the cases that matter, properties, and the review sets where they are at hand.
#![allow(clippy::unwrap_used, clippy::print_stderr, clippy::panic)]

use super::*;
use crate::model::{Date, EntryId, Kind, Name, Names};
use crate::text::SourceId;
use Variable::*;

mod fit;
mod parents;
mod properties;
mod sets;
mod works;

/// An entry from `variable=value` parts with `|` between: names `Family, Given; Family, Given`, dates as EDTF; `key` and `kind` too.
fn entry(text: &str) -> Entry {
    let mut entry = Entry::default();
    for (name, value) in text.split('|').filter_map(|part| part.trim().split_once('=')) {
        match name {
            "key" => entry.key = value.into(),
            "kind" => entry.kind = Some(Kind::named(value)),
            "issued" => entry.set(Issued, Date::parse_edtf(value).unwrap()),
            name => match Variable::named(name).class() {
                crate::model::Class::Names => entry.set(Variable::named(name), names(value)),
                _ => entry.set(Variable::named(name), value),
            },
        }
    }
    entry
}

fn names(text: &str) -> Names {
    let mut names = Names::default();
    for name in text.split("; ") {
        match name.split_once(", ") {
            _ if name == "others" => names.others = true,
            Some((family, given)) => names.list.push(Name::person(family, given)),
            None => names.list.push(Name::literal(name)),
        }
    }
    names
}

fn entries(texts: &[&str]) -> Vec<Entry> {
    numbered(texts.iter().map(|text| entry(text)).collect())
}

fn numbered(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.iter_mut().enumerate().for_each(|(index, entry)| entry.id = id(index));
    entries
}

fn id(index: usize) -> EntryId {
    EntryId { source: SourceId(0), index: u32::try_from(index).unwrap() }
}

fn library(entries: Vec<Entry>) -> Library {
    Library { entries, ..Library::default() }
}
