//! The door to AWS: every call goes through it.
//!
//! An area holds a [`Reader`] or a [`Writer`] and hands it one operation of its table with a closure that sends the request. The door holds the
//! call back until AWS has room for it (`pacer`), sees that what is sent is what was declared (`check`), says what an error means for this
//! operation (`meaning`), sends again where that helps and cannot do harm (`retry`), and writes every attempt down (`ledger`). All waiting is on
//! the runtime's clock.

mod answer;
mod bucket;
mod call;
mod cancellation;
mod check;
mod circuit_breaker;
mod clients;
mod connector;
mod door;
mod error;
mod identity;
mod ledger;
mod lock;
mod meaning;
mod member;
pub mod operations;
mod pacer;
mod pages;
mod partition;
mod reader;
mod retry;
mod sanitize;
mod scope;
mod sdk;
mod secrets;
mod settings;
#[cfg(test)]
mod tests;
mod time;
mod writer;

pub use answer::unusable;
pub use bucket::{Bucket, Next};
pub use door::Door;
pub use error::{AwsError, ErrorKind, already_so, is_of, missing};
pub use identity::Identity;
pub use ledger::{Ledger, LedgerLine};
pub use pacer::{Pacer, Permit};
pub use pages::pages;
pub use reader::Reader;
pub use sdk::Sdk;
pub use secrets::{endpoint as shown_endpoint, without_secrets};
pub use settings::{BadPace, HttpChoice, Keys, Pace, Progress, Settings, WaitReason, Waiting};
pub use writer::Writer;
