//! One client per service for each calling account, over one shared configuration.

use std::sync::OnceLock;
use std::time::Duration;

use aws_config::identity::IdentityCache;
use aws_config::retry::RetryConfig;
use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{AppName, BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_async::rt::sleep::default_async_sleep;
use aws_smithy_runtime_api::client::http::SharedHttpClient;

use super::check::Check;
use super::connector::network;
use super::settings::{Keys, Settings};
use super::time::RuntimeClock;
use crate::facts::op::Service;

/// How long one attempt may take.
pub(super) const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);
/// How long connecting may take: the SDK's default since 2026-01-12.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(3_100);

/// What all clients share.
#[derive(Debug, Clone)]
pub(super) struct Base {
    sdk: SdkConfig,
    /// The Region of the services that have one endpoint for a whole partition.
    home: Region,
}

impl Base {
    /// The configuration of the SDK's normal chain, with what the settings say on top.
    pub(super) async fn from_environment(settings: &Settings) -> Self {
        let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
            .retry_config(RetryConfig::disabled())
            .timeout_config(timeouts())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .http_client(network());
        if let Ok(name) = AppName::new("groundline") {
            loader = loader.app_name(name);
        }
        if let Some(url) = &settings.endpoint_url {
            loader = loader.endpoint_url(url);
        }
        if let Some(region) = &settings.region {
            loader = loader.region(Region::new(region.clone()));
        }
        if let Some(profile) = &settings.profile {
            loader = loader.profile_name(profile);
        }
        if let Some(keys) = &settings.credentials {
            loader = loader.credentials_provider(credentials(keys));
        }
        Self::of(loader.load().await)
    }

    /// A configuration that depends on the settings alone, under the runtime's clock.
    pub(super) fn in_process(settings: &Settings, http: SharedHttpClient) -> Self {
        // Unknown keys are the management account's.
        let keys = settings.credentials.clone().unwrap_or_else(|| Keys {
            access_key_id: "groundline".to_owned(),
            secret_access_key: "groundline".to_owned(),
            session_token: None,
        });
        let mut builder = SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .retry_config(RetryConfig::disabled())
            .timeout_config(timeouts())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .http_client(http)
            .time_source(RuntimeClock::start())
            .credentials_provider(SharedCredentialsProvider::new(credentials(&keys)))
            .region(settings.region.clone().map(Region::new));
        builder.set_app_name(AppName::new("groundline").ok());
        builder.set_endpoint_url(settings.endpoint_url.clone());
        builder.set_sleep_impl(default_async_sleep());
        Self::of(builder.build())
    }

    fn of(sdk: SdkConfig) -> Self {
        let home = Region::new(home_of(sdk.region().map_or("", |region| region.as_ref())));
        let sdk = match sdk.region() {
            Some(_) => sdk,
            None => sdk.into_builder().region(home.clone()).build(),
        };
        Self { sdk, home }
    }

    /// The same with other credentials, asked for at each call: whoever provides them keeps them fresh.
    pub(super) fn with_credentials(&self, provider: impl ProvideCredentials + 'static) -> Self {
        let sdk = self.sdk.clone().into_builder();
        Self {
            sdk: sdk
                .credentials_provider(SharedCredentialsProvider::new(provider))
                .identity_cache(IdentityCache::no_cache())
                .build(),
            home: self.home.clone(),
        }
    }

    /// The endpoint that stands in for AWS, if there is one.
    pub(super) fn endpoint(&self) -> Option<&str> {
        self.sdk.endpoint_url()
    }

    /// The Region where a service is called.
    pub(super) fn region(&self, service: Service) -> &str {
        let home = self.home.as_ref();
        match service {
            Service::Organizations | Service::Tagging | Service::Account => home,
            // Tokens of Regional endpoints are valid in all Regions, those of the global one are not.
            Service::Sts => self.sdk.region().map_or(home, |region| region.as_ref()),
        }
    }
}

/// The Region where the partition of `region` keeps its Organizations (facts, section 1: one endpoint per partition).
fn home_of(region: &str) -> &'static str {
    match region {
        _ if region.starts_with("cn-") => "cn-northwest-1",
        _ if region.starts_with("us-gov-") => "us-gov-west-1",
        _ => "us-east-1",
    }
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .operation_attempt_timeout(ATTEMPT_TIMEOUT)
        .build()
}

fn credentials(keys: &Keys) -> Credentials {
    Credentials::new(
        keys.access_key_id.clone(),
        keys.secret_access_key.clone(),
        keys.session_token.clone(),
        None,
        "groundline",
    )
}

/// The clients of one calling account. Each is made when it is first asked for, and kept.
#[derive(Debug)]
pub(super) struct Clients {
    base: Base,
    organizations: OnceLock<aws_sdk_organizations::Client>,
    tagging: OnceLock<aws_sdk_resourcegroupstagging::Client>,
    account: OnceLock<aws_sdk_account::Client>,
    sts: OnceLock<aws_sdk_sts::Client>,
}

/// A client's configuration: the base, the service's Region, the check.
macro_rules! config {
    ($sdk:ident, $base:expr, $service:expr) => {
        $sdk::config::Builder::from(&$base.sdk)
            .region(Region::new($base.region($service).to_owned()))
            .interceptor(Check($service))
            .build()
    };
}

impl Clients {
    pub(super) fn new(base: Base) -> Self {
        Self {
            base,
            organizations: OnceLock::new(),
            tagging: OnceLock::new(),
            account: OnceLock::new(),
            sts: OnceLock::new(),
        }
    }

    pub(super) fn base(&self) -> &Base {
        &self.base
    }

    pub(super) fn organizations(&self) -> &aws_sdk_organizations::Client {
        self.organizations.get_or_init(|| {
            aws_sdk_organizations::Client::from_conf(config!(aws_sdk_organizations, self.base, Service::Organizations))
        })
    }

    pub(super) fn tagging(&self) -> &aws_sdk_resourcegroupstagging::Client {
        self.tagging.get_or_init(|| {
            aws_sdk_resourcegroupstagging::Client::from_conf(config!(
                aws_sdk_resourcegroupstagging,
                self.base,
                Service::Tagging
            ))
        })
    }

    pub(super) fn account(&self) -> &aws_sdk_account::Client {
        self.account
            .get_or_init(|| aws_sdk_account::Client::from_conf(config!(aws_sdk_account, self.base, Service::Account)))
    }

    pub(super) fn sts(&self) -> &aws_sdk_sts::Client {
        self.sts
            .get_or_init(|| aws_sdk_sts::Client::from_conf(config!(aws_sdk_sts, self.base, Service::Sts)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_partition_has_its_home() {
        assert_eq!(home_of("eu-west-1"), "us-east-1");
        assert_eq!(home_of(""), "us-east-1");
        assert_eq!(home_of("cn-north-1"), "cn-northwest-1");
        assert_eq!(home_of("us-gov-east-1"), "us-gov-west-1");
    }
}
