//! What a plan does to accounts.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::areas::organizations::model::world::World;
use crate::areas::organizations::policies::{Class, EffectivePolicies};
use crate::engine::address::Address;
use crate::engine::change::Change;
use crate::engine::impact::{ActionImpact, AffectedAccount, Decision, Impact, Requester};
use crate::guardrails::effects::{Effects, GuardId, Shift, Verdict, shifts};
use crate::organization::{PlaceId, chain_before};

use super::asking::{Common, Place};
use super::chains::{Asks, Chain, Chains};
use super::picture::Picture;
use super::reasons::Reasons;
use super::settings;

/// What becomes of actions, in words. Many accounts share it.
type Words = Rc<Vec<Rc<ActionImpact>>>;

/// What happens to a group of accounts: key of the groups, so that equal effects come together.
type Effect = (Words, Vec<String>);

/// What is decided for accounts of one pair of chains, for whom the guards that name accounts are left so.
type Pair = (Chain, Chain, Vec<Option<GuardId>>);

/// Groups accounts by what the changes do to them.
#[must_use]
pub fn impact(world: &World, effective: &EffectivePolicies, changes: &[Change]) -> Vec<Impact> {
    let now = Picture::now(effective);
    let then = now.clone().with(effective, changes);
    let mut survey = Survey {
        world,
        chains: Chains::new(world, effective, &[&now, &then], []),
        ordinary: Common::default(),
        outsider: Common::default(),
        known: BTreeMap::new(),
        words: BTreeMap::new(),
    };
    let reasons = Reasons::new(changes);
    let mut groups: BTreeMap<Effect, Group> = BTreeMap::new();
    let made = made(effective, changes);
    for class in effective.classes.iter().filter(|class| !class.is_place) {
        let before = survey.chains.chain(&now, now.places(class));
        let after = survey.chains.chain(&then, then.places(class));
        let settings = settings::changed(effective, [(&now, now.places(class)), (&then, then.places(class))]);
        if before == after && settings.is_empty() {
            continue;
        }
        for (actions, mut ids) in survey.actions(class, &before, &after) {
            ids.retain(|id| !effective.new_accounts.contains_key(*id) || made.contains(*id));
            if ids.is_empty() || (actions.is_empty() && settings.is_empty()) {
                continue;
            }
            let group = groups.entry((Rc::clone(&actions), settings.clone())).or_default();
            group.accounts.extend(ids.into_iter().cloned());
            group.because.extend(reasons.of(&now, &then, class));
            if !actions.is_empty() {
                group.not_known.extend(before.unknown.union(&after.unknown).cloned());
            }
        }
    }
    management(world, effective, [&now, &then], &reasons, &mut groups);
    let mut impact: Vec<Impact> = groups
        .into_iter()
        .map(|(effect, group)| group.into_impact(world, effective, effect))
        .collect();
    impact.sort_by(|a, b| (b.accounts.len(), a).cmp(&(a.accounts.len(), b)));
    impact
}

/// The accounts that these changes make.
fn made<'f>(effective: &'f EffectivePolicies, changes: &[Change]) -> BTreeSet<&'f PlaceId> {
    let creates = |change: &&Change| change.makes_account();
    let keys: BTreeSet<&str> = changes
        .iter()
        .filter(creates)
        .map(|change| change.address.key.as_str())
        .collect();
    let new = effective.new_accounts.iter();
    new.filter(|(_, new)| keys.contains(new.key.as_str()))
        .map(|(id, _)| id)
        .collect()
}

/// SCPs and RCPs never bind the management account; settings do.
fn management<'w>(
    world: &'w World,
    effective: &'w EffectivePolicies,
    [now, then]: [&Picture<'w>; 2],
    reasons: &Reasons<'w>,
    groups: &mut BTreeMap<Effect, Group>,
) {
    let id = PlaceId(world.live.management_account.clone());
    let Some(account) = world.live.accounts.as_ref().and_then(|accounts| accounts.get(&id)) else {
        return;
    };
    let places = chain_before(account, &world.live, &world.binding);
    let settings = settings::changed(effective, [(now, &places), (then, &places)]);
    if settings.is_empty() {
        return;
    }
    let class = Class {
        before: places.clone(),
        after: places,
        ..Class::default()
    };
    let because = reasons.of(now, then, &class);
    let group = groups.entry((Rc::default(), settings)).or_default();
    group.accounts.insert(id);
    group.because.extend(because);
}

#[derive(Default)]
struct Group {
    accounts: BTreeSet<PlaceId>,
    because: BTreeSet<Address>,
    not_known: BTreeSet<String>,
}

