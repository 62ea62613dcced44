//! The document in AWS.

use crate::areas::kit::document::{Content, Limit, Policy};
use crate::areas::kit::prelude::*;
use crate::aws::{ErrorKind, already_so, missing};
use crate::diagnostics::Diagnostic;
use crate::facts::service::ORGANIZATIONS;

/// The kind in addresses.
pub const KIND: &str = "delegation-policy";

/// The one document.
#[must_use]
pub fn address() -> Address {
    Address::new(KIND, "organization")
}

/// Reads it.
static DESCRIBE: Op = Op::read(
    &ORGANIZATIONS,
    "DescribeResourcePolicy",
    &[
        Field::structure("ResourcePolicy"),
        Field::text("ResourcePolicy.Content"),
    ],
    &[("ResourcePolicyNotFoundException", Meaning::Absent)],
);
/// Writes it whole.
static PUT: Op = Op::write(&ORGANIZATIONS, "PutResourcePolicy", &[]);
/// Deletes it.
static DELETE: Op = Op::write(
    &ORGANIZATIONS,
    "DeleteResourcePolicy",
    &[("ResourcePolicyNotFoundException", Meaning::AlreadySo)],
);

/// The resource policy of the Organization.
pub struct ResourcePolicy;

/// A write.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Call {
    /// Writes the document.
    PutResourcePolicy {
        /// All of it.
        content: Content,
    },
    /// Deletes it.
    DeleteResourcePolicy,
}

impl Kind for ResourcePolicy {
    type Resource = Policy;
    type Call = Call;
    const INFO: &'static KindInfo = &KindInfo {
        operations: &[&DESCRIBE, &PUT, &DELETE],
        phases: (Phase::Delegation, Phase::Delegation),
        document: Some(Limit::DELEGATION_POLICY),
        always_read: true,
        of_organization: true,
        ..KindInfo::new(KIND, "the delegation policy", &DESCRIBE)
    };

    /// An endpoint that lacks the operation has no policy; where the baseline wants one, writing it says so.
    async fn read(&self, reader: &Reader, _: &Session, _: Wanted<'_>) -> Result<Reading<Policy>, AwsError> {
        let client = reader.client::<aws_sdk_organizations::Client>();
        let answer = match reader
            .call(&DESCRIBE, || client.describe_resource_policy().send())
            .await
        {
            Ok(answer) => answer,
            Err(error) if matches!(error.kind, ErrorKind::Absent | ErrorKind::Unsupported) => {
                return Ok(Reading::default());
            }
            Err(error) => return Err(error),
        };
        let text = answer.resource_policy.and_then(|policy| policy.content);
        let text = text.ok_or_else(|| missing(&DESCRIBE, "ResourcePolicy.Content"))?;
        let live = Live::document([], &text).map_err(|error| {
            let message = format!("the delegation policy is not a document: {}", error.message);
            AwsError::new(ErrorKind::Malformed, &DESCRIBE, message)
        })?;
        Ok(Reading::from_iter([live]))
    }

    fn address(&self, _: &Live<Policy>, _: &Organization) -> Address {
        address()
    }

    fn check_removed(&self, removal: &Removal<'_>, _: &dyn Names) -> Result<(), Diagnostic> {
        match removal {
            Removal::Address(named, at) if **named != address() => {
                let message = format!("there is no `{named}`");
                Err(Diagnostic::error("invalid-address", message)
                    .at(*at)
                    .help("an Organization has one delegation policy, `delegation-policy.organization`"))
            }
            Removal::Address(..) => Ok(()),
            Removal::Name(_, at) => Err(
                Diagnostic::error("removed-by-name", "the delegation policy has no name")
                    .at(*at)
                    .help("leave out its table: then the statements of this baseline go"),
            ),
        }
    }

    fn terms(&self, step: &Step<Policy>, _: &Organization) -> Terms {
        let summary = step.writing.as_ref().map(|writing| writing.summary.clone());
        Terms {
            reason: match step.action {
                Action::Create => Some("the Organization has none".to_owned()),
                Action::Delete => summary.map(|summary| format!("{summary}; nothing else is left in it")),
                _ => summary,
            },
            ..Terms::default()
        }
    }

    fn calls(&self, step: &Step<Policy>) -> Vec<Call> {
        vec![match Content::of(step) {
            Some(content) => Call::PutResourcePolicy { content },
            None => Call::DeleteResourcePolicy,
        }]
    }

    fn operation(&self, call: &Call) -> &'static Op {
        match call {
            Call::PutResourcePolicy { .. } => &PUT,
            Call::DeleteResourcePolicy => &DELETE,
        }
    }

    async fn send(&self, writer: &Writer, call: Call) -> Result<Sent, Failure> {
        let client = writer.client::<aws_sdk_organizations::Client>();
        match call {
            Call::PutResourcePolicy { content } => {
                let content = content.known()?;
                let send = || client.put_resource_policy().content(&content).send();
                writer.call(&PUT, send).await?;
            }
            Call::DeleteResourcePolicy => {
                let send = || client.delete_resource_policy().send();
                already_so(writer.call(&DELETE, send).await)?;
            }
        }
        Ok(Sent::default())
    }
}
