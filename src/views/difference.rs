//! What differs, gathered by address, in words that every view of `plan` and `drift` shares.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::engine::address::Address;
use crate::engine::change::{Action, Change};
use crate::engine::plan::{LeftOut, Plan, Refusal};
use crate::engine::risk::{Risk, RiskNote};

use super::detail::{Line, Mark, Voice, fields, in_block};
use super::fold::{Folded, Kind, fold, kind, named};
use super::plural::count;
use super::{safe, value};

/// Addresses that are named for refusals of one kind; the rest is counted.
const NAMED: usize = 5;

/// Everything that differs at one address.
pub(super) struct Difference<'a> {
    pub address: &'a Address,
    pub entries: Vec<Entry<'a>>,
}

/// One thing that a plan says of an address.
pub(super) enum Entry<'a> {
    /// A change, and its risks but those for which it is refused: they are told there.
    Change(&'a Change, Vec<&'a RiskNote>),
    Refused(&'a Refusal),
    LeftOut(&'a LeftOut),
}

/// What differs, in the order of addresses; at one address changes come first, in the order of the plan.
pub(super) fn differences(plan: &Plan) -> Vec<Difference<'_>> {
    let changes = plan
        .changes
        .iter()
        .map(|change| (&change.address, Entry::Change(change, change.risks.iter().collect())));
    let refused = plan
        .refused
        .iter()
        .map(|refusal| (&refusal.address, Entry::Refused(refusal)));
    let left_out = plan.left_out.iter().filter(|left| left.drift);
    let left_out = left_out.map(|left| (&left.address, Entry::LeftOut(left)));
    let mut found: BTreeMap<&Address, Vec<Entry<'_>>> = BTreeMap::new();
    for (address, entry) in changes.chain(refused).chain(left_out) {
        found.entry(address).or_default().push(entry);
    }
    found
        .into_iter()
        .map(|(address, mut entries)| {
            let refused: Vec<&Refusal> = entries.iter().filter_map(Entry::refusal).collect();
            for entry in &mut entries {
                if let Entry::Change(_, notes) = entry {
                    notes.retain(|note| !refused.iter().any(|refusal| is_for(refusal, note)));
                }
            }
            Difference { address, entries }
        })
        .collect()
}

fn is_for(refusal: &Refusal, note: &RiskNote) -> bool {
    refusal.risk == Some(note.risk) && refusal.why == note.why
}

/// The same, with many refusals of one kind together: the first stands for all of them.
pub(super) fn together<'f, 'p>(found: &'f [Difference<'p>]) -> Vec<Folded<'f, Difference<'p>>> {
    fold(found, |difference| match difference.entries.as_slice() {
        [Entry::Refused(refusal)] => (Some(refusal_kind(refusal)), None),
        _ => (None, Some(difference.address)),
    })
}

/// What is refused, without what is particular. Of a lockout the accounts are, which stand before what is needed.
pub(super) fn refusal_kind(refusal: &Refusal) -> (Option<Risk>, Kind, Kind) {
    let why = refusal.why.strip_prefix("lockout: ").and_then(|why| {
        let (head, needed) = why.rsplit_once("; needed to ")?;
        let (what, _accounts) = head.rsplit_once(", in ")?;
        Some(format!("lockout: {what}; needed to {needed}"))
    });
    let why = why.as_deref().unwrap_or(&refusal.why);
    // The help names the address where a risk is to be allowed.
    let help = if refusal.risk.is_some() { "" } else { &refusal.help };
    (refusal.risk, kind(why), kind(help))
}

/// `and 497 more of this kind: scp.b, scp.c and 495 others`.
pub(super) fn more<'a>(addresses: impl Iterator<Item = &'a Address>) -> String {
    let names: Vec<String> = addresses
        .map(|address| safe::text(&address.to_string()).into_owned())
        .collect();
    format!(
        "and {} more of this kind: {} (all of them in `--format json`)",
        names.len(),
        named(names, NAMED)
    )
}

/// `in sync`, or what keeps it from being so: `3 differences, 1 thing could not be read`.
pub(super) fn headline(plan: &Plan) -> String {
    let number = differences(plan).len();
    let mut parts = Vec::new();
    if number > 0 {
        parts.push(count(number, "difference"));
        let accounts = plan.accounts_to_create();
        if accounts > 0 {
            parts.push(format!("{} that apply would make", count(accounts, "AWS account")));
        }
    }
    if !plan.unread.is_empty() {
        if number == 0 {
            parts.push("no differences found".to_owned());
        }
        parts.push(format!("{} could not be read", count(plan.unread.len(), "thing")));
    }
    if !plan.pending.is_empty() {
        parts.push(format!(
            "AWS is still working on {}",
            count(plan.pending.len(), "thing")
        ));
    }
    if parts.is_empty() {
        "in sync".to_owned()
    } else {
        parts.join(", ")
    }
}

