//! The evaluator against judges that know nothing of it.

mod cases;
mod generate;
mod survey;
