//! The chains above accounts, each distinct one once, and what they deny to somebody.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::Value;

use crate::areas::organizations::model::late::Awaited;
use crate::areas::organizations::model::world::World;
use crate::areas::organizations::policies::{EffectivePolicies, full_access};
use crate::areas::organizations::shared::stand_in;
use crate::engine::address::Address;
use crate::facts::policy_types::{RCP, SCP};
use crate::guardrails::actions::ActionTable;
use crate::guardrails::effects::{Actions, Attached, Compiled, Denials, Effects, GuardId, Level};
use crate::guardrails::evaluate::Layer;
use crate::guardrails::policy::Policy;
use crate::guardrails::{Document, minify};
use crate::organization::Node;

use super::alike::Alike;
use super::picture::{Picture, Text, When};

/// AWS's own policy that allows everything.
const FULL_ACCESS: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;

/// A distinct level: its number.
type LevelId = usize;

/// What binds an account at one moment. Two accounts with equal chains are bound alike.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Chain {
    scps: Vec<LevelId>,
    rcps: Vec<LevelId>,
    /// Policies whose text is not known.
    pub unknown: BTreeSet<String>,
}

/// What makes a level: the texts on it by address (`None`: not known), whether AWS's own allows everything, and its name where nothing does.
type LevelKey = (BTreeMap<Address, Option<usize>>, Option<String>);

/// Everything that was compiled.
pub(super) struct Chains<'w> {
    effective: &'w EffectivePolicies,
    /// The guards and actions.
    pub effects: Effects<'static>,
    /// Distinct texts by their canonical JSON, compiled; those that are no policies are not known.
    texts: BTreeMap<String, (usize, Option<Rc<Compiled>>)>,
    full_access: Rc<Compiled>,
    full_access_address: Address,
    numbers: BTreeMap<LevelKey, LevelId>,
    levels: Vec<Level>,
    places: BTreeMap<(When, Node), Rc<There>>,
    alike: BTreeMap<(Chain, Chain), Rc<Alike>>,
}

/// What is on one place. A level that does nothing is none.
#[derive(Default)]
struct There {
    scp: Option<LevelId>,
    rcp: Option<LevelId>,
    unknown: BTreeSet<String>,
}

impl<'w> Chains<'w> {
    /// For these moments; `names` are the only actions that will be asked about, if there are any.
    pub fn new<'n>(
        world: &'w World,
        effective: &'w EffectivePolicies,
        moments: &[&Picture<'w>],
        names: impl IntoIterator<Item = &'n str>,
    ) -> Self {
        let texts = moments.iter().flat_map(|moment| &moment.texts);
        let documents = texts.filter_map(|(address, text)| match text {
            Text::Document(document) if kind_of(effective, address).is_some() => Some(*document),
            _ => None,
        });
        let distinct: BTreeMap<String, &Value> = documents.map(|value| (minify(value), value)).collect();
        let ids = stand_ins(world, effective);
        let parse = |text: &String| {
            let text = filled(text, &ids);
            Document::parse(&text).and_then(|document| Policy::read(&document)).ok()
        };
        let policies: Vec<(String, Option<Policy>)> =
            distinct.into_keys().map(|text| (text.clone(), parse(&text))).collect();
        let known = policies.iter().filter_map(|(_, policy)| policy.as_ref());
        let names: Vec<&str> = names.into_iter().collect();
        let mut effects = Effects::new(ActionTable::embedded(), known, names.iter().copied());
        let asked = asked(&effects, &names);
        let full_access = Policy::parse(FULL_ACCESS).map(|policy| effects.compile(&policy));
        let texts = policies.into_iter().enumerate().map(|(number, (text, policy))| {
            let compiled = policy.map(|policy| {
                let mut compiled = effects.compile(&policy);
                if let Some(asked) = &asked {
                    compiled
                        .denies
                        .iter_mut()
                        .for_each(|piece| piece.actions.intersect(asked));
                    compiled.denies.retain(|piece| !piece.actions.is_empty());
                }
                Rc::new(compiled)
            });
            (text, (number, compiled))
        });
        Self {
            effective,
            texts: texts.collect(),
            full_access: Rc::new(full_access.unwrap_or_default()),
            full_access_address: full_access::address(),
            effects,
            numbers: BTreeMap::new(),
            levels: Vec::new(),
            places: BTreeMap::new(),
            alike: BTreeMap::new(),
        }
    }

    /// What binds whoever is under these places.
    pub fn chain(&mut self, moment: &Picture<'w>, places: &[Node]) -> Chain {
        let mut chain = Chain::default();
        for place in places {
            let there = self.there(moment, place);
            chain.scps.extend(there.scp);
            chain.rcps.extend(there.rcp);
            chain.unknown.extend(there.unknown.iter().cloned());
        }
        chain
    }

    /// What is on one place.
    fn there(&mut self, moment: &Picture<'w>, place: &Node) -> Rc<There> {
        let key = (moment.when, place.clone());
        if let Some(known) = self.places.get(&key) {
            return Rc::clone(known);
        }
        let on: Vec<&Address> = moment.on.get(place).into_iter().flatten().copied().collect();
        let mut there = There::default();
        for kind in [SCP, RCP] {
            let texts = self.on_level(moment, &on, kind, &mut there.unknown);
            let full = kind == RCP
                || !self.effective.known_full_access.contains(place)
                || on.contains(&&self.full_access_address);
            if !texts.is_empty() || !full {
                let level = Some(self.level((texts, (!full).then(|| place_text(place)))));
                if kind == SCP {
                    there.scp = level;
                } else {
                    there.rcp = level;
                }
            }
        }
        let there = Rc::new(there);
        self.places.insert(key, Rc::clone(&there));
        there
    }

