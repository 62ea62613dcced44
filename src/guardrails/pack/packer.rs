//! Which statement stands in which policy: where it stood before if it can, else where most is free, the largest first.

use std::collections::{BTreeMap, BTreeSet};

use super::bins::{Bin, unpacked};
use super::block::{Block, blocks};
use super::homes::Homes;
use super::packing::{Overfull, Packed, Packing, Part, Piece, Previous, Room};
use super::sids;
use crate::guardrails::policy::Text;

/// Packs a set. What stood in a policy stays in it, so that a small edit changes one; the same set again changes none. A policy whose
/// statements all find room in others goes.
///
/// # Errors
/// If it does not fit even when packed anew.
pub fn pack(pieces: &[Piece], room: Room, previous: &[Previous]) -> Result<Packing, Overfull> {
    let packer = Packer::new(pieces, room)?;
    let mut fewest: Option<Bins> = None;
    for attempt in [Packer::sticky, Packer::sticky_cut, Packer::anew, Packer::anew_cut] {
        let bins = packer.without_surplus(attempt(&packer, previous));
        if bins.len() <= room.policies {
            return Ok(packer.packing(&bins, pieces));
        }
        if fewest.as_ref().is_none_or(|fewest| bins.len() < fewest.len()) {
            fewest = Some(bins);
        }
    }
    let bins = fewest.unwrap_or_default();
    Err(Overfull {
        needed: bins.len(),
        characters: bins.values().map(|bin| bin.size()).sum(),
        room,
        too_large: None,
    })
}

