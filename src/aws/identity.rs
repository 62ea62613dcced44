//! Who is calling.

use super::door::Inner;
use super::error::{AwsError, missing};
use super::hands::Scope;
use super::operations::GET_CALLER_IDENTITY;
use super::text::plain;

/// Who is calling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The account's id.
    pub account: String,
    /// The ARN of the user or of the role's session.
    pub arn: String,
    /// The partition: `aws`, `aws-cn`, `aws-us-gov`.
    pub partition: String,
}

/// Asks AWS who `scope` is.
pub(super) async fn ask(inner: &Inner, scope: &Scope) -> Result<Identity, AwsError> {
    let op = &GET_CALLER_IDENTITY;
    let sts = scope.clients.sts();
    let answer = inner.send(scope, op, || sts.get_caller_identity().send()).await?;
    let account = answer.account.filter(|id| !id.is_empty());
    let arn = answer.arn.ok_or_else(|| missing(op, "Arn"))?;
    let partition = arn.split(':').nth(1).filter(|name| !name.is_empty());
    Ok(Identity {
        account: plain(&account.ok_or_else(|| missing(op, "Account"))?),
        partition: plain(partition.ok_or_else(|| missing(op, "Arn"))?),
        arn: plain(&arn),
    })
}
