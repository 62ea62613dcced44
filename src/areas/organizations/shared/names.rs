//! Names that change hands. AWS takes no name twice in one place, so whoever gets a name waits until the one that has it gave it up.
//!
//! Where nobody can be first, one steps aside under a temporary name: one of a circle, and one that is deleted and still holds or guards something, since
//! it must stay until another does its work. A run that was cut there goes on: ownership tags and ids say which is which, and names do not.

use crate::areas::organizations::shared::planned;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::areas::lifecycle::Draft;
use crate::engine::address::Address;
use crate::engine::change::{Action, Change, Facet, Label, Phase};
use crate::facts::op::Op;

/// How temporary names begin.
const TEMPORARY: &str = "groundline-temporary";

/// Something live that has a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Its id.
    pub id: String,
    /// Its address; a stranger's is its kind and id.
    pub address: Address,
    /// Within what its name is unique: the parent of a unit, the type of a policy.
    pub scope: String,
    /// Its name.
    pub name: String,
    /// Whether it holds or guards something, so that others may have to come before it goes.
    pub in_use: bool,
}

/// All names of one area, and who gets which.
#[derive(Debug)]
pub struct Names {
    /// The area.
    pub area: &'static str,
    /// When renaming is best done.
    pub phase: Phase,
    /// The operation that renames.
    pub rename: &'static Op,
    /// Everything live.
    pub live: Vec<Holder>,
    /// The scope of what is made.
    pub scopes: BTreeMap<Address, String>,
    /// The names that the baseline says, by scope.
    pub wanted: BTreeSet<(String, String)>,
}

/// A change that gives a name.
struct Take {
    /// Its place among the changes.
    change: usize,
    /// Who gets the name, if it is live.
    own: Option<usize>,
    /// Who has it, if anybody does.
    holder: Option<usize>,
}

/// Whether a change gives another name and does nothing else.
#[must_use]
pub fn only_renames(change: &Change) -> bool {
    let fields = change.after.as_ref().and_then(Value::as_object);
    change.action == Action::Update && fields.is_some_and(|fields| fields.len() == 1 && fields.contains_key("name"))
}

/// The name that a change comes to.
#[must_use]
pub fn name_after(change: &Change) -> Option<&str> {
    change.after.as_ref()?.get("name")?.as_str()
}

/// Whether this is a temporary name, or a path that ends with one.
#[must_use]
pub fn is_temporary(name: &str) -> bool {
    name.rsplit('/').next().is_some_and(|last| last.starts_with(TEMPORARY))
}

fn field<'a>(side: Option<&'a Value>, name: &str) -> Option<&'a Value> {
    side?.get(name)
}

fn differs(change: &Change, name: &str) -> bool {
    field(change.before.as_ref(), name) != field(change.after.as_ref(), name)
}

impl Names {
    /// Makes those who get a name wait for those who have it. What gets the name of one that keeps it is left out, by name.
    pub fn order_renames(&self, draft: &mut Draft) {
        while let Some((change, holder)) = self.kept_by_another(&draft.changes) {
            self.leave_out(change, holder, draft);
        }
        let takes = self.takes(&draft.changes);
        if takes.iter().all(|take| take.holder.is_none()) {
            return;
        }
        let outcomes = Outcomes::new(&self.live, &takes, &draft.changes);
        let aside = self.set_aside(&takes, &outcomes);
        let handed: BTreeSet<usize> = takes.iter().filter_map(|take| take.holder).collect();
        let getters: BTreeMap<usize, Address> = takes
            .iter()
            .filter_map(|take| Some((take.holder?, draft.changes.get(take.change)?.address.clone())))
            .collect();
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let mut more: Vec<Change> = Vec::new();
        let mut renames: BTreeMap<usize, Change> = BTreeMap::new();
        // A text may have to wait for other texts; a name must not wait with it.
        for take in &takes {
            let is_handed = take.holder.is_some() || take.own.is_some_and(|own| handed.contains(&own));
            if let Some(change) = draft.changes.get_mut(take.change)
                && is_handed
                && change.action != Action::Create
                && differs(change, "document")
            {
                renames.insert(take.change, self.part(change));
            }
        }
        for take in &takes {
            let label = take.holder.and_then(|holder| self.live.get(holder));
            let label = label.map(|holder| Label::new(&holder.address, Facet::Unnamed));
            let parted = renames.get_mut(&take.change);
            if let Some(change) = parted.or_else(|| draft.changes.get_mut(take.change)) {
                change.needs.extend(label);
            }
        }
        for number in handed {
            let Some(holder) = self.live.get(number) else { continue };
            let Some(own) = outcomes.change(number, &takes) else {
                continue;
            };
            let parted = renames.get_mut(&own);
            let Some(change) = parted.or_else(|| draft.changes.get_mut(own)) else {
                continue;
            };
            let label = Label::new(&holder.address, Facet::Unnamed);
            if aside.contains(&number) {
                let name = self.temporary(holder, &taken);
                let until = if outcomes.goes(number) {
                    "it is deleted"
                } else {
                    "its new one is free"
                };
                let to = getters.get(&number).map_or_else(String::new, Address::to_string);
                let mut step = self.step(holder, &name);
                step.reason = format!(
                    "steps aside under a temporary name until {until}: `{}` goes to {to}",
                    holder.name
                );
                step.provides.insert(label.clone());
                starts_as(change, &holder.name, &name);
                taken.insert(name);
                change.needs.insert(label);
                more.push(step);
            } else {
                change.provides.insert(label);
            }
        }
        draft.changes.extend(renames.into_values());
        draft.changes.extend(more);
        self.say_from_whom(&takes, draft);
    }

