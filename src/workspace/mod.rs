//! Many sources as one.
