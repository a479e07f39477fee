//! Reporters: diagnostics in the forms that people and machines read.
