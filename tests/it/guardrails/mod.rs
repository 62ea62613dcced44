//! Guardrails in plans.

mod lockout;
