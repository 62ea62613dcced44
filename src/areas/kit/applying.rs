//! Makes changes: each thing is read again just before, then the calls of the plan are sent as they are.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use super::merge::fill;
use super::planning::account_of;
use super::recheck::Recheck;
use super::roles::member_role;
use super::services::{Located, Services};
use crate::areas::area::Failure;
use crate::aws::{Door, Writer};
use crate::engine::change::Change;
use crate::engine::event::End;
use crate::engine::late::{Late, Outputs, Value};
use crate::engine::session::Session;
use crate::facts::op::Op;
use crate::organization::MANAGEMENT;

/// How long a role is waited for in an account that was made a moment ago.
const PATIENCE: Duration = Duration::from_secs(300);

/// A plan of these areas that is being applied.
pub struct Applying<'a> {
    door: &'a Door,
    services: &'a Services,
    /// What the changes made so far have given.
    outputs: Rc<RefCell<Outputs>>,
    recheck: Recheck,
}

impl<'a> Applying<'a> {
    /// With nothing made yet.
    #[must_use]
    pub fn new(door: &'a Door, services: &'a Services, outputs: Rc<RefCell<Outputs>>) -> Self {
        Self {
            door,
            services,
            outputs,
            recheck: Recheck::default(),
        }
    }

    /// Makes one change.
    pub async fn make(&self, change: &Change) -> End {
        let Some(located) = self.services.locate(&change.address) else {
            return Failure::fault(format!("nothing is known of `{}`", change.address)).into();
        };
        let outputs = self.outputs();
        if let Some(end) = self
            .recheck
            .check(self.door, self.services, &located, change, &outputs)
            .await
        {
            return end;
        }
        match self.send(&located, change, &outputs).await {
            Ok(id) => {
                self.recheck.record_write(change, &self.outputs());
                End::Done { id, note: None }
            }
            Err(failure) => failure.into(),
        }
    }

    fn outputs(&self) -> Outputs {
        self.outputs.borrow().clone()
    }

    async fn send(&self, located: &Located, change: &Change, outputs: &Outputs) -> Result<Option<String>, Failure> {
        let writer = self.writer(located, outputs).await?;
        let mut id = None;
        for planned in &change.calls {
            let sent = located
                .kind
                .send(&writer, &fill(&planned.request, &self.outputs()))
                .await?;
            let mut outputs = self.outputs.borrow_mut();
            for (output, value) in sent.outputs {
                let of = change.address.clone();
                outputs.add(Late { of, output }, value);
            }
            if let Some(made) = sent.id {
                outputs.add(Late::id(change.address.clone()), &made);
                id = Some(made);
            }
        }
        Ok(id)
    }

    async fn writer(&self, located: &Located, outputs: &Outputs) -> Result<Writer, Failure> {
        let operations: &'static [&'static Op] = located.kind.info().operations;
        let writer = self.door.writer(operations);
        let session = &located.session;
        let Some(account) = account_of(session, self.services).filter(|account| account.key != MANAGEMENT) else {
            return Ok(in_region(writer, session));
        };
        let id = Value::late(Late::id(account.clone()));
        let id = outputs.text(&id)?;
        let role = member_role(&self.services.organization, &account.key);
        Ok(in_region(writer.member(id, role, PATIENCE).await?, session))
    }
}

fn in_region(writer: Writer, session: &Session) -> Writer {
    match &session.region {
        Some(region) => writer.region(region),
        None => writer,
    }
}
