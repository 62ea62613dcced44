//! `groundline sandbox serve`.

use std::net::Ipv4Addr;

use clap::Args;
use tokio::net::TcpListener;

use super::reset::setup_or_default;
use crate::cli::context::Context;
use crate::cli::session::open_sandbox;
use crate::cli::stop::Stop;
use crate::exit::Exit;
use crate::sandbox::{Options, Sandbox, Seed, serve};

/// Let other clients at the simulated Organization, over HTTP on this machine
///
/// Anything that speaks to AWS Organizations, STS, the Resource Groups Tagging API or Account Management can use it: set
/// AWS_ENDPOINT_URL to the address it prints, and any static keys. It runs until Ctrl-C, and then keeps what was changed
/// in the sandbox's file, unless it works in memory.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  groundline sandbox serve --port 4566
  groundline sandbox serve --port 0 --seed org:100
  AWS_ENDPOINT_URL=http://127.0.0.1:4566 AWS_DEFAULT_REGION=us-east-1 \\
    AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x aws organizations list-accounts")]
pub(in crate::cli) struct Serve {
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,

    /// Start from a seed, in memory; the sandbox's file is left alone
    #[arg(long, value_name = "SEED")]
    seed: Option<Seed>,

    /// Run its clock and rates so many times faster
    #[arg(long, value_name = "N", default_value = "1", value_parser = speed)]
    speed: f64,

    /// Keep nothing; without a seed, begin with an empty Organization
    #[arg(long)]
    memory: bool,
}

fn speed(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(factor) if (0.01..=1_000_000.0).contains(&factor) => Ok(factor),
        _ => Err("give a number from 0.01 to 1000000".to_owned()),
    }
}

pub(super) fn run(context: &Context, args: &Serve) -> Result<Exit, Stop> {
    let setup = setup_or_default(context);
    let opened = if args.memory || args.seed.is_some() {
        None
    } else {
        Some(open_sandbox(context, &setup)?)
    };
    let sandbox = opened.as_ref().map_or_else(
        || Sandbox::new(&args.seed.clone().unwrap_or_default(), &setup),
        |opened| opened.sandbox().clone(),
    );
    sandbox.set_options(Options {
        speed: args.speed,
        ..Options::default()
    });
    let result = context.block_on(false, listen(context, args, sandbox));
    match opened.map_or(Ok(()), |opened| opened.save()) {
        Ok(()) => result,
        Err(error) => result.and(Err(error.into())),
    }
}

async fn listen(context: &Context, args: &Serve, sandbox: Sandbox) -> Result<Exit, Stop> {
    let failed = |what: &str, error| Stop::new(Exit::Error, format!("cannot {what}: {error}"));
    // Loopback alone: it asks nobody for a password.
    let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, args.port)).await;
    let listener = bound.map_err(|error| failed(&format!("listen on port {}", args.port), error))?;
    let address = listener.local_addr().map_err(|error| failed("tell the port", error))?;
    let mut stop_signals = context.stop_signals();
    context.ui.data(&format!("listening on http://{address}\n"));
    context.ui.hint(&format!(
        "use it with AWS_ENDPOINT_URL=http://{address} AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1 \
         AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any\nCtrl-C ends it"
    ));
    let until = async {
        stop_signals.next().await;
    };
    let served = serve(sandbox.clone(), listener, until).await;
    sandbox.rest();
    served.map_err(|error| failed("go on listening", error))?;
    Ok(Exit::Done)
}
