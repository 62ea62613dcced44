//! SIGTERM to the real program, which talks to a sandbox behind a port: it is heard as Ctrl-C is.
#![cfg(unix)]

use std::io::Read as _;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use groundline::sandbox::{Options, Sandbox, Seed, serve};

use crate::program;
use crate::simulated::{setup, virtually};
use crate::support::{copy_folder, repository, valid};

const BASELINE: &str = "examples/acme/baseline.toml";

/// The sandbox as it begins, with quick calls and quick accounts.
fn quick() -> Options {
    Options {
        rate_factor: f64::INFINITY,
        latency: Duration::from_millis(40),
        speed: 20.0,
        ..Options::default()
    }
}

/// Calls that were answered.
#[derive(Default)]
struct Seen {
    calls: AtomicU64,
    writes: AtomicU64,
}

/// Runs the program at a sandbox, and `meanwhile` beside it.
fn beside(words: &[&str], meanwhile: impl AsyncFn(&Sandbox, &Seen, u32)) -> (Output, Arc<Seen>) {
    let baseline = valid(&repository(BASELINE));
    let seed = Seed::Empty { accounts: Some(100) };
    let state = virtually(async { Sandbox::new(&seed, &setup(&baseline)).state() });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let sandbox = Sandbox::from_state(state);
        sandbox.set_options(quick());
        let seen = Arc::new(Seen::default());
        let keep = Arc::clone(&seen);
        sandbox.observe(Box::new(move |call, _| {
            keep.calls.fetch_add(1, Ordering::SeqCst);
            keep.writes.fetch_add(u64::from(call.write), Ordering::SeqCst);
        }));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let child = command(words, &url).spawn().unwrap();
        let pid = child.id();
        let mut ran = tokio::task::spawn_blocking(move || child.wait_with_output().unwrap());
        let mut output = None;
        let until = async {
            meanwhile(&sandbox, &seen, pid).await;
            output = Some((&mut ran).await.unwrap());
        };
        serve(sandbox.clone(), listener, until).await.unwrap();
        (output.unwrap(), seen)
    })
}

fn command(words: &[&str], url: &str) -> Command {
    let mut command = program::at(url);
    command.args(words).arg("--baseline").arg(repository(BASELINE));
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn terminate(pid: u32) {
    let status = Command::new("kill").arg("-TERM").arg(pid.to_string()).status().unwrap();
    assert!(status.success());
}

async fn at_least(count: &AtomicU64, least: u64) {
    while count.load(Ordering::SeqCst) < least {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!(
        "{:?}\n{}\n{}",
        output.status,
        text(&output.stdout),
        text(&output.stderr)
    )
}

#[test]
fn an_apply_sends_no_change_after_it_and_says_what_aws_goes_on_with() {
    let at_signal = AtomicU64::new(0);
    let (output, seen) = beside(&["apply", "--yes"], async |_, seen, pid| {
        at_least(&seen.writes, 25).await;
        terminate(pid);
        // It hears the signal within this time; what has left until then is answered.
        tokio::time::sleep(Duration::from_millis(300)).await;
        at_signal.store(seen.writes.load(Ordering::SeqCst), Ordering::SeqCst);
    });
    let said = said(&output);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("stopping: no change is sent any more"), "{said}");
    assert!(said.contains("stopped: what was done stays"), "{said}");
    assert!(said.contains("stopped before it was started"), "{said}");
    assert!(said.contains("done     create"), "{said}");
    assert_eq!(
        seen.writes.load(Ordering::SeqCst),
        at_signal.load(Ordering::SeqCst),
        "{said}"
    );
}

#[test]
fn the_second_ends_an_apply_at_once() {
    let (output, _) = beside(&["apply", "--yes"], async |sandbox, seen, pid| {
        at_least(&seen.writes, 3).await;
        // The next change is under way for a minute.
        sandbox.set_options(Options {
            latency: Duration::from_secs(60),
            ..quick()
        });
        tokio::time::sleep(Duration::from_millis(500)).await;
        terminate(pid);
        tokio::time::sleep(Duration::from_millis(500)).await;
        terminate(pid);
    });
    let said = said(&output);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("stopped at once"), "{said}");
}

#[test]
fn a_plan_ends_with_it() {
    let (output, _) = beside(&["plan"], async |sandbox, seen, pid| {
        at_least(&seen.calls, 1).await;
        sandbox.set_options(Options {
            latency: Duration::from_secs(60),
            ..quick()
        });
        tokio::time::sleep(Duration::from_millis(200)).await;
        terminate(pid);
    });
    let said = said(&output);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("stopped by SIGTERM: nothing was changed"), "{said}");
}

#[test]
fn two_that_nobody_takes_end_it_and_say_so() {
    let folder = tempfile::tempdir().unwrap();
    copy_folder(&repository("examples/acme"), folder.path());
    // The plan is larger than a pipe, and nobody reads more than its first byte.
    let mut child = Command::new(env!("CARGO_BIN_EXE_groundline"))
        .args(["plan", "--format", "json", "--sandbox"])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut unread = child.stdout.take().unwrap();
    unread.read_exact(&mut [0]).unwrap();
    std::thread::sleep(Duration::from_millis(500));
    terminate(child.id());
    std::thread::sleep(Duration::from_millis(200));
    terminate(child.id());
    let output = child.wait_with_output().unwrap();
    drop(unread);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(
        said.contains("stopped at once: the run did not answer for two seconds"),
        "{said}"
    );
}
