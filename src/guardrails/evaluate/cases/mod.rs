//! Files of requests to evaluate, and the answers.
//!
//! ```json
//! {
//!   "management_account": "999999999999",
//!   "policies": { "full": { … }, "deny-root": { … } },
//!   "cases": [
//!     {
//!       "id": "root may not",
//!       "request": { "principal": "arn:aws:iam::111111111111:root", "action": "s3:ListAllMyBuckets", "resource": "*",
//!                    "context": { "aws:PrincipalArn": "arn:aws:iam::111111111111:root" } },
//!       "resource_account": "111111111111",
//!       "scps": [ { "level": "root", "id": "r-1", "policies": ["full", "deny-root"] } ],
//!       "rcps": []
//!     }
//!   ]
//! }
//! ```

mod answer;
mod case;
mod error;
mod fields;
mod file;

pub use answer::{Answer, LevelAnswer};
pub use case::Case;
pub use error::{CaseError, Position};
pub use file::{Cases, NamedError};
