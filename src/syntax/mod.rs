//! The lossless, error-tolerant BibTeX tree.
