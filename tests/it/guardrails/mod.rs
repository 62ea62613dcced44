//! What a person does with guardrails, and what they do to a plan.

mod born;
mod desk;
mod gaps;
mod impact;
mod lockout;
mod pack;
mod packed_moves;
mod rules_page;
mod tests;
