//! The clients of the AWS SDK: one line a service.

use aws_config::{Region, SdkConfig};

use super::check::Check;
use crate::facts::service::{ACCOUNT, IAM, ORGANIZATIONS, STS, Service, TAGGING};

/// A client of the AWS SDK.
pub trait Sdk: Clone + Send + Sync + 'static {
    /// The service that it calls.
    const SERVICE: &'static Service;

    /// A client for one Region, with the check on all its requests.
    fn open(config: &SdkConfig, region: &str) -> Self;
}

macro_rules! sdk {
    ($($sdk:ident => $service:ident),+ $(,)?) => {
        $(impl Sdk for $sdk::Client {
            const SERVICE: &'static Service = &$service;

            fn open(config: &SdkConfig, region: &str) -> Self {
                let config = $sdk::config::Builder::from(config)
                    .region(Region::new(region.to_owned()))
                    .interceptor(Check(&$service));
                Self::from_conf(config.build())
            }
        })+
    };
}

sdk! {
    aws_sdk_account => ACCOUNT,
    aws_sdk_iam => IAM,
    aws_sdk_organizations => ORGANIZATIONS,
    aws_sdk_resourcegroupstagging => TAGGING,
    aws_sdk_sts => STS,
}
