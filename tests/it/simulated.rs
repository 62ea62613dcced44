//! Groundline's work against a sandbox in this process, without the command line: read, plan, apply, under virtual time.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use groundline::areas::executor::{self, ApplyOptions};
use groundline::areas::kit::purpose::Purpose;
use groundline::areas::planner::{self, PlanOptions};
use groundline::areas::survey::{SurveyError, survey};
use groundline::areas::{baseline::Baseline, inventory::Inventory};
use groundline::aws::{Door, HttpChoice, Settings};
use groundline::engine::event::{Applied, End, Event};
use groundline::engine::plan::Plan;
use groundline::engine::risk::Allowance;
use groundline::sandbox::{Sandbox, Setup, State};

/// How long an apply may wait for the simulated AWS. No time passes.
const WAIT: Duration = Duration::from_secs(3_600);

/// Runs `work` under virtual time. A sandbox lives and dies in one of these: to go on in another, take its state inside.
pub fn virtually<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(work)
}

/// The Organization that a baseline is for.
pub fn setup(baseline: &Baseline) -> Setup {
    let declared = &baseline.core.organization;
    let mut setup = Setup {
        management_account: declared.management_account.clone(),
        exists: declared.id.is_some() || !declared.create,
        ..Setup::default()
    };
    if let Some(id) = &declared.id {
        setup.organization_id.clone_from(id);
    }
    setup
}

/// Risks as they are typed after `--allow`.
pub fn allow(risks: &[&str]) -> Vec<Allowance> {
    risks.iter().map(|risk| risk.parse().unwrap()).collect()
}

/// One run of groundline: it starts with a new door and nothing in memory.
pub struct Run {
    pub door: Door,
    pub options: PlanOptions,
    /// What accounts are entered for: as `apply` does, if nothing else is said.
    pub purpose: Purpose,
}

impl Run {
    /// Against this sandbox, with these risks allowed.
    pub async fn new(sandbox: &Sandbox, allow: &[Allowance]) -> Self {
        let settings = Settings {
            http: HttpChoice::InProcess(sandbox.clone()),
            ..Settings::default()
        };
        Self {
            door: Door::open(settings).await.unwrap(),
            options: PlanOptions {
                allow: allow.to_vec(),
                ..PlanOptions::default()
            },
            purpose: Purpose::Change,
        }
    }

    /// Reads and plans.
    pub async fn plan(&self, baseline: &Baseline) -> Result<(Inventory, Plan), SurveyError> {
        let world = survey(&self.door, baseline.clone(), self.purpose, &|_| {}).await?;
        let plan = planner::plan(&world, &self.options);
        Ok((world, plan))
    }

    /// Applies a plan, and reads again as `apply` does.
    pub async fn apply(&self, world: &Inventory, plan: &Plan) -> Applied {
        self.apply_telling(world, plan, &|_| {}).await
    }

    /// The same, and tells `events` what happens.
    pub async fn apply_telling(&self, world: &Inventory, plan: &Plan, events: &dyn Fn(Event)) -> Applied {
        let options = ApplyOptions { wait: WAIT };
        executor::apply(&self.door, world, plan, &options, events).await
    }
}

/// Plans as a new run.
pub async fn plan(sandbox: &Sandbox, baseline: &Baseline, allow: &[Allowance]) -> Result<Plan, SurveyError> {
    Ok(Run::new(sandbox, allow).await.plan(baseline).await?.1)
}

/// Plans and, if nothing is refused, applies as a new run.
pub async fn apply(
    sandbox: &Sandbox,
    baseline: &Baseline,
    allow: &[Allowance],
) -> Result<(Plan, Applied), SurveyError> {
    let run = Run::new(sandbox, allow).await;
    let (world, plan) = run.plan(baseline).await?;
    if !plan.refused.is_empty() {
        return Ok((plan, Applied::default()));
    }
    let applied = run.apply(&world, &plan).await;
    Ok((plan, applied))
}

/// Everything in a plan that is not "no changes", as lines.
pub fn left(plan: &Plan) -> Vec<String> {
    let changes = plan
        .changes
        .iter()
        .map(|change| format!("{}: {}", change.title(), change.reason));
    let refused = plan
        .refused
        .iter()
        .map(|refusal| format!("refused {}: {}", refusal.address, refusal.why));
    let unread = plan
        .unread
        .iter()
        .map(|unread| format!("unread {}: {}", unread.what, unread.why));
    let pending = plan.pending.iter().map(|pending| format!("pending {}", pending.what));
    let drift = plan.left_out.iter().filter(|left| left.drift);
    let drift = drift.map(|left| format!("left out {}: {}", left.address, left.why));
    changes
        .chain(refused)
        .chain(unread)
        .chain(pending)
        .chain(drift)
        .collect()
}

/// Everything in an apply that is not "done and as planned", as lines.
pub fn unfinished(applied: &Applied) -> Vec<String> {
    let ends = applied
        .ends
        .iter()
        .filter(|change| !matches!(change.end, End::Done { .. }));
    let ends = ends.map(|change| format!("{} {}: {:?}", change.action, change.address, change.end));
    let differs = applied
        .still_differs
        .iter()
        .map(|(address, why)| format!("{address} still differs: {why}"));
    let unverified = applied.unverified.iter().map(|why| format!("unverified: {why}"));
    ends.chain(differs).chain(unverified).collect()
}

/// Whatever the Organization has twice: accounts by e-mail, units by parent and name, policies by type and name, all by ownership tag.
pub fn twice(state: &State) -> Vec<String> {
    let Some(organization) = &state.organization else {
        return Vec::new();
    };
    let emails = organization
        .accounts
        .values()
        .map(|account| format!("account {}", account.email.to_lowercase()));
    let units = organization
        .units
        .values()
        .map(|unit| format!("unit {} under {}", unit.name.to_lowercase(), unit.parent));
    let policies = organization.policies.values();
    let policies = policies.map(|policy| format!("policy {} of {}", policy.name, policy.kind));
    let owners = organization
        .tags
        .values()
        .filter_map(|tagged| tagged.tags.get("groundline"));
    let owners = owners.map(|owner| format!("owner {owner}"));
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for thing in emails.chain(units).chain(policies).chain(owners) {
        *counts.entry(thing).or_default() += 1;
    }
    counts.retain(|_, count| *count > 1);
    counts.into_keys().collect()
}

/// Does `work` with every item, on all cores, and fails with what it says.
pub fn on_all_cores<T: Sync>(items: &[T], work: impl Fn(&T) -> Vec<String> + Sync) {
    let next = AtomicUsize::new(0);
    let failed: Mutex<Vec<String>> = Mutex::default();
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let wrong = work(item);
                    failed.lock().unwrap().extend(wrong);
                }
            });
        }
    });
    let mut failed = failed.into_inner().unwrap();
    failed.sort();
    let shown = failed.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(failed.is_empty(), "{} are wrong:\n{shown}", failed.len());
}
