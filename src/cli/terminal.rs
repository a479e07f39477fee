//! What is asked of the terminal.

/// Its columns: as `COLUMNS` says, as the terminal itself says, or 100 where there is none.
pub(super) fn width() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let asked = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    told.or_else(asked).filter(|columns| *columns >= 40).unwrap_or(100)
}
