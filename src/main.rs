//! The groundline command.

use std::io::{self, BufReader, IsTerminal as _, Write as _};
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::process::ExitCode;

use groundline::cli::{Host, Input, Interrupts, Stream};
use groundline::exit::Exit;

fn main() -> ExitCode {
    panic::set_hook(Box::new(|info| {
        // If stderr is gone there is nobody to tell.
        let _ = writeln!(
            io::stderr(),
            "error: a bug in groundline: please report it with what you typed and these lines\n  groundline {}: {info}",
            env!("CARGO_PKG_VERSION")
        );
    }));
    let mut host = Host {
        stdin: Input::new(BufReader::new(io::stdin())),
        stdin_is_terminal: io::stdin().is_terminal(),
        stdout: Stream::new(io::stdout()),
        stdout_is_terminal: io::stdout().is_terminal(),
        stderr: Stream::new(io::stderr()),
        stderr_is_terminal: io::stderr().is_terminal(),
        environment: std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect(),
        directory: PathBuf::new(),
        interrupts: Interrupts::Signals,
    };
    let exit = panic::catch_unwind(AssertUnwindSafe(|| groundline::run(std::env::args_os(), &mut host)));
    exit.unwrap_or(Exit::Error).into()
}
