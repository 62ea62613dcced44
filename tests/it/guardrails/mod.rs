//! What a person does with guardrails, and what they do to a plan.

mod desk;
mod impact;
mod lockout;
mod tests;
