//! What is asked of the terminal.

/// Its columns, as the shell tells; 100 where it does not.
pub(super) fn width() -> usize {
    std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|columns| *columns >= 40).unwrap_or(100)
}
