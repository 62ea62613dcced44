//! The Python environment of the judges, and one run of one of them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

use super::child::Child;
use crate::support::repository;

/// The interpreter that has boto3, moto and the AWS CLI; made on the first use. A machine without Python fails here: the judges are no luxury.
fn python() -> &'static Path {
    static PYTHON: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let found = PYTHON.get_or_init(|| {
        let script = repository("tests/judges/ensure_venv.py");
        let output = Command::new("python3")
            .arg(&script)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("the judges need `python3` on PATH, version 3.10 or newer: {error}"))?;
        let stdout = String::from_utf8_lossy(&output.stdout);
        let last = stdout.lines().last().filter(|_| output.status.success());
        last.map(PathBuf::from)
            .ok_or_else(|| String::from_utf8_lossy(&output.stderr).into_owned())
    });
    found.as_deref().unwrap_or_else(|error| panic!("{error}"))
}

fn command(script: &str) -> Command {
    let mut command = Command::new(python());
    command
        .arg(repository("tests/judges").join(script))
        // A test leaves nothing in the repository.
        .env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

/// Runs a judge, which must find nothing wrong.
#[track_caller]
pub fn judge(script: &str, words: &[&str]) {
    let output = command(script).args(words).stdin(Stdio::null()).output().unwrap();
    assert!(
        output.status.success(),
        "{script} {words:?}: {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
}

/// moto's server with an Organization in it.
#[derive(Debug)]
pub struct Moto {
    _server: Child,
    /// Where it listens.
    pub url: String,
    /// The id of its Organization, unless it is bare.
    pub organization: Option<String>,
}

impl Moto {
    /// With an Organization that has nothing in it.
    pub fn start() -> Self {
        Self::with(&["0"])
    }

    /// With an account that is in no Organization.
    pub fn bare() -> Self {
        Self::with(&["0", "--bare"])
    }

    fn with(words: &[&str]) -> Self {
        let server = Child::start(command("moto_server.py").args(words));
        let about: Value = serde_json::from_str(&server.first_line).unwrap();
        Self {
            url: about["url"].as_str().unwrap().to_owned(),
            organization: about["organization"].as_str().map(str::to_owned),
            _server: server,
        }
    }
}
