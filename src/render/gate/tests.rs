//! Every format holds the same findings, and nothing in them gets out.
