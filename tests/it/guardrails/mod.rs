//! What a person does with guardrails, and what they do to a plan.

mod lockout;
mod pack;
mod tests;
