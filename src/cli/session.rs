//! The way to AWS, or to the sandbox that stands in for it, for the time of one command.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::context::Context;
use super::stop::Stop;
use crate::areas::baseline::Baseline;
use crate::aws::{Door, ErrorKind, HttpChoice, Ledger, Pace, Settings, Waiting, shown_endpoint};
use crate::exit::Exit;
use crate::files::{self, Readers, Trouble};
use crate::organization::MANAGEMENT;
use crate::sandbox::file::{self, OpenFile};
use crate::sandbox::{Sandbox, Setup};
use crate::views::json;

/// The environment variable that scales the published rates.
const PACE: &str = "GROUNDLINE_PACE";
/// The one that names an endpoint for every service (AWS SDKs and Tools Reference Guide, "Service-specific endpoints").
const ENDPOINT: &str = "AWS_ENDPOINT_URL";
/// The one that has such names left out.
const IGNORE_ENDPOINTS: &str = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";

/// Does `work` with a door to where the options say, then saves the sandbox and writes the ledger, however `work` ended.
///
/// # Errors
/// What `work` says; or that the door cannot be opened, or something cannot be written.
pub(super) fn with_door<W, F>(context: &Context, baseline: &Baseline, work: W) -> Result<Exit, Stop>
where
    W: FnOnce(Door) -> F,
    F: Future<Output = Result<Exit, Stop>>,
{
    claim_calls(context)?;
    let in_process = context.globals.sandbox;
    let pace = pace(context, in_process)?;
    let opened = if in_process {
        Some(open_sandbox(context, &setup(baseline))?)
    } else {
        None
    };
    let http = opened
        .as_ref()
        .map(|opened| HttpChoice::InProcess(opened.sandbox().clone()));
    let settings = Settings {
        http: http.unwrap_or_default(),
        pace,
        home: baseline.core.roles.home.clone(),
        progress: Some(Arc::new(log_waiting)),
        ..Settings::default()
    };
    let sandbox = opened.as_ref().map(OpenFile::sandbox);
    let result = context.block_on(in_process, async {
        let result = through(context, settings, work).await;
        // Outside this runtime its time has not passed.
        if let Some(sandbox) = sandbox {
            sandbox.rest();
        }
        result
    });
    match opened.map_or(Ok(()), |opened| opened.save()) {
        Ok(()) => result,
        // Why the command itself failed matters more than that its traces could not be kept.
        Err(error) => result.and(Err(error.into())),
    }
}

/// Does `work` with a door to a sandbox that exists only for this.
///
/// # Errors
/// As [`with_door`].
pub(super) fn with_simulated<W, F>(context: &Context, sandbox: &Sandbox, work: W) -> Result<Exit, Stop>
where
    W: FnOnce(Door) -> F,
    F: Future<Output = Result<Exit, Stop>>,
{
    claim_calls(context)?;
    let settings = Settings {
        http: HttpChoice::InProcess(sandbox.clone()),
        pace: pace(context, true)?,
        progress: Some(Arc::new(log_waiting)),
        ..Settings::default()
    };
    context.block_on(true, async {
        let result = through(context, settings, work).await;
        sandbox.rest();
        result
    })
}

async fn through<W, F>(context: &Context, settings: Settings, work: W) -> Result<Exit, Stop>
where
    W: FnOnce(Door) -> F,
    F: Future<Output = Result<Exit, Stop>>,
{
    let is_network = matches!(settings.http, HttpChoice::Default);
    let door = Door::open(settings).await.map_err(|error| match error.kind {
        // Refused before any call: a pace for emulators without one, or a Region of another partition.
        ErrorKind::Refused => Stop::new(Exit::Usage, error.message),
        _ => error.into(),
    })?;
    if is_network && door.endpoint().is_none() && names_endpoint(context) {
        // The SDK would leave it out, and ask AWS instead.
        let message = format!("the environment variable {ENDPOINT} is no URL");
        return Err(
            Stop::new(Exit::Usage, message).help(Some("write it as `http://127.0.0.1:4566`, or unset it".to_owned()))
        );
    }
    tracing::info!(endpoint = %shown_endpoint(door.endpoint().unwrap_or("AWS")), "door opened");
    let result = work(door.clone()).await;
    let ledger = door.ledger();
    tracing::info!(
        calls = ledger.total,
        throttled = ledger.throttled(),
        seconds = ledger.virtual_seconds,
        "door closed"
    );
    match write_calls(context, &ledger) {
        Ok(()) => result,
        Err(stop) => result.and(Err(stop)),
    }
}

/// Whether an endpoint stands in the environment, and is not to be left out.
fn names_endpoint(context: &Context) -> bool {
    let set = |name: &str| context.environment.get(name).map(String::as_str).unwrap_or_default();
    !set(ENDPOINT).is_empty() && !set(IGNORE_ENDPOINTS).eq_ignore_ascii_case("true")
}

fn log_waiting(waiting: &Waiting) {
    let Waiting {
        operation, why, wait, ..
    } = waiting;
    tracing::info!(operation, ?why, ?wait, "waiting");
}

