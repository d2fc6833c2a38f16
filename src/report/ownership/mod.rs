//! Who has what: what one team or persona should look at, what each owner carries, and what nobody
//! owns.
//!
//! * [`mine`](mod@mine): the records of some parties and personas that ask for something;
//! * [`load`](mod@load): each owner with what is open, and the records without one.

pub mod load;
pub mod mine;

pub use load::{Gap, Load, LoadRow, load};
pub use mine::{Item, Mine, mine};
