//! One test binary: each file here is a room of the house seen from outside.

mod assess;
