//! What a command works with.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;
use std::path::{Path, PathBuf};

use super::globals::{BASELINE, Globals};
use super::host::{Host, Input, Interrupts};
use super::interrupt::StopSignals;
use super::reserved_paths::ReservedPaths;
use super::stop::Stop;
use super::ui::Ui;
use crate::areas::baseline::Baseline;
use crate::areas::declare::{Checked, declare};
use crate::exit::Exit;
use crate::views::diagnostics;

/// What a command works with, besides its own options.
pub(super) struct Context {
    pub(super) globals: Globals,
    pub(super) ui: Ui,
    pub(super) stdin: Input,
    pub(super) stdin_is_terminal: bool,
    pub(super) environment: BTreeMap<String, String>,
    pub(super) directory: PathBuf,
    /// The files that this run reads, or writes to: nothing else is written there.
    pub(super) reserved_paths: RefCell<ReservedPaths>,
    interrupts: Interrupts,
}

/// A baseline without errors, and how its file is called.
pub(super) struct Read {
    pub(super) baseline: Baseline,
    /// Relative to the repository.
    pub(super) file: String,
}

impl Context {
    pub(super) fn new(globals: Globals, host: &Host) -> Self {
        Self {
            ui: Ui::new(&globals, host),
            globals,
            stdin: host.stdin.clone(),
            stdin_is_terminal: host.stdin_is_terminal,
            environment: host.environment.clone(),
            directory: host.directory.clone(),
            reserved_paths: RefCell::default(),
            interrupts: host.interrupts.clone(),
        }
    }

    /// Where the baseline is.
    pub(super) fn baseline_path(&self) -> PathBuf {
        self.directory.join(&self.globals.baseline)
    }

    /// Another command on the same baseline, as one types it.
    pub(super) fn typed(&self, command: &str) -> String {
        let mut words = format!("groundline {command}");
        if self.globals.baseline != Path::new(BASELINE) {
            words.push_str(&format!(" --baseline {}", self.globals.baseline.display()));
        }
        if self.globals.sandbox {
            words.push_str(" --sandbox");
        }
        words
    }

    /// Has nothing else written to a file that this run reads.
    pub(super) fn take(&self, path: &Path, what: &'static str) {
        self.reserved_paths.borrow_mut().add(&self.directory.join(path), what);
    }

    /// Checks the baseline and shows what is wrong with it.
    ///
    /// # Errors
    /// [`Exit::Baseline`] if it has errors.
    pub(super) fn read_baseline(&self) -> Result<Read, Stop> {
        let checked = self.check_baseline();
        self.show(&checked);
        self.take(&self.globals.baseline, "the baseline");
        for (name, _) in checked.sources.files() {
            self.take(&checked.root.join(name), "a part of the baseline");
        }
        tracing::info!(files = checked.sources.files().count(), "baseline read");
        let file = checked.sources.files().next().map(|(name, _)| name.to_owned());
        match checked.baseline {
            Some(baseline) => Ok(Read {
                baseline,
                file: file.unwrap_or_default(),
            }),
            None => Err(self.wrong()),
        }
    }

    /// Checks the baseline and runs its guardrail tests, and shows nothing.
    pub(super) fn check_baseline(&self) -> Checked {
        let mut checked = self.check_baseline_untested();
        checked.run_tests();
        checked
    }

    /// Checks the baseline without its guardrail tests, and shows nothing.
    pub(super) fn check_baseline_untested(&self) -> Checked {
        declare(&self.baseline_path())
    }

    /// Shows what is wrong with a baseline.
    pub(super) fn show(&self, checked: &Checked) {
        let list = checked.diagnostics.sorted();
        if !list.is_empty() {
            let all = self.typed("validate --format json");
            let text = diagnostics::folded(&list, &checked.sources, self.ui.stderr_color(), &all);
            self.ui.notify(text.trim_end());
        }
    }

    /// The end of a command whose baseline has errors, which were shown.
    pub(super) fn wrong(&self) -> Stop {
        if !self.baseline_path().exists() && self.globals.baseline == Path::new(BASELINE) {
            self.ui.notify("name a baseline with `--baseline FILE`");
        }
        Stop::said(Exit::Baseline)
    }

    /// Starts to listen to Ctrl-C. Needs a runtime.
    pub(super) fn stop_signals(&self) -> StopSignals {
        StopSignals::listen(&self.interrupts)
    }

    /// Runs `work` where waiting costs real time, unless everything happens in this process: then time is virtual.
    ///
    /// # Errors
    /// What `work` says, or that the system gives no event loop.
    pub(super) fn block_on<T>(
        &self,
        virtual_time: bool,
        work: impl Future<Output = Result<T, Stop>>,
    ) -> Result<T, Stop> {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        let built = builder.enable_all().start_paused(virtual_time).build();
        let runtime = built.map_err(|error| Stop::new(Exit::Error, format!("cannot start an event loop: {error}")))?;
        let result = runtime.block_on(work);
        // A thread may still wait for an answer on stdin that nobody will give.
        runtime.shutdown_background();
        result
    }
}
