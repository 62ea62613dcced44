//! The effective policy, and where each part of it comes from.

use serde_json::{Map, Value};

use super::super::document::Document;
use super::merge::Merger;
use super::note::{Note, Reason};
use super::operator::Allowed;
use super::tree::{Held, Item, Limit, Source, Spot, Tree, allowed};

/// What the policies of one type say together.
#[derive(Debug, Clone)]
pub struct Effective {
    /// The settings, by path.
    pub settings: Vec<Setting>,
    /// What one should know: conflicts, and what has no effect. From the root down.
    pub notes: Vec<Note>,
    document: Value,
}

/// One setting of an effective policy.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The keys from the top, as first written.
    pub path: Vec<String>,
    /// What it is set to.
    pub given: Given,
    /// What policies further down may do to it.
    pub allowed: Allowed,
    /// The policies that allow less than everything, from the top.
    pub limited_by: Vec<Source>,
}

/// What a setting is set to.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// A single value.
    One(Item),
    /// A list, in the order in which it grew; possibly empty.
    Many(Vec<Item>),
}

impl Given {
    /// Its values, each with the policy that gave it.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        match self {
            Self::One(item) => std::slice::from_ref(item),
            Self::Many(items) => items,
        }
    }

    /// As in an effective policy of AWS: the value, or the list.
    #[must_use]
    pub fn value(&self) -> Value {
        match self {
            Self::One(item) => item.value.clone(),
            Self::Many(items) => Value::Array(items.iter().map(|item| item.value.clone()).collect()),
        }
    }
}

impl Effective {
    /// The document without operators, as `DescribeEffectivePolicy` gives it; `{}` if nothing is set.
    #[must_use]
    pub fn document(&self) -> &Value {
        &self.document
    }
}

/// Merges the policies of `layers`: the root's first, each unit's, then the account's, and in a layer in the order in which they were attached,
/// as far as it is known. `policy_type` is AWS's name of their type, which decides whether the case of keys matters.
#[must_use]
pub fn effective(layers: &[Vec<&Document>], policy_type: &str) -> Effective {
    let mut merger = Merger::new(policy_type);
    let mut tree = Tree::default();
    for (layer, policies) in layers.iter().enumerate() {
        for (policy, document) in policies.iter().enumerate() {
            merger.gather(&mut tree, &document.root, Source { layer, policy });
        }
        merger.settle(&mut tree);
    }
    let mut reader = Reader {
        path: Vec::new(),
        limits: Vec::new(),
        settings: Vec::new(),
        notes: merger.notes,
    };
    let document = reader.read(&tree).unwrap_or_else(|| Value::Object(Map::new()));
    Effective {
        settings: reader.settings,
        notes: reader.notes,
        document,
    }
}

/// Writes down a merged tree.
struct Reader {
    path: Vec<String>,
    limits: Vec<Limit>,
    settings: Vec<Setting>,
    notes: Vec<Note>,
}

impl Reader {
    /// What is set at and below a place; nothing if nothing is.
    fn read(&mut self, tree: &Tree<'_>) -> Option<Value> {
        let depth = self.limits.len();
        self.limits.extend(&tree.limits);
        let value = match &tree.held {
            Some(held) => Some(self.setting(held, tree)),
            None => self.map(tree),
        };
        self.limits.truncate(depth);
        value
    }

    fn map(&mut self, tree: &Tree<'_>) -> Option<Value> {
        let mut map = Map::new();
        for branch in tree.branches.values() {
            self.path.push(branch.name.clone());
            if let Some(value) = self.read(&branch.tree) {
                map.insert(branch.name.clone(), value);
            }
            self.path.pop();
        }
        (!map.is_empty()).then_some(Value::Object(map))
    }

    fn setting(&mut self, held: &Held, tree: &Tree<'_>) -> Value {
        if let Some(spot) = first_below(tree) {
            self.notes.push(Note {
                reason: Reason::Clash,
                path: self.path.clone(),
                spot,
                other: Some(held.spot),
            });
        }
        let given = match held.items.first() {
            Some(item) if !held.list => Given::One(item.clone()),
            _ => Given::Many(held.items.clone()),
        };
        let value = given.value();
        self.settings.push(Setting {
            path: self.path.clone(),
            given,
            allowed: allowed(&self.limits),
            limited_by: self.limits.iter().map(|limit| limit.spot.source).collect(),
        });
        value
    }
}

/// Where the first setting below a place was written.
fn first_below(tree: &Tree<'_>) -> Option<Spot> {
    tree.branches.values().find_map(|branch| {
        let here = branch.tree.held.as_ref().map(|held| held.spot);
        here.or_else(|| first_below(&branch.tree))
    })
}
