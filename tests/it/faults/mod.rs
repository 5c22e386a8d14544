//! Faults at every step and hostile input at every door: what `SECURITY.md` promises, each promise a
//! test that fails when what protects it is taken out. The quick part runs in `cargo test`;
//! `tests/faults.sh` runs all of it.

mod after;
pub(crate) mod cases;
pub(crate) mod changes;
mod clock;
mod clones;
mod durability;
mod every;
mod formats;
mod fuzz;
pub(crate) mod home;
pub(crate) mod hostile;
mod interrupted;
mod leftovers;
mod machine;
mod refused;
mod rows;
mod screens;
mod sweep;
mod together;
mod trace;
mod writers;
