//! Plans as data: addresses, changes, risks, order, and what happens while they are applied. Knows no area and no AWS.

pub mod address;
pub mod change;
pub mod event;
pub mod impact;
pub mod late;
pub mod matching;
pub mod order;
pub mod owner;
pub mod plan;
pub mod risk;
pub mod session;
pub mod ticket;
