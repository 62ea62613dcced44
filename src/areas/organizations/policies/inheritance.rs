//! Inheritance of policies: which statements bind which accounts, before and after: what must stay in force through every step between.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::areas::organizations::model::binding::leaving_address;
use crate::areas::organizations::model::live::{Content, LivePolicy};
use crate::areas::organizations::model::world::World;
use crate::areas::organizations::shared::states;
use crate::engine::address::Address;
use crate::facts::account_states::AccountAction;
use crate::facts::policy_types::SCP;
use crate::guardrails::{Language, language_of};
use crate::organization::{Node, Place, PlaceId, chain_after, chain_before};

use super::attachments::{coming, nodes, target_text};
use super::bind::leaves;
use super::effective_policies::{Class, CurrentText, EffectivePolicies, Meaning, PolicyEffect, Token};
use super::full_access;
use super::lookup::{document, live};
use super::new_accounts::{NewAccount, new_accounts};

impl EffectivePolicies {
    /// Puts it together from both worlds.
    #[must_use]
    pub fn new(world: &World) -> Self {
        let documents = world
            .baseline
            .policies
            .values()
            .map(|declared| (declared.policy_type.as_str(), document(declared)));
        let wanted: Vec<(&str, Value)> = documents.collect();
        let live = world
            .policies
            .all()
            .filter_map(|found| Some((found.policy_type.as_str(), found.document()?)));
        let targets = full_access::targets(world);
        let is_anywhere_off = targets.known.len() > targets.before.intersection(&targets.after).count();
        let documents = wanted.iter().map(|(kind, document)| (*kind, document)).chain(live);
        let meaning = Meaning::new(documents, is_anywhere_off);
        let mut policies = policies(world, &meaning);
        let mut effective = Self::default();
        if is_anywhere_off {
            policies.insert(full_access::address(), PolicyEffect::full_access(&targets));
            effective.known_full_access = targets.known;
        }
        let new_accounts = new_accounts(world);
        effective.classes = accounts(world, &policies, &new_accounts);
        effective.new_accounts = new_accounts.into_iter().map(|new| (new.id.clone(), new)).collect();
        effective.policies = policies;
        effective.meaning = meaning;
        effective.follow();
        effective
    }

    /// Adds what follows from policies and classes.
    fn follow(&mut self) {
        let mut on_before: BTreeMap<Node, BTreeSet<Address>> = BTreeMap::new();
        for (address, policy_effect) in &self.policies {
            for node in &policy_effect.on_before {
                on_before.entry(node.clone()).or_default().insert(address.clone());
            }
            for node in &policy_effect.on_after {
                self.on_after.entry(node.clone()).or_default().insert(address.clone());
            }
        }
        self.left_out_before = self.left_out(&on_before, |policy_effect| policy_effect.unlisted_before.as_ref());
        self.left_out_after = self.left_out(&self.on_after, |policy_effect| policy_effect.unlisted_after.as_ref());
        let mut classes = std::mem::take(&mut self.classes);
        let policies = &self.policies;
        let in_force =
            |chain: &[Node], on: &BTreeMap<Node, BTreeSet<Address>>, tokens: fn(&PolicyEffect) -> &BTreeSet<Token>| {
                let on = chain.iter().filter_map(|node| on.get(node)).flatten();
                let policy_effect = on.filter_map(|address| policies.get(address));
                policy_effect.flat_map(tokens).collect::<BTreeSet<&Token>>()
            };
        let carried = |class: &Class| -> BTreeSet<Token> {
            let mut before = in_force(&class.before, &on_before, |policy_effect| &policy_effect.before);
            let mut after = in_force(&class.after, &self.on_after, |policy_effect| &policy_effect.after);
            before.extend(
                class
                    .before
                    .iter()
                    .filter_map(|node| self.left_out_before.get(node))
                    .flatten(),
            );
            after.extend(
                class
                    .after
                    .iter()
                    .filter_map(|node| self.left_out_after.get(node))
                    .flatten(),
            );
            before.intersection(&after).map(|token| (*token).clone()).collect()
        };
        for class in &mut classes {
            class.carried = carried(class);
            class.carried.retain(|token| !matches!(token, Token::Allow(_)));
        }
        // What is allowed is not inherited: each place must allow something by itself.
        for node in on_before.keys().filter(|node| self.on_after.contains_key(*node)) {
            let mut place = Class {
                before: vec![node.clone()],
                after: vec![node.clone()],
                accounts: vec![target_text(node)],
                is_place: true,
                ..Class::default()
            };
            place.carried = carried(&place);
            place.carried.retain(|token| matches!(token, Token::Allow(_)));
            if !place.carried.is_empty() {
                classes.push(place);
            }
        }
        for (index, class) in classes.iter().enumerate() {
            if let Some(account) = &class.moving {
                self.moving.insert(account.clone(), index);
            }
            for node in &class.before {
                self.under_before.entry(node.clone()).or_default().insert(index);
            }
            for node in &class.after {
                self.under_after.entry(node.clone()).or_default().insert(index);
            }
        }
        self.classes = classes;
    }
}

