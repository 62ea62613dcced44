//! A program that runs beside a test, and ends with it.

use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::process::{self, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How long a program may take to say that it is ready, on a machine that is busy with everything else.
const READY: Duration = Duration::from_secs(120);

/// A running program. Dropping it kills it, so that a failed test leaves nothing behind.
#[derive(Debug)]
pub struct Child {
    process: process::Child,
    /// The first line that it wrote on stdout.
    pub first_line: String,
}

impl Child {
    /// Starts a program and waits for its first line. Its stdin stays open as long as it runs.
    pub fn start(command: &mut Command) -> Self {
        let mut talk = tempfile::tempfile().unwrap();
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(talk.try_clone().unwrap());
        let mut process = command
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
        let stdout = process.stdout.take().unwrap();
        let mut child = Self {
            process,
            first_line: String::new(),
        };
        let (lines, first) = mpsc::channel();
        // Goes on reading, so that the program never waits for a full pipe.
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if lines.send(line).is_err() {
                    continue;
                }
            }
        });
        match first.recv_timeout(READY) {
            Ok(line) => child.first_line = line,
            Err(error) => {
                let mut said = String::new();
                talk.seek(SeekFrom::Start(0)).unwrap();
                talk.read_to_string(&mut said).unwrap();
                panic!("{command:?} did not get ready ({error}):\n{said}");
            }
        }
        child
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // It may have ended by itself, which is as good.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
