//! The password policy of one account.
//!
//! Source for all that is said of it: IAM API Reference, `UpdateAccountPasswordPolicy` and `PasswordPolicy`.

use crate::areas::kit::prelude::*;
use crate::areas::messages::unknown;
use crate::aws::{ErrorKind, already_so};
use crate::diagnostics::Diagnostic;
use crate::engine::session::Caller;
use crate::facts::service::IAM;
use crate::organization::MANAGEMENT;

/// The kind in addresses.
pub(super) const KIND: &str = "password-policy";
/// The key in addresses: an account has one password policy.
const KEY: &str = "default";

/// What there is; an account without one is under AWS's default policy.
static GET: Op = Op::read(
    &IAM,
    "GetAccountPasswordPolicy",
    &[
        Field::structure("PasswordPolicy"),
        Field::number("PasswordPolicy.MinimumPasswordLength"),
        Field::flag("PasswordPolicy.RequireSymbols"),
        Field::flag("PasswordPolicy.RequireNumbers"),
        Field::flag("PasswordPolicy.RequireUppercaseCharacters"),
        Field::flag("PasswordPolicy.RequireLowercaseCharacters"),
        Field::flag("PasswordPolicy.AllowUsersToChangePassword"),
        Field::number("PasswordPolicy.MaxPasswordAge").or_absent("passwords do not expire", SOURCE),
        Field::number("PasswordPolicy.PasswordReusePrevention").or_absent("passwords can be used again", SOURCE),
        Field::flag("PasswordPolicy.HardExpiry").or_absent("false", SOURCE),
    ],
    &[("NoSuchEntity", Meaning::Absent)],
);
/// Replaces the whole policy: what is left out gets AWS's default.
static UPDATE: Op = Op::write(&IAM, "UpdateAccountPasswordPolicy", &[]);
/// Puts the account under AWS's default policy again.
static DELETE: Op = Op::write(
    &IAM,
    "DeleteAccountPasswordPolicy",
    &[("NoSuchEntity", Meaning::AlreadySo)],
);

const SOURCE: &str = "IAM API Reference, `PasswordPolicy`";

/// The password policy of an account.
pub struct PasswordPolicy;

/// Its fields. `ExpirePasswords` is none of them: AWS derives it from the age.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Policy {
    /// The least number of characters.
    pub minimum_length: Option<i32>,
    /// Whether a symbol is required.
    pub require_symbols: Option<bool>,
    /// Whether a digit is required.
    pub require_numbers: Option<bool>,
    /// Whether a capital letter is required.
    pub require_uppercase: Option<bool>,
    /// Whether a small letter is required.
    pub require_lowercase: Option<bool>,
    /// Whether users may change their own passwords.
    pub allow_users_to_change: Option<bool>,
    /// After how many days a password expires; 0: never.
    pub max_age_days: Option<i32>,
    /// So many of the last passwords cannot be used again; 0: all can.
    pub reuse_prevention: Option<i32>,
    /// Whether only an administrator can replace a password that has expired.
    pub hard_expiry: Option<bool>,
}

impl Resource for Policy {}

/// A write.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Call {
    /// Replaces the whole policy.
    ReplacePasswordPolicy(Policy),
    /// Takes it away.
    DeletePasswordPolicy,
}

/// Wants the password policy of an account.
pub(super) fn desired(account: &str, want: Policy) -> Desired<Policy> {
    let address = Address::new(KIND, KEY).part(account);
    let desired = Desired::new(address, Session::account(account), want);
    desired.natural([Value::Known(account.to_owned())])
}

