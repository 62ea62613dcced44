//! Sets of guardrails that are packed: `pack = true` in `[scps.KEY]` and `[rcps.KEY]`.

use std::collections::BTreeMap;

use super::attach::Attached;
use super::entry::Entry;
use super::guardrail;
use super::keys::{Keys, is_key};
use super::lint::{Linted, Part};
use super::policy_source::{PolicyContent, Source};
use super::spared::SparedBySet;
use crate::areas::organizations::model::checked::Baseline;
use crate::areas::organizations::model::sets::{Member, Outcome, PolicySet};
use crate::areas::organizations::policies::sets;
use crate::areas::organizations::policies::table::MemberTable;
use crate::areas::organizations::schema::Tables;
use crate::baseline::list;
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::engine::address::Address;
use crate::facts::policy_types::{RCP, SCP, policy_type};
use crate::guardrails::policy::{Effect, Policy};
use crate::organization::Place;

/// Slots of every target that a set leaves free if it does not say how many: for a quarantine or the action of a budget.
pub(super) const RESERVE_SLOTS: usize = 1;

/// So many guardrails one set may have: not half as many fit into the policies of a target.
const MEMBERS: usize = 200;

/// A set and where it is written.
pub(super) struct WrittenSet {
    pub(super) set: PolicySet,
    table: &'static str,
    at: Option<Span>,
    attached: Vec<Attached>,
    /// What the linter finds in each guardrail.
    linted: BTreeMap<String, Linted>,
}

impl WrittenSet {
    /// What the linter goes through.
    pub(super) fn parts(&mut self) -> impl Iterator<Item = Part<'_>> {
        let policy_type = &self.set.policy_type;
        let members = &self.set.members;
        self.linted.iter_mut().map(move |(name, linted)| Part {
            policy_type,
            document: members.get(name).map(|member| &member.document),
            linted,
        })
    }
}

/// Reports what belongs to sets in the table of a policy that is none.
pub(super) fn refuse_pack(entry: &Entry<'_>, keys: &Keys, out: &mut Diagnostics) {
    if entry.own.is_none() {
        return;
    }
    let packable = [SCP, RCP].contains(&entry.policy_type);
    for field in ["pack", "guardrails", "reserve-slots"] {
        let Some(at) = keys.at(&[entry.table, entry.key, field]) else {
            continue;
        };
        if !packable {
            let message = format!("`{field}` is for `[scps.KEY]` and `[rcps.KEY]`: only statements can be packed");
            out.push(Diagnostic::error("not-packable", message).at(at).help("remove it"));
        } else if field != "pack" {
            let message = format!("`{field}` is for sets of guardrails that are packed");
            out.push(
                Diagnostic::error("not-packed", message)
                    .at(at)
                    .help("write `pack = true` beside it, or remove it"),
            );
        }
    }
}

/// Reports what belongs to a policy by itself in the table of a set.
fn refuse_policy(entry: &Entry<'_>, keys: &Keys, out: &mut Diagnostics) {
    for field in ["file", "guardrail", "with", "lint-allow"] {
        if let Some(at) = keys.at(&[entry.table, entry.key, field]) {
            let message = format!(
                "`{}.{}` is packed, and `{field}` is for a policy by itself",
                entry.table, entry.key
            );
            out.push(
                Diagnostic::error("pack-and-policy", message)
                    .at(at)
                    .also(keys.at(&[entry.table, entry.key, "pack"]), "packed here")
                    .help("name the guardrails of the set under `guardrails`"),
            );
        }
    }
}

