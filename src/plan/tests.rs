//! Plans of small programs.
