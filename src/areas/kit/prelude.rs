//! What an area is written with.

pub use schemars::JsonSchema;
pub use serde::{Deserialize, Serialize};

pub use super::area::{Area, AreaInfo, Shape, Written};
pub use super::declaring::Declaring;
pub use super::erased::AnyKind;
pub use super::info::{KindInfo, Leaving, Listed, Reads};
pub use super::kind::Kind;
pub use super::names::{Names, Removal};
pub use super::organization::Organization;
pub use super::resource::{Desired, Live, Reading, Removed, Resource, Wanted};
pub use super::step::{Cause, Sent, Step, Terms};
pub use crate::areas::lifecycle::{Failure, Poll, Waiting, read_ticket};
pub use crate::areas::texts::Texts;
pub use crate::aws::{AwsError, Reader, Writer};
pub use crate::baseline::Spanned;
pub use crate::engine::address::Address;
pub use crate::engine::change::{Action, Facet, Label, Phase};
pub use crate::engine::late::{Late, Value};
pub use crate::engine::risk::{Risk, RiskNote};
pub use crate::engine::session::Session;
pub use crate::engine::ticket::Ticket;
pub use crate::facts::answer::Field;
pub use crate::facts::op::{Meaning, Op};