/// A set with its guardrails. Those that are wrong are reported and left out.
pub(super) fn declared(entry: &Entry<'_>, tables: &Tables, keys: &Keys, out: &mut Diagnostics) -> WrittenSet {
    refuse_policy(entry, keys, out);
    // The longest name that a policy of the set can get.
    let head = entry.head(
        &format!("-{}", policy_type(entry.policy_type).max_attached),
        tables,
        keys,
        out,
    );
    let (mut members, mut linted) = (BTreeMap::new(), BTreeMap::new());
    let written = entry.own.map(|own| &own.guardrails);
    let count = written.map_or(0, BTreeMap::len);
    if count > MEMBERS {
        let message = format!("a set packs at most {MEMBERS} guardrails, this one names {count}");
        out.push(
            Diagnostic::error("too-many-entries", message)
                .at(keys
                    .at(&[entry.table, entry.key, "guardrails"])
                    .or_else(|| entry.at(keys)))
                .help("no target has room for as many: make several sets"),
        );
    }
    let of_set = SparedBySet::new(entry.except_accounts);
    for (name, member) in written.into_iter().flatten().take(MEMBERS) {
        if let Some((compiled, found)) = compiled(entry, (name, member), &of_set, tables, keys, out) {
            members.insert(name.clone(), compiled);
            linted.insert(name.clone(), found);
        }
    }
    let at = keys.at(&[entry.table, entry.key, "pack"]).or_else(|| entry.at(keys));
    if written.is_none_or(BTreeMap::is_empty) {
        out.push(
            Diagnostic::error(
                "empty-set",
                format!("`{}.{}` has no guardrails to pack", entry.table, entry.key),
            )
            .at(at)
            .help("name them under `guardrails`: `deny-root = { guardrail = \"deny-root@1\" }`"),
        );
    }
    WrittenSet {
        set: PolicySet {
            address: Address::new(entry.kind, entry.key),
            policy_type: entry.policy_type.to_owned(),
            name: head.name,
            description: head.description,
            tags: head.tags,
            attach: head.attached.iter().map(|attached| attached.place.clone()).collect(),
            adopt_exact: head.adopt_exact,
            reserve_slots: entry.own.and_then(|own| own.reserve_slots).unwrap_or(RESERVE_SLOTS),
            members,
            outcome: Outcome::Unknown,
        },
        table: entry.table,
        at,
        attached: head.attached,
        linted,
    }
}

fn compiled(
    entry: &Entry<'_>,
    (name, member): (&str, &MemberTable),
    of_set: &SparedBySet<'_>,
    tables: &Tables,
    keys: &Keys,
    out: &mut Diagnostics,
) -> Option<(Member, Linted)> {
    let path = [entry.table, entry.key, "guardrails", name];
    if !is_key(name) {
        let message = format!("`{name}` cannot be the name of a guardrail in a set");
        out.push(
            Diagnostic::error("invalid-key", message)
                .at(keys.at(&path))
                .help("a name is 1 to 64 lower-case letters, digits and `-`, and begins with a letter or digit"),
        );
    }
    let source = Source {
        path: &path,
        policy_type: entry.policy_type,
        file: None,
        guardrail: Some(&member.guardrail),
        with: &member.with,
        except_accounts: &member.except_accounts,
        of_set: Some(of_set),
        lint_allow: &member.lint_allow,
    };
    let says = guardrail::compile(&source, &member.guardrail, tables, keys, out)?;
    let PolicyContent {
        document: Some(document),
        late,
        guardrail: Some(used),
        linted,
        ..
    } = says
    else {
        return None;
    };
    let statements = Policy::read(&document)
        .map(|policy| policy.statements)
        .unwrap_or_default();
    if statements.iter().any(|statement| statement.effect != Effect::Deny) {
        let message = format!("`{}` allows something, which cannot be packed", member.guardrail.value);
        out.push(
            Diagnostic::error("packed-allows", message)
                .at(member.guardrail.span)
                .help("an `Allow` acts on a whole level: give it a policy of its own"),
        );
        return None;
    }
    let member = Member {
        guardrail: used,
        document,
        late,
    };
    Some((member, linted.packed()))
}

/// Renames of sets are renames of all their policies.
pub(super) fn rename(baseline: &mut Baseline) {
    let organization = &mut baseline.organization;
    let mut more = BTreeMap::new();
    for ((kind, from), to) in &organization.moved {
        let now = Address::new(kind, organization.renamed(kind, to));
        let Some(set) = baseline.sets.get(&now) else { continue };
        for number in 1..=policy_type(&set.policy_type).max_attached {
            more.insert((kind.clone(), format!("{from}-{number}")), format!("{to}-{number}"));
        }
    }
    organization.moved.extend(more);
}

