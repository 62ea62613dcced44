//! Which risks of a plan a person has allowed.

use crate::engine::address::Address;
use crate::engine::change::Change;
use crate::engine::plan::Refusal;
use crate::engine::risk::{Allowance, Risk, RiskNote};

/// So many may go of any kind without asking.
const FEW: usize = 3;

/// Whether so many of all of a kind are many to go at once.
pub(super) fn is_large(going: usize, all: usize) -> bool {
    going > FEW.max(all / 5)
}

/// Notes every risk on its change, and refuses those that nobody allowed: what changes bring with them, what was found besides, and kinds of which
/// much goes at once.
pub(super) fn assess(
    besides: Vec<(usize, RiskNote)>,
    large: Vec<(Address, String)>,
    changes: &mut [Change],
    allow: &[Allowance],
    refused: &mut Vec<Refusal>,
) {
    let own = changes.iter().enumerate();
    let own = own.flat_map(|(index, change)| change.risks.iter().map(move |note| (index, note.clone())));
    let found: Vec<(usize, RiskNote)> = own.chain(besides).collect();
    for (index, mut note) in found {
        let Some(change) = changes.get_mut(index) else { continue };
        note.allowed = is_allowed(note.risk, &change.address, allow);
        if !note.allowed {
            refused.push(refusal(&change.address, &note));
        }
        change.risks.add(note);
    }
    for (address, why) in large {
        let note = RiskNote {
            risk: Risk::LargeChange,
            allowed: is_allowed(Risk::LargeChange, &address, allow),
            why,
        };
        if !note.allowed {
            refused.push(refusal(&address, &note));
        }
    }
}

fn is_allowed(risk: Risk, address: &Address, allow: &[Allowance]) -> bool {
    allow.iter().any(|allowance| allowance.covers(risk, address))
}

fn refusal(address: &Address, note: &RiskNote) -> Refusal {
    Refusal {
        address: address.clone(),
        risk: Some(note.risk),
        why: note.why.clone(),
        help: allow_help(note.risk, address),
    }
}

/// What a person has to type to allow it.
fn allow_help(risk: Risk, address: &Address) -> String {
    let address = address.to_string();
    let plain = address
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "._-:/".contains(c));
    if plain {
        format!("allow it with `--allow {risk}={address}`")
    } else {
        format!("allow it with `--allow '{risk}={address}'`")
    }
}
