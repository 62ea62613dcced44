//! Which statement stands in which policy: where it stood before if it can, else where the largest fit first.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::bins::{Bin, statement_size};
use super::block::{Block, Guard, blocks};
use super::sids;
use crate::guardrails::policy::{Policy, Statement, Text};

/// The Deny statements of one guardrail.
#[derive(Debug, Clone)]
pub struct Piece {
    /// Its name in the set.
    pub guardrail: String,
    /// Its statements. All deny: an Allow acts on a whole level and is never moved.
    pub statements: Vec<Statement>,
}

/// How much there is to fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Characters that a policy may have.
    pub characters: usize,
    /// Policies that may be attached where it is scarcest.
    pub policies: usize,
}

/// A policy of the set as it is now.
#[derive(Debug, Clone)]
pub struct Previous {
    /// Its number in the set.
    pub number: usize,
    /// What it says.
    pub policy: Policy,
}

/// The set in policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packing {
    /// The policies, by number.
    pub policies: Vec<Packed>,
    /// Characters of all statements before any were merged.
    pub unmerged: usize,
}

/// One policy of the set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// Its number in the set, from 1. It stays as long as the policy holds anything.
    pub number: usize,
    /// What it says.
    pub policy: Policy,
    /// Characters of its text.
    pub size: usize,
    /// Where its statements come from, in their order.
    pub parts: Vec<Part>,
}

/// Where a statement comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Guardrails whose statements are in it.
    pub guardrails: BTreeSet<String>,
    /// Actions of the statement that stand in other policies of the set.
    pub elsewhere: usize,
}

/// Why the set does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overfull {
    /// Policies that it would need.
    pub needed: usize,
    /// What there was.
    pub room: Room,
    /// A statement that no policy can hold by itself, by name.
    pub too_large: Option<String>,
}

impl fmt::Display for Overfull {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Room { characters, policies } = self.room;
        match &self.too_large {
            Some(name) => write!(
                f,
                "statement `{}` alone has more than the {characters} characters of a policy",
                name.escape_debug()
            ),
            None => write!(
                f,
                "the set needs {} policies of {characters} characters, and there is room for {policies}",
                self.needed
            ),
        }
    }
}

impl std::error::Error for Overfull {}

/// Packs a set. What stood in a policy stays in it, so that a small edit changes one; the same set again changes none.
///
/// # Errors
/// If it does not fit even when packed anew.
pub fn pack(pieces: &[Piece], room: Room, previous: &[Previous]) -> Result<Packing, Overfull> {
    let mut blocks = blocks(pieces);
    sids::make_unique(&mut blocks);
    let packer = Packer { blocks, room };
    packer.can_hold_each()?;
    let sticky = packer.sticky(previous);
    let bins = if sticky.len() <= room.policies {
        sticky
    } else {
        let whole = packer.fill(BTreeMap::new(), packer.all());
        let anew = if whole.len() <= room.policies {
            whole
        } else {
            packer.fill(BTreeMap::new(), packer.cut())
        };
        if anew.len() > room.policies {
            return Err(Overfull {
                needed: anew.len(),
                room,
                too_large: None,
            });
        }
        anew
    };
    let statements = pieces.iter().flat_map(|piece| &piece.statements);
    Ok(Packing {
        policies: bins.iter().map(|(number, bin)| packer.packed(*number, bin)).collect(),
        unmerged: statements.map(statement_size).sum(),
    })
}

/// Policies by number.
type Bins = BTreeMap<usize, Bin>;

/// Actions of a block that look for a place together.
#[derive(Debug, Clone)]
struct Item {
    block: usize,
    actions: Vec<Text>,
}

struct Packer {
    blocks: Vec<Block>,
    room: Room,
}

impl Packer {
    fn can_hold_each(&self) -> Result<(), Overfull> {
        for (number, block) in self.blocks.iter().enumerate() {
            let smallest = if block.can_be_cut() {
                let longest = block
                    .statement
                    .actions
                    .patterns
                    .iter()
                    .max_by_key(|action| action.text.len());
                longest.cloned().into_iter().collect()
            } else {
                block.statement.actions.patterns.clone()
            };
            if Bin::default().size_with(&self.blocks, number, &smallest) > self.room.characters {
                return Err(Overfull {
                    needed: 0,
                    room: self.room,
                    too_large: Some(block.statement.name(number)),
                });
            }
        }
        Ok(())
    }

    fn all(&self) -> Vec<Item> {
        let whole = |(number, block): (usize, &Block)| Item {
            block: number,
            actions: block.statement.actions.patterns.clone(),
        };
        self.blocks.iter().enumerate().map(whole).collect()
    }

    /// Every action by itself, where a block may be cut: the last resort.
    fn cut(&self) -> Vec<Item> {
        let all = self.all();
        all.into_iter().flat_map(|item| self.halves(item, 1)).collect()
    }

    /// An item in parts of at most so many actions, if it may be cut.
    fn halves(&self, item: Item, most: usize) -> Vec<Item> {
        let can_be_cut = self.blocks.get(item.block).is_some_and(Block::can_be_cut);
        if !can_be_cut || item.actions.len() <= most {
            return vec![item];
        }
        let part = |actions: &[Text]| Item {
            block: item.block,
            actions: actions.to_vec(),
        };
        item.actions.chunks(most.max(1)).map(part).collect()
    }