/// Packs the sets as far as the baseline alone says, and reports those that do not fit and names that are taken.
pub(super) fn check(written: &[WrittenSet], baseline: &mut Baseline, keys: &Keys, out: &mut Diagnostics) {
    // Of policies that are too much in all not every text is known.
    if keys.has_room() {
        sets::repack(baseline, None);
    }
    crowded(written, out);
    let names = numbered(baseline);
    for written in written {
        let Some(set) = baseline.sets.get(&written.set.address) else {
            continue;
        };
        taken(written, &names, keys, out);
        match &set.outcome {
            Outcome::NoRoom(no_room) => {
                let mut wrong = Diagnostic::error("no-room", no_room.to_string()).at(written.at);
                for target in &no_room.targets {
                    let at = written.attached.iter().find(|attached| attached.place == target.place);
                    wrong = wrong.also(at.and_then(|attached| attached.at), "attached here");
                }
                out.push(wrong.help(no_room.help()));
            }
            Outcome::Packed(packed) => {
                let count = packed.packing.policies.len();
                let full = packed.targets.iter().filter(|target| target.free() <= count);
                let full: Vec<String> = full.map(|target| target.place.to_string()).collect();
                if !full.is_empty() {
                    let message = format!(
                        "`{}` takes the last slots of {}: it cannot grow by a policy",
                        set.address,
                        list(full.iter().map(String::as_str))
                    );
                    out.push(
                        Diagnostic::warning("no-slot-left", message)
                            .at(written.at)
                            .help("`groundline guardrail pack` shows what has the others"),
                    );
                } else if let Some(percent) = packed.little_left(&set.policy_type) {
                    let message = format!("`{}` has {percent} % of its characters left", set.address);
                    out.push(
                        Diagnostic::warning("little-room", message)
                            .at(written.at)
                            .help("`groundline guardrail pack` shows what takes how much"),
                    );
                }
            }
            Outcome::Unknown => {}
        }
    }
}

/// Reports places to which more sets are attached than AWS attaches policies there.
fn crowded(written: &[WrittenSet], out: &mut Diagnostics) {
    let mut there: BTreeMap<(&str, &Place), Vec<Option<Span>>> = BTreeMap::new();
    for written in written {
        for attached in &written.attached {
            let at = there.entry((&written.set.policy_type, &attached.place)).or_default();
            at.push(attached.at);
        }
    }
    for ((name, place), at) in there {
        let most = policy_type(name).max_attached;
        let Some(beyond) = at.get(most) else { continue };
        let message = format!(
            "{} sets of type {name} are attached to `{place}`, each of one policy at least: AWS takes {most}",
            at.len()
        );
        out.push(
            Diagnostic::error("too-many-attachments", message)
                .at(*beyond)
                .help("make one set of several: it is packed into as few policies as hold it"),
        );
    }
}

/// Policies whose names end in a number, by their type and the name without it.
type Numbered = BTreeMap<(String, String), Vec<(Address, String, Option<Address>)>>;

fn numbered(baseline: &Baseline) -> Numbered {
    let mut names = Numbered::new();
    for policy in baseline.policies.values() {
        let Some((name, number)) = policy.name.rsplit_once('-') else {
            continue;
        };
        let parsed = number.parse::<usize>().unwrap_or_default();
        if parsed > 0 && parsed.to_string() == number {
            let key = (policy.policy_type.clone(), name.to_owned());
            let found = (policy.address.clone(), policy.name.clone(), policy.set.clone());
            names.entry(key).or_default().push(found);
        }
    }
    names
}

/// So many policies of one name are reported for each set.
const NAMESAKES: usize = 3;

/// Reports declared policies that have the key or the name of one that the set makes.
fn taken(written: &WrittenSet, names: &Numbered, keys: &Keys, out: &mut Diagnostics) {
    let set = &written.set;
    // One that is packed into more policies than AWS attaches anywhere has another error.
    let numbers = 1..=policy_type(&set.policy_type).max_attached;
    for address in numbers.map(|number| set.policy(number)) {
        if let Some(at) = keys.at(&[written.table, &address.key]) {
            let message = format!(
                "`{address}` is the address of a policy that `{}` is packed into",
                set.address
            );
            out.push(
                Diagnostic::error("packed-key", message)
                    .at(at)
                    .also(written.at, "packed here")
                    .help("give it another key"),
            );
        }
    }
    let namesakes = names.get(&(set.policy_type.clone(), set.name.clone()));
    let others = namesakes.into_iter().flatten();
    let others = others.filter(|(_, _, of)| of.as_ref() != Some(&set.address));
    for (address, name, _) in others.take(NAMESAKES) {
        let message = format!(
            "`{}` has the name `{}`, which is one of those that policies of `{}` get",
            address, name, set.address
        );
        out.push(
            Diagnostic::error("duplicate-policy-name", message)
                .at(written.at)
                .help("give one of them another `name`"),
        );
    }
}
