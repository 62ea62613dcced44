//! Sees to it that what the SDK sends is what was declared (pacing, the ledger and permissions all follow the declaration), and that what comes
//! back holds what was declared of it.

use std::error::Error;
use std::fmt;
use std::future::Future;

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::{
    AfterDeserializationInterceptorContextRef, BeforeSerializationInterceptorContextRef,
};
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

use super::answer;
use crate::facts::op::Op;
use crate::facts::service::Service;

tokio::task_local! {
    /// The operation that the current call declared.
    static DECLARED: &'static Op;
}

/// Runs `call` as a call of `op`.
pub(super) async fn declared<T>(op: &'static Op, call: impl Future<Output = T>) -> T {
    DECLARED.scope(op, call).await
}

/// What was sent is not what was declared.
#[derive(Debug)]
pub(super) struct Undeclared {
    sent: String,
    declared: Option<&'static Op>,
}

impl fmt::Display for Undeclared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` was about to be sent", self.sent)?;
        match self.declared {
            Some(op) => write!(f, " where `{op}` was declared"),
            None => f.write_str(" past the door"),
        }
    }
}

impl Error for Undeclared {}

/// The check, on every client of one service.
#[derive(Debug)]
pub(super) struct Check(pub &'static Service);

#[dyn_dispatch_hint]
impl Intercept for Check {
    fn name(&self) -> &'static str {
        "declared operation"
    }

    fn read_before_serialization(
        &self,
        _context: &BeforeSerializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let name = cfg.load::<Metadata>().map_or("", Metadata::name);
        let declared = DECLARED.try_with(|op| *op).ok();
        if declared.is_some_and(|op| op.service == self.0 && op.name == name) {
            return Ok(());
        }
        Err(Box::new(Undeclared {
            sent: format!("{}:{name}", self.0.prefix),
            declared,
        }))
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Ok(op) = DECLARED.try_with(|op| *op) else {
            return Ok(());
        };
        if context.output_or_error().is_err() {
            return Ok(());
        }
        // The SDK has read the body to its end by now.
        let body = context.response().body().bytes().unwrap_or_default();
        Ok(answer::check(op, body)?)
    }
}