    /// Every change that gives a name.
    fn takes(&self, changes: &[Change]) -> Vec<Take> {
        let by_id: BTreeMap<&str, usize> = self.live.iter().enumerate().map(|(at, one)| (&*one.id, at)).collect();
        let by_name: BTreeMap<(&str, &str), usize> = self
            .live
            .iter()
            .enumerate()
            .map(|(at, one)| ((&*one.scope, &*one.name), at))
            .collect();
        let take = |(at, change): (usize, &Change)| {
            let gives = match change.action {
                Action::Create => true,
                Action::Update | Action::Adopt => differs(change, "name"),
                _ => false,
            };
            if change.area != self.area || !gives {
                return None;
            }
            let own = change.id.as_deref().and_then(|id| by_id.get(id)).copied();
            let scope = match own {
                Some(own) => self.live.get(own).map(|own| &own.scope),
                None => self.scopes.get(&change.address),
            };
            let holder = by_name.get(&(scope?, name_after(change)?)).copied();
            Some(Take {
                change: at,
                own,
                holder: holder.filter(|holder| Some(*holder) != own),
            })
        };
        changes.iter().enumerate().filter_map(take).collect()
    }

    /// The first change that gives a name which another one keeps.
    fn kept_by_another(&self, changes: &[Change]) -> Option<(usize, usize)> {
        let takes = self.takes(changes);
        let outcomes = Outcomes::new(&self.live, &takes, changes);
        takes.iter().find_map(|take| {
            let holder = take.holder?;
            outcomes
                .change(holder, &takes)
                .is_none()
                .then_some((take.change, holder))
        })
    }

    fn leave_out(&self, at: usize, holder: usize, draft: &mut Draft) {
        let (Some(change), Some(holder)) = (draft.changes.get_mut(at), self.live.get(holder)) else {
            return;
        };
        let name = name_after(change).unwrap_or_default().to_owned();
        let why = format!(
            "its name `{name}` is still that of {} ({}), which cannot give it up in this run",
            holder.address, holder.id
        );
        let address = change.address.clone();
        let is_made = change.action == Action::Create;
        if let Some(after) = change.after.as_mut().and_then(Value::as_object_mut) {
            match change.before.as_ref().and_then(|before| before.get("name")) {
                Some(name) => after.insert("name".to_owned(), name.clone()),
                None => after.remove("name"),
            };
        }
        if !differs(change, "document") && !differs(change, "description") {
            let rename = self.rename.to_string();
            change.calls.retain(|call| call.operation != rename);
        }
        if is_made || change.calls.is_empty() {
            let changes = std::mem::take(&mut draft.changes).into_iter().enumerate();
            draft.changes = changes
                .filter(|(place, _)| *place != at)
                .map(|(_, change)| change)
                .collect();
        }
        draft.leave_out(&address, why);
    }

    /// Who steps aside: one of each circle, and whoever goes and is in use.
    fn set_aside(&self, takes: &[Take], outcomes: &Outcomes) -> BTreeSet<usize> {
        let mut aside: BTreeSet<usize> = takes
            .iter()
            .filter_map(|take| take.holder)
            .filter(|holder| outcomes.goes(*holder) && self.live.get(*holder).is_some_and(|holder| holder.in_use))
            .collect();
        let next: BTreeMap<usize, usize> = takes
            .iter()
            .filter_map(|take| Some((take.own?, take.holder?)))
            .collect();
        let mut seen: BTreeSet<usize> = BTreeSet::new();
        for start in next.keys() {
            let mut way: Vec<usize> = Vec::new();
            let mut at = *start;
            while seen.insert(at) {
                way.push(at);
                match next.get(&at) {
                    Some(on) => at = *on,
                    None => break,
                }
            }
            // What was met on this very way is a circle.
            if let Some(begin) = way.iter().position(|one| *one == at).filter(|_| next.contains_key(&at)) {
                let circle = way.iter().skip(begin).copied();
                aside.extend(circle.min_by_key(|one| self.live.get(*one).map(|holder| &holder.address)));
            }
        }
        aside
    }

