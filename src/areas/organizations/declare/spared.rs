//! The accounts that a guardrail does not bind: `except-accounts`.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::ids::Ids;
use super::keys::Keys;
use crate::areas::messages::{listed_twice, unknown};
use crate::areas::organizations::model::late::Awaited;
use crate::areas::organizations::schema::Tables;
use crate::baseline::Spanned;
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::organization::MANAGEMENT;

/// So many accounts `except-accounts` may name: of their ids alone half as many fill a policy.
const SPARED: usize = 1_000;

/// Accounts that a guardrail does not bind.
#[derive(Debug, Clone, Default)]
pub(super) struct Spared {
    /// Their ids, in the order written.
    pub(super) ids: Vec<String>,
    /// Those of the ids that stand in for one that AWS is yet to give.
    pub(super) stand_ins: BTreeMap<Awaited, String>,
    /// Where each key is first written.
    first: BTreeMap<String, Option<Span>>,
}

/// The accounts that every guardrail of a set spares. They are looked up once, and what is wrong with them is said once.
#[derive(Debug)]
pub(super) struct SparedBySet<'a> {
    written: &'a [Spanned<String>],
    found: OnceCell<Option<Rc<Spared>>>,
}

impl<'a> SparedBySet<'a> {
    /// What the table of a set says.
    pub(super) fn new(written: &'a [Spanned<String>]) -> Self {
        Self {
            written,
            found: OnceCell::new(),
        }
    }
}

/// The accounts that a guardrail spares by itself, then those of its set. Nothing if one is unknown.
pub(super) fn spared(
    own: &[Spanned<String>],
    set: Option<&SparedBySet<'_>>,
    tables: &Tables,
    keys: &Keys,
    out: &mut Diagnostics,
) -> Option<Rc<Spared>> {
    let of_set = match set {
        Some(set) => set
            .found
            .get_or_init(|| looked_up(set.written, tables, keys, out).map(Rc::new))
            .clone(),
        None => Some(Rc::default()),
    };
    if own.is_empty() {
        return of_set;
    }
    let own_spared = looked_up(own, tables, keys, out);
    let (mut spared, of_set) = (own_spared?, of_set?);
    for (key, at) in &of_set.first {
        if let Some(first) = spared.first.get(key) {
            out.push(listed_twice(key, *at, *first));
        }
    }
    let known: BTreeSet<String> = spared.ids.iter().cloned().collect();
    let new = of_set.ids.iter().filter(|id| !known.contains(*id));
    spared.ids.extend(new.cloned());
    if spared.ids.len() > SPARED {
        out.push(too_many(own.first().and_then(|key| key.span)));
        return None;
    }
    spared.stand_ins.extend(of_set.stand_ins.clone());
    Some(Rc::new(spared))
}

fn too_many(at: Option<Span>) -> Diagnostic {
    let message = format!("`except-accounts` names more than {SPARED} accounts: no policy takes as many");
    Diagnostic::error("too-long", message)
        .at(at)
        .help("attach the guardrail to fewer units instead")
}

fn looked_up(written: &[Spanned<String>], tables: &Tables, keys: &Keys, out: &mut Diagnostics) -> Option<Spared> {
    if let Some(beyond) = written.get(SPARED) {
        out.push(too_many(beyond.span));
        return None;
    }
    let mut ids = Ids::new(tables, keys);
    let mut known = Some(Vec::new());
    let mut first: BTreeMap<String, Option<Span>> = BTreeMap::new();
    for key in written {
        if let Some(first) = first.get(key.as_str()) {
            out.push(listed_twice(key, key.span, *first));
            continue;
        }
        first.insert(key.value.clone(), key.span);
        if key.value == MANAGEMENT {
            out.push(
                Diagnostic::warning(
                    "management-unbound",
                    "no SCP or RCP binds the management account: there is nothing to spare",
                )
                .at(key.span)
                .help("remove it from `except-accounts`"),
            );
        } else if !keys.has(&["accounts", key]) {
            out.push(unknown(
                "unknown-account",
                "account",
                key,
                key.span,
                keys.close_in("accounts"),
            ));
            known = None;
        } else if let Some(known) = &mut known {
            known.push(ids.account(key));
        }
    }
    Some(Spared {
        ids: known?,
        stand_ins: ids.into_stand_ins(),
        first,
    })
}