/// The fewest policies that a set fits into, whatever stands where now: what others must leave it.
#[must_use]
pub fn least(pieces: &[Piece], characters: usize) -> usize {
    let room = Room {
        characters,
        policies: usize::MAX,
    };
    Packer::new(pieces, room).map_or(0, |packer| {
        let whole = packer.without_surplus(packer.anew(&[]));
        let size: usize = whole.values().map(Bin::size).sum();
        if size > characters.saturating_mul(whole.len().saturating_sub(1)) {
            return whole.len();
        }
        whole.len().min(packer.without_surplus(packer.anew_cut(&[])).len())
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

/// Of the policies that have room for an item, which takes it.
#[derive(Clone, Copy)]
enum Choice {
    /// The one that is least full, so that all have room for later edits.
    Emptiest,
    /// The first: fills policies up one by one.
    First,
}

struct Packer {
    blocks: Vec<Block>,
    room: Room,
}

impl Packer {
    fn new(pieces: &[Piece], room: Room) -> Result<Self, Overfull> {
        let mut blocks = blocks(pieces);
        sids::make_unique(&mut blocks);
        blocks.iter_mut().for_each(Block::measure);
        let packer = Self { blocks, room };
        packer.can_hold_each()?;
        Ok(packer)
    }

    fn can_hold_each(&self) -> Result<(), Overfull> {
        for (number, block) in self.blocks.iter().enumerate() {
            let patterns = &block.statement.actions.patterns;
            let smallest = if block.can_be_cut() {
                let longest = patterns.iter().max_by_key(|action| action.text.len());
                longest.cloned().into_iter().collect()
            } else {
                patterns.clone()
            };
            let size = Bin::default().size_with(&self.blocks, number, &smallest);
            if size > self.room.characters {
                return Err(Overfull {
                    needed: 0,
                    characters: size,
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

    /// An item in parts of at most so many actions, if it may be cut.
    fn parts(&self, item: Item, most: usize) -> Vec<Item> {
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

    /// Every action by itself, where a statement may be cut.
    fn cut(&self, items: Vec<Item>) -> Vec<Item> {
        items.into_iter().flat_map(|item| self.parts(item, 1)).collect()
    }

    /// Everything where it stood, as far as it fits; the rest wherever there is room.
    fn sticky(&self, previous: &[Previous]) -> Bins {
        let (bins, homeless) = self.settled(previous);
        if bins.is_empty() {
            return self.anew(previous);
        }
        // A policy whose statements somebody took out gets them again, and one that has to be new takes what it can: the others stay.
        let mut with_empty = bins.clone();
        for previous in previous {
            with_empty.entry(previous.number).or_default();
        }
        let filled = self.fill(with_empty, homeless.clone(), Choice::Emptiest);
        if filled.keys().all(|number| bins.contains_key(number)) {
            return filled;
        }
        let mut with_new = bins;
        for number in filled.keys() {
            with_new.entry(*number).or_default();
        }
        let again = self.fill(with_new, homeless, Choice::Emptiest);
        if again.len() > filled.len() { filled } else { again }
    }

    /// The same, with what has no place cut to fill what is left.
    fn sticky_cut(&self, previous: &[Previous]) -> Bins {
        let (bins, homeless) = self.settled(previous);
        self.fill(bins, self.cut(homeless), Choice::First)
    }

    /// As if nothing stood anywhere, equally full.
    fn anew(&self, _: &[Previous]) -> Bins {
        let tight = self.fill(Bins::new(), self.all(), Choice::First);
        let empty = tight.keys().map(|number| (*number, Bin::default())).collect();
        let even = self.fill(empty, self.all(), Choice::Emptiest);
        if even.len() > tight.len() { tight } else { even }
    }

    /// The last resort: as full as can be.
    fn anew_cut(&self, _: &[Previous]) -> Bins {
        self.fill(Bins::new(), self.cut(self.all()), Choice::First)
    }

    /// What stays where it stood, and what has no place.
    fn settled(&self, previous: &[Previous]) -> (Bins, Vec<Item>) {
        let homes = Homes::new(previous);
        let mut bins = Bins::new();
        let mut homeless = Vec::new();
        for (number, block) in self.blocks.iter().enumerate() {
            for (home, actions) in homes.of(block) {
                match home {
                    Some(home) => bins.entry(home).or_default().put(&self.blocks, number, actions),
                    None => homeless.push(Item { block: number, actions }),
                }
            }
        }
        for bin in bins.values_mut() {
            homeless.extend(self.evict(bin));
        }
        bins.retain(|_, bin| !bin.is_empty());
        (bins, homeless)
    }

    /// Takes statements out until the rest fits: the smallest one that is enough, else the largest.
    fn evict(&self, bin: &mut Bin) -> Vec<Item> {
        let mut out = Vec::new();
        loop {
            let size = bin.size();
            if size <= self.room.characters {
                return out;
            }
            let over = size - self.room.characters;
            let mut sizes: Vec<(usize, usize)> = bin.sizes().map(|(block, size)| (size, block)).collect();
            sizes.sort_unstable();
            let enough = sizes.iter().find(|(size, _)| *size >= over);
            let Some((_, number)) = enough.or(sizes.last()).copied() else {
                return out;
            };
            out.push(Item {
                block: number,
                actions: bin.take(number),
            });
        }
    }

    /// Puts items in, the largest first.
    fn fill(&self, mut bins: Bins, items: Vec<Item>, choice: Choice) -> Bins {
        let mut pending = self.smallest_first(items);
        while let Some(item) = pending.pop() {
            if let Some(number) = self.place(&bins, &item, choice) {
                bins.entry(number)
                    .or_default()
                    .put(&self.blocks, item.block, item.actions);
            } else if self.fits(&Bin::default(), &item) {
                let number = free_number(&bins);
                bins.entry(number)
                    .or_default()
                    .put(&self.blocks, item.block, item.actions);
            } else {
                // Larger than a policy: it was checked that its parts are not.
                let half = item.actions.len().div_ceil(2);
                pending.extend(self.parts(item, half).into_iter().rev());
            }
        }
        bins.retain(|_, bin| !bin.is_empty());
        bins
    }

    /// The policy that takes an item, if one has room.
    fn place(&self, bins: &Bins, item: &Item, choice: Choice) -> Option<usize> {
        let mut room = bins.iter().filter(|(_, bin)| self.fits(bin, item));
        let found = match choice {
            Choice::First => room.next(),
            Choice::Emptiest => room.min_by_key(|(_, bin)| bin.size()),
        };
        found.map(|(number, _)| *number)
    }

    fn fits(&self, bin: &Bin, item: &Item) -> bool {
        bin.size_with(&self.blocks, item.block, &item.actions) <= self.room.characters
    }

    fn smallest_first(&self, items: Vec<Item>) -> Vec<Item> {
        let mut items: Vec<(usize, Item)> = items.into_iter().map(|item| (self.size(&item), item)).collect();
        // A stable sort: of the same size, the first in the set comes first.
        items.sort_by_key(|(size, item)| (std::cmp::Reverse(*size), item.block));
        items.into_iter().rev().map(|(_, item)| item).collect()
    }

    /// Empties every policy whose statements all find room in the others: the smallest first, of two the last.
    fn without_surplus(&self, mut bins: Bins) -> Bins {
        'again: loop {
            let mut numbers: Vec<usize> = bins.keys().rev().copied().collect();
            numbers.sort_by_key(|number| bins.get(number).map(Bin::size));
            for number in numbers {
                if let Some(without) = self.without(&bins, number) {
                    bins = without;
                    continue 'again;
                }
            }
            return bins;
        }
    }

    /// The policies without one, if the others can take what it holds.
    fn without(&self, bins: &Bins, number: usize) -> Option<Bins> {
        let mut bins = bins.clone();
        let held = bins.remove(&number)?.into_held();
        let items = held.map(|(block, actions)| Item { block, actions });
        for item in self.smallest_first(items.collect()).into_iter().rev() {
            let to = self.place(&bins, &item, Choice::First)?;
            bins.entry(to).or_default().put(&self.blocks, item.block, item.actions);
        }
        Some(bins)
    }

    fn size(&self, item: &Item) -> usize {
        let block = self.blocks.get(item.block);
        block.map_or(0, |block| block.size_of(&item.actions))
    }

    fn packing(&self, bins: &Bins, pieces: &[Piece]) -> Packing {
        Packing {
            policies: bins
                .iter()
                .map(|(number, bin)| self.packed(*number, bin, bins))
                .collect(),
            statements: pieces.iter().map(|piece| piece.statements.len()).sum(),
            unpacked: pieces.iter().map(|piece| unpacked(&piece.statements)).sum(),
        }
    }

    fn packed(&self, number: usize, bin: &Bin, bins: &Bins) -> Packed {
        let parts = bin.sizes().filter_map(|(block, _)| {
            let others = bins.iter().filter(|(other, bin)| **other != number && bin.holds(block));
            Some(Part {
                sources: self.blocks.get(block)?.sources.clone(),
                elsewhere: others.map(|(other, _)| *other).collect::<BTreeSet<usize>>(),
            })
        });
        Packed {
            number,
            policy: bin.policy(&self.blocks),
            size: bin.size(),
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