impl Group {
    fn into_impact(self, world: &World, effective: &EffectivePolicies, (actions, settings): Effect) -> Impact {
        let account = |id: PlaceId| match effective.new_accounts.get(&id) {
            Some(new) => AffectedAccount {
                name: new.name.clone(),
                id: String::new(),
            },
            None => {
                let account = world.live.accounts.as_ref().and_then(|accounts| accounts.get(&id));
                AffectedAccount {
                    name: account.map(|account| account.name.clone()).unwrap_or_default(),
                    id: id.0,
                }
            }
        };
        Impact {
            accounts: self.accounts.into_iter().map(account).collect(),
            because: self.because.into_iter().collect(),
            actions: actions.iter().map(|action| (**action).clone()).collect(),
            settings,
            not_known: self.not_known.into_iter().collect(),
        }
    }
}

struct Survey<'w> {
    world: &'w World,
    chains: Chains<'w>,
    ordinary: Common,
    outsider: Common,
    known: BTreeMap<Pair, Words>,
    /// Shifts in words, which cost more than to find them: what one policy does is the same for many.
    words: BTreeMap<(Requester, Shift), Rc<ActionImpact>>,
}

impl Survey<'_> {
    /// What becomes of actions in the accounts of a class, which may differ where policies name accounts.
    fn actions<'c>(&mut self, class: &'c Class, before: &Chain, after: &Chain) -> Vec<(Words, Vec<&'c PlaceId>)> {
        if before == after {
            return vec![(Rc::default(), class.ids.iter().collect())];
        }
        let alike = self.chains.alike(before, after);
        let mut same: BTreeMap<Option<&PlaceId>, Vec<&PlaceId>> = BTreeMap::new();
        for id in &class.ids {
            same.entry(alike.own(id)).or_default().push(id);
        }
        let mut groups: BTreeMap<Vec<Option<GuardId>>, Vec<&PlaceId>> = BTreeMap::new();
        for ids in same.into_values() {
            let mut left = Vec::new();
            if let Some(id) = ids.first().filter(|_| !alike.named.is_empty()) {
                let place = Place::new(self.world, id);
                for subject in [place.ordinary(), place.outsider()] {
                    let named = alike.named.iter();
                    left.extend(named.map(|guard| self.chains.effects.resolve(*guard, &subject)));
                }
            }
            groups.entry(left).or_default().extend(ids);
        }
        let each = groups.into_iter();
        each.map(|(left, ids)| {
            let pair = (before.clone(), after.clone(), left);
            let known = self.known.get(&pair).map(Rc::clone);
            let actions = known.unwrap_or_else(|| {
                let first = ids.first().map(|id| Place::new(self.world, id));
                let compared = first.map(|place| self.compare(&place, &alike.guards, before, after));
                let actions = Rc::new(compared.unwrap_or_default());
                self.known.insert(pair, Rc::clone(&actions));
                actions
            });
            (actions, ids)
        })
        .collect()
    }

    fn compare(
        &mut self,
        place: &Place<'_>,
        guards: &BTreeSet<GuardId>,
        before: &Chain,
        after: &Chain,
    ) -> Vec<Rc<ActionImpact>> {
        let mut impacts = Vec::new();
        for asking in [Requester::OrdinaryRole, Requester::Outsider] {
            let (common, subject, asks) = match asking {
                Requester::OrdinaryRole => (&mut self.ordinary, place.ordinary(), Asks::Member),
                Requester::Outsider => (&mut self.outsider, place.outsider(), Asks::Other),
            };
            let resolved = common.resolve(&mut self.chains.effects, guards.iter().copied(), &subject);
            let (was, is) = (
                self.chains.denials(before, asks, &resolved),
                self.chains.denials(after, asks, &resolved),
            );
            let effects = &mut self.chains.effects;
            let shifts = shifts(&was, &is, effects);
            for shift in shifts {
                let key = (asking, shift);
                let words = match self.words.get(&key) {
                    Some(words) => Rc::clone(words),
                    None => {
                        let words = Rc::new(action_impact(effects, asking, key.1.clone()));
                        self.words.insert(key, Rc::clone(&words));
                        words
                    }
                };
                impacts.push(words);
            }
        }
        impacts
    }
}

fn action_impact(effects: &Effects<'_>, asking: Requester, shift: Shift) -> ActionImpact {
    let decided = |verdict| match verdict {
        Verdict::Denied => Decision::Denied,
        Verdict::Conditional => Decision::Conditional,
        Verdict::Allowed => Decision::Allowed,
    };
    let vocabulary = effects.vocabulary();
    let actions = vocabulary.summary(&shift.actions);
    let others = vocabulary.all().without(&shift.actions);
    // Found only as far as it can be the shorter one: mostly the others are nearly all that there is.
    let (mut actions, mut except) = match vocabulary.summary_below(actions.len(), &others) {
        Some(except) => (vec!["*".to_owned()], except),
        None => (actions, Vec::new()),
    };
    // One action says more than all of a service.
    for words in [&mut actions, &mut except] {
        words.sort_by_cached_key(|pattern| (vocabulary.matching(pattern).len(), pattern.clone()));
    }
    ActionImpact {
        asking,
        becomes: decided(shift.becomes),
        was: decided(shift.was),
        depends_on: shift.keys.into_iter().collect(),
        count: shift.actions.len(),
        actions,
        except,
    }
}
