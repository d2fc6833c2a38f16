//! The program on one page, for management: proven beside claimed, what slipped back, what to
//! decide. Every number points at the rows behind it, at the end of the same page.
//!
//! * [`view`]: the report as a whole, the headline and the rows behind its numbers;
//! * [`pillars`]: management framework, roles and approval, risk;
//! * [`coverage`]: how far each framework is proven;
//! * [`slipped`]: what was claimed or proven and no longer is;
//! * [`risks`]: where each risk stands;
//! * [`work`]: the stories summed up by sprint and by epic;
//! * [`upcoming`]: sprints, target dates, and proof that will end soon.

pub mod coverage;
pub mod pillars;
pub mod risks;
pub mod slipped;
#[cfg(test)]
mod tests;
pub mod upcoming;
pub mod view;
pub mod work;

pub use view::{ProgramReport, StoryGroup, program};
