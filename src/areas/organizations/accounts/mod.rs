//! Accounts: made, adopted, moved, named, tagged. Never closed from here.

mod creation;
mod following;
mod operations;
mod plan;
mod request;
mod send;
pub mod table;

pub use plan::name;

use async_trait::async_trait;

use crate::facts::op::Op;

use super::area::{CoreArea, Sending};
use super::model::call::Call;
use super::model::world::World;
use crate::areas::lifecycle::{Draft, Failure, Outcome, Poll};
use crate::engine::ticket::Ticket;

/// The area.
pub struct Accounts;

#[async_trait(?Send)]
impl CoreArea for Accounts {
    fn name(&self) -> &'static str {
        plan::AREA
    }

    fn operations(&self) -> &'static [&'static Op] {
        operations::ALL
    }

    fn plan(&self, world: &World, draft: &mut Draft) {
        plan::plan(world, draft);
    }

    async fn send(&self, sending: &Sending<'_>, call: Call) -> Result<Outcome, Failure> {
        send::send(sending, call).await
    }

    async fn poll(&self, sending: &Sending<'_>, call: Call, ticket: &Ticket) -> Result<Poll<Outcome>, Failure> {
        send::poll(sending, call, ticket).await
    }

    async fn leave(&self, sending: &Sending<'_>, call: Call, ticket: &Ticket) -> Result<Outcome, Failure> {
        send::leave(sending, call, ticket).await
    }
}