    /// Everything where it stood, as far as it fits; the rest wherever there is room.
    fn sticky(&self, previous: &[Previous]) -> Bins {
        let homes = Homes::new(previous);
        let mut bins = Bins::new();
        let mut homeless = Vec::new();
        for item in self.all() {
            let Some(block) = self.blocks.get(item.block) else {
                continue;
            };
            for (home, actions) in homes.of(block) {
                let item = Item {
                    block: item.block,
                    actions,
                };
                match home {
                    Some(number) => bins.entry(number).or_default().put(item.block, item.actions),
                    None => homeless.push(item),
                }
            }
        }
        for bin in bins.values_mut() {
            homeless.extend(self.evict(bin));
        }
        bins.retain(|_, bin| !bin.held.is_empty());
        self.fill(bins, homeless)
    }

    /// Takes statements out until the rest fits: the smallest one that is enough, else the largest.
    fn evict(&self, bin: &mut Bin) -> Vec<Item> {
        let mut out = Vec::new();
        loop {
            let size = bin.size(&self.blocks);
            if size <= self.room.characters {
                return out;
            }
            let over = size - self.room.characters;
            let mut sizes: Vec<(usize, usize)> = bin
                .held
                .iter()
                .filter_map(|(number, actions)| {
                    let block = self.blocks.get(*number)?;
                    Some((statement_size(&block.part(actions)), *number))
                })
                .collect();
            sizes.sort_unstable();
            let enough = sizes.iter().find(|(size, _)| *size >= over);
            let Some((_, number)) = enough.or(sizes.last()).copied() else {
                return out;
            };
            let actions = bin.held.remove(&number).unwrap_or_default();
            out.push(Item { block: number, actions });
        }
    }

    /// Puts items in, the largest first, each into the first policy that has room.
    fn fill(&self, mut bins: Bins, items: Vec<Item>) -> Bins {
        let mut items: Vec<(usize, Item)> = items.into_iter().map(|item| (self.size(&item), item)).collect();
        // A stable sort: of the same size, the first in the set comes first.
        items.sort_by_key(|(size, item)| (std::cmp::Reverse(*size), item.block));
        let mut pending: Vec<Item> = items.into_iter().rev().map(|(_, item)| item).collect();
        while let Some(item) = pending.pop() {
            let fits = |bin: &Bin| bin.size_with(&self.blocks, item.block, &item.actions) <= self.room.characters;
            if let Some(bin) = bins.values_mut().find(|bin| fits(bin)) {
                bin.put(item.block, item.actions);
            } else if fits(&Bin::default()) {
                let number = free_number(&bins);
                bins.entry(number).or_default().put(item.block, item.actions);
            } else {
                // Larger than a policy: it was checked that its parts are not.
                let half = item.actions.len().div_ceil(2);
                pending.extend(self.halves(item, half).into_iter().rev());
            }
        }
        bins
    }

    fn size(&self, item: &Item) -> usize {
        let block = self.blocks.get(item.block);
        block.map_or(0, |block| statement_size(&block.part(&item.actions)))
    }

    fn packed(&self, number: usize, bin: &Bin) -> Packed {
        let parts = bin.held.iter().filter_map(|(number, actions)| {
            let block = self.blocks.get(*number)?;
            Some(Part {
                guardrails: block.sources.clone(),
                elsewhere: block.statement.actions.patterns.len().saturating_sub(actions.len()),
            })
        });
        Packed {
            number,
            policy: bin.policy(&self.blocks),
            size: bin.size(&self.blocks),
            parts: parts.collect(),
        }
    }
}

/// The lowest number that no policy has.
fn free_number(bins: &Bins) -> usize {
    (1..)
        .find(|number| !bins.contains_key(number))
        .unwrap_or(bins.len() + 1)
}

/// Where statements stood.
struct Homes {
    by_guard: BTreeMap<Guard, Vec<(usize, BTreeSet<String>)>>,
    by_sid: BTreeMap<String, usize>,
}

impl Homes {
    fn new(previous: &[Previous]) -> Self {
        let mut homes = Self {
            by_guard: BTreeMap::new(),
            by_sid: BTreeMap::new(),
        };
        for Previous { number, policy } in previous {
            for statement in &policy.statements {
                let actions = statement.actions.texts().map(str::to_ascii_lowercase).collect();
                let of_guard = homes.by_guard.entry(Guard::of(statement)).or_default();
                of_guard.push((*number, actions));
                if let Some(sid) = &statement.sid {
                    homes.by_sid.entry(sid.text.clone()).or_insert(*number);
                }
            }
        }
        homes
    }

    /// Where the actions of a block stood; what is new goes to the first of these places. A statement whose conditions or
    /// resources changed is known by its name.
    fn of(&self, block: &Block) -> BTreeMap<Option<usize>, Vec<Text>> {
        let all = &block.statement.actions.patterns;
        let by_sid = || block.statement.sid.as_ref().and_then(|sid| self.by_sid.get(&sid.text));
        let Some(places) = self.by_guard.get(&block.guard) else {
            return BTreeMap::from([(by_sid().copied(), all.clone())]);
        };
        let first = places.first().map(|(number, _)| *number);
        if !block.can_be_cut() {
            return BTreeMap::from([(first, all.clone())]);
        }
        let mut homes: BTreeMap<Option<usize>, Vec<Text>> = BTreeMap::new();
        for action in all {
            let folded = action.text.to_ascii_lowercase();
            let known = places.iter().find(|(_, actions)| actions.contains(&folded));
            let home = known.map(|(number, _)| *number).or(first);
            homes.entry(home).or_default().push(action.clone());
        }
        homes
    }
}
