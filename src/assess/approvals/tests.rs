//! Approvals over generated decisions.
