//! What a person does with guardrails, and what they do to a plan.

mod desk;
mod gaps;
mod impact;
mod lockout;
mod pack;
mod rules_page;
mod tests;
