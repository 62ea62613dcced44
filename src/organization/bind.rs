//! Which live unit and account each declared one is: by declared id, else by ownership tag, else by natural key.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::address::Address;
use crate::engine::matching::{Candidates, Mismatch};
use crate::engine::owner::{OWNER_TAG, Owner, OwnerTag, owner};

use super::declared::{Declared, DeclaredAccount, DeclaredUnit, MANAGEMENT};
use super::live::{Live, LiveAccount, LiveUnit, Tags};
use super::place::{Place, PlaceId};

/// The part of the address of a unit that a new one takes the place of.
pub const REPLACED: &str = "replaced";

/// Declared keys and live ids, tied together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Binding {
    /// The root's id.
    pub root: Option<PlaceId>,
    /// Live units by key, where they stand under the parent that the baseline says.
    pub units: BTreeMap<String, PlaceId>,
    /// Live units of a key that stand elsewhere: a unit cannot be moved, so a new one takes their place.
    pub replaced: BTreeMap<String, BTreeSet<PlaceId>>,
    /// Live accounts by key.
    pub accounts: BTreeMap<String, PlaceId>,
    /// The declared place of each bound id.
    pub places: BTreeMap<PlaceId, Place>,
    /// Whose each live unit and account is.
    pub owners: BTreeMap<PlaceId, Owner>,
    /// Declared keys that cannot be tied, and why. Nothing is planned for them.
    pub mismatches: Vec<Mismatch>,
    /// Live ids that such keys may mean. Nothing is moved into them, taken off them or deleted.
    pub disputed: BTreeSet<PlaceId>,
    /// Ids whose tags decide something that would lead to a change. Tags read in bulk may be late, so these are read again.
    pub doubtful: BTreeSet<PlaceId>,
}

impl Binding {
    /// The live id of a declared place.
    #[must_use]
    pub fn id(&self, place: &Place) -> Option<&PlaceId> {
        match place {
            Place::Root => self.root.as_ref(),
            Place::Unit(key) => self.units.get(key),
            Place::Account(key) => self.accounts.get(key),
        }
    }

    /// The declared place that a live id is; units that are being replaced are none.
    #[must_use]
    pub fn place(&self, id: &PlaceId) -> Option<Place> {
        self.places.get(id).cloned()
    }

    /// The key whose old unit `id` is.
    #[must_use]
    pub fn replaced_key(&self, id: &PlaceId) -> Option<&str> {
        self.replaced
            .iter()
            .find(|(_, ids)| ids.contains(id))
            .map(|(key, _)| key.as_str())
    }

    /// Whether the address cannot be tied, so that nothing is planned for it.
    #[must_use]
    pub fn is_mismatched(&self, address: &Address) -> bool {
        self.mismatches.iter().any(|mismatch| mismatch.address == *address)
    }
}

/// Ties every declared unit and account. Needs units, accounts and tags to have been read: what was not is not tied.
#[must_use]
pub fn bind(declared: &Declared, live: &Live) -> Binding {
    let mut binding = Binding {
        root: live.root.clone(),
        ..Binding::default()
    };
    if live.tags.is_none() {
        return binding;
    }
    let index = Index::new(declared, live);
    for unit in live.units.iter().flat_map(BTreeMap::values) {
        binding
            .owners
            .insert(unit.id.clone(), index.owner(unit.id.as_str(), &unit.name));
    }
    for account in live.accounts.iter().flat_map(BTreeMap::values) {
        binding
            .owners
            .insert(account.id.clone(), index.owner(account.id.as_str(), &account.name));
    }
    if let Some(units) = &live.units {
        let mut keys: Vec<&String> = declared.units.keys().collect();
        keys.sort_by_key(|key| (declared.unit_chain(key).len(), (*key).clone()));
        // Units that cannot be tied, and those below them that are not found: where these should stand cannot be said.
        let mut untied: BTreeSet<&str> = BTreeSet::new();
        for key in keys {
            if let Some(unit) = declared.units.get(key) {
                let below_untied = untied.contains(unit.parent.as_str());
                bind_unit(&index, units, (key, unit), below_untied, &mut binding);
                let is_tied = binding.units.contains_key(key) || binding.replaced.contains_key(key);
                if binding.is_mismatched(&Address::new("unit", key)) || (below_untied && !is_tied) {
                    untied.insert(key);
                }
            }
        }
    }
    if let Some(accounts) = &live.accounts {
        for (key, account) in &declared.accounts {
            bind_account(&index, accounts, key, account, &mut binding);
        }
    }
    untie_shared(&mut binding);
    doubt_what_would_be_pruned(&index, &mut binding);
    let root = binding.root.iter().map(|id| (id.clone(), Place::Root));
    let units = binding
        .units
        .iter()
        .map(|(key, id)| (id.clone(), Place::Unit(key.clone())));
    let accounts = binding
        .accounts
        .iter()
        .map(|(key, id)| (id.clone(), Place::Account(key.clone())));
    binding.places = root.chain(units).chain(accounts).collect();
    binding
}

