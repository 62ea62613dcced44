//! What a person types, and what comes back: every command in this process, with captured streams.

mod demo;
mod files;
mod guardrail_evaluate;
mod guardrail_library;
mod guardrail_lint;
mod guardrail_show;
mod help;
mod interrupt;
mod printed;
mod runner;
mod sandbox;
mod saved;
mod usage;
mod validate;

use std::collections::BTreeMap;
use std::io::{self, Cursor, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use groundline::cli::{Host, Input, Interrupts, Stream};
use groundline::exit::Exit;
use serde_json::Value;
use tempfile::TempDir;

/// Units, accounts, a policy and trusted access: enough for an apply with several steps.
pub const SMALL: &str = r#"format = 1

[organization]
baseline = "small"
management-account = "123456789012"
id = "o-a1b2c3d4e5"

[units.workloads]
name = "Workloads"

[units.production]
name = "Production"
parent = "workloads"
tags = { tier = "production" }

[accounts.shop]
name = "Shop"
email = "aws+shop@example.com"
unit = "production"

[scps.deny-leave]
file = "deny-leave.json"
attach = ["workloads"]

[trusted-access]
services = ["ram.amazonaws.com"]
"#;

const DENY_LEAVE: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [{ "Sid": "DenyLeave", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*" }]
}
"#;

/// A folder with a baseline, and a person in it.
pub struct Desk {
    folder: TempDir,
    environment: BTreeMap<String, String>,
    answer: Option<String>,
    interrupts: Interrupts,
}

/// What a command did.
#[derive(Debug)]
pub struct Ran {
    pub exit: Exit,
    pub stdout: String,
    pub stderr: String,
}

impl Desk {
    /// With nothing on it.
    pub fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            environment: BTreeMap::new(),
            answer: None,
            interrupts: Interrupts::At(Vec::new()),
        }
    }

    /// With the small baseline on it.
    pub fn small() -> Self {
        let desk = Self::empty();
        desk.write("baseline.toml", SMALL);
        desk.write("deny-leave.json", DENY_LEAVE);
        desk
    }

    /// The person sits at a terminal and answers questions so.
    pub fn answering(mut self, answer: &str) -> Self {
        self.answer = Some(format!("{answer}\n"));
        self
    }

    /// With an environment variable.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The person presses Ctrl-C at these times of each run.
    pub fn interrupted(mut self, interrupts: Interrupts) -> Self {
        self.interrupts = interrupts;
        self
    }

    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Types `groundline` and these words.
    #[must_use = "expect an exit code"]
    pub fn types(&self, words: &str) -> Ran {
        // While a process has one log, `tracing` asks the thread that first comes by a line whether anybody wants that line. Tests are
        // many threads, and that one may have no log: with a second one in the process everybody is asked.
        static SECOND_LOG: OnceLock<tracing::Dispatch> = OnceLock::new();
        SECOND_LOG.get_or_init(|| tracing::Dispatch::new(tracing::subscriber::NoSubscriber::new()));
        let (stdout, stderr) = (Captured::default(), Captured::default());
        let mut host = Host {
            stdin: Input::new(Cursor::new(self.answer.clone().unwrap_or_default())),
            stdin_is_terminal: self.answer.is_some(),
            stdout: Stream::new(stdout.clone()),
            stdout_is_terminal: false,
            stderr: Stream::new(stderr.clone()),
            stderr_is_terminal: false,
            environment: self.environment.clone(),
            directory: self.folder.path().to_owned(),
            interrupts: self.interrupts.clone(),
        };
        let args = std::iter::once("groundline").chain(words.split_whitespace());
        let exit = groundline::run(args, &mut host);
        Ran {
            exit,
            stdout: stdout.text(),
            stderr: stderr.text(),
        }
    }
}

impl Ran {
    /// Fails unless it ended with `exit`.
    #[track_caller]
    pub fn expect(self, exit: Exit) -> Self {
        assert_eq!(self.exit, exit, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Stdout as one JSON document.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}:\n{}", self.stdout))
    }

    /// Stdout as one JSON document a line.
    #[track_caller]
    pub fn json_lines(&self) -> Vec<Value> {
        let lines = self.stdout.lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
            .collect()
    }

    /// Fails unless stderr has `text`.
    #[track_caller]
    pub fn tells(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "`{text}` is not in:\n{}", self.stderr);
        self
    }

    /// Fails unless stdout has `text`.
    #[track_caller]
    pub fn shows(self, text: &str) -> Self {
        assert!(self.stdout.contains(text), "`{text}` is not in:\n{}", self.stdout);
        self
    }
}

/// Keeps what is written.
#[derive(Debug, Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Captured {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
