//! A small Organization, and policies in few words.

use groundline::exit::Exit;
use serde_json::{Value, json};

use crate::cli::Desk;

const ORGANIZATION: &str = r#"format = 1

[organization]
baseline = "lockout"
management-account = "123456789012"
id = "o-a1b2c3d4e5"

[units.open]
name = "Open"

[units.closed]
name = "Closed"

[accounts.shop]
name = "Shop"
email = "aws+shop@example.com"
unit = "open"

[accounts.bank]
name = "Bank"
email = "aws+bank@example.com"
unit = "open"
"#;

/// What these tests are not about.
pub const ALLOWED: &str = "--allow large-change --allow gap";

pub fn policy(statement: &Value) -> String {
    json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string()
}

/// An SCP of one statement `Stop`.
pub fn deny(actions: &Value, condition: &str) -> String {
    let condition: Value = serde_json::from_str(condition).unwrap();
    policy(&json!({ "Sid": "Stop", "Effect": "Deny", "Action": actions, "Resource": "*", "Condition": condition }))
}

/// A desk where these lines are applied.
pub fn applied(lines: &str, files: &[(&str, String)]) -> Desk {
    let desk = Desk::empty();
    write(&desk, lines, files);
    desk.types(&format!("apply --sandbox --yes --quiet {ALLOWED}"))
        .expect(Exit::Done);
    desk
}

/// Writes these lines besides the Organization, and files.
pub fn write(desk: &Desk, lines: &str, files: &[(&str, String)]) {
    desk.write("baseline.toml", &format!("{ORGANIZATION}\n{lines}"));
    for (name, text) in files {
        desk.write(name, text);
    }
}
