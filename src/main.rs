//! The `storyproof` binary.

fn main() {}
