//! `--only` and `--account`: what is named and what it needs. A filtered run takes nothing away: it has not looked at the whole.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::change::{Action, Change, Phase, PlannedCall};
use crate::engine::order::waits;
use crate::engine::plan::{Filter, LeftOut};
use crate::engine::session::Caller;

/// Keeps what the filter names and everything that it needs.
pub(super) fn filter(changes: Vec<Change>, filter: &Filter, left_out: &mut Vec<LeftOut>) -> Vec<Change> {
    let waits = waits(&changes);
    let barred = barred(&changes, &waits);
    let needed = needed(&changes, &waits, filter, &barred);
    let titles: Vec<String> = changes.iter().map(Change::title).collect();
    let addresses: Vec<String> = changes.iter().map(|change| change.address.to_string()).collect();
    let mut kept = Vec::new();
    for (index, mut change) in changes.into_iter().enumerate() {
        if let Some(by) = needed.get(&index) {
            if let Some(by) = by.and_then(|by| addresses.get(by)) {
                change.reason = format!("{} (needed by {by})", change.reason);
            }
            kept.push(change);
            continue;
        }
        let why = match barred.get(&index).filter(|_| is_named(&change, filter)) {
            Some(by) if *by == index => "left out: a filtered run takes nothing away".to_owned(),
            Some(by) => {
                let first = titles.get(*by).map_or("another change", String::as_str);
                format!("left out: it waits for `{first}`, and a filtered run takes nothing away")
            }
            None => "left out by the filter".to_owned(),
        };
        left_out.push(LeftOut {
            why: format!("{}: {why}", change.title()),
            address: change.address,
            drift: false,
        });
    }
    kept
}

/// The changes that take something away, and those that wait for one, each with the one that bars it.
fn barred(changes: &[Change], waits: &[BTreeSet<usize>]) -> BTreeMap<usize, usize> {
    let mut barred = BTreeMap::new();
    // The order puts every change behind what it waits for, so one pass reaches all.
    for (index, change) in changes.iter().enumerate() {
        let by = waits
            .get(index)
            .into_iter()
            .flatten()
            .find_map(|on| barred.get(on).copied());
        if takes_away(change) {
            barred.insert(index, index);
        } else if let Some(by) = by {
            barred.insert(index, by);
        }
    }
    barred
}

fn takes_away(change: &Change) -> bool {
    change.action.loses() || change.action == Action::Release || change.phase == Phase::Remove
}

/// What is kept: with the named change that needs it, or none if it is named itself.
fn needed(
    changes: &[Change],
    waits: &[BTreeSet<usize>],
    filter: &Filter,
    barred: &BTreeMap<usize, usize>,
) -> BTreeMap<usize, Option<usize>> {
    let named = |index: &usize| {
        let change = changes.get(*index);
        change.is_some_and(|change| is_named(change, filter)) && !barred.contains_key(index)
    };
    let named: Vec<usize> = (0..changes.len()).filter(named).collect();
    let mut kept: BTreeMap<usize, Option<usize>> = named.iter().map(|index| (*index, None)).collect();
    for by in named {
        let mut open = vec![by];
        while let Some(index) = open.pop() {
            for on in waits.get(index).into_iter().flatten() {
                if !kept.contains_key(on) {
                    kept.insert(*on, Some(by));
                    open.push(*on);
                }
            }
        }
    }
    kept
}

/// Whether a change is made as an account.
fn is_made_in(change: &Change, key: &str) -> bool {
    let made_by = |call: &PlannedCall| matches!(&call.session.caller, Caller::Account(account) if account == key);
    change.calls.iter().any(made_by)
}

/// An account's own policies, and what is in it, belong to it.
fn is_named(change: &Change, filter: &Filter) -> bool {
    let area = filter.only.is_empty() || filter.only.contains(&change.area);
    let account = filter.accounts.is_empty()
        || filter.accounts.iter().any(|key| {
            let its_own = change.address.kind == "account" && change.address.key == *key;
            let on_it =
                change.action == Action::Attach && change.address.part.as_deref() == Some(&format!("account:{key}"));
            its_own || on_it || is_made_in(change, key)
        });
    area && account
}
