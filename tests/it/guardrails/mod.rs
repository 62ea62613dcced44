//! Guardrails in plans.

mod desk;
mod impact;
mod lockout;
