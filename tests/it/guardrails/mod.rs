//! What a person does with guardrails.

mod tests;