    /// Takes the name out of a change, into one of its own.
    fn part(&self, change: &mut Change) -> Change {
        let mut rename = Change::new(self.area, self.phase, Action::Update, change.address.clone());
        rename.id.clone_from(&change.id);
        rename.reason = "name differs".to_owned();
        for (whole, part) in [
            (&mut change.before, &mut rename.before),
            (&mut change.after, &mut rename.after),
        ] {
            let name = whole.as_mut().and_then(Value::as_object_mut);
            let name = name.and_then(|fields| fields.remove("name"));
            *part = name.map(|name| json!({ "name": name }));
        }
        rename.calls.push(planned::once(self.rename));
        rename
    }

    /// The change by which one steps aside.
    fn step(&self, holder: &Holder, name: &str) -> Change {
        let mut step = Change::new(self.area, self.phase, Action::Update, holder.address.clone());
        step.id = Some(holder.id.clone());
        step.before = Some(json!({ "name": holder.name }));
        step.after = Some(json!({ "name": name }));
        step.calls.push(planned::once(self.rename));
        if holder.address.part.is_some() {
            // A unit that is replaced is marked before anything else.
            step.needs.insert(Label::new(&holder.address, Facet::Enabled));
        }
        step
    }

    /// A name that nothing has and nothing is to get. Both kinds of names may have 128 characters, and a key has at most 64.
    fn temporary(&self, holder: &Holder, taken: &BTreeSet<String>) -> String {
        let address = &holder.address;
        let part = address.part.as_ref().map(|part| format!("-{part}")).unwrap_or_default();
        let plain = format!("{TEMPORARY}-{}-{}{part}", address.kind, address.key);
        let is_free = |name: &String| {
            let has = |one: &Holder| one.scope == holder.scope && one.name == *name;
            let wanted = self.wanted.contains(&(holder.scope.clone(), name.clone()));
            !wanted && !taken.contains(name) && !self.live.iter().any(has)
        };
        let numbered = (2_u32..).map(|number| format!("{plain}-{number}"));
        std::iter::once(plain.clone())
            .chain(numbered)
            .find(is_free)
            .unwrap_or(plain)
    }

    /// Whoever is made under the name of one that goes may be the same under another key: the plan says what to write then.
    fn say_from_whom(&self, takes: &[Take], draft: &mut Draft) {
        for take in takes {
            let holder = take.holder.and_then(|holder| self.live.get(holder));
            if let (Some(holder), Some(change)) = (holder, draft.changes.get_mut(take.change))
                && change.action == Action::Create
            {
                let from = &holder.address;
                change.reason = format!("{}; it gets the name of {from}", change.reason);
                if from.part.is_none() && from.kind == change.address.kind {
                    change.reason = format!(
                        "{} (if {from} is the same under its old key, say so with `[[moved]]`)",
                        change.reason
                    );
                }
            }
        }
    }
}

/// A change begins with another name than the one of today.
fn starts_as(change: &mut Change, old: &str, name: &str) {
    let Some(before) = change.before.as_mut().and_then(Value::as_object_mut) else {
        return;
    };
    before.insert("name".to_owned(), json!(name));
    if let Some(Value::String(path)) = before.get_mut("path")
        && let Some(above) = path.strip_suffix(old)
    {
        *path = format!("{above}{name}");
    }
}

/// What becomes of everything live.
struct Outcomes {
    /// The take of each that gets another name.
    renamed: BTreeMap<usize, usize>,
    /// The change that deletes each that goes.
    goes: BTreeMap<usize, usize>,
}

impl Outcomes {
    fn new(live: &[Holder], takes: &[Take], changes: &[Change]) -> Self {
        let by_id: BTreeMap<&str, usize> = live.iter().enumerate().map(|(at, one)| (&*one.id, at)).collect();
        let deletes = changes
            .iter()
            .enumerate()
            .filter(|(_, change)| change.action == Action::Delete);
        let goes = deletes.filter_map(|(at, change)| Some((*by_id.get(change.id.as_deref()?)?, at)));
        let renamed = takes.iter().enumerate().filter_map(|(at, take)| Some((take.own?, at)));
        Self {
            renamed: renamed.collect(),
            goes: goes.collect(),
        }
    }

    /// The change by which one gives its name up; none if it keeps it.
    fn change(&self, one: usize, takes: &[Take]) -> Option<usize> {
        let renamed = self.renamed.get(&one).and_then(|take| takes.get(*take));
        renamed.map(|take| take.change).or_else(|| self.goes.get(&one).copied())
    }

    fn goes(&self, one: usize) -> bool {
        self.goes.contains_key(&one) && !self.renamed.contains_key(&one)
    }
}
