//! A copy of a baseline, and the real program with an endpoint to run it on.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use super::python::{Moto, judge};
use crate::program;
use crate::support::{copy_folder, repository};

/// The Organization's id in the baselines of the repository.
const WRITTEN_ID: &str = "o-a1b2c3d4e5";
/// Where the example keeps its guardrail tests, which name the Organization too.
const TESTS: &str = "guardrail-tests.toml";
/// Between two looks at whether a command has ended.
const LOOK: Duration = Duration::from_millis(10);
/// So many looks are more than any command here may take.
const PATIENCE: u32 = 18_000;

/// The real program, run on a copy of a baseline.
#[derive(Debug)]
pub struct Desk {
    folder: TempDir,
    endpoint: String,
}

/// What a command did.
#[derive(Debug)]
pub struct Ran {
    words: String,
    exit: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Desk {
    /// A copy of a baseline's folder, for the Organization of this server.
    pub fn on(moto: &Moto, folder: &str) -> Self {
        let desk = Self {
            folder: tempfile::tempdir().unwrap(),
            endpoint: moto.url.clone(),
        };
        copy_folder(&repository(folder), desk.folder.path());
        if let Some(id) = &moto.organization {
            desk.edit("baseline.toml", WRITTEN_ID, id);
            if desk.path(TESTS).exists() {
                desk.edit(TESTS, WRITTEN_ID, id);
            }
        }
        desk
    }

    /// A file of the copy.
    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Replaces text that must be there.
    #[track_caller]
    pub fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "`{from}` is not in {name}");
        std::fs::write(self.path(name), text.replace(from, to)).unwrap();
    }

    /// Types `groundline` and these words.
    #[must_use = "expect an exit code"]
    #[expect(
        clippy::disallowed_methods,
        reason = "another process runs in real time, and there is no runtime here"
    )]
    pub fn types(&self, words: &str) -> Ran {
        let out = self.path("stdout.txt");
        let err = self.path("stderr.txt");
        // Files and not pipes: they never fill up while the program is waited for.
        let mut child = program::at(&self.endpoint)
            .args(words.split_whitespace())
            .current_dir(self.folder.path())
            .stdout(std::fs::File::create(&out).unwrap())
            .stderr(std::fs::File::create(&err).unwrap())
            .spawn()
            .unwrap();
        let ended = (0..PATIENCE).find_map(|_| {
            thread::sleep(LOOK);
            child.try_wait().unwrap()
        });
        if ended.is_none() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
        let ran = Ran {
            words: words.to_owned(),
            exit: ended.and_then(|status| status.code()),
            stdout: std::fs::read_to_string(out).unwrap(),
            stderr: std::fs::read_to_string(err).unwrap(),
        };
        for text in ["a bug in groundline", "panicked"] {
            assert!(!ran.stderr.contains(text), "{ran}");
        }
        ran
    }

    /// The changes of the plan now, as `action address`.
    pub fn planned(&self, exit: i32) -> Vec<String> {
        let plan = self.types("plan --detailed-exitcode --format json").expect(exit).json();
        let changes = plan["changes"].as_array().unwrap();
        let line = |change: &Value| {
            let text = |field: &str| change[field].as_str().unwrap().to_owned();
            format!("{} {}", text("action"), text("address"))
        };
        changes.iter().map(line).collect()
    }

    /// How many writes an apply sent, by what it says itself in `--calls`.
    pub fn writes_of_apply(&self, exit: i32) -> u64 {
        let _ = self.types("apply --yes --calls calls.json").expect(exit);
        let calls: Value = serde_json::from_str(&self.read("calls.json")).unwrap();
        let writes = calls["calls"].as_array().unwrap().iter();
        let writes = writes.filter(|call| call["access"] == "write");
        writes.map(|call| call["count"].as_u64().unwrap()).sum()
    }

    /// boto3 must see what the expectation says.
    #[track_caller]
    pub fn boto3_sees(&self, expected: &Value) {
        let file = self.path("expected.json");
        std::fs::write(&file, expected.to_string()).unwrap();
        judge("moto_reader.py", &[&self.endpoint, file.to_str().unwrap()]);
    }

    /// Somebody changes things with boto3.
    #[track_caller]
    pub fn by_hand(&self, changes: &Value) {
        let file = self.path("changes.json");
        std::fs::write(&file, changes.to_string()).unwrap();
        judge("hand_changes.py", &[&self.endpoint, file.to_str().unwrap()]);
    }
}

impl std::fmt::Display for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            words,
            exit,
            stdout,
            stderr,
        } = self;
        write!(f, "groundline {words}: {exit:?}\nstdout:\n{stdout}\nstderr:\n{stderr}")
    }
}

impl Ran {
    /// Fails unless it ended with `exit`.
    #[track_caller]
    pub fn expect(self, exit: i32) -> Self {
        assert_eq!(self.exit, Some(exit), "{self}");
        self
    }

    /// Stdout as one JSON document.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self}"))
    }

    /// Fails unless some line has all of `words`.
    #[track_caller]
    pub fn tells(self, words: &[&str]) -> Self {
        let mut lines = self.stdout.lines().chain(self.stderr.lines());
        let told = lines.any(|line| words.iter().all(|word| line.contains(word)));
        assert!(told, "no line has {words:?}: {self}");
        self
    }
}
