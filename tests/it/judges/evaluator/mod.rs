//! The evaluator against judges that know nothing of it, and against AWS's own examples.

mod agreement;
mod answers;
mod case;
mod cases;
mod command;
mod differences;
mod documented;
mod exemptions;
mod generate;
mod iam_simulate;
mod ministack;
mod survey;
