//! Strings, and nothing of bibliographies: sources and places in them, diagnostics, edits, and what one can ask of a piece of text.

mod content;
pub mod diagnostic;
pub mod edit;
pub mod latex;
pub mod mapped;
pub mod pattern;
pub mod similarity;
pub mod source;
mod str;
pub mod tokens;
pub mod unicode;

pub use content::Content;
pub use diagnostic::{Default as RuleDefault, Diagnostic, Example, Fix, FixSafety, Related, RuleInfo, Severity};
pub use edit::Edit;
pub use mapped::MappedText;
pub use pattern::Pattern;
pub use source::{Place, Source, SourceId, Sources, Span};
pub use str::Str;
