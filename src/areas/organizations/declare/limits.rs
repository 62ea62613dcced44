//! Rules over all policies: how many are attached to one target, and names.

use std::collections::BTreeMap;

use super::full_access;
use super::policies::Written;
use crate::areas::organizations::schema::Tables;
use crate::baseline::list;
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::facts::policy_types::{SCP, policy_type};
use crate::organization::Place;

/// Checks what only all policies together show.
pub(super) fn check(policies: &[Written], tables: &Tables, out: &mut Diagnostics) {
    names(policies, out);
    attachments(policies, tables, out);
    quota(policies, out);
}

/// Of each type AWS keeps so many, in whichever table they stand.
fn quota(policies: &[Written], out: &mut Diagnostics) {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for policy in policies {
        let count = count.entry(&policy.policy_type).or_default();
        *count += 1;
        let most = policy_type(&policy.policy_type).max_policies;
        if *count == most + 1 {
            let message = format!(
                "more than {most} policies of type {}: AWS keeps no more in one Organization, which is its quota",
                policy.policy_type
            );
            out.push(
                Diagnostic::error("too-many-entries", message)
                    .at(policy.name_at)
                    .help("what goes beyond the quota needs an Organization of its own"),
            );
        }
    }
}

fn names(policies: &[Written], out: &mut Diagnostics) {
    let mut first: BTreeMap<(&str, &str), &Written> = BTreeMap::new();
    for policy in policies {
        let same = (policy.policy_type.as_str(), policy.name.as_str());
        if let Some(other) = first.get(&same) {
            let message = format!(
                "policies `{}` and `{}` of one type have one name, `{}`",
                other.address, policy.address, policy.name
            );
            out.push(
                Diagnostic::error("duplicate-policy-name", message)
                    .at(policy.name_at)
                    .also(other.name_at, "first used here")
                    .help("give one of them another `name`"),
            );
        } else {
            first.insert(same, policy);
        }
    }
}

/// A policy attached to a target, and where that is written.
type Slot<'a> = (&'a Written, Option<Span>);

fn attachments(policies: &[Written], tables: &Tables, out: &mut Diagnostics) {
    let mut there: BTreeMap<(&str, &Place), Vec<Slot<'_>>> = BTreeMap::new();
    for policy in policies {
        for attached in &policy.attached {
            let slot = (policy.policy_type.as_str(), &attached.place);
            there.entry(slot).or_default().push((policy, attached.at));
        }
    }
    let off = full_access::off(tables);
    for ((name, place), attached) in there {
        let facts = policy_type(name);
        let aws = facts.full_access.and_then(|id| id.strip_prefix("p-"));
        let aws = aws.filter(|_| name != SCP || !off.contains(place));
        let room = facts.max_attached.saturating_sub(usize::from(aws.is_some()));
        if let Some((_, at)) = attached.get(room) {
            out.push(too_many(name, place, &attached, (facts.max_attached, aws), *at));
        }
    }
}

fn too_many(
    policy_type: &str,
    place: &Place,
    attached: &[Slot<'_>],
    (most, aws): (usize, Option<&str>),
    at: Option<Span>,
) -> Diagnostic {
    let names: Vec<String> = attached.iter().map(|(policy, _)| policy.address.to_string()).collect();
    let besides = aws
        .map(|name| format!(", AWS's own `{name}` among them"))
        .unwrap_or_default();
    let message = format!(
        "{} policies of type {policy_type} are attached to `{place}`: AWS takes {most}{besides}",
        attached.len()
    );
    let mut report = Diagnostic::error("too-many-attachments", message)
        .at(at)
        .help(format!("merge some of {}", all(&names)));
    for (_, other) in attached.iter().filter(|(_, other)| *other != at) {
        report = report.also(*other, "also attached here");
    }
    report
}

/// So many names are written out: nobody who has more of them merges them by a message.
const SHOWN: usize = 40;

/// Every name, as far as they can be read: with too many of them, the person must see which.
fn all(names: &[String]) -> String {
    let (shown, more) = names.split_at_checked(SHOWN).unwrap_or((names, &[]));
    let quoted = |names: &[String]| {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        names.join(", ")
    };
    match shown.split_last() {
        _ if !more.is_empty() => format!("{} and {} more", quoted(shown), more.len()),
        Some((last, rest)) if names.len() > 12 => format!("{} and `{last}`", quoted(rest)),
        _ => list(names.iter().map(String::as_str)),
    }
}
