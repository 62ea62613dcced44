//! The sandbox on a socket, in real time, for clients of every kind.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::connections::{Connection, Connections, GRACE};
use super::guard;
use super::handling::Sandbox;
use super::wire::Reply;

/// The largest request body: well over the largest policy.
const LARGEST: usize = 1 << 20;
/// How long the head of a request may take to arrive, and how long its body. A connection that waits for its next request is closed as well, as
/// AWS does.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long to wait when the system gives no connection: it may be out of file descriptors.
const PAUSE: Duration = Duration::from_millis(50);
/// So many refusals in a row of the system are waited out.
const REFUSALS: u32 = 200;

/// Answers on `listener` until `until` is done; then open connections are closed. The caller sees to it that only this machine can reach the listener.
///
/// # Errors
/// When the listener fails, and goes on failing.
pub async fn serve(sandbox: Sandbox, listener: TcpListener, until: impl Future) -> io::Result<()> {
    let mut tasks = JoinSet::new();
    let mut open = Connections::default();
    let mut refused = 0;
    tokio::pin!(until);
    loop {
        let has_room = open.has_room();
        tokio::select! {
            _ = &mut until => return Ok(()),
            () = tokio::time::sleep(GRACE), if !has_room => {}
            accepted = listener.accept(), if has_room => match accepted {
                Ok((stream, _)) => {
                    refused = 0;
                    let connection = open.add();
                    let client = Client { sandbox: sandbox.clone(), connection: connection.clone() };
                    open.holds(connection, tasks.spawn(converse(client, stream)));
                }
                Err(error) if refused == REFUSALS => return Err(error),
                Err(_) => {
                    refused += 1;
                    open.close_longest_idle();
                    tokio::time::sleep(PAUSE).await;
                }
            },
            () = open.changed() => {}
            Some(_) = tasks.join_next() => {}
        }
    }
}

/// What a connection is to.
#[derive(Clone)]
struct Client {
    sandbox: Sandbox,
    connection: Connection,
}

async fn converse(client: Client, stream: TcpStream) {
    // A client that hangs up is no error of ours, and neither is an answer that was ordered to be dropped.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| respond(client.clone(), request));
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

/// An answer that does not come: hyper closes the connection.
#[derive(Debug, thiserror::Error)]
#[error("the answer is dropped")]
struct Dropped;

async fn respond(client: Client, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Dropped> {
    let (head, body) = request.into_parts();
    if let Err(refused) = guard::check(&head) {
        return Ok(plain(refused.status, refused.body().to_string()));
    }
    let Ok(read) = tokio::time::timeout(PATIENCE, Limited::new(body, LARGEST).collect()).await else {
        return Ok(plain(StatusCode::REQUEST_TIMEOUT, String::new()));
    };
    let Ok(body) = read else {
        return Ok(plain(StatusCode::PAYLOAD_TOO_LARGE, String::new()));
    };
    let _working = client.connection.works();
    match client.sandbox.handle(Request::from_parts(head, body.to_bytes())).await {
        Reply::Answer(response) => Ok(response.map(Full::new)),
        Reply::Dropped => Err(Dropped),
        Reply::TimedOut => {
            let never: Infallible = std::future::pending().await;
            match never {}
        }
    }
}

/// An answer of the door itself. With it the connection ends: what is left of the request is not read.
fn plain(status: StatusCode, text: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(text)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        "content-type",
        http::HeaderValue::from_static("application/x-amz-json-1.1"),
    );
    headers.insert("connection", http::HeaderValue::from_static("close"));
    response
}