struct Index<'a> {
    declared: &'a Declared,
    live: &'a Live,
    by_address: BTreeMap<Address, BTreeSet<PlaceId>>,
    units_by_name: BTreeMap<(&'a PlaceId, &'a str), &'a PlaceId>,
    accounts_by_email: BTreeMap<String, BTreeSet<&'a PlaceId>>,
}

impl<'a> Index<'a> {
    fn new(declared: &'a Declared, live: &'a Live) -> Self {
        let mut index = Self {
            declared,
            live,
            by_address: BTreeMap::new(),
            units_by_name: BTreeMap::new(),
            accounts_by_email: BTreeMap::new(),
        };
        for (id, tags) in live.tags.iter().flatten() {
            if let Some(tag) = tags.get(OWNER_TAG).and_then(|value| OwnerTag::parse(value))
                && tag.baseline == declared.baseline
            {
                let address = index.today(tag.address);
                index.by_address.entry(address).or_default().insert(PlaceId(id.clone()));
            }
        }
        for unit in live.units.iter().flat_map(BTreeMap::values) {
            index.units_by_name.insert((&unit.parent, &unit.name), &unit.id);
        }
        for account in live.accounts.iter().flat_map(BTreeMap::values) {
            let email = account.email.to_lowercase();
            index.accounts_by_email.entry(email).or_default().insert(&account.id);
        }
        index
    }

    /// The address under the key of today, when `[[moved]]` renamed it.
    fn today(&self, mut address: Address) -> Address {
        address.key = self.declared.renamed(&address.kind, &address.key).to_owned();
        address
    }

    fn owner(&self, id: &str, name: &str) -> Owner {
        let none = Tags::new();
        let tags = self.live.tags.as_ref().and_then(|all| all.get(id)).unwrap_or(&none);
        match owner(&self.declared.baseline, name, tags) {
            Owner::Ours(address) => Owner::Ours(self.today(address)),
            other => other,
        }
    }

    /// Whether a unit is another one of ours, by its `id` or its tag, and only has this name until it gives it up. That it is rests on its tag.
    fn is_anothers(&self, id: &PlaceId, address: &Address, binding: &mut Binding) -> bool {
        let mut pinned = self.declared.units.iter().filter(|(key, _)| **key != address.key);
        if pinned.any(|(_, unit)| unit.id.as_deref() == Some(id.as_str())) {
            return true;
        }
        let anothers = matches!(
            binding.owners.get(id),
            Some(Owner::Ours(owned)) if owned.kind == address.kind && owned.key != address.key
        );
        if anothers {
            binding.doubtful.insert(id.clone());
        }
        anothers
    }

    fn tagged<T>(&self, address: &Address, live: &BTreeMap<PlaceId, T>) -> Vec<PlaceId> {
        let all = self.by_address.get(address).into_iter().flatten();
        all.filter(|id| live.contains_key(*id)).cloned().collect()
    }

    fn tags_as_declared(&self, id: &PlaceId, address: &Address, declared: &Tags) -> bool {
        let live = self.live.tags_of(id.as_str());
        let owner = OwnerTag::new(&self.declared.baseline, address.clone()).to_string();
        let is_declared = |key: &String| key == OWNER_TAG || key.starts_with("aws:") || declared.contains_key(key);
        let others_matter = self.declared.exclusive.contains("tags");
        live.get(OWNER_TAG) == Some(&owner)
            && declared.iter().all(|(key, value)| live.get(key) == Some(value))
            && !(others_matter && live.keys().any(|key| !is_declared(key)))
    }
}

fn bind_unit(
    index: &Index,
    live: &BTreeMap<PlaceId, LiveUnit>,
    (key, unit): (&str, &DeclaredUnit),
    below_untied: bool,
    binding: &mut Binding,
) {
    let address = Address::new("unit", key);
    let parent = Declared::unit_place(&unit.parent);
    let parent_id = binding.id(&parent).cloned();
    bind_replaced(index, live, key, binding);
    let natural = parent_id
        .as_ref()
        .and_then(|parent| index.units_by_name.get(&(parent, unit.name.as_str())))
        .map(|id| (*id).clone());
    let replaced = binding.replaced.get(key).cloned().unwrap_or_default();
    let natural = natural.filter(|id| !replaced.contains(id) && !index.is_anothers(id, &address, binding));
    let candidates = Candidates {
        pinned: unit.id.clone().map(PlaceId),
        tagged: index.tagged(&address, live),
        natural: natural.into_iter().collect(),
    };
    let Some(id) = choose(candidates, &address, binding) else {
        return;
    };
    if !index.tags_as_declared(&id, &address, &unit.tags) {
        binding.doubtful.insert(id.clone());
    }
    let stands_right = below_untied || live.get(&id).map(|unit| &unit.parent) == parent_id.as_ref();
    if stands_right {
        binding.units.insert(key.to_owned(), id);
    } else {
        binding.doubtful.insert(id.clone());
        binding.replaced.entry(key.to_owned()).or_default().insert(id);
    }
}

