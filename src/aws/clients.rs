//! One client per service and Region for each calling account, over one shared configuration.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::Mutex;
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

use super::connector::network;
use super::error::{AwsError, ErrorKind};
use super::lock::lock;
use super::operations::GET_CALLER_IDENTITY;
use super::partition;
use super::sdk::Sdk;
use super::settings::{Keys, Settings};
use super::time::RuntimeClock;
use crate::facts::partitions::Partition;
use crate::facts::service::{Reach, Service};

/// How long one attempt may take.
pub(super) const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);
/// How long connecting may take: the SDK's default since 2026-01-12.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(3_100);

/// What all clients share.
#[derive(Debug, Clone)]
pub(super) struct Base {
    sdk: SdkConfig,
    /// The partition that every request is for.
    partition: &'static Partition,
}

impl Base {
    /// The configuration of the SDK's normal chain, with what the settings say on top.
    ///
    /// # Errors
    /// If the caller's Region is in no partition, or in another than the Organization.
    pub(super) async fn from_environment(settings: &Settings) -> Result<Self, AwsError> {
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
        Self::of(loader.load().await, settings)
    }

    /// A configuration that depends on the settings alone, under the runtime's clock.
    ///
    /// # Errors
    /// As [`Base::from_environment`].
    pub(super) fn in_process(settings: &Settings, http: SharedHttpClient) -> Result<Self, AwsError> {
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
        Self::of(builder.build(), settings)
    }

    fn of(sdk: SdkConfig, settings: &Settings) -> Result<Self, AwsError> {
        let region = sdk.region().map(|region| region.as_ref());
        let partition = partition::of(region, settings.home.as_deref())
            .map_err(|message| AwsError::new(ErrorKind::Refused, &GET_CALLER_IDENTITY, message))?;
        let sdk = match region {
            Some(_) => sdk,
            None => sdk.into_builder().region(Region::new(partition.home)).build(),
        };
        Ok(Self { sdk, partition })
    }

    /// The partition that every request is for.
    pub(super) fn partition(&self) -> &'static Partition {
        self.partition
    }

    /// The same with other credentials, asked for at each call: whoever provides them keeps them fresh.
    pub(super) fn with_credentials(&self, provider: impl ProvideCredentials + 'static) -> Self {
        let sdk = self.sdk.clone().into_builder();
        Self {
            sdk: sdk
                .credentials_provider(SharedCredentialsProvider::new(provider))
                .identity_cache(IdentityCache::no_cache())
                .build(),
            partition: self.partition,
        }
    }

    /// The endpoint that stands in for AWS, if there is one.
    pub(super) fn endpoint(&self) -> Option<&str> {
        self.sdk.endpoint_url()
    }

    /// The Region where a service is called: the one that is asked for, else the caller's, and home for a global service.
    pub(super) fn region<'a>(&'a self, service: &Service, asked: Option<&'a str>) -> &'a str {
        let home = self.partition.home;
        match service.reach {
            Reach::Global => home,
            Reach::Regional => asked
                .or(self.sdk.region().map(|region| region.as_ref()))
                .unwrap_or(home),
        }
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

/// A client of each service in each Region.
type ByRegion = BTreeMap<(&'static Service, String), Box<dyn Any + Send>>;

/// The clients of one calling account. Each is made when it is first asked for, and kept.
#[derive(Debug)]
pub(super) struct Clients {
    base: Base,
    open: Mutex<ByRegion>,
}

impl Clients {
    pub(super) fn new(base: Base) -> Self {
        Self {
            base,
            open: Mutex::new(BTreeMap::new()),
        }
    }

    pub(super) fn base(&self) -> &Base {
        &self.base
    }

    /// The client of a service where it is called from `region`.
    pub(super) fn client<C: Sdk>(&self, region: Option<&str>) -> C {
        let region = self.base.region(C::SERVICE, region);
        let mut open = lock(&self.open);
        if let Some(client) = open
            .get(&(C::SERVICE, region.to_owned()))
            .and_then(|client| client.downcast_ref::<C>())
        {
            return client.clone();
        }
        let client = C::open(&self.base.sdk, region);
        open.insert((C::SERVICE, region.to_owned()), Box::new(client.clone()));
        client
    }
}
