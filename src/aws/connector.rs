//! The way from the SDK to a server: over the network, or to one in this process.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::{Builder, ConnectorBuilder};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use http_body_util::BodyExt;

use super::clients::ATTEMPT_TIMEOUT;
use crate::sandbox::{Reply, Sandbox};

/// One pool of connections for the clients of all accounts: left to itself, the SDK makes one for each client.
pub(super) fn network() -> SharedHttpClient {
    Builder::new().build_with_connector_fn(|settings, components| {
        let mut connector = ConnectorBuilder::default()
            .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
            .proxy_config(ProxyConfig::from_env());
        connector.set_connector_settings(settings.cloned());
        if let Some(components) = components {
            connector.set_sleep_impl(components.sleep_impl());
        }
        connector.build()
    })
}

/// Something in this process that answers requests.
pub(super) trait Answers: Clone + Send + Sync + 'static {
    /// The answer to one request.
    fn answer(&self, request: http::Request<Bytes>) -> impl Future<Output = Reply> + Send;
}

impl Answers for Sandbox {
    fn answer(&self, request: http::Request<Bytes>) -> impl Future<Output = Reply> + Send {
        self.handle(request)
    }
}

/// The SDK's way to something in this process.
#[derive(Clone)]
pub(super) struct InProcess<A>(pub A);

impl<A> fmt::Debug for InProcess<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InProcess")
    }
}

impl<A: Answers> HttpClient for InProcess<A> {
    fn http_connector(
        &self,
        _settings: &HttpConnectorSettings,
        _components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl<A: Answers> HttpConnector for InProcess<A> {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let server = self.0.clone();
        HttpConnectorFuture::new(async move {
            let request = unpack(request).await?;
            match server.answer(request).await {
                Reply::Answer(response) => HttpResponse::try_from(response.map(SdkBody::from))
                    .map_err(|error| ConnectorError::other(error.into(), None)),
                Reply::Dropped => Err(ConnectorError::io("the connection was closed before the answer".into())),
                Reply::TimedOut => {
                    // Longer than the SDK waits.
                    tokio::time::sleep(ATTEMPT_TIMEOUT + Duration::from_secs(1)).await;
                    Err(ConnectorError::timeout("no answer".into()))
                }
            }
        })
    }
}

async fn unpack(request: HttpRequest) -> Result<http::Request<Bytes>, ConnectorError> {
    let request = request
        .try_into_http1x()
        .map_err(|error| ConnectorError::user(error.into()))?;
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map_err(ConnectorError::user)?.to_bytes();
    Ok(http::Request::from_parts(parts, body))
}