    fn on_level(
        &self,
        moment: &Picture<'w>,
        on: &[&Address],
        kind: &str,
        unknown: &mut BTreeSet<String>,
    ) -> BTreeMap<Address, Option<usize>> {
        let mut texts = BTreeMap::new();
        let on = on.iter().filter(|address| ***address != self.full_access_address);
        for address in on.filter(|address| kind_of(self.effective, address) == Some(kind)) {
            let known = match moment.texts.get(*address) {
                None | Some(Text::Nothing) => continue,
                Some(Text::Unknown) => None,
                Some(Text::Document(document)) => {
                    let found = self.texts.get(&minify(document));
                    found
                        .filter(|(_, compiled)| compiled.is_some())
                        .map(|(number, _)| *number)
                }
            };
            if known.is_none() {
                unknown.insert(address.to_string());
            }
            texts.insert((*address).clone(), known);
        }
        texts
    }

    fn level(&mut self, key: LevelKey) -> LevelId {
        if let Some(known) = self.numbers.get(&key) {
            return *known;
        }
        let by_number: BTreeMap<usize, &Option<Rc<Compiled>>> = self
            .texts
            .values()
            .map(|(number, compiled)| (*number, compiled))
            .collect();
        let (on, without_full_access) = &key;
        let mut policies: Vec<Attached> = on
            .iter()
            .map(|(address, text)| Attached {
                name: address.to_string().into(),
                does: text.and_then(|text| by_number.get(&text).and_then(|found| (*found).clone())),
            })
            .collect();
        if without_full_access.is_none() {
            policies.push(Attached {
                name: "FullAWSAccess".into(),
                does: Some(Rc::clone(&self.full_access)),
            });
        }
        let level = Level {
            name: without_full_access.as_deref().unwrap_or_default().into(),
            policies,
        };
        let id = self.levels.len();
        self.levels.push(level);
        self.numbers.insert(key, id);
        id
    }

    /// What the statements of two chains can tell accounts by, and their guards: what has to be resolved for who asks.
    pub fn alike(&mut self, before: &Chain, after: &Chain) -> Rc<Alike> {
        let pair = (before.clone(), after.clone());
        if let Some(known) = self.alike.get(&pair) {
            return Rc::clone(known);
        }
        let guards = self.guards(before).chain(self.guards(after)).collect();
        let alike = Rc::new(Alike::new(&self.effects, guards));
        self.alike.insert(pair, Rc::clone(&alike));
        alike
    }

    fn guards(&self, chain: &Chain) -> impl Iterator<Item = GuardId> {
        let levels = chain
            .scps
            .iter()
            .chain(&chain.rcps)
            .filter_map(|id| self.levels.get(*id));
        let does = levels
            .flat_map(|level| &level.policies)
            .filter_map(|policy| policy.does.as_ref());
        does.flat_map(|does| does.denies.iter().chain(&does.allows))
            .map(|piece| piece.guard)
    }

    /// What a chain denies to somebody for whom the guards are resolved so.
    pub fn denials(&self, chain: &Chain, asks: Asks, resolved: &BTreeMap<GuardId, Option<GuardId>>) -> Denials {
        let mut resolve = |guard: GuardId| resolved.get(&guard).copied().flatten();
        let mut denials = Denials::default();
        if asks == Asks::Member {
            denials.add(&self.effects, &self.pick(&chain.scps), Layer::Scp, &mut resolve);
        }
        denials.add(&self.effects, &self.pick(&chain.rcps), Layer::Rcp, &mut resolve);
        denials
    }

    fn pick(&self, ids: &[LevelId]) -> Vec<Level> {
        ids.iter().filter_map(|id| self.levels.get(*id)).cloned().collect()
    }
}

/// Whom the policies above an account bind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Asks {
    /// A principal of the account, about what the account holds: SCPs and RCPs.
    Member,
    /// Anybody else, about what the account holds: RCPs.
    Other,
}

/// The actions of these names; nothing for no names, which means all.
fn asked(effects: &Effects<'_>, names: &[&str]) -> Option<Actions> {
    let vocabulary = effects.vocabulary();
    let each = names.iter().map(|name| vocabulary.matching(name));
    each.reduce(|mut all, one| {
        all.unite(&one);
        all
    })
}

/// What stands in a text for an id that only AWS will know, with what stands in for the id here: without it a text would
/// seem to compare with something that nobody knows.
fn stand_ins(world: &World, effective: &EffectivePolicies) -> Vec<(String, String)> {
    let accounts = effective.new_accounts.iter().map(|(id, new)| {
        let reference = Awaited::Account(new.key.clone()).reference();
        (reference, id.0.clone())
    });
    let organization = world.creates().then(|| {
        let reference = Awaited::Organization.reference();
        (reference, stand_in::ORGANIZATION.to_owned())
    });
    accounts.chain(organization).collect()
}

fn filled(text: &str, ids: &[(String, String)]) -> String {
    let mut filled = text.to_owned();
    if text.contains("${") {
        for (reference, id) in ids {
            filled = filled.replace(reference, id);
        }
    }
    filled
}

/// SCP or RCP; nothing for types that hold settings.
fn kind_of(effective: &EffectivePolicies, policy: &Address) -> Option<&'static str> {
    let policy_effect = effective.policies.get(policy)?;
    [SCP, RCP].into_iter().find(|kind| policy_effect.policy_type == *kind)
}

fn place_text(place: &Node) -> String {
    match place {
        Node::Declared(place) => place
            .address()
            .map_or_else(|| place.to_string(), |address| address.to_string()),
        Node::Undeclared(id) => id.to_string(),
    }
}