impl Kind for PasswordPolicy {
    type Resource = Policy;
    type Call = Call;
    const INFO: &'static KindInfo = &KindInfo {
        operations: &[&GET, &UPDATE, &DELETE],
        in_accounts: true,
        ..KindInfo::new(KIND, "the password policy", &GET)
    };

    async fn read(&self, reader: &Reader, session: &Session, _: Wanted<'_>) -> Result<Reading<Policy>, AwsError> {
        let account = match &session.caller {
            Caller::Account(account) => account.clone(),
            Caller::Management | Caller::Delegated(_) => MANAGEMENT.to_owned(),
        };
        let client = reader.client::<aws_sdk_iam::Client>();
        let answer = reader.call(&GET, || client.get_account_password_policy().send()).await;
        let answer = match answer {
            Err(error) if error.kind == ErrorKind::Absent => return Ok(Reading::default()),
            answer => answer?,
        };
        let live = answer.password_policy.map(|live| {
            let policy = Policy {
                minimum_length: live.minimum_password_length,
                require_symbols: Some(live.require_symbols),
                require_numbers: Some(live.require_numbers),
                require_uppercase: Some(live.require_uppercase_characters),
                require_lowercase: Some(live.require_lowercase_characters),
                allow_users_to_change: Some(live.allow_users_to_change_password),
                max_age_days: Some(live.max_password_age.unwrap_or(0)),
                reuse_prevention: Some(live.password_reuse_prevention.unwrap_or(0)),
                hard_expiry: Some(live.hard_expiry.unwrap_or(false)),
            };
            Live::new([account], policy)
        });
        Ok(live.into_iter().collect())
    }

    fn address(&self, live: &Live<Policy>, _: &Organization) -> Address {
        Address::new(KIND, KEY).part(live.name())
    }

    /// Without an account it names those of all accounts.
    fn is_named(&self, removed: &Removed, address: &Address) -> bool {
        let Removed::Address(named) = removed else { return false };
        named.key == address.key && (named.part.is_none() || named.part == address.part)
    }

    fn check_removed(&self, removal: &Removal<'_>, names: &dyn Names) -> Result<(), Diagnostic> {
        let help =
            "write `password-policy.default[\"ACCOUNT\"]`, or `password-policy.default` for those of all accounts";
        match removal {
            Removal::Name(_, at) => {
                let message = "a password policy has no name";
                Err(Diagnostic::error("removed-by-name", message).at(*at).help(help))
            }
            Removal::Address(address, at) if address.key != KEY => {
                let message = format!("there is no `{}.{}`", address.kind, address.key);
                Err(Diagnostic::error("invalid-address", message).at(*at).help(help))
            }
            Removal::Address(address, at) => match address.part.as_deref() {
                Some(key) if key != MANAGEMENT && !names.has_account(key) => {
                    let known = names.close_accounts();
                    Err(unknown("unknown-account", "account", key, *at, known))
                }
                _ => Ok(()),
            },
        }
    }

    fn terms(&self, step: &Step<Policy>, _: &Organization) -> Terms {
        let default = "the account is under AWS's default policy".to_owned();
        Terms {
            reason: (step.cause == Cause::Missing).then_some(default),
            ..Terms::default()
        }
    }

    fn calls(&self, step: &Step<Policy>) -> Vec<Call> {
        let replace = step.after.clone().map(Call::ReplacePasswordPolicy);
        vec![replace.unwrap_or(Call::DeletePasswordPolicy)]
    }

    fn operation(&self, call: &Call) -> &'static Op {
        match call {
            Call::ReplacePasswordPolicy(_) => &UPDATE,
            Call::DeletePasswordPolicy => &DELETE,
        }
    }

    async fn send(&self, writer: &Writer, call: Call) -> Result<Sent, Failure> {
        let client = writer.client::<aws_sdk_iam::Client>();
        match call {
            Call::ReplacePasswordPolicy(policy) => {
                // AWS takes no 0 for what is off: it is left out.
                let on = |number: Option<i32>| number.filter(|number| *number > 0);
                let send = || {
                    let request = client.update_account_password_policy();
                    let request = request
                        .set_minimum_password_length(policy.minimum_length)
                        .set_require_symbols(policy.require_symbols)
                        .set_require_numbers(policy.require_numbers)
                        .set_require_uppercase_characters(policy.require_uppercase)
                        .set_require_lowercase_characters(policy.require_lowercase)
                        .set_allow_users_to_change_password(policy.allow_users_to_change)
                        .set_max_password_age(on(policy.max_age_days))
                        .set_password_reuse_prevention(on(policy.reuse_prevention))
                        .set_hard_expiry(policy.hard_expiry);
                    request.send()
                };
                writer.call(&UPDATE, send).await?;
            }
            Call::DeletePasswordPolicy => {
                already_so(
                    writer
                        .call(&DELETE, || client.delete_account_password_policy().send())
                        .await,
                )?;
            }
        }
        Ok(Sent::default())
    }
}
