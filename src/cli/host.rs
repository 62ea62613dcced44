//! What a run has of the world besides AWS: streams, environment, folder, interruptions.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufRead, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::files::{self, Trouble};

/// Everything a run takes from its surroundings, so that a test can be one.
#[derive(Debug)]
pub struct Host {
    /// Where answers to questions come from.
    pub stdin: Input,
    /// Whether a person sits at `stdin`.
    pub stdin_is_terminal: bool,
    /// Where data goes.
    pub stdout: Stream,
    /// Whether `stdout` is a terminal.
    pub stdout_is_terminal: bool,
    /// Where talk goes: progress, questions, hints, errors.
    pub stderr: Stream,
    /// Whether `stderr` is a terminal.
    pub stderr_is_terminal: bool,
    /// Environment variables, for groundline's own settings. The AWS SDK reads the process's.
    pub environment: BTreeMap<String, String>,
    /// The folder that relative paths start from; empty is the process's own.
    pub directory: PathBuf,
    /// How a person interrupts.
    pub interrupts: Interrupts,
}

/// How a person interrupts a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Interrupts {
    /// By Ctrl-C.
    Signals,
    /// So long after the run began, on the runtime's clock: for tests. Never, if there are none.
    At(Vec<Duration>),
}

/// A stream that several parts of a run write to.
///
/// Once a reader has closed it, what is written is dropped without an error: `groundline plan | head` is no failure.
#[derive(Clone)]
pub struct Stream(Arc<Mutex<Sink>>);

struct Sink {
    out: Box<dyn Write + Send>,
    closed: bool,
    failure: Option<String>,
}

impl Stream {
    /// A stream into `out`.
    pub fn new(out: impl Write + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(Sink {
            out: Box::new(out),
            closed: false,
            failure: None,
        })))
    }

    /// Why something could not be written, if that happened.
    #[must_use]
    pub fn failure(&self) -> Option<String> {
        self.lock().failure.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Sink> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink {
    fn keep(&mut self, result: io::Result<()>) {
        match result {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => self.closed = true,
            Err(error) => {
                self.closed = true;
                self.failure.get_or_insert_with(|| error.to_string());
            }
            Ok(()) => {}
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut sink = self.lock();
        if !sink.closed {
            let result = sink.out.write_all(bytes);
            sink.keep(result);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut sink = self.lock();
        if !sink.closed {
            let result = sink.out.flush();
            sink.keep(result);
        }
        Ok(())
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream").finish_non_exhaustive()
    }
}

/// Where answers come from. A line is read on another thread, so that Ctrl-C is heard meanwhile.
#[derive(Clone)]
pub struct Input(Arc<Mutex<Box<dyn BufRead + Send>>>);

impl Input {
    /// Answers from `input`.
    pub fn new(input: impl BufRead + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(Box::new(input))))
    }

    /// The next line, without its end; empty at the end of the input.
    ///
    /// # Errors
    /// What the stream says.
    pub fn line(&self) -> io::Result<String> {
        let mut line = String::new();
        let mut input = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        input.read_line(&mut line)?;
        Ok(line.trim_end_matches(['\n', '\r']).to_owned())
    }

    /// All that is left; `limit` is the most bytes.
    ///
    /// # Errors
    /// That they are more, or what the stream says.
    pub fn bytes(&self, limit: u64) -> Result<Vec<u8>, Trouble> {
        let mut input = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files::read_all(&mut *input, limit)
    }
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Input").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Broken(io::ErrorKind);

    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_closed_pipe_is_no_failure_and_a_full_disk_is() {
        let mut closed = Stream::new(Broken(io::ErrorKind::BrokenPipe));
        assert!(closed.write_all(b"x").is_ok());
        assert_eq!(closed.failure(), None);
        let mut full = Stream::new(Broken(io::ErrorKind::StorageFull));
        assert!(full.write_all(b"x").is_ok());
        assert!(full.failure().is_some());
    }

    #[test]
    fn an_answer_is_a_line_without_its_end() {
        let input = Input::new(&b"yes\r\nno"[..]);
        assert_eq!(input.line().unwrap(), "yes");
        assert_eq!(input.line().unwrap(), "no");
        assert_eq!(input.line().unwrap(), "");
    }
}
