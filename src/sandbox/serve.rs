//! The sandbox on a socket, in real time, for clients of every kind.

use std::convert::Infallible;
use std::future::Future;
use std::io;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::handling::Sandbox;
use super::wire::Reply;

/// The largest request body: well over the largest policy.
const LARGEST: usize = 1 << 20;

/// Answers on `listener` until `until` is done; then open connections are closed. The caller sees to it that only this machine can reach the listener.
///
/// # Errors
/// When the listener fails.
pub async fn serve(sandbox: Sandbox, listener: TcpListener, until: impl Future) -> io::Result<()> {
    let mut connections = JoinSet::new();
    tokio::pin!(until);
    loop {
        tokio::select! {
            _ = &mut until => return Ok(()),
            accepted = listener.accept() => {
                let (stream, _) = accepted?;
                connections.spawn(converse(sandbox.clone(), stream));
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn converse(sandbox: Sandbox, stream: TcpStream) {
    // A client that hangs up is no error of ours, and neither is an answer that was ordered to be dropped.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| respond(sandbox.clone(), request));
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

/// An answer that does not come: hyper closes the connection.
#[derive(Debug, thiserror::Error)]
#[error("the answer is dropped")]
struct Dropped;

async fn respond(sandbox: Sandbox, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Dropped> {
    let (head, body) = request.into_parts();
    let Ok(body) = Limited::new(body, LARGEST).collect().await else {
        let mut refused = Response::new(Full::default());
        *refused.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        return Ok(refused);
    };
    match sandbox.handle(Request::from_parts(head, body.to_bytes())).await {
        Reply::Answer(response) => Ok(response.map(Full::new)),
        Reply::Dropped => Err(Dropped),
        Reply::TimedOut => {
            let never: Infallible = std::future::pending().await;
            match never {}
        }
    }
}
