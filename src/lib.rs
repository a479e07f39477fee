//! ibidem: find reference lists in text, parse them into entries, check them like a linter, deduplicate and export them.
//!
//! # A tour
//!
//! A [`Workspace`](workspace::Workspace) reads any input, by its name and content: here a text with a reference list.
//!
//! ```
//! use ibidem::workspace::{ReadAs, Workspace};
//! use ibidem::model::{Kind, Variable};
//!
//! let text = "\
//! References
//!
//! Keck, M. E., & Sikkink, K. (Eds.). (1998). Activists beyond borders. Ithaca: Cornell University Press.Google Scholar
//! Price, R. (1998). Reversing the gun sights. International Organization, 52(3), 613-644.
//! ";
//! let mut workspace = Workspace::default();
//! workspace.add_text("article.txt", text, ReadAs::Guess);
//! workspace.fill_keys();
//!
//! let [book, article] = workspace.library.entries.as_slice() else { panic!("two references") };
//! assert_eq!(book.kind, Some(Kind::Book));
//! assert_eq!(book.names(Variable::Editor).unwrap().list[1].family, "Sikkink");
//! assert_eq!(article.plain(Variable::ContainerTitle).unwrap(), "International Organization");
//! ```
//!
//! What was read knows its place in the source, and what is odd is told there:
//!
//! ```
//! # use ibidem::workspace::{ReadAs, Workspace};
//! # use ibidem::model::Variable;
//! # let text = "References\n\nKeck, M. E. (1998). Activists beyond borders. Ithaca: Cornell University Press.Google Scholar\n";
//! # let mut workspace = Workspace::default();
//! # workspace.add_text("article.txt", text, ReadAs::Guess);
//! let entry = &workspace.library.entries[0];
//! let span = workspace.library.origins.value_span(entry.id, Variable::Title);
//! assert_eq!(workspace.sources.slice(span), "Activists beyond borders");
//!
//! let found = ibidem::check::everything(&workspace.subject(None), &Default::default(), workspace.diagnostics.clone());
//! assert_eq!(found[0].rule.name, "page-debris");
//! assert_eq!(workspace.sources.slice(found[0].span), "Google Scholar");
//! ```
//!
//! Entries of one work are merged, chapters linked to their book, and all is written in any format or CSL style:
//!
//! ```
//! # use ibidem::workspace::{ReadAs, Workspace};
//! # let text = "References\n\nKeck, M. E. (1998). Activists beyond borders. Ithaca: Cornell University Press.\n";
//! # let mut workspace = Workspace::default();
//! # workspace.add_text("article.txt", text, ReadAs::Guess);
//! # workspace.fill_keys();
//! let report = ibidem::dedupe::find(&workspace.library.entries);
//! let merged = ibidem::dedupe::merge(&workspace.library, &report).library;
//! let bibtex = ibidem::format::named("bibtex").and_then(|format| format.write).unwrap();
//! let (text, lost) = bibtex(&merged);
//! assert!(text.starts_with("@book{keck1998activists,") && lost.is_empty());
//!
//! let formatted = ibidem::csl::bibliography(&merged.entries, "apa", None, ibidem::csl::Output::Text).unwrap();
//! assert_eq!(formatted[0].text, "Keck, M. E. (1998). Activists beyond borders. Cornell University Press.");
//! ```
//!
//! # The map
//!
//! Lowest first; a room uses lower rooms only. [`text`]: sources, spans, diagnostics, edits. [`model`]: what an entry is. [`syntax`]: the
//! BibTeX tree. [`document`]: texts that cite and that hold reference lists. [`parse`], [`format`](mod@format), [`dedupe`], [`csl`]: the stages. [`check`]:
//! the rules. [`workspace`]: many inputs as one. [`report`]: how findings are shown. `cli`: the program.

pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod csl;
pub mod dedupe;
pub mod document;
pub mod format;
pub mod model;
pub mod parse;
pub mod report;
pub mod syntax;
pub mod text;
pub mod workspace;
