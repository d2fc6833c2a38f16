//! Tables come back: what was edited, what was not, and what went on in the meantime.
