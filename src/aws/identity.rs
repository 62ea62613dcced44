//! Who is calling.

use super::door::Inner;
use super::error::{AwsError, ErrorKind, missing};
use super::operations::GET_CALLER_IDENTITY;
use super::partition::mismatch;
use super::sanitize::sanitize;
use super::scope::Scope;

/// Who is calling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The account's id.
    pub account: String,
    /// The ARN of the user or of the role's session.
    pub arn: String,
    /// The partition: `aws`, `aws-cn`, `aws-us-gov`, …
    pub partition: String,
}

/// Asks AWS who `scope` is. A caller of another partition than requests are signed for is refused.
pub(super) async fn ask(inner: &Inner, scope: &Scope) -> Result<Identity, AwsError> {
    let op = &GET_CALLER_IDENTITY;
    let sts = scope.client::<aws_sdk_sts::Client>();
    let answer = inner.send(scope, op, || sts.get_caller_identity().send()).await?;
    let account = answer.account.filter(|id| !id.is_empty());
    let account = account.ok_or_else(|| missing(op, "Account"))?;
    let arn = answer.arn.ok_or_else(|| missing(op, "Arn"))?;
    let partition = arn.split(':').nth(1).filter(|name| !name.is_empty());
    let partition = partition.ok_or_else(|| missing(op, "Arn"))?;
    if let Some(wrong) = mismatch(scope.account.clients.base().partition(), partition) {
        return Err(AwsError::new(ErrorKind::Refused, op, wrong));
    }
    Ok(Identity {
        account: sanitize(&account),
        partition: sanitize(partition),
        arn: sanitize(&arn),
    })
}
