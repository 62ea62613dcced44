//! How a door is opened.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use crate::sandbox::Sandbox;

/// Where requests go.
#[derive(Clone, Default)]
pub enum HttpChoice {
    /// Over the network, with the SDK's normal configuration chain.
    #[default]
    Default,
    /// To a simulated Organization in this process, under the runtime's clock. Reads no environment and no files.
    InProcess(Sandbox),
}

impl fmt::Debug for HttpChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Default => "Default",
            Self::InProcess(_) => "InProcess",
        })
    }
}

/// How fast calls may go, against the published rates, and how long AWS's own work is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Pace {
    /// At the published rates.
    #[default]
    Published,
    /// At the published rates times this, with waits as much shorter: 2 is twice as fast. For emulators.
    Factor(f64),
    /// As fast as answers come. For emulators.
    Off,
}

impl Pace {
    /// Whether it is only for endpoints that are not AWS.
    #[must_use]
    pub fn needs_endpoint(self) -> bool {
        self != Self::Published
    }

    /// How long to wait for what takes AWS `published`: an endpoint whose rates are a multiple works as much faster.
    #[must_use]
    pub fn wait(self, published: Duration) -> Duration {
        match self {
            Self::Factor(factor) => Duration::try_from_secs_f64(published.as_secs_f64() / factor).unwrap_or(published),
            Self::Published | Self::Off => published,
        }
    }
}

/// A pace that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no pace: give `off`, or a factor between 0.01 and 100000 such as `10`")]
pub struct BadPace(String);

impl FromStr for Pace {
    type Err = BadPace;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.trim().eq_ignore_ascii_case("off") {
            return Ok(Self::Off);
        }
        match text.trim().parse::<f64>() {
            Ok(1.0) => Ok(Self::Published),
            Ok(factor) if (0.01..=100_000.0).contains(&factor) => Ok(Self::Factor(factor)),
            _ => Err(BadPace(super::sanitize::sanitize(text))),
        }
    }
}

/// Credentials given outright instead of found by the SDK's chain.
#[derive(Clone, PartialEq, Eq)]
pub struct Keys {
    /// The access key id.
    pub access_key_id: String,
    /// The secret access key.
    pub secret_access_key: String,
    /// The session token, for temporary keys.
    pub session_token: Option<String>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Secrets never reach a log.
        f.debug_struct("Keys")
            .field("access_key_id", &self.access_key_id)
            .finish_non_exhaustive()
    }
}

/// Why a call waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitReason {
    /// For the operation's rate.
    Rate,
    /// AWS said that it is being called too often.
    Throttled,
    /// AWS is at work on another change.
    Busy,
    /// Something just made is not visible everywhere yet.
    NotYet,
    /// The endpoint failed or could not be reached.
    Fault,
}

/// A call that waits a second or more before it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The operation: `organizations:CreateAccount`.
    pub operation: String,
    /// The calling account, where it is a member.
    pub account: Option<String>,
    /// Why it waits.
    pub why: WaitReason,
    /// For how long.
    pub wait: Duration,
}

/// Told of calls that wait.
pub type Progress = Arc<dyn Fn(&Waiting) + Send + Sync>;

/// How a door is opened. The default is what a person at a terminal wants.
#[derive(Clone, Default)]
pub struct Settings {
    /// Where requests go.
    pub http: HttpChoice,
    /// An endpoint for every service, instead of what `AWS_ENDPOINT_URL` and the profile say.
    pub endpoint_url: Option<String>,
    /// How fast.
    pub pace: Pace,
    /// The Region, instead of the configured one.
    pub region: Option<String>,
    /// The Organization's home Region, if it is known: the caller's must be in its partition.
    pub home: Option<String>,
    /// The profile, instead of the configured one.
    pub profile: Option<String>,
    /// Credentials, instead of the configured ones. In process, none means the management account's.
    pub credentials: Option<Keys>,
    /// Told of calls that wait.
    pub progress: Option<Progress>,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("http", &self.http)
            .field(
                "endpoint_url",
                &self.endpoint_url.as_deref().map(super::secrets::endpoint),
            )
            .field("pace", &self.pace)
            .field("region", &self.region)
            .field("home", &self.home)
            .field("profile", &self.profile)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_divided_by_a_factor() {
        let waits = |pace: Pace| pace.wait(Duration::from_secs(5)).as_millis();
        assert_eq!(waits(Pace::Published), 5_000);
        assert_eq!(waits(Pace::Off), 5_000);
        assert_eq!(waits(Pace::Factor(1_000.0)), 5);
        assert_eq!(waits(Pace::Factor(0.5)), 10_000);
        assert_eq!(waits(Pace::Factor(0.0)), 5_000);
    }

    #[test]
    fn a_pace_is_off_or_a_factor() {
        assert_eq!("off".parse(), Ok(Pace::Off));
        assert_eq!(" OFF ".parse(), Ok(Pace::Off));
        assert_eq!("1".parse(), Ok(Pace::Published));
        assert_eq!("2.5".parse(), Ok(Pace::Factor(2.5)));
        for bad in ["", "fast", "0", "-1", "nan", "inf", "1e9"] {
            assert!(bad.parse::<Pace>().is_err(), "{bad}");
        }
    }

    #[test]
    fn secrets_are_not_printed() {
        let keys = Keys {
            access_key_id: "AKIAEXAMPLE".into(),
            secret_access_key: "hush".into(),
            session_token: Some("hush".into()),
        };
        let settings = Settings {
            credentials: Some(keys.clone()),
            ..Settings::default()
        };
        assert!(!format!("{keys:?}{settings:?}").contains("hush"));
    }
}