/// `organization o-… (management account …), baseline "…"`.
pub(super) fn about(plan: &Plan) -> String {
    let organization = match plan.organization.id.as_str() {
        // What was not read is not new.
        "" if !plan.unread.is_empty() => "an organization that could not be read".to_owned(),
        "" => "a new organization".to_owned(),
        id => format!("organization {}", safe::text(id)),
    };
    let account = safe::text(&plan.organization.management_account);
    let baseline = value::quoted(&plan.baseline);
    format!("{organization} (management account {account}), baseline {baseline}")
}

/// Whether only a part of the baseline was compared.
pub(super) fn filtered(plan: &Plan) -> bool {
    !plan.filter.is_all()
}

impl Difference<'_> {
    /// What differs, in one line: the headlines of all entries.
    pub fn headline(&self) -> String {
        let lines: Vec<_> = self.entries.iter().map(|entry| entry.headline(Voice::Drift)).collect();
        lines.join("; ")
    }

    /// Everything that is known about it, as the lines of a `diff` block.
    pub fn block(&self) -> Vec<String> {
        let mut block = Vec::new();
        for entry in &self.entries {
            block.push(entry.headline(Voice::Drift));
            block.extend(entry.lines(Voice::Drift).iter().map(in_block));
        }
        block
    }
}

impl<'a> Entry<'a> {
    fn refusal(&self) -> Option<&'a Refusal> {
        if let Self::Refused(refusal) = self {
            Some(refusal)
        } else {
            None
        }
    }

    /// The word that stands for it in rule names: `update`, `refused`, `left-out`.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Change(change, _) => change.action.word(),
            Self::Refused(_) => "refused",
            Self::LeftOut(_) => "left-out",
        }
    }

    /// One line without its address, harmless on a terminal: `update: name differs`, in drift `differs: name differs`.
    pub fn headline(&self, voice: Voice) -> String {
        match self {
            Self::Change(change, _) => change_headline(change, voice),
            Self::Refused(refusal) => refusal_headline(refusal, voice),
            Self::LeftOut(left) => with("not planned", &left.why),
        }
    }

    /// What there is to say beyond the headline, field by field.
    pub fn lines(&self, voice: Voice) -> Vec<Line> {
        match self {
            Self::Change(change, notes) => change_lines(change, notes, voice),
            Self::Refused(refusal) => {
                let help = Some(refusal_help(refusal)).filter(|help| !help.is_empty());
                help.map(|help| Line::new(Mark::Help, 0, help)).into_iter().collect()
            }
            Self::LeftOut(_) => Vec::new(),
        }
    }
}

/// What to type so that a refusal is none, or what else to do.
pub(super) fn refusal_help(refusal: &Refusal) -> String {
    match refusal.risk {
        Some(risk) if refusal.help.is_empty() => allow(risk, &refusal.address),
        _ => safe::text(&refusal.help).into_owned(),
    }
}

fn allow(risk: Risk, address: &Address) -> String {
    format!("allow it with `--allow {}`", shell(&format!("{risk}={address}")))
}

