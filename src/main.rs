//! The edge: arguments, environment, clock, terminal and randomness become a World.

fn main() {}
