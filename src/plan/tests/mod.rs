//! Plans of small programs, with statuses that are set by hand.
//!
//! * [`world`]: how a program and its assessment are made;
//! * [`ranking`]: terms, weights, order;
//! * [`choosing`]: candidates, readiness, capacity, what is in and what is not, before and after;
//! * [`looking_ahead`] at forecasts.

mod choosing;
mod looking_ahead;
mod ranking;
mod world;
