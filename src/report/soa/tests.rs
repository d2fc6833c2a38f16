//! The statement of a small program: what is derived, what is counted, what differs.
