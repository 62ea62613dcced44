//! Refuses changes that lock out whoever must be able to put things right, and AWS's delivery of logs.
//!
//! What counts is what becomes denied: a request that may pass today and may not afterwards. Where that depends on what is not known of the
//! request, it counts as denied; so does not what is denied for some resources only, since the role then still does its work on others.
//!
//! An account that is to be made counts as one that stands in the root today. So a plan says of it what a later plan would say, once it is there.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::areas::organizations::model::world::World;
use crate::areas::organizations::policies::{Class, EffectivePolicies};
use crate::engine::address::Address;
use crate::engine::change::Change;
use crate::engine::plan::Refusal;
use crate::facts::account_states::AccountAction;
use crate::guardrails::effects::{Actions, Denials, GuardId, Reason};
use crate::organization::PlaceId;

use super::asking::Common;
use super::chains::{Chain, Chains};
use super::picture::Picture;
use super::roles::{Asker, actions, askers, member_role};

/// So many accounts and actions are named; the rest is counted.
const NAMED: usize = 5;

/// Something that is taken away from somebody.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Loss {
    /// The policy that denies it, or the place where nothing allows it any more.
    by: String,
    /// The statement that denies it.
    sid: Option<String>,
    /// From whom.
    who: String,
    /// How policies can name it.
    pattern: Option<String>,
    /// What it depends on, with other words than the resource.
    keys: BTreeSet<String>,
    /// The actions, each with what it is for.
    actions: BTreeSet<(String, String)>,
    /// Whether that is everything it needs.
    is_all: bool,
}

/// What one asker loses between one pair of chains.
type Known = BTreeMap<(Chain, Chain, usize, String, Vec<Option<GuardId>>), Rc<Vec<Loss>>>;

/// Everything that would lock somebody out, as refusals.
#[must_use]
pub fn lockouts(world: &World, effective: &EffectivePolicies, changes: &[Change]) -> Vec<Refusal> {
    let now = Picture::now(effective);
    let then = now.clone().with(effective, changes);
    let needed = actions(world);
    let mut search = Search {
        world,
        effective,
        chains: Chains::new(world, effective, &[&now, &then], needed.iter().map(String::as_str)),
        common: BTreeMap::new(),
        known: BTreeMap::new(),
        whole: BTreeMap::new(),
    };
    let mut losses: BTreeMap<Loss, Vec<String>> = BTreeMap::new();
    for class in effective.classes.iter().filter(|class| !class.is_place) {
        let before = search.chains.chain(&now, now.places(class));
        let after = search.chains.chain(&then, then.places(class));
        if before == after {
            continue;
        }
        let mut names: BTreeMap<Loss, BTreeMap<usize, &String>> = BTreeMap::new();
        for numbers in search.alike(class, &before, &after) {
            let first = numbers.first().and_then(|number| class.ids.get(*number));
            for loss in first.into_iter().flat_map(|id| search.losses(id, &before, &after)) {
                let each = numbers.iter().filter_map(|at| Some((*at, class.accounts.get(*at)?)));
                names.entry(loss).or_default().extend(each);
            }
        }
        for (loss, names) in names {
            losses.entry(loss).or_default().extend(names.into_values().cloned());
        }
    }
    losses.iter().map(|(loss, accounts)| refusal(loss, accounts)).collect()
}

/// Nobody works in an account that is suspended or closed.
fn is_active(world: &World, id: &PlaceId) -> bool {
    let account = world.live.accounts.as_ref().and_then(|accounts| accounts.get(id));
    account.is_some_and(|account| account.state.allows(AccountAction::Work))
}

struct Search<'w> {
    world: &'w World,
    effective: &'w EffectivePolicies,
    chains: Chains<'w>,
    /// What is left of guards, by asker and by what is known of its request.
    common: BTreeMap<(usize, String, usize), Common>,
    known: Known,
    /// What everybody loses between a pair of chains, by the account that guards tell from others, and by its role.
    whole: BTreeMap<(Chain, Chain, Option<PlaceId>, String), Vec<Loss>>,
}

