//! The evaluator against judges that know nothing of it.

mod agreement;
mod answers;
mod case;
mod cases;
mod differences;
mod documented;
mod generate;
mod iam_simulate;
mod survey;
