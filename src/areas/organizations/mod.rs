//! The Organizations core: the Organization, its units and accounts, its policies, and what they do to accounts.
//!
//! The folders `organization`, `policy_types`, `units`, `accounts` and `policies` are
//! areas: each plans and applies its own kinds, and knows no other. They stand on [`area`] (what an area of the core is), `model` (what is wanted and
//! what is live) and [`shared`]. The other modules see all areas at once, and no area sees them: [`registry`] lists them, [`schema`] and [`declare`]
//! make a baseline of their tables, [`survey`] reads the world and `rebind` ties the two together. `planning` puts the changes together for the
//! general planner, with what `lookalikes`, `removals`, `impact` and `risks` find, and `calls` writes out what they send; `applying` sends that for the
//! executor: `recheck` reads again what a change rests on, `verify` what was changed. [`saved`] keeps a plan in a file; [`guardrail_tests`] runs what the baseline wants tested.

// Areas.
pub mod accounts;
pub mod organization;
pub mod policies;
pub mod policy_types;
pub mod units;

// What areas stand on.
pub mod area;
mod model;
pub mod shared;

// What sees all areas at once.
pub mod applying;
mod calls;
mod consistency;
pub mod declare;
pub mod guardrail_tests;
mod impact;
mod lookalikes;
mod planning;
mod rebind;
mod recheck;
pub mod registry;
mod removals;
mod risks;
pub mod saved;
pub mod schema;
pub mod survey;
pub mod verify;
mod view;

pub use model::checked::{Baseline, Elsewhere};
pub use model::live::LivePolicy;
pub use model::policy::{ANY_KIND, KINDS};
pub use model::room::Target;
pub use model::sets::{Outcome, Packed, PolicySet};
pub use model::world::World;
pub use planning::CoreReview;
pub use view::organization;
