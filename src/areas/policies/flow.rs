//! Which statements bind which accounts, before and after: what must stay in force through every step between.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::areas::world::World;
use crate::engine::address::Address;
use crate::guardrails::{Effect, Language, Statement, language_of, statements};
use crate::organization::{Node, Place, chain_after, chain_before};

use super::attachments::{nodes, wanted};
use super::bind::leaves;
use super::live::{Content, LivePolicy};
use super::plan::{document, leaving_address, live};

/// Something that denies: a statement, or the whole of a policy whose text is somebody else's business.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Token {
    /// A statement that denies.
    Deny(Statement),
    /// A policy that is not ours and does not change.
    Whole(String),
}

impl std::fmt::Display for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Deny(statement) => statement.fmt(f),
            Self::Whole(name) => write!(f, "policy {name}"),
        }
    }
}

/// One policy in both worlds.
#[derive(Debug, Clone, Default)]
pub struct Held {
    /// AWS's name of its type.
    pub policy_type: String,
    /// What it denies now.
    pub before: BTreeSet<Token>,
    /// What it will deny.
    pub after: BTreeSet<Token>,
    /// Whether it allows anything now.
    pub allows_before: bool,
    /// Whether it will allow anything.
    pub allows_after: bool,
    /// Where it is attached now.
    pub on_before: BTreeSet<Node>,
    /// Where it will be attached.
    pub on_after: BTreeSet<Node>,
}

/// Accounts that are under the same places now, and will be.
#[derive(Debug, Clone)]
pub struct Class {
    /// From the root down, now.
    pub before: Vec<Node>,
    /// From the root down, afterwards.
    pub after: Vec<Node>,
    /// The accounts, as people know them.
    pub accounts: Vec<String>,
    /// The addresses of those that move.
    pub moving: Vec<Address>,
    /// What is denied both now and afterwards.
    pub carried: BTreeSet<Token>,
}

/// Everything that decides what binds whom.
#[derive(Debug, Clone, Default)]
pub struct Flow {
    /// Policies by address; those that are not ours by kind and id.
    pub policies: BTreeMap<Address, Held>,
    /// Accounts by what they are under.
    pub classes: Vec<Class>,
}

impl Flow {
    /// Puts it together from both worlds.
    #[must_use]
    pub fn new(world: &World) -> Self {
        let mut flow = Self::default();
        for (address, declared) in &world.baseline.policies {
            let (deny, allow) = tokens(&declared.policy_type, Some(&document(declared)));
            let held = flow.policies.entry(address.clone()).or_default();
            held.policy_type.clone_from(&declared.policy_type);
            held.after = deny;
            held.allows_after = allow;
            held.on_after = wanted(declared);
            if let Some(found) = live(world, address) {
                held.fill_before(world, found);
            }
        }
        for found in world.policies.all() {
            if world.policy_binding.address(&found.id).is_some() {
                continue;
            }
            let owner = world.policy_binding.owners.get(&found.id);
            let held = flow.policies.entry(leaving_address(found, owner)).or_default();
            held.policy_type.clone_from(&found.policy_type);
            held.fill_before(world, found);
            if leaves(&world.baseline, found, owner).is_none() {
                held.stay(world);
            }
        }
        flow.classes = classes(world, &flow.policies);
        for index in 0..flow.classes.len() {
            let carried = flow
                .classes
                .get(index)
                .map(|class| flow.carried(class))
                .unwrap_or_default();
            if let Some(class) = flow.classes.get_mut(index) {
                class.carried = carried;
            }
        }
        flow
    }

    fn carried(&self, class: &Class) -> BTreeSet<Token> {
        let mut before = BTreeSet::new();
        let mut after = BTreeSet::new();
        for held in self.policies.values() {
            if class.before.iter().any(|node| held.on_before.contains(node)) {
                before.extend(&held.before);
            }
            if class.after.iter().any(|node| held.on_after.contains(node)) {
                after.extend(&held.after);
            }
        }
        before.intersection(&after).map(|token| (*token).clone()).collect()
    }
}

impl Held {
    fn fill_before(&mut self, world: &World, found: &LivePolicy) {
        let (deny, allow) = match &found.content {
            Content::Document(value) => tokens(&found.policy_type, Some(value)),
            _ if language_of(&found.policy_type) == Language::Statements => {
                (BTreeSet::from([Token::Whole(found.name.clone())]), true)
            }
            _ => (BTreeSet::new(), false),
        };
        self.before = deny;
        self.allows_before = allow;
        self.on_before = nodes(world, found);
    }

    /// A policy that this plan does not touch stays, and comes along when a unit is replaced.
    fn stay(&mut self, world: &World) {
        self.after.clone_from(&self.before);
        self.allows_after = self.allows_before;
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

/// What a document denies, and whether it allows anything. Types that inherit values deny nothing.
fn tokens(policy_type: &str, document: Option<&Value>) -> (BTreeSet<Token>, bool) {
    let Some(document) = document.filter(|_| language_of(policy_type) == Language::Statements) else {
        return (BTreeSet::new(), false);
    };
    let all = statements(document);
    let allows = all.iter().any(|statement| statement.effect() == Effect::Allow);
    let denies = all.into_iter().filter(|statement| statement.effect() == Effect::Deny);
    (denies.map(Token::Deny).collect(), allows)
}

/// The tokens of a document that a change writes.
#[must_use]
pub fn denied(policy_type: &str, document: &Value) -> BTreeSet<Token> {
    tokens(policy_type, Some(document)).0
}

/// Groups accounts by where they stand. An account with a policy of its own is a class of its own.
fn classes(world: &World, policies: &BTreeMap<Address, Held>) -> Vec<Class> {
    let special: BTreeSet<&Node> = policies
        .values()
        .flat_map(|held| held.on_before.iter().chain(&held.on_after))
        .collect();
    let declared = &world.baseline.organization;
    let mut classes: BTreeMap<(Vec<Node>, Vec<Node>), (Vec<String>, Vec<Address>)> = BTreeMap::new();
    for (id, account) in world.live.accounts.iter().flatten() {
        // Policies of these kinds never bind the management account (AWS Organizations User Guide, "Service control policies").
        if id.as_str() == world.live.management_account {
            continue;
        }
        let mut before = chain_before(account, &world.live, &world.binding);
        let mut after = chain_after(account, declared, &world.live, &world.binding);
        let moves = before != after;
        let own = before.last().cloned();
        if own.as_ref().is_some_and(|own| !special.contains(own)) {
            before.pop();
            after.pop();
        }
        let (accounts, moving) = classes.entry((before, after)).or_default();
        accounts.push(format!("{} ({id})", account.name));
        if moves && let Some(Node::Declared(place)) = own {
            moving.extend(place.address());
        }
    }
    classes
        .into_iter()
        .map(|((before, after), (accounts, moving))| Class {
            before,
            after,
            accounts,
            moving,
            carried: BTreeSet::new(),
        })
        .collect()
}
