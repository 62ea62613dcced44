//! Reading again after an apply reads what was changed: whatever of it is not as it was made is said, by name.

use std::cell::Cell;

use groundline::engine::change::Change;
use groundline::engine::event::Event;
use groundline::sandbox::{Organization, Sandbox, State};

use crate::crash::{after, before, needed};
use crate::hand::{self, deny};
use crate::simulated::{Run, on_all_cores, unfinished, virtually};

/// Undoes one change by hand, as if AWS had not taken it. `made` finds what has an ownership tag. False where there is nothing to undo.
fn undo(organization: &mut Organization, before: &Organization, change: &Change, baseline: &str) -> bool {
    let address = &change.address;
    let part = address.part.as_ref().map(|part| format!("/{part}")).unwrap_or_default();
    let owner = format!("{baseline}/{}/{}{part}", address.kind, address.key);
    let tagged = organization
        .tags
        .iter()
        .find(|(_, tagged)| tagged.tags.get("groundline") == Some(&owner));
    let made = tagged.map(|(id, _)| id.clone());
    let id = change.id.clone().or(made);
    let tags = |organization: &mut Organization, id: &str| match before.tags.get(id) {
        Some(tags) => drop(organization.tags.insert(id.to_owned(), tags.clone())),
        None => drop(organization.tags.remove(id)),
    };
    match (change.action.word(), address.kind.as_str()) {
        ("create", "unit") => {
            let id = id.unwrap();
            organization.units.remove(&id);
            organization.tags.remove(&id);
        }
        ("create", "account") => {
            let id = id.unwrap();
            organization.accounts.remove(&id);
            organization.tags.remove(&id);
        }
        (_, "delegation-policy") => organization.resource_policy.clone_from(&before.resource_policy),
        ("create", _) => {
            let id = id.unwrap();
            organization.policies.remove(&id);
            organization.attachments.remove(&id);
            organization.tags.remove(&id);
        }
        ("adopt" | "update", "unit") => {
            let id = id.unwrap();
            // A unit that was marked to be replaced is gone by now.
            if !organization.units.contains_key(&id) {
                return false;
            }
            organization.units.insert(id.clone(), before.units[&id].clone());
            tags(organization, &id);
        }
        ("adopt" | "update", "account") => {
            let id = id.unwrap();
            organization
                .accounts
                .get_mut(&id)
                .unwrap()
                .name
                .clone_from(&before.accounts[&id].name);
            tags(organization, &id);
        }
        ("adopt" | "update", _) => {
            let id = id.unwrap();
            organization.policies.insert(id.clone(), before.policies[&id].clone());
            tags(organization, &id);
        }
        ("move", _) => {
            let id = id.unwrap();
            let parent = before.accounts.get(&id).map(|account| account.parent.clone());
            // Where it stood may be gone by now.
            let parent = parent.filter(|parent| organization.units.contains_key(parent));
            let root = organization.root.id.clone();
            organization.accounts.get_mut(&id).unwrap().parent = parent.unwrap_or(root);
        }
        ("attach", kind) => {
            let policy = format!("{baseline}/{}/{}", kind.trim_end_matches("-attachment"), address.key);
            let tagged = organization
                .tags
                .iter()
                .find(|(_, tagged)| tagged.tags.get("groundline") == Some(&policy));
            let id = change.id.clone().unwrap_or_else(|| tagged.unwrap().0.clone());
            let had = before.attachments.get(&id).cloned().unwrap_or_default();
            organization
                .attachments
                .get_mut(&id)
                .unwrap()
                .retain(|target| had.contains(target));
        }
        ("detach", _) => {
            let id = id.unwrap();
            if !organization.policies.contains_key(&id) {
                return false;
            }
            let targets = before.attachments[&id].iter();
            let there =
                targets.filter(|at| organization.units.contains_key(*at) || organization.accounts.contains_key(*at));
            let there: Vec<String> = there.cloned().collect();
            if there.is_empty() || there.iter().all(|at| organization.attachments[&id].contains(at)) {
                return false;
            }
            organization.attachments.get_mut(&id).unwrap().extend(there);
        }
        ("delete", "unit") => {
            let id = id.unwrap();
            let mut unit = before.units[&id].clone();
            if !organization.units.contains_key(&unit.parent) {
                unit.parent.clone_from(&organization.root.id);
            }
            organization.units.insert(id.clone(), unit);
            hand::tag(organization, &id, "groundline", &owner);
        }
        ("delete", _) => {
            let id = id.unwrap();
            let mut policy = before.policies[&id].clone();
            // Its name may be another one's by now.
            policy.name = format!("{} again", policy.name);
            policy.content = deny("s3:*");
            organization.policies.insert(id.clone(), policy);
            tags(organization, &id);
        }
        ("enable", "trusted-access") => drop(organization.services.remove(&address.key)),
        ("disable", "trusted-access") => {
            organization
                .services
                .insert(address.key.clone(), before.services[&address.key]);
        }
        ("enable", _) => drop(organization.root.policy_types.remove(&address.key)),
        ("register" | "deregister", _) => match before.delegations.get(&address.key) {
            Some(accounts) => drop(organization.delegations.insert(address.key.clone(), accounts.clone())),
            None => drop(organization.delegations.remove(&address.key)),
        },
        (action, kind) => panic!("{action} {kind}"),
    }
    true
}

#[test]
fn whatever_was_changed_and_is_not_so_is_said_after_an_apply() {
    let (start, baseline, allow) = (before(), after(), needed());
    let was = start.organization.clone().unwrap();
    let changes = virtually(async {
        let sandbox = Sandbox::from_state(start.clone());
        let (_, plan) = Run::new(&sandbox, &allow).await.plan(&baseline).await.unwrap();
        plan.changes
    });
    on_all_cores(&changes, |change| {
        virtually(async {
            let sandbox = Sandbox::from_state(start.clone());
            let run = Run::new(&sandbox, &allow).await;
            let (world, plan) = run.plan(&baseline).await.unwrap();
            let undone = Cell::new(true);
            let applied = run
                .apply_telling(&world, &plan, &|event| {
                    if event == Event::Verifying {
                        let undo = |state: &mut State| {
                            if change.address.kind == "alternate-contact" {
                                state.services.account.clone_from(&start.services.account);
                                return true;
                            }
                            undo(state.organization.as_mut().unwrap(), &was, change, "crash")
                        };
                        undone.set(sandbox.change(undo));
                    }
                })
                .await;
            if !undone.get() {
                return Vec::new();
            }
            let said = unfinished(&applied);
            let is_said = said.iter().any(|line| line.contains("still differs"));
            // What a unit or an account was made for differs with it.
            let by_name = said.iter().any(|line| line.contains(&change.address.key));
            if is_said && by_name {
                Vec::new()
            } else {
                vec![format!("{} was undone, and it says {said:?}", change.title())]
            }
        })
    });
}
