//! Drivers and grids that run already: what they are asked for, what they say of themselves, what
//! comes of wrong answers, and what is left of their sessions.

#![expect(
    clippy::unwrap_used,
    reason = "clippy takes only the test functions for tests, not what they share"
)]

mod driver;
mod faulty_answers;
mod grid;
mod left_sessions;
