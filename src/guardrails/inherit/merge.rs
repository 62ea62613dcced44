//! The merge itself: layer by layer from the root, each in the order of its policies.

use super::super::document::{Kind, Member, Node};
use super::note::{Note, Reason};
use super::operator::{Allowed, CONTROL, MARK, Operator};
use super::tree::{Branch, Held, Limit, Source, Spot, Touch, Tree, allowed, texts, values};
use crate::facts::policy_types;

/// Merges policies of one type.
pub(super) struct Merger {
    /// Whether keys that differ only in case are one.
    folds: bool,
    path: Vec<String>,
    /// The limits from the top to where the merge is.
    above: Vec<Limit>,
    pub(super) notes: Vec<Note>,
}

impl Merger {
    pub(super) fn new(policy_type: &str) -> Self {
        Self {
            folds: folds(policy_type),
            path: Vec::new(),
            above: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Takes in what a policy of the layer at hand says.
    pub(super) fn gather<'a>(&mut self, tree: &mut Tree<'a>, node: &'a Node, source: Source) {
        let depth = self.above.len();
        self.above.extend(&tree.limits);
        for member in node.members() {
            let spot = Spot {
                source,
                place: member.key_place(),
            };
            if let Some(operator) = Operator::parse(&member.key) {
                let node = &member.value;
                self.touch(tree, Touch { operator, node, spot });
            } else if member.key == CONTROL {
                self.limit(tree, Allowed::read(&member.value), spot);
            } else if !member.key.starts_with(MARK) && matches!(member.value.kind, Kind::Object(_)) {
                self.descend(tree, member, spot);
            }
        }
        self.above.truncate(depth);
    }

    fn descend<'a>(&mut self, tree: &mut Tree<'a>, member: &'a Member, spot: Spot) {
        let key = if self.folds {
            member.key.to_lowercase()
        } else {
            member.key.clone()
        };
        let branch = tree.branches.entry(key).or_insert_with(|| Branch {
            name: member.key.clone(),
            spot,
            tree: Tree::default(),
        });
        self.path.push(branch.name.clone());
        if branch.name != member.key {
            self.note(Reason::Spelling(member.key.clone()), spot, Some(branch.spot));
        }
        self.gather(&mut branch.tree, &member.value, spot.source);
        self.path.pop();
    }

    /// What is not inherited is added by any operator, so that it counts as appended (AWS Organizations User Guide, "Backup policy examples":
    /// `@@append` on `plans` lets policies below add plans, with `@@assign` inside).
    fn touch<'a>(&mut self, tree: &mut Tree<'a>, touch: Touch<'a>) {
        let left = allowed(&self.above);
        let is_allowed = left.has(touch.operator) || (tree.held.is_none() && left.has(Operator::Append));
        let forbids = |limit: &&Limit| !is_allowed && !limit.allowed.has(touch.operator);
        match self.above.iter().find(forbids) {
            Some(limit) => {
                let by = limit.spot;
                self.note(Reason::Forbidden(touch.operator), touch.spot, Some(by));
            }
            None => tree.touches.push(touch),
        }
    }

    fn limit(&mut self, tree: &mut Tree<'_>, limit: Allowed, spot: Spot) {
        let loosens = |above: &&Limit| limit.and(above.allowed) != limit;
        if let Some(above) = self.above.iter().find(loosens) {
            let by = above.spot;
            self.note(Reason::Loosened(limit), spot, Some(by));
        }
        tree.new_limits.push(Limit { allowed: limit, spot });
    }

    /// Ends a layer: what its policies do takes effect, and their controls bind from here on.
    pub(super) fn settle(&mut self, tree: &mut Tree<'_>) {
        let touches = std::mem::take(&mut tree.touches);
        if !touches.is_empty() {
            tree.held = self.settled(tree.held.take(), &touches);
        }
        let new_limits = std::mem::take(&mut tree.new_limits);
        // A control that leaves what others leave anyway says nothing.
        for limit in new_limits {
            if allowed(&tree.limits).and(limit.allowed) != allowed(&tree.limits) {
                tree.limits.push(limit);
            }
        }
        for branch in tree.branches.values_mut() {
            self.path.push(branch.name.clone());
            self.settle(&mut branch.tree);
            self.path.pop();
        }
    }

    /// The value after a layer: that which is first assigned there or else inherited, without what is removed, with what is appended.
    fn settled(&mut self, inherited: Option<Held>, touches: &[Touch<'_>]) -> Option<Held> {
        let of = |operator: Operator| touches.iter().filter(move |touch| touch.operator == operator);
        self.undecided(touches);
        let mut held = match of(Operator::Assign).next() {
            Some(first) => Some(Held::of(first)),
            None => inherited,
        };
        for touch in of(Operator::Remove) {
            let Some(now) = held.as_mut() else { break };
            if !now.list {
                let spot = now.spot;
                self.note(Reason::NotAList(touch.operator), touch.spot, Some(spot));
                continue;
            }
            let before = now.items.len();
            now.take(&texts(touch));
            // The User Guide's example 3: a setting of which nothing is left is not in the effective policy. One assigned empty is.
            if now.items.is_empty() && before > 0 {
                held = None;
            }
        }
        for touch in of(Operator::Append) {
            match held.as_mut() {
                Some(now) if !now.list => {
                    let spot = now.spot;
                    self.note(Reason::NotAList(touch.operator), touch.spot, Some(spot));
                }
                Some(now) => values(touch).into_iter().for_each(|item| now.add(item)),
                None => {
                    let mut new = Held::of(touch);
                    new.list = true;
                    held = Some(new);
                }
            }
        }
        held
    }

    /// Notes where the order of policies at one place decides.
    fn undecided(&mut self, touches: &[Touch<'_>]) {
        for (index, touch) in touches.iter().enumerate() {
            let earlier = touches.get(..index).unwrap_or_default();
            let others = earlier.iter().filter(|other| other.spot.source != touch.spot.source);
            // Against each further one the first says it all.
            let found = others
                .into_iter()
                .find_map(|other| Some((clash(other, touch)?, other.spot)));
            if let Some((reason, other)) = found {
                self.note(reason, touch.spot, Some(other));
            }
        }
    }

    /// Keeps what there is to know about the key at hand.
    pub(super) fn note(&mut self, reason: Reason, spot: Spot, other: Option<Spot>) {
        self.notes.push(Note {
            reason,
            path: self.path.clone(),
            spot,
            other,
        });
    }
}

/// Whether keys of a type that differ only in case are one: those of tag policies are "not case sensitive" (User Guide, "Tag policy syntax"),
/// and those of backup policies come back in lower case ("Backup policy examples").
pub(super) fn folds(policy_type: &str) -> bool {
    policy_type == policy_types::TAG || policy_type == "BACKUP_POLICY"
}

/// Why the order of two policies matters to a setting, if it does.
fn clash(one: &Touch<'_>, other: &Touch<'_>) -> Option<Reason> {
    match (one.operator, other.operator) {
        (Operator::Assign, Operator::Assign) => {
            let kinds = matches!(one.node.kind, Kind::List(_)) == matches!(other.node.kind, Kind::List(_));
            (!kinds || texts(one) != texts(other)).then_some(Reason::Conflict)
        }
        (Operator::Append, Operator::Append) | (Operator::Remove, Operator::Remove) => None,
        (Operator::Append | Operator::Remove, Operator::Append | Operator::Remove) => {
            (!texts(one).is_disjoint(&texts(other))).then_some(Reason::Undecided)
        }
        (Operator::Assign, _) | (_, Operator::Assign) => Some(Reason::Undecided),
    }
}