impl Search<'_> {
    /// The accounts of a class in groups that lose the same, by their numbers; those in which nobody works are left out.
    fn alike(&mut self, class: &Class, before: &Chain, after: &Chain) -> Vec<Vec<usize>> {
        let alike = self.chains.alike(before, after);
        let mut groups: BTreeMap<(Option<&PlaceId>, String), Vec<usize>> = BTreeMap::new();
        for (number, id) in class.ids.iter().enumerate() {
            if is_active(self.world, id) || self.effective.new_accounts.contains_key(id) {
                let role = member_role(self.world, self.effective, id);
                groups.entry((alike.own(id), role)).or_default().push(number);
            }
        }
        groups.into_values().collect()
    }

    fn losses(&mut self, id: &PlaceId, before: &Chain, after: &Chain) -> Vec<Loss> {
        let alike = self.chains.alike(before, after);
        let own = alike.own(id).cloned();
        let whole = (
            before.clone(),
            after.clone(),
            own,
            member_role(self.world, self.effective, id),
        );
        if let Some(known) = self.whole.get(&whole) {
            return known.to_vec();
        }
        let mut losses = Vec::new();
        for (number, asker) in askers(self.world, self.effective, id).iter().enumerate() {
            let subjects = asker.subjects.iter();
            let left = subjects.flat_map(|subject| alike.named.iter().map(move |guard| (*guard, subject)));
            let left: Vec<_> = left
                .map(|(guard, subject)| self.chains.effects.resolve(guard, subject))
                .collect();
            let key = (before.clone(), after.clone(), number, asker.who.clone(), left);
            let known = self.known.get(&key).map(Rc::clone);
            let found = known.unwrap_or_else(|| {
                let found = Rc::new(self.compare(number, asker, &alike.guards, before, after));
                self.known.insert(key, Rc::clone(&found));
                found
            });
            losses.extend(found.iter().cloned());
        }
        self.whole.insert(whole, losses.clone());
        losses
    }

    fn compare(
        &mut self,
        number: usize,
        asker: &Asker,
        guards: &BTreeSet<GuardId>,
        before: &Chain,
        after: &Chain,
    ) -> Vec<Loss> {
        let mut losses: BTreeMap<(String, Option<String>), Loss> = BTreeMap::new();
        for (variant, subject) in asker.subjects.iter().enumerate() {
            let common = self.common.entry((number, asker.who.clone(), variant)).or_default();
            let resolved = common.resolve(&mut self.chains.effects, guards.iter().copied(), subject);
            let was = self.chains.denials(before, asker.asks, &resolved);
            let is = self.chains.denials(after, asker.asks, &resolved);
            for (reason, lost) in is.beyond(&was, &mut self.chains.effects) {
                if subject.resource.is_some() || !is_for_some_resources(&reason, &self.chains) {
                    self.note(asker, &reason, &lost, &is, &mut losses);
                }
            }
        }
        losses.into_values().collect()
    }

    fn note(
        &self,
        asker: &Asker,
        reason: &Reason,
        lost: &Actions,
        is: &Denials,
        losses: &mut BTreeMap<(String, Option<String>), Loss>,
    ) {
        let vocabulary = self.chains.effects.vocabulary();
        let sources = is.by.get(reason).into_iter().flat_map(|denial| &denial.sources);
        for (source, of) in sources {
            let taken = lost.both(of);
            let needs = asker.needs.iter();
            let actions: BTreeSet<_> = needs
                .filter(|(action, _)| !vocabulary.matching(action).is_disjoint(&taken))
                .cloned()
                .collect();
            if actions.is_empty() {
                continue;
            }
            let (by, sid) = (source.policy.to_string(), source.sid.as_ref().map(ToString::to_string));
            let keys = reason.keys(&self.chains.effects);
            let keys = keys.iter().map(|key| vocabulary.spelt(key));
            let loss = losses.entry((by.clone(), sid.clone())).or_insert_with(|| Loss {
                by,
                sid,
                who: asker.who.clone(),
                pattern: asker.pattern.clone(),
                keys: BTreeSet::new(),
                actions: BTreeSet::new(),
                is_all: false,
            });
            loss.keys.extend(keys);
            loss.actions.extend(actions);
            loss.is_all = loss.actions.len() == asker.needs.len() && loss.actions.len() > 1;
        }
    }
}

/// Whether a statement denies something for the resources that it lists, and not for all others.
fn is_for_some_resources(reason: &Reason, chains: &Chains<'_>) -> bool {
    match reason {
        Reason::Denied(guard) => chains
            .effects
            .guard(*guard)
            .resources
            .iter()
            .any(|resources| !resources.negated),
        Reason::NotAllowed(_) => false,
    }
}

fn refusal(loss: &Loss, accounts: &[String]) -> Refusal {
    let Loss {
        by,
        sid,
        who,
        pattern,
        keys,
        actions,
        is_all,
    } = loss;
    let names: Vec<String> = actions.iter().map(|(action, _)| format!("`{action}`")).collect();
    let purposes: BTreeSet<&str> = actions.iter().map(|(_, purpose)| purpose.as_str()).collect();
    let purposes: Vec<&str> = purposes.into_iter().collect();
    let what = match sid {
        Some(sid) => format!("its statement `{}` would deny", sid.escape_debug()),
        None => "no policy there would allow".to_owned(),
    };
    let when = if keys.is_empty() {
        String::new()
    } else {
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        format!(", depending on {}", keys.join(", "))
    };
    let (who, actions, accounts) = (who.escape_debug(), listed(&names), listed(accounts));
    let lost = if *is_all {
        format!("to {who} everything that it needs: {actions}")
    } else {
        format!("{actions} to {who}")
    };
    let purposes = purposes.join(", ");
    let why = format!("lockout: {what} {lost}, in {accounts}{when}; needed to {purposes}");
    Refusal {
        address: by.parse().unwrap_or_else(|_| undeclared(by)),
        risk: None,
        why,
        help: help(loss, pattern.as_deref()),
    }
}

/// The address of what the baseline does not know: a unit or account where too little is allowed, or a policy.
fn undeclared(id: &str) -> Address {
    let kind = if id.starts_with("ou-") {
        "unit"
    } else if id.bytes().all(|byte| byte.is_ascii_digit()) {
        "account"
    } else {
        "policy"
    };
    Address::new(kind, id)
}

fn help(loss: &Loss, pattern: Option<&str>) -> String {
    let keys: Vec<String> = loss
        .keys
        .iter()
        .filter(|key| key.contains(':'))
        .map(|key| format!("`{key}`"))
        .collect();
    let context = if keys.is_empty() || pattern.is_none() {
        String::new()
    } else {
        format!(
            ", or say in `roles.context` which values of {} its requests have",
            keys.join(", ")
        )
    };
    match (pattern, &loss.sid) {
        (_, None) => "attach a policy there that allows these actions".to_owned(),
        (Some(pattern), Some(_)) => {
            format!(
                "exempt it from the statement: `\"ArnNotLike\": {{ \"aws:PrincipalArn\": \"{pattern}\" }}`{context}"
            )
        }
        (None, Some(_)) => "let AWS's services that work for this Organization pass the statement: by \
            `aws:PrincipalIsAWSService`, and `aws:SourceOrgID` with the id of this Organization"
            .to_owned(),
    }
}

/// The first few, and how many more.
fn listed(names: &[String]) -> String {
    let first: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    match names.len().saturating_sub(NAMED) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}
