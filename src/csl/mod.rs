//! Formatted bibliographies in CSL styles.