fn write_calls(context: &Context, ledger: &Ledger) -> Result<(), Stop> {
    let Some(path) = &context.globals.calls else {
        return Ok(());
    };
    let text = json::document(ledger);
    if path == Path::new("-") {
        context.ui.data(&text);
        return Ok(());
    }
    write(context, path, CALLS, &text, Readers::Anybody)
}

/// What the plan is kept in.
pub(super) const OUT: &str = "the file of `--out`";
/// What the counts of calls are kept in.
const CALLS: &str = "the file of `--calls`";

fn claim_calls(context: &Context) -> Result<(), Stop> {
    match &context.globals.calls {
        Some(path) if path != Path::new("-") => claim(context, path, CALLS),
        _ => Ok(()),
    }
}

/// Looks whether a file that the person named can be written, before anything is done, and keeps everything else from it.
///
/// # Errors
/// Says why it is not to be written.
pub(super) fn claim(context: &Context, path: &Path, what: &'static str) -> Result<(), Stop> {
    let sandbox = sandbox_path(context);
    for own in ["sandbox.json", "sandbox.json.lock", ".gitignore"] {
        context.take(&sandbox.with_file_name(own), "the sandbox's own");
    }
    is_free(context, path, what)
        .and_then(|()| files::may_write(&context.directory, path))
        .map_err(|trouble| unwritten(context, path, trouble))?;
    if !files::is_stream(&context.directory, path) {
        context.take(path, what);
    }
    Ok(())
}

/// Writes a file that the person named. What this run reads is never written over.
///
/// # Errors
/// Says why it is not written; then what was there is as it was.
pub(super) fn write(
    context: &Context,
    path: &Path,
    what: &'static str,
    text: &str,
    readers: Readers,
) -> Result<(), Stop> {
    is_free(context, path, what)
        .and_then(|()| files::write(&context.directory, path, text.as_bytes(), readers))
        .map_err(|trouble| unwritten(context, path, trouble))
}

fn is_free(context: &Context, path: &Path, what: &'static str) -> Result<(), Trouble> {
    context
        .reserved_paths
        .borrow()
        .is_free(&context.directory.join(path), what)
}

fn unwritten(context: &Context, path: &Path, trouble: Trouble) -> Stop {
    let shown = context.directory.join(path);
    Stop::new(Exit::Error, format!("cannot write `{}`: {trouble}", shown.display()))
}

/// How fast calls may go.
fn pace(context: &Context, in_process: bool) -> Result<Pace, Stop> {
    let Some(text) = context.environment.get(PACE).filter(|text| !text.is_empty()) else {
        return Ok(Pace::Published);
    };
    let pace: Pace = text
        .parse()
        .map_err(|bad| Stop::new(Exit::Usage, format!("the environment variable {PACE} is wrong: {bad}")))?;
    if in_process && pace.needs_endpoint() {
        let message = format!("`{PACE}` is for emulators on a network, and the sandbox in this process costs no time");
        return Err(Stop::new(Exit::Usage, message).help(Some(format!("unset `{PACE}`"))));
    }
    Ok(pace)
}

/// Where the sandbox is kept.
pub(super) fn sandbox_path(context: &Context) -> PathBuf {
    let baseline = context.baseline_path();
    let folder = baseline.parent().unwrap_or(Path::new(""));
    folder.join(".groundline").join("sandbox.json")
}

/// Opens the sandbox that is kept beside the baseline, and begins an empty one if there is none.
///
/// # Errors
/// If another groundline uses it, or it cannot be read or made.
pub(super) fn open_sandbox(context: &Context, setup: &Setup) -> Result<OpenFile, Stop> {
    let path = sandbox_path(context);
    let opened = file::open(&path, setup)?;
    keep_out_of_git(&path);
    Ok(opened)
}

/// Has git ignore the sandbox's folder. Where that cannot be written, saving will say so.
pub(super) fn keep_out_of_git(sandbox: &Path) {
    let _ = files::make_once(&sandbox.with_file_name(".gitignore"), b"*\n");
}

/// The Organization that a baseline is for, so that the sandbox can be it.
pub(super) fn setup(baseline: &Baseline) -> Setup {
    let declared = &baseline.core.organization;
    let mut setup = Setup {
        management_account: declared.management_account.clone(),
        exists: declared.id.is_some() || !declared.create,
        ..Setup::default()
    };
    if let Some(id) = &declared.id {
        setup.organization_id.clone_from(id);
    }
    if let Some(email) = declared
        .accounts
        .get(MANAGEMENT)
        .and_then(|account| account.email.as_ref())
    {
        setup.management_email.clone_from(email);
    }
    setup
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sandbox_is_the_organization_of_the_baseline() {
        let mut baseline = Baseline::default();
        baseline.core.organization.management_account = "111111111111".to_owned();
        baseline.core.organization.id = Some("o-b2c3d4e5f6".to_owned());
        let made = setup(&baseline);
        assert_eq!(made.organization_id, "o-b2c3d4e5f6");
        assert_eq!(made.management_account, "111111111111");
        assert!(made.exists);
    }

    #[test]
    fn an_organization_to_create_is_not_there_yet() {
        let mut baseline = Baseline::default();
        baseline.core.organization.create = true;
        assert!(!setup(&baseline).exists);
        baseline.core.organization.id = Some("o-b2c3d4e5f6".to_owned());
        assert!(setup(&baseline).exists);
    }
}
