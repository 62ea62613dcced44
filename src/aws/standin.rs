//! Stands in for the sandbox until it is merged.
use bytes::Bytes;
/// Stand-in.
#[derive(Clone)]
pub struct Sandbox;
/// Stand-in.
pub enum Reply {
    /// Stand-in.
    Answer(http::Response<Bytes>),
    /// Stand-in.
    Dropped,
    /// Stand-in.
    TimedOut,
}
impl Sandbox {
    /// Stand-in.
    pub async fn handle(&self, _request: http::Request<Bytes>) -> Reply {
        Reply::Dropped
    }
}
