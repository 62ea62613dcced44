//! Who must not be locked out of an account, and of what.

use std::collections::BTreeSet;

use crate::areas::organizations::model::world::World;
use crate::areas::organizations::policies::EffectivePolicies;
use crate::facts::role_needs::{DELIVERIES, ENTER, MEMBER, Need, READ, STACK_SETS, STACK_SETS_ROLE};
use crate::guardrails::effects::Subject;
use crate::guardrails::evaluate::Context;
use crate::organization::Place as Declared;
use crate::organization::{Node, PlaceId};

use super::asking::Place;
use super::chains::Asks;

/// The Region-less part of a StackSet role's name stands for a number that AWS chooses.
const STACK_SETS_EXAMPLE: &str = "stacksets-exec-0123456789abcdef0123456789abcdef";

/// Somebody who must be able to do something in one account.
pub(super) struct Asker {
    /// In messages: `role OrganizationAccountAccessRole`.
    pub who: String,
    /// What else it is called in policies, where a person can exempt it.
    pub pattern: Option<String>,
    /// Whether SCPs bind it.
    pub asks: Asks,
    /// The actions, and what cannot be done without each.
    pub needs: Vec<(String, String)>,
    /// What is known of its requests: each of these may be.
    pub subjects: Vec<Subject>,
}

/// Everybody who must not be locked out of an account.
pub(super) fn askers(world: &World, effective: &EffectivePolicies, id: &PlaceId) -> Vec<Asker> {
    let place = Place::new(world, id);
    let roles = &world.baseline.roles;
    let member = member_role(world, effective, id);
    let mut askers = vec![
        role(&place, &member, &format!("role {member}"), MEMBER),
        enter(world, &place, &member),
        role(
            &place,
            STACK_SETS_EXAMPLE,
            &format!("StackSets (role {STACK_SETS_ROLE})"),
            STACK_SETS,
        )
        .exempt_as(STACK_SETS_ROLE),
    ];
    if let Some(read) = roles.read.as_ref().filter(|read| **read != member) {
        askers.push(role(&place, read, &format!("role {read}"), READ));
        askers.push(enter(world, &place, read));
    }
    let home = roles.home.as_deref();
    for pattern in &roles.break_glass {
        let arn = place.role_like(pattern, home);
        let needs = roles.break_glass_needs.iter();
        askers.push(Asker {
            who: format!("the role for emergencies {pattern}"),
            pattern: Some(pattern.clone()),
            asks: Asks::Member,
            needs: needs
                .map(|action| (action.clone(), "give access again".to_owned()))
                .collect(),
            subjects: subjects(place.of_ours(place.principal(&arn, id.as_str()))),
        });
    }
    askers.extend(DELIVERIES.iter().map(|delivery| {
        Asker {
            who: delivery.service.to_owned(),
            pattern: None,
            asks: Asks::Other,
            needs: delivery
                .actions
                .iter()
                .map(|action| ((*action).to_owned(), format!("deliver {}", delivery.what)))
                .collect(),
            subjects: vec![place.service(delivery.service)],
        }
    }));
    askers
}

/// Every action that anybody needs.
pub(super) fn actions(world: &World) -> BTreeSet<String> {
    let needs = [MEMBER, READ, STACK_SETS, &[ENTER]]
        .into_iter()
        .flatten()
        .map(|need| need.action);
    let deliveries = DELIVERIES.iter().flat_map(|delivery| delivery.actions).copied();
    let own = world.baseline.roles.break_glass_needs.iter().map(String::as_str);
    needs.chain(deliveries).chain(own).map(str::to_owned).collect()
}

impl Asker {
    fn exempt_as(mut self, name: &str) -> Self {
        self.pattern = Some(format!("arn:*:iam::*:role/{name}"));
        self
    }
}

/// The role that changes an account: its own, or that of all.
pub(super) fn member_role(world: &World, effective: &EffectivePolicies, id: &PlaceId) -> String {
    let key = match Node::of(id, &world.binding) {
        Node::Declared(Declared::Account(key)) => Some(key),
        _ => effective.new_accounts.get(id).map(|new| new.key.clone()),
    };
    let account = key.and_then(|key| world.baseline.organization.accounts.get(&key));
    let own = account.and_then(|account| account.role.clone());
    own.unwrap_or_else(|| world.baseline.roles.member.clone())
}

fn subjects(contexts: Vec<Context>) -> Vec<Subject> {
    contexts.into_iter().map(Subject::new).collect()
}

/// A role of the account that works in it.
fn role(place: &Place<'_>, name: &str, who: &str, needs: &[Need]) -> Asker {
    Asker {
        who: who.to_owned(),
        pattern: Some(format!("arn:*:iam::*:role/{name}")),
        asks: Asks::Member,
        needs: needs.iter().map(words).collect(),
        subjects: subjects(place.of_ours(place.principal(&place.role(name), place.id.as_str()))),
    }
}

/// Whoever runs groundline, who assumes a role of the account from the management account.
fn enter(world: &World, place: &Place<'_>, role: &str) -> Asker {
    let management = &world.live.management_account;
    let caller = caller(&world.caller, management);
    let contexts = place.of_ours(place.principal(&caller, management));
    let arn = place.role(role);
    Asker {
        who: format!("{caller}, who enters accounts as {role}"),
        pattern: Some(caller),
        asks: Asks::Other,
        needs: vec![words(&ENTER)],
        subjects: contexts
            .into_iter()
            .map(|context| Subject::new(context).on(arn.clone()))
            .collect(),
    }
}

fn words(need: &Need) -> (String, String) {
    (need.action.to_owned(), need.why.to_owned())
}

/// The ARN by which policies know the caller: of a session, its role.
fn caller(arn: &str, management: &str) -> String {
    let session = arn
        .split_once(":assumed-role/")
        .and_then(|(_, session)| session.split_once('/'));
    match session {
        Some((role, _)) => {
            let partition = arn.split(':').nth(1).unwrap_or("aws");
            format!("arn:{partition}:iam::{management}:role/{role}")
        }
        None => arn.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_known_by_its_role() {
        let session = "arn:aws:sts::111111111111:assumed-role/Admin/alice";
        assert_eq!(caller(session, "111111111111"), "arn:aws:iam::111111111111:role/Admin");
        assert_eq!(caller("arn:aws:iam::1:user/a", "1"), "arn:aws:iam::1:user/a");
    }
}
