//! What is asked: who wants to do what to which resource, and under which circumstances.

use super::context::Context;
use super::matching::ResourcePattern;

/// A request as AWS authorises it: one action on one resource. A call that touches several resources is several requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Who asks.
    pub principal: Principal,
    /// What for.
    pub action: Action,
    /// On what.
    pub resource: Resource,
    /// The condition keys. None is derived from the other fields.
    pub context: Context,
}

impl Request {
    /// A request on a resource that is known; `*` for an action without resource types.
    #[must_use]
    pub fn new(principal: &str, action: &str, resource: &str, context: Context) -> Self {
        Self {
            principal: Principal::new(principal),
            action: Action::new(action),
            resource: Resource::Known(resource.to_owned()),
            context,
        }
    }

    /// The same on another resource.
    #[must_use]
    pub fn on(mut self, resource: Resource) -> Self {
        self.resource = resource;
        self
    }
}

/// The resource of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resource {
    /// This one: an ARN, or `*` for an action without resource types.
    Known(String),
    /// Some ARN of this shape: [`ResourcePattern::arns`]. What depends on which, depends on the key `resource`.
    Like(ResourcePattern),
    /// Some resource. What depends on it, depends on the key `resource`.
    Any,
}

/// An action: `s3:GetObject`, in any case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// In lower case.
    name: String,
    /// Bytes before its first colon.
    prefix: usize,
}

impl Action {
    /// The action of that name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        let prefix = name.find(':').unwrap_or(0);
        Self { name, prefix }
    }

    /// Its name in lower case.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The service's prefix in lower case: `s3`. Empty where there is no colon.
    #[must_use]
    pub fn prefix(&self) -> &str {
        self.name.get(..self.prefix).unwrap_or_default()
    }

    /// The name behind the prefix, in lower case.
    #[must_use]
    pub fn rest(&self) -> &str {
        let rest = self.name.get(self.prefix..).unwrap_or_default();
        rest.strip_prefix(':').unwrap_or(rest)
    }
}

/// Who asks: an ARN of an IAM user, role, session or root, an account id, a service (`ec2.amazonaws.com`) or nobody known (`*`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    text: String,
    account: Option<String>,
    service_linked: bool,
}

/// The path of service-linked roles.
///
/// Source: IAM User Guide, "IAM identifiers": only AWS makes roles in the path `/aws-service-role/`.
const SERVICE_LINKED: &str = "role/aws-service-role/";

impl Principal {
    /// The principal that this text names.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut parts = text.splitn(6, ':');
        let (head, service) = (parts.next(), parts.nth(1));
        let (account, name) = (parts.nth(1), parts.next().unwrap_or_default());
        let is_arn = head == Some("arn") && matches!(service, Some("iam" | "sts"));
        let account = match (is_arn, account) {
            (true, Some(account)) if is_account(account) && is_identity(name) => Some(account),
            _ if is_account(text) => Some(text),
            _ => None,
        };
        Self {
            account: account.map(str::to_owned),
            service_linked: account.is_some() && service == Some("iam") && name.starts_with(SERVICE_LINKED),
            text: text.to_owned(),
        }
    }

    /// As it was given.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The account whose IAM principal it is; none of services and of callers that nobody knows.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        self.account.as_deref()
    }

    /// Whether it is a service-linked role. A session of one tells it by `aws:PrincipalArn` in the context.
    #[must_use]
    pub fn is_service_linked(&self) -> bool {
        self.service_linked
    }
}

/// Whether the last part of an ARN names a user, a role, a session of one of them, or the root user. Identity providers are in an account too,
/// but those who come with one have no identity in it yet.
fn is_identity(name: &str) -> bool {
    const KINDS: &[&str] = &["user/", "role/", "assumed-role/", "federated-user/"];
    name == "root" || KINDS.iter().any(|kind| name.starts_with(kind))
}

/// Whether a text is an account's id: twelve digits.
pub(super) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn principals_are_told_apart() {
        for (text, account, service_linked) in [
            ("arn:aws:iam::111111111111:role/x", Some("111111111111"), false),
            (
                "arn:aws:iam::111111111111:role/aws-service-role/a.amazonaws.com/X",
                Some("111111111111"),
                true,
            ),
            (
                "arn:aws:iam::111111111111:user/aws-service-role/x",
                Some("111111111111"),
                false,
            ),
            (
                "arn:aws:iam::111111111111:role/x/aws-service-role/y",
                Some("111111111111"),
                false,
            ),
            (
                "arn:aws-cn:sts::111111111111:assumed-role/x/session",
                Some("111111111111"),
                false,
            ),
            ("arn:aws:iam::111111111111:root", Some("111111111111"), false),
            ("111111111111", Some("111111111111"), false),
            ("arn:aws:iam::cloudfront:user/x", None, false),
            ("arn:aws:iam::111111111111:saml-provider/x", None, false),
            (
                "arn:aws:sts::111111111111:federated-user/x",
                Some("111111111111"),
                false,
            ),
            ("arn:aws:s3:::111111111111:x", None, false),
            ("ec2.amazonaws.com", None, false),
            ("*", None, false),
            ("", None, false),
            ("arn:aws:iam::", None, false),
        ] {
            let principal = Principal::new(text);
            assert_eq!(principal.account(), account, "{text}");
            assert_eq!(principal.is_service_linked(), service_linked, "{text}");
        }
    }

    #[test]
    fn actions_are_split_at_their_first_colon() {
        let action = Action::new("S3:Get:Object");
        assert_eq!((action.prefix(), action.rest()), ("s3", "get:object"));
        let action = Action::new("x");
        assert_eq!((action.prefix(), action.rest()), ("", "x"));
        assert_eq!(Action::new("").rest(), "");
    }
}
