//! Citations in Jupyter notebooks: pandoc's, MyST's and LaTeX's in cells of Markdown, and the `data-cite` of nbconvert.

use super::{Cited, Citing, Found, pandoc};
use crate::document::notebook::{Cell, cells};
use crate::text::{MappedText, Source};

/// Jupyter notebooks.
pub(super) static NOTEBOOK: Citing = Citing { name: "notebook", extensions: &["ipynb"], find };

fn find(source: &Source) -> Cited {
    let empty = MappedText::new(source.id);
    let cells: Vec<Cell> = cells(source).into_iter().filter(|cell| cell.kind != "code").collect();
    let mut found = Found::new(&empty);
    for cell in &cells {
        found = found.goes_on(&cell.text);
        pandoc::find(&mut found);
    }
    found.done()
}
