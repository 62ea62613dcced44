//! Who calls: the account follows from the credentials.

use super::clock::Moment;
use super::model::{ISSUED_PREFIX, State};

/// Who calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Caller {
    pub(super) account: String,
    pub(super) arn: String,
    pub(super) user_id: String,
    /// What its session may do; everything if absent.
    pub(super) session_policy: Option<String>,
}

/// The caller behind an access key: whoever a known one was given out to, and for one that the sandbox never gave out the management account. None if
/// it was given out and has run out.
pub(super) fn identify(state: &State, access_key: &str, now: Moment) -> Option<Caller> {
    if !access_key.starts_with(ISSUED_PREFIX) {
        let account = state.setup.management_account.clone();
        return Some(Caller {
            arn: format!("arn:aws:iam::{account}:user/groundline"),
            user_id: "AIDASANDBOXGROUNDLINE".to_owned(),
            account,
            session_policy: None,
        });
    }
    let session = state.sessions.get(access_key).filter(|session| now < session.expires)?;
    Some(Caller {
        account: session.account.clone(),
        arn: session.arn(),
        user_id: session.user_id(),
        session_policy: session.policy.clone(),
    })
}
