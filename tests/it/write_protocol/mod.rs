//! The write protocol against real git: what is saved, what is left alone, what is refused, what a
//! death leaves behind.

mod fixture;
mod kills;
mod neighbours;
mod places;
mod recovery;
mod refusals;
mod saving;