/// Every policy, ours and others', in both worlds.
fn policies(world: &World, meaning: &Meaning) -> BTreeMap<Address, PolicyEffect> {
    let mut policies: BTreeMap<Address, PolicyEffect> = BTreeMap::new();
    for (address, declared) in &world.baseline.policies {
        let policy_effect = policies.entry(address.clone()).or_default();
        policy_effect.policy_type.clone_from(&declared.policy_type);
        let document = document(declared);
        policy_effect.after = meaning.tokens(&declared.policy_type, &document);
        policy_effect.unlisted_after = meaning.unlisted(&declared.policy_type, &document);
        if let Some(found) = live(world, address) {
            policy_effect.fill_before(world, meaning, found);
        }
        policy_effect.on_after = coming(world, declared, &policy_effect.on_before);
    }
    let bound: BTreeSet<&String> = world.policy_binding.ids.values().collect();
    for found in world.policies.all().filter(|found| !bound.contains(&found.id)) {
        let owner = world.policy_binding.owners.get(&found.id);
        let policy_effect = policies.entry(leaving_address(found, owner)).or_default();
        policy_effect.policy_type.clone_from(&found.policy_type);
        policy_effect.fill_before(world, meaning, found);
        if leaves(&world.baseline, found, owner).is_none() {
            policy_effect.stay(world);
        } else {
            policy_effect.stay_where_shut(world);
        }
    }
    policies
}

impl PolicyEffect {
    fn fill_before(&mut self, world: &World, meaning: &Meaning, found: &LivePolicy) {
        self.current_text = match &found.content {
            Content::Document(value) => CurrentText::Document(value.clone()),
            _ => CurrentText::Unknown,
        };
        self.before = match &found.content {
            Content::Document(value) => meaning.tokens(&found.policy_type, value),
            _ if language_of(&found.policy_type) == Language::Statements => {
                BTreeSet::from([Token::Whole(found.name.clone())])
            }
            _ => BTreeSet::new(),
        };
        self.unlisted_before = match &found.content {
            Content::Document(value) => meaning.unlisted(&found.policy_type, value),
            // It may allow anything.
            _ if found.policy_type == SCP => Some(BTreeSet::new()),
            _ => None,
        };
        self.on_before = nodes(world, found);
    }

    /// A policy that leaves stays on accounts that nothing can be taken off.
    fn stay_where_shut(&mut self, world: &World) {
        let shut = |node: &&Node| states::shut(world, node, AccountAction::Detach).is_some();
        self.on_after = self.on_before.iter().filter(shut).cloned().collect();
        if !self.on_after.is_empty() {
            self.after.clone_from(&self.before);
        }
    }

    /// A policy that this plan does not touch stays, and comes along when a unit is replaced.
    fn stay(&mut self, world: &World) {
        self.after.clone_from(&self.before);
        self.unlisted_after.clone_from(&self.unlisted_before);
        let replaced = self.on_before.iter().filter_map(|node| match node {
            Node::Undeclared(id) => world
                .binding
                .replaced_key(id)
                .map(|key| Node::Declared(Place::Unit(key.to_owned()))),
            Node::Declared(_) => None,
        });
        self.on_after = self.on_before.iter().cloned().chain(replaced).collect();
    }
}

/// Where accounts stand before and after, and the one that moves.
type Path = (Vec<Node>, Vec<Node>, Option<Address>);

/// Groups accounts by where they stand. An account with a policy of its own, or one that moves, is a class of its own.
fn accounts(world: &World, policies: &BTreeMap<Address, PolicyEffect>, new_accounts: &[NewAccount]) -> Vec<Class> {
    let special: BTreeSet<&Node> = policies
        .values()
        .flat_map(|policy_effect| policy_effect.on_before.iter().chain(&policy_effect.on_after))
        .collect();
    let declared = &world.baseline.organization;
    let mut classes: BTreeMap<Path, Vec<(String, PlaceId)>> = BTreeMap::new();
    let mut group = |(mut before, mut after, moving): Path, name: String, id: &PlaceId| {
        if before.last().is_some_and(|own| !special.contains(own)) {
            before.pop();
            after.pop();
        }
        classes
            .entry((before, after, moving))
            .or_default()
            .push((name, id.clone()));
    };
    for (id, account) in world.live.accounts.iter().flatten() {
        // Policies of these kinds never bind the management account (AWS Organizations User Guide, "Service control policies").
        if id.as_str() == world.live.management_account {
            continue;
        }
        let before = chain_before(account, &world.live, &world.binding);
        let after = chain_after(account, declared, &world.live, &world.binding);
        let moving = match before.last() {
            Some(Node::Declared(place)) if before != after => place.address(),
            _ => None,
        };
        let name = format!("{} ({id})", account.name.escape_debug());
        group((before, after, moving), name, id);
    }
    for new in new_accounts {
        let name = format!("{} (new)", new.name.escape_debug());
        group((new.before.clone(), new.after.clone(), new.moving()), name, &new.id);
    }
    classes
        .into_iter()
        .map(|((before, after, moving), accounts)| {
            let (accounts, ids) = accounts.into_iter().unzip();
            Class {
                before,
                after,
                accounts,
                ids,
                moving,
                ..Class::default()
            }
        })
        .collect()
}
