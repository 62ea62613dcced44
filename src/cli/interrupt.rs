//! Ctrl-C and SIGTERM, heard at every point where a run waits.

use std::future::Future;
use std::io::{self, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::Instant;

use super::host::Interrupts;
use super::stop::Stop;
use crate::exit::Exit;

/// After two that nobody has taken, how long the run may still be busy before it is ended from outside.
const UNRESPONSIVE: Duration = Duration::from_secs(2);

/// How a run is told to stop by a person.
pub(super) const CTRL_C: &str = "Ctrl-C";

/// What tells a run to stop, one after the other: Ctrl-C, or SIGTERM. From when this exists, neither ends the process by itself.
pub(super) struct StopSignals(Source);

enum Source {
    Signals(SignalListener),
    /// Due times, the next one last.
    At {
        due: Vec<Duration>,
        began: Instant,
    },
}

impl StopSignals {
    /// Starts to listen. Needs a runtime.
    pub(super) fn listen(interrupts: &Interrupts) -> Self {
        let never = || Source::At {
            due: Vec::new(),
            began: Instant::now(),
        };
        Self(match interrupts {
            // Where the system gives no handler, Ctrl-C ends the process as it always did.
            Interrupts::Signals => SignalListener::listen().map_or_else(never, Source::Signals),
            Interrupts::At(due) => Source::At {
                due: due.iter().rev().copied().collect(),
                began: Instant::now(),
            },
        })
    }

    /// Waits for the next one, and says what it is.
    pub(super) async fn next(&mut self) -> &'static str {
        match &mut self.0 {
            Source::Signals(heard) => heard.next().await,
            Source::At { due, began } => match due.last() {
                Some(at) => {
                    tokio::time::sleep_until(*began + *at).await;
                    due.pop();
                    CTRL_C
                }
                None => std::future::pending().await,
            },
        }
    }

    /// Does `work`, unless it is stopped first; `before` says what that leaves behind.
    pub(super) async fn unless<T>(&mut self, before: &str, work: impl Future<Output = T>) -> Result<T, Stop> {
        tokio::select! {
            biased;
            done = work => Ok(done),
            by = self.next() => Err(stopped(by, before)),
        }
    }

    /// Whether one came while the run was too busy to listen, as with a large plan or a pager that takes no more.
    ///
    /// # Errors
    /// If one came.
    pub(super) async fn none_came(&mut self, before: &str) -> Result<(), Stop> {
        tokio::select! {
            biased;
            by = self.next() => Err(stopped(by, before)),
            () = std::future::ready(()) => Ok(()),
        }
    }
}

fn stopped(by: &str, before: &str) -> Stop {
    Stop::new(Exit::Incomplete, format!("stopped by {by}: {before}"))
}

/// Signals that a thread of their own has heard. The run's own event loop hears nothing while it computes or prints, and would send a change
/// before it hears what came meanwhile.
struct SignalListener {
    signals: UnboundedReceiver<&'static str>,
    taken: Arc<AtomicUsize>,
}

impl SignalListener {
    fn listen() -> Option<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .ok()?;
        let listening = {
            let _inside = runtime.enter();
            Signals::listen()?
        };
        let (send, signals) = unbounded_channel();
        let taken = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&taken);
        let ear = move || runtime.block_on(relay(listening, send, &counted));
        thread::Builder::new().name("signals".to_owned()).spawn(ear).ok()?;
        Some(Self { signals, taken })
    }

    async fn next(&mut self) -> &'static str {
        match self.signals.recv().await {
            Some(by) => {
                self.taken.fetch_add(1, Ordering::Relaxed);
                by
            }
            None => std::future::pending().await,
        }
    }
}

/// Hands on what is heard for as long as somebody may take it. Where two were not taken, the run hangs, as in a pipe that nobody reads, and ends.
#[expect(clippy::exit, reason = "the run's own thread hangs, and nothing else can end it")]
async fn relay(mut signals: Signals, send: UnboundedSender<&'static str>, taken: &AtomicUsize) {
    let mut received: usize = 0;
    loop {
        let by = tokio::select! {
            by = signals.next() => by,
            () = send.closed() => return,
        };
        if send.send(by).is_err() {
            return;
        }
        received += 1;
        let is_unresponsive = || received.saturating_sub(taken.load(Ordering::Relaxed)) >= 2;
        if is_unresponsive() {
            tokio::time::sleep(UNRESPONSIVE).await;
            if is_unresponsive() && !send.is_closed() {
                report_unresponsive();
                std::process::exit(i32::from(Exit::Incomplete.code()));
            }
        }
    }
}

/// Says why the process ends. Nobody may read stderr either, so that it is not waited for.
fn report_unresponsive() {
    let (written, is_written) = std::sync::mpsc::channel();
    let report = move || {
        let _ = io::stderr().write_all(UNRESPONSIVE_MESSAGE.as_bytes());
        let _ = written.send(());
    };
    if thread::Builder::new().spawn(report).is_ok() {
        let _ = is_written.recv_timeout(REPORT_TIMEOUT);
    }
}

const UNRESPONSIVE_MESSAGE: &str = "error: stopped at once: the run did not answer for two seconds, as where nobody reads its output; what was done stays, \
    and a change that was under way may have been made: run again to see\n";

/// How long the report may take.
const REPORT_TIMEOUT: Duration = Duration::from_millis(500);

/// The signals of the system.
#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> Option<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Some(Self {
            interrupt: signal(SignalKind::interrupt()).ok()?,
            terminate: signal(SignalKind::terminate()).ok()?,
        })
    }

    async fn next(&mut self) -> &'static str {
        tokio::select! {
            Some(()) = self.interrupt.recv() => CTRL_C,
            Some(()) = self.terminate.recv() => "SIGTERM",
            else => std::future::pending().await,
        }
    }
}

/// Ctrl-C alone: Windows asks a process to end in no other way that can be heard.
#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn listen() -> Option<Self> {
        tokio::signal::windows::ctrl_c().ok().map(Self)
    }

    async fn next(&mut self) -> &'static str {
        match self.0.recv().await {
            Some(()) => CTRL_C,
            None => std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[tokio::test]
    #[expect(clippy::disallowed_methods, reason = "the event loop must not run meanwhile")]
    async fn a_signal_that_came_while_the_run_was_busy_is_heard_first() {
        let mut stop_signals = StopSignals::listen(&Interrupts::Signals);
        assert!(stop_signals.none_came("nothing was changed").await.is_ok());
        let pid = std::process::id().to_string();
        let status = std::process::Command::new("kill").args(["-TERM", &pid]).status();
        assert!(status.unwrap().success());
        thread::sleep(Duration::from_millis(500));
        let stop = stop_signals.none_came("nothing was changed").await.unwrap_err();
        assert_eq!(stop.exit, Exit::Incomplete);
        assert_eq!(stop.message, "stopped by SIGTERM: nothing was changed");
    }

    #[tokio::test(start_paused = true)]
    async fn work_that_ends_first_is_done_and_the_rest_is_stopped() {
        let mut stop_signals = StopSignals::listen(&Interrupts::At(vec![Duration::from_secs(2)]));
        let quick = stop_signals.unless("nothing was changed", tokio::time::sleep(Duration::from_secs(1)));
        assert!(quick.await.is_ok());
        let slow = stop_signals.unless("nothing was changed", tokio::time::sleep(Duration::from_secs(9)));
        let stop = slow.await.unwrap_err();
        assert_eq!(stop.exit, Exit::Incomplete);
        assert_eq!(stop.message, "stopped by Ctrl-C: nothing was changed");
    }
}
