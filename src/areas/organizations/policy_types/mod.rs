//! Policy types of the root: enabled where a policy of the type is declared, never disabled.

mod operations;
mod plan;
mod send;

use async_trait::async_trait;

use crate::facts::op::Op;

use super::area::{CoreArea, Sending};
use super::model::call::Call;
use super::model::world::World;
use crate::areas::lifecycle::{Draft, Failure, Outcome, Poll};
use crate::engine::ticket::Ticket;

/// The area.
pub struct PolicyTypes;

#[async_trait(?Send)]
impl CoreArea for PolicyTypes {
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

    async fn follow(&self, _: &Sending<'_>, call: Call) -> Result<Outcome, Failure> {
        send::follow(call)
    }

    async fn poll(&self, sending: &Sending<'_>, _: Call, ticket: &Ticket) -> Result<Poll<Outcome>, Failure> {
        send::poll(sending, ticket).await
    }

    async fn leave(&self, sending: &Sending<'_>, _: Call, _: &Ticket) -> Result<Outcome, Failure> {
        Ok(send::leave(sending))
    }
}