/// The old unit, which a new one takes the place of: the one with the tag that says so, unless another tool made it.
fn bind_replaced(index: &Index, live: &BTreeMap<PlaceId, LiveUnit>, key: &str, binding: &mut Binding) {
    let address = Address::new("unit", key).part(REPLACED);
    let tagged = index.tagged(&address, live);
    binding.doubtful.extend(tagged.iter().cloned());
    let (ours, _): (Vec<_>, Vec<_>) = tagged
        .into_iter()
        .partition(|id| matches!(binding.owners.get(id), Some(Owner::Ours(_))));
    if let [_, _, ..] = ours.as_slice() {
        let ids: Vec<String> = ours.iter().map(ToString::to_string).collect();
        binding.mismatches.push(Mismatch {
            address,
            why: format!("{} all carry its ownership tag, and none is deleted", ids.join(", ")),
            help: "remove the tag `groundline` from all but the one that may go".to_owned(),
        });
        binding.disputed.extend(ours);
    } else if !ours.is_empty() {
        binding.replaced.entry(key.to_owned()).or_default().extend(ours);
    }
}

fn bind_account(
    index: &Index,
    live: &BTreeMap<PlaceId, LiveAccount>,
    key: &str,
    account: &DeclaredAccount,
    binding: &mut Binding,
) {
    let address = Address::new("account", key);
    let management = PlaceId(index.live.management_account.clone());
    if key == MANAGEMENT && !live.contains_key(&management) {
        return;
    }
    let natural: Vec<PlaceId> = account
        .email
        .as_ref()
        .and_then(|email| index.accounts_by_email.get(email))
        .into_iter()
        .flatten()
        .map(|id| (*id).clone())
        .collect();
    let pinned = account.id.clone().map(PlaceId);
    let candidates = Candidates {
        pinned: if key == MANAGEMENT {
            Some(management.clone())
        } else {
            pinned
        },
        tagged: index.tagged(&address, live),
        natural,
    };
    let Some(id) = choose(candidates, &address, binding) else {
        return;
    };
    if !index.tags_as_declared(&id, &address, &account.tags) {
        binding.doubtful.insert(id.clone());
    }
    if key != MANAGEMENT && id == management {
        binding.disputed.insert(id.clone());
        binding.mismatches.push(Mismatch {
            address,
            why: format!("{id}, which its id, tag or e-mail names, is the management account"),
            help: format!(
                "declare the management account as `[accounts.{MANAGEMENT}]`, and correct or remove this one"
            ),
        });
        return;
    }
    binding.accounts.insert(key.to_owned(), id);
}

fn choose(candidates: Candidates<PlaceId>, address: &Address, binding: &mut Binding) -> Option<PlaceId> {
    let chosen = candidates.choose(address, &binding.owners, |owned| {
        owned.part.as_deref() == Some(REPLACED)
    });
    binding.doubtful.extend(chosen.doubtful);
    binding.disputed.extend(chosen.disputed);
    match chosen.found {
        Ok(found) => found,
        Err(mismatch) => {
            binding.mismatches.push(mismatch);
            None
        }
    }
}

/// What is tied to two keys is tied to neither: one of them is not what it says.
fn untie_shared(binding: &mut Binding) {
    let mut keys: BTreeMap<&PlaceId, BTreeSet<Address>> = BTreeMap::new();
    let units = binding.units.iter().map(|(key, id)| ("unit", key, id));
    let accounts = binding.accounts.iter().map(|(key, id)| ("account", key, id));
    let replaced = binding.replaced.iter();
    let replaced = replaced.flat_map(|(key, ids)| ids.iter().map(move |id| ("unit", key, id)));
    for (kind, key, id) in units.chain(accounts).chain(replaced) {
        keys.entry(id).or_default().insert(Address::new(kind, key));
    }
    let shared: Vec<(PlaceId, BTreeSet<Address>)> = keys
        .into_iter()
        .filter(|(_, keys)| keys.len() > 1)
        .map(|(id, keys)| (id.clone(), keys))
        .collect();
    for (id, keys) in shared {
        let names: Vec<String> = keys.iter().map(ToString::to_string).collect();
        for address in keys {
            match address.kind.as_str() {
                "unit" => {
                    binding.units.remove(&address.key);
                    binding.replaced.remove(&address.key);
                }
                _ => drop(binding.accounts.remove(&address.key)),
            }
            binding.mismatches.push(Mismatch {
                address,
                why: format!("{id} is what {} mean, by id, tag, name or e-mail", names.join(" and ")),
                help: "correct the `id`, or what else names it, of the one that is another thing".to_owned(),
            });
        }
        binding.disputed.insert(id);
    }
}

/// Owned units that no key declares would be deleted: their tags must be fresh.
fn doubt_what_would_be_pruned(index: &Index, binding: &mut Binding) {
    let known = |address: &Address| match address.kind.as_str() {
        "unit" => index.declared.units.contains_key(&address.key) && address.part.is_none(),
        _ => true,
    };
    let doubtful: Vec<_> = binding
        .owners
        .iter()
        .filter(|(_, owner)| matches!(owner, Owner::Ours(address) if !known(address)))
        .map(|(id, _)| id.clone())
        .collect();
    binding.doubtful.extend(doubtful);
}
