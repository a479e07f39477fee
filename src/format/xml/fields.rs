//! Elements on their way out, each with its path within the record: paths that begin alike are written into one element.
//!
//! A part of a path is an element's name, and the value of its `type` in brackets where that is a part of the name:
//! `relatedItem[host]/part/detail[volume]/number`.

use super::keep::{self, tag};
use super::text::Out;
use crate::model::Value;

/// Elements of one path.
pub(in crate::format) struct Field {
    /// Their place among the others.
    pub(in crate::format) order: usize,
    pub(in crate::format) path: String,
    pub(in crate::format) content: Content,
}

/// What is written.
pub(in crate::format) enum Content {
    /// An element each: its attributes and its content, which is XML.
    Leaves(Vec<(&'static str, String)>),
    /// Elements that are XML already, which stand at that path.
    Whole(Vec<String>),
    /// What an open variable kept of elements of that name, or of what lies within one.
    Kept { value: Value, is_group: bool },
}

impl Field {
    /// Elements without attributes.
    pub(in crate::format) fn plain(order: usize, path: &str, list: Vec<String>) -> Self {
        let content = Content::Leaves(list.into_iter().map(|content| ("", content)).collect());
        Self { order, path: path.to_owned(), content }
    }
}

/// Writes all fields in their order.
pub(in crate::format) fn write(out: &mut Out, fields: &mut [Field]) {
    fields.sort_by_key(|field| field.order);
    within(out, &fields.iter().collect::<Vec<_>>(), 0);
}

/// Writes fields that lie within the same elements down to that level. Those of one element follow one another where it is opened first.
fn within(out: &mut Out, fields: &[&Field], level: usize) {
    let part = |field: &Field, level| field.path.split('/').nth(level).map(str::to_owned);
    let mut done = vec![false; fields.len()];
    for at in 0..fields.len() {
        let field = fields[at];
        let Some(name) = part(field, level).filter(|_| !done[at]) else { continue };
        if part(field, level + 1).is_none() {
            leaves(out, &name, &field.content);
            continue;
        }
        let mut inside = Vec::new();
        for (later, field) in fields.iter().enumerate().skip(at) {
            if !done[later] && part(field, level).as_ref() == Some(&name) && part(field, level + 1).is_some() {
                done[later] = true;
                inside.push(*field);
            }
        }
        out.group(&tag(&name), |out| within(out, &inside, level + 1));
    }
}

fn leaves(out: &mut Out, name: &str, content: &Content) {
    match content {
        Content::Leaves(list) => list.iter().for_each(|(attributes, content)| out.raw_leaf(&format!("{}{attributes}", tag(name)), content)),
        Content::Whole(list) => list.iter().for_each(|xml| out.raw(xml)),
        Content::Kept { value, is_group } => keep::write(out, &tag(name), value, *is_group),
    }
}
