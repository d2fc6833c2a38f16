//! What the frame of every report says.

use crate::report::lang::catalog::texts;

texts! {}
