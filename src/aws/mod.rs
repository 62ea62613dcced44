//! The door to AWS: clients, pacing, retry, error meaning, call ledger.

mod bucket;
mod call;
mod check;
mod clients;
mod connector;
mod door;
mod error;
mod hands;
mod identity;
mod ledger;
mod meaning;
mod member;
pub mod operations;
mod pacer;
mod pages;
mod retry;
mod settings;
#[cfg(test)]
mod tests;
mod text;
mod time;

pub use door::Door;
pub use error::{AwsError, ErrorKind, missing};
pub use hands::{Reader, Writer};
pub use identity::Identity;
pub use ledger::{Ledger, LedgerLine};
pub use pacer::{Pacer, Permit};
pub use pages::pages;
pub use settings::{BadPace, HttpChoice, Keys, Pace, Progress, Settings, Waiting, Why};