/// A word as a POSIX shell takes it: in quotes where it has to be.
fn shell(word: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '=' | ':' | '/' | '@');
    let word = safe::text(word);
    if word.chars().all(bare) {
        word.into_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// What was found and what to do, in one line.
pub(super) fn beside(why: &str, help: &str) -> String {
    if help.is_empty() {
        why.to_owned()
    } else {
        format!("{why}: {help}")
    }
}

fn with(word: &str, why: &str) -> String {
    if why.is_empty() || why == word {
        word.to_owned()
    } else if why.split_whitespace().next_back() == Some(word) {
        // `name differs` says that it differs.
        safe::text(why).into_owned()
    } else {
        format!("{word}: {}", safe::text(why))
    }
}

fn refusal_headline(refusal: &Refusal, voice: Voice) -> String {
    let word = match voice {
        Voice::Plan => "refused",
        Voice::Drift => "differs, and apply would refuse to change it",
    };
    match refusal.risk {
        Some(risk) => with(&format!("{word}: risk {risk}"), &refusal.why),
        None => with(word, &refusal.why),
    }
}

fn change_headline(change: &Change, voice: Voice) -> String {
    let (word, otherwise) = match voice {
        Voice::Plan => (change.action.word(), ""),
        Voice::Drift => found(change.action),
    };
    let Some((field, before, after)) = place(change) else {
        let why = if change.reason.is_empty() {
            otherwise
        } else {
            &change.reason
        };
        return with(word, why);
    };
    let (before, after) = (value::line(field, Some(before)), value::line(field, Some(after)));
    let mut line = match voice {
        Voice::Plan => format!("{word}: {before} -> {after}"),
        Voice::Drift => format!("{word}: live {before}, baseline {after}"),
    };
    if !change.reason.is_empty() {
        line.push_str(&format!(" ({})", safe::text(&change.reason)));
    }
    line
}

/// How a live thing stands to the baseline where this action would be planned, and why, if the change gives no reason.
fn found(action: Action) -> (&'static str, &'static str) {
    match action {
        Action::Create => ("missing", ""),
        Action::Adopt => ("there", "not tagged as ours"),
        Action::Update => ("differs", ""),
        Action::Move => ("stands elsewhere", ""),
        Action::Attach => ("not attached", ""),
        Action::Detach => ("attached", "not in the baseline"),
        Action::Enable => ("off", ""),
        Action::Disable => ("on", "not in the baseline"),
        Action::Register => ("not registered", ""),
        Action::Deregister => ("registered", "not in the baseline"),
        Action::Delete => ("there", "not in the baseline"),
        Action::Release => ("no longer declared", "kept"),
    }
}

/// Where a move goes from and to: the one field that says so, and its two values.
fn place(change: &Change) -> Option<(&'static str, &Value, &Value)> {
    let (before, after) = (change.before.as_ref()?, change.after.as_ref()?);
    if change.action != Action::Move {
        return None;
    }
    ["unit", "parent"].into_iter().find_map(|field| {
        let (before, after) = (before.get(field)?, after.get(field)?);
        (before != after).then_some((field, before, after))
    })
}

fn change_lines(change: &Change, notes: &[&RiskNote], voice: Voice) -> Vec<Line> {
    let mut lines = Vec::new();
    for note in notes {
        let state = match (voice, note.allowed) {
            (Voice::Drift, _) => "",
            (Voice::Plan, true) => " (allowed)",
            (Voice::Plan, false) => " (not allowed)",
        };
        let text = format!("! risk {}{state}: {}", note.risk, safe::text(&note.why));
        lines.push(Line::new(Mark::Risk, 0, text));
        if voice == Voice::Plan && !note.allowed {
            lines.push(Line::new(Mark::Help, 1, allow(note.risk, &change.address)));
        }
    }
    if let Some(spend) = &change.spend {
        lines.push(Line::new(
            Mark::Risk,
            0,
            format!("$ starts to be metered: {}", safe::text(spend)),
        ));
    }
    if is_switch(change.action) {
        return lines;
    }
    let shown = place(change).map(|(field, _, _)| field);
    let (before, after) = (
        without(change.before.as_ref(), shown),
        without(change.after.as_ref(), shown),
    );
    lines.extend(fields(before.as_ref(), after.as_ref(), voice));
    lines
}

/// Whether the address and the action say everything, so that fields would only repeat them.
fn is_switch(action: Action) -> bool {
    match action {
        Action::Attach | Action::Detach | Action::Enable | Action::Disable | Action::Register | Action::Deregister => {
            true
        }
        Action::Create | Action::Adopt | Action::Update | Action::Move | Action::Delete | Action::Release => false,
    }
}

/// A thing without the field that its headline already shows.
fn without(whole: Option<&Value>, field: Option<&str>) -> Option<Value> {
    let mut whole = whole?.clone();
    if let (Some(fields), Some(field)) = (whole.as_object_mut(), field) {
        fields.remove(field);
    }
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::sample;

    #[test]
    fn a_risk_that_is_refused_is_told_once() {
        let mut plan = sample::rich();
        plan.refused.clear();
        let mut risky = plan.changes.iter().filter(|change| change.risks.first().is_some());
        let change = risky.next().unwrap();
        let (address, note) = (change.address.clone(), change.risks.first().unwrap().clone());
        let told = |plan: &Plan| {
            let found = differences(plan);
            let found = found.iter().find(|difference| *difference.address == address).unwrap();
            found.block().join("\n").matches(note.why.as_str()).count()
        };
        assert_eq!(told(&plan), 1);
        plan.refused.push(Refusal {
            address: address.clone(),
            risk: Some(note.risk),
            why: note.why.clone(),
            help: String::new(),
        });
        assert_eq!(told(&plan), 1);
    }

    #[test]
    fn words_to_type_survive_a_shell() {
        assert_eq!(shell("gap=scp.x"), "gap=scp.x");
        assert_eq!(shell("gap=a.b[\"root\"]"), "'gap=a.b[\"root\"]'");
        assert_eq!(shell("a'b$(c)"), "'a'\\''b$(c)'");
    }
}
