//! The way into a member account: a role of it, assumed by the caller.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};
use tokio::time::{Instant, sleep};

use super::clients::Clients;
use super::door::Inner;
use super::error::{AwsError, ErrorKind, missing};
use super::lock::lock;
use super::operations::ASSUME_ROLE;
use super::scope::CallingAccount;
use super::settings::WaitReason;

/// How long credentials live: the longest that chained roles may ask for (STS API Reference, `AssumeRole`).
const LIFE: Duration = Duration::from_secs(3_600);
/// Credentials older than this are renewed: 80 % of their life.
const RENEW_AFTER: Duration = Duration::from_secs(2_880);
/// How long to wait between tries at a role that is not there yet.
const BETWEEN_TRIES: Duration = Duration::from_secs(10);

/// A role of a member account, and the credentials that it gave.
#[derive(Debug)]
pub(super) struct Member {
    role_arn: String,
    /// The session policy: what may be done of what the role may do; everything if absent.
    policy: Option<String>,
    held: Arc<Mutex<Option<Held>>>,
    /// Held by the one who renews.
    renewing: tokio::sync::Mutex<()>,
}

#[derive(Debug, Clone)]
struct Held {
    credentials: Credentials,
    since: Instant,
}

/// Gives the SDK whatever credentials are held.
#[derive(Debug)]
struct Provider(Arc<Mutex<Option<Held>>>);

impl ProvideCredentials for Provider {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let held = lock(&self.0).as_ref().map(|held| held.credentials.clone());
        future::ProvideCredentials::ready(
            held.ok_or_else(|| CredentialsError::not_loaded("the role was not assumed yet")),
        )
    }
}

/// The account by `role` (a name or an ARN) in `account`, limited to what a session policy allows. Waits for up to `patience` while AWS denies the role: in a young account it may take
/// minutes to appear.
pub(super) async fn enter(
    inner: &Inner,
    account: &str,
    role: &str,
    policy: Option<&str>,
    patience: Duration,
) -> Result<Arc<CallingAccount>, AwsError> {
    let identity = inner.identity().await?;
    if identity.account == account {
        return Ok(Arc::clone(&inner.caller.account));
    }
    let role_arn = if role.starts_with("arn:") {
        role.to_owned()
    } else {
        format!("arn:{}:iam::{account}:role/{role}", identity.partition)
    };
    let calling = calling(inner, account, role_arn, policy);
    let deadline = Instant::now() + patience;
    let pause = inner.pace.wait(BETWEEN_TRIES);
    loop {
        match renew(inner, &calling).await {
            Ok(()) => return Ok(calling),
            Err(error) if error.kind == ErrorKind::Denied && Instant::now() + pause <= deadline => {
                inner.notify_wait(&ASSUME_ROLE, Some(account), WaitReason::NotYet, pause);
                if inner
                    .cancellation
                    .unless_cancelled(&ASSUME_ROLE, sleep(pause))
                    .await
                    .is_none()
                {
                    return Err(error);
                }
            }
            Err(error) => return Err(error),
        }
    }
}

/// The account by a role and a session policy, made once.
fn calling(inner: &Inner, account: &str, role_arn: String, policy: Option<&str>) -> Arc<CallingAccount> {
    let policy = policy.map(str::to_owned);
    let mut members = lock(&inner.members);
    let calling = members
        .entry((account.to_owned(), role_arn.clone(), policy.clone()))
        .or_insert_with(|| {
            let held = Arc::new(Mutex::new(None));
            let base = inner
                .caller
                .account
                .clients
                .base()
                .with_credentials(Provider(Arc::clone(&held)));
            Arc::new(CallingAccount {
                id: Some(account.to_owned()),
                clients: Clients::new(base),
                member: Some(Member {
                    role_arn,
                    policy,
                    held,
                    renewing: tokio::sync::Mutex::new(()),
                }),
            })
        });
    Arc::clone(calling)
}

/// Assumes the account's role if it has one and its credentials are old.
pub(super) async fn renew(inner: &Inner, calling: &CallingAccount) -> Result<(), AwsError> {
    let Some(member) = &calling.member else {
        return Ok(());
    };
    if member.is_fresh() {
        return Ok(());
    }
    let _one_at_a_time = member.renewing.lock().await;
    if member.is_fresh() {
        return Ok(());
    }
    let since = Instant::now();
    let sts = inner.caller.client::<aws_sdk_sts::Client>();
    let life = i32::try_from(LIFE.as_secs()).ok();
    let answer = inner
        .send(&inner.caller, &ASSUME_ROLE, || {
            sts.assume_role()
                .role_arn(&member.role_arn)
                .role_session_name("groundline")
                .set_duration_seconds(life)
                .set_policy(member.policy.clone())
                .send()
        })
        .await?;
    let keys = answer.credentials.ok_or_else(|| missing(&ASSUME_ROLE, "Credentials"))?;
    // Age is measured here, by the runtime's clock: the endpoint's date may differ from ours.
    let credentials = Credentials::new(
        keys.access_key_id,
        keys.secret_access_key,
        Some(keys.session_token),
        None,
        "groundline",
    );
    *lock(&member.held) = Some(Held { credentials, since });
    Ok(())
}

impl Member {
    fn is_fresh(&self) -> bool {
        lock(&self.held)
            .as_ref()
            .is_some_and(|held| held.since.elapsed() < RENEW_AFTER)
    }
}
