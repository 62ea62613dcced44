//! The real program, as a process of its own that talks to an endpoint.

use std::process::{Command, Stdio};

/// The program with `url` for AWS and any keys, asking as fast as answers come, whatever the environment of the tests is.
pub fn at(url: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_groundline"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AWS_")) {
        command.env_remove(name);
    }
    command
        .env("AWS_ENDPOINT_URL", url)
        .env("AWS_REGION", "us-east-1")
        .env("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE000000000")
        .env("AWS_SECRET_ACCESS_KEY", "none")
        .env("AWS_CONFIG_FILE", "none")
        .env("AWS_SHARED_CREDENTIALS_FILE", "none")
        .env("NO_PROXY", "127.0.0.1")
        .env("no_proxy", "127.0.0.1")
        .env("NO_COLOR", "1")
        .env_remove("CLICOLOR_FORCE")
        .env("GROUNDLINE_PACE", "off")
        .stdin(Stdio::null());
    command
}
