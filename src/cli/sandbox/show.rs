//! `groundline sandbox show`.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::session::{sandbox_path, setup};
use crate::cli::stop::Stop;
use crate::exit::Exit;
use crate::sandbox::{AccountState, Organization, State, file};
use crate::views::safe;

/// Show what is in the simulated Organization
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  groundline sandbox show")]
pub(in crate::cli) struct Show {}

pub(super) fn run(context: &Context) -> Result<Exit, Stop> {
    let path = sandbox_path(context);
    if !path.exists() {
        let message = format!("there is no sandbox at `{}`", path.display());
        let help = "`groundline sandbox reset` makes one, and so does any command with `--sandbox`";
        return Err(Stop::new(Exit::Error, message).help(Some(help.to_owned())));
    }
    let baseline = context.check_baseline().baseline;
    let opened = file::open(&path, &baseline.as_ref().map(setup).unwrap_or_default())?;
    context.ui.data(&safe::each_line(&draw(&opened.sandbox().state())));
    Ok(Exit::Done)
}

fn draw(state: &State) -> String {
    let mut lines = vec![format!("sandbox from `{}`, at {}", state.seed, state.now.iso())];
    match &state.organization {
        None => lines.push(format!(
            "account {} is in no Organization yet",
            state.setup.management_account
        )),
        Some(organization) => organize(organization, &mut lines),
    }
    lines.push(String::new());
    lines.join("\n")
}

fn organize(organization: &Organization, lines: &mut Vec<String>) {
    lines.push(format!(
        "organization {} (management account {}, quota {} accounts)",
        organization.id, organization.management_account, organization.account_quota
    ));
    lines.push(String::new());
    lines.push(format!(
        "Root {}{}",
        organization.root.id,
        policies(organization, &organization.root.id)
    ));
    branch(organization, &organization.root.id, 1, lines);
    let services = organization.services.keys().map(String::as_str).collect::<Vec<_>>();
    list(lines, "trusted services", &services);
    let delegations = organization
        .delegations
        .iter()
        .map(|(service, accounts)| {
            let accounts = accounts.keys().map(String::as_str).collect::<Vec<_>>();
            format!("{service}: {}", accounts.join(", "))
        })
        .collect::<Vec<_>>();
    list(lines, "delegated administrators", &delegations);
    if let Some(policy) = &organization.resource_policy {
        list(lines, "delegation policy", &[policy.id.as_str()]);
    }
}

/// What is in one place: accounts first, then units with what is in them. Units nest at most five deep.
fn branch(organization: &Organization, place: &str, depth: usize, lines: &mut Vec<String>) {
    let margin = "  ".repeat(depth);
    for (id, account) in organization
        .accounts
        .iter()
        .filter(|(_, account)| account.parent == place)
    {
        let state = match account.state {
            AccountState::Active => "",
            AccountState::PendingActivation => ", not activated yet",
            AccountState::Suspended => ", suspended",
            AccountState::PendingClosure => ", being closed",
            AccountState::Closed => ", closed",
        };
        let (name, email) = (safe::text(&account.name), safe::text(&account.email));
        lines.push(format!(
            "{margin}account {id} {name} <{email}>{state}{}",
            policies(organization, id)
        ));
    }
    for (id, unit) in organization.units.iter().filter(|(_, unit)| unit.parent == place) {
        let name = safe::text(&unit.name);
        lines.push(format!("{margin}{name} {id}{}", policies(organization, id)));
        branch(organization, id, depth + 1, lines);
    }
}

/// The names of the policies on a target, those apart that AWS puts everywhere.
fn policies(organization: &Organization, target: &str) -> String {
    let names = organization
        .attachments
        .iter()
        .filter(|(_, targets)| targets.contains(target))
        .filter_map(|(id, _)| organization.policies.get(id))
        .filter(|policy| !policy.aws_managed)
        .map(|policy| safe::text(&policy.name).into_owned())
        .collect::<Vec<_>>();
    if names.is_empty() {
        String::new()
    } else {
        format!(" [{}]", names.join(", "))
    }
}

fn list(lines: &mut Vec<String>, heading: &str, entries: &[impl AsRef<str>]) {
    if !entries.is_empty() {
        lines.push(String::new());
        lines.push(heading.to_owned());
        lines.extend(entries.iter().map(|entry| format!("  {}", safe::text(entry.as_ref()))));
    }
}
