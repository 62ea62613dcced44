//! From words to a command to an exit code.

use std::ffi::OsString;
use std::io::{self, Write};
use std::sync::Arc;

use clap::{CommandFactory as _, FromArgMatches as _};
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use super::args::{Cli, Command};
use super::context::Context;
use super::host::{Host, Stream};
use super::stop::Stop;
use super::ui::Color;
use super::{apply, completions, demo, drift, guardrail, man, plan, sandbox, schema, validate};
use crate::aws::{shown_endpoint, without_secrets};
use crate::exit::Exit;
use crate::views::safe;

/// How wide help is where nobody can say: in files, pipes and tests.
const HELP_WIDTH: usize = 100;

/// Does what `args` say, the program's name first, and tells how it ended.
pub fn run<I>(args: I, host: &mut Host) -> Exit
where
    I: IntoIterator,
    I::Item: Into<OsString>,
{
    let cli = match parse(args.into_iter().map(Into::into), host) {
        Ok(cli) => cli,
        Err(exit) => return exit,
    };
    let context = Context::new(cli.globals, host);
    let log = log(&context);
    let exit = match dispatch(&context, &cli.command) {
        Ok(exit) => exit,
        Err(stop) => context.ui.stop(&stop),
    };
    drop(log);
    match context.ui.stdout.failure() {
        Some(why) => {
            let stop = Stop::new(Exit::Error, format!("cannot write the output: {why}"));
            Exit::first_of(&[exit, context.ui.stop(&stop)])
        }
        None => exit,
    }
}

fn dispatch(context: &Context, command: &Command) -> Result<Exit, Stop> {
    match command {
        Command::Demo(args) => demo::run(context, args),
        Command::Validate(args) => validate::run(context, args),
        Command::Plan(args) => plan::run(context, args),
        Command::Apply(args) => apply::run(context, args),
        Command::Drift(args) => drift::run(context, args),
        Command::Guardrail(args) => guardrail::run(context, args),
        Command::Sandbox(args) => sandbox::run(context, args),
        Command::Schema(_) => schema::run(context),
        Command::Completions(args) => completions::run(context, args),
        Command::Man(args) => man::run(context, args),
    }
}

fn parse(args: impl Iterator<Item = OsString>, host: &Host) -> Result<Cli, Exit> {
    let mut command = Cli::command();
    if !host.stdout_is_terminal {
        command = command.term_width(HELP_WIDTH);
    }
    let parsed = command
        .try_get_matches_from_mut(args)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    parsed.map_err(|error| {
        let error = error.format(&mut command);
        // Help that was asked for is data; help that was not is talk.
        let (stream, is_terminal, exit) = if error.use_stderr() {
            (&host.stderr, host.stderr_is_terminal, Exit::Usage)
        } else {
            (&host.stdout, host.stdout_is_terminal, Exit::Done)
        };
        let text = error.render();
        let text = if Color::Auto.applies(&host.environment, is_terminal) {
            text.ansi().to_string()
        } else {
            text.to_string()
        };
        let mut stream = stream.clone();
        // What was typed may come from a branch's name or a file.
        let text = safe::lines(&text);
        let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
        exit
    })
}

/// Lines of the log, without what nobody should see there. `tracing` writes each as a whole.
struct Log {
    stream: Stream,
    /// What is set in the environment and may hold secrets, also as it is quoted, each with what is shown in its place.
    known: Arc<Vec<(String, String)>>,
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut line = String::from_utf8_lossy(bytes).into_owned();
        for (raw, shown) in self.known.iter() {
            line = line.replace(raw, shown);
        }
        self.stream.write_all(safe::lines(&without_secrets(&line)).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// Endpoints and proxies of the environment: what the SDK says of one that is no URL has no form by which its password is known.
fn known(context: &Context) -> Vec<(String, String)> {
    let is_url = |name: &str| name.starts_with("AWS_ENDPOINT_URL") || name.to_ascii_lowercase().ends_with("_proxy");
    let set = context.environment.iter().filter(|(name, _)| is_url(name));
    let shown = set
        .map(|(_, raw)| (raw, shown_endpoint(raw)))
        .filter(|(raw, shown)| *raw != shown);
    shown
        .flat_map(|(raw, shown)| {
            let quoted = raw.escape_debug().to_string();
            [(raw.clone(), shown.clone()), (quoted, shown)]
        })
        .collect()
}

/// The log on stderr, for as long as what is returned lives.
fn log(context: &Context) -> Option<tracing::subscriber::DefaultGuard> {
    let targets = match context.globals.verbose {
        0 => return None,
        1 => Targets::new().with_target("groundline", LevelFilter::INFO),
        _ => Targets::new()
            .with_target("groundline", LevelFilter::TRACE)
            .with_target("aws_config", LevelFilter::DEBUG),
    };
    let stream = context.ui.stderr.clone();
    let known = Arc::new(known(context));
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(context.ui.stderr_color())
        .without_time()
        .with_writer(move || Log {
            stream: stream.clone(),
            known: Arc::clone(&known),
        })
        .with_filter(targets);
    Some(tracing_subscriber::registry().with(lines).set_default())
}
