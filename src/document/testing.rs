//! How tests of all kinds of documents show what was read.

use super::{Block, BlockKind};
use crate::text::{Source, SourceId};

/// Blocks as short texts: a heading with its level, an item with its depth and marker, an item of its own key.
pub(super) fn shown(read: fn(&Source) -> Vec<Block>, text: &str) -> Vec<String> {
    let shown = |block: Block| {
        let text = block.text.as_str();
        match block.kind {
            BlockKind::Heading(level) => format!("h{level} {text}"),
            BlockKind::Item { marker, depth } if marker.as_str().is_empty() => format!("{depth} {text}"),
            BlockKind::Item { marker, depth } => format!("{depth}[{}] {text}", marker.as_str()),
            BlockKind::Keyed { key } => format!("{{{}}} {text}", key.as_str()),
            _ => text.to_owned(),
        }
    };
    read(&Source::from_text(SourceId(0), "-", text)).into_iter().map(shown).collect()
}
