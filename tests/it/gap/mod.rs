//! No gap: through every call of an apply, also of one that fails half-way, what is denied before and after stays denied.

mod allows;
mod bench;
mod lists;
mod moves;
mod names;
mod random;
mod random_lists;
mod sketch;
mod slots;
mod texts;
mod units;
mod watch;
