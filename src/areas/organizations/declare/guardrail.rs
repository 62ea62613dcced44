//! Guardrails of the library in the tables of policies: `guardrail`, `with`, `except-accounts`.

use std::collections::{BTreeMap, BTreeSet};

use super::keys::{Keys, POLICIES};
use super::known_names::{is_known_region, wrong_region};
use super::lint::{Linted, Stands};
use super::partition::elsewhere;
use super::policy_source::{PolicyContent, Source};
use super::references::{MARK, mark};
use super::values::wrong_names;
use crate::areas::messages::{listed_twice, unknown};
use crate::areas::organizations::model::late::{Awaited, LateText};
use crate::areas::organizations::model::policy::GuardrailUse;
use crate::areas::organizations::organization::table::DEFAULT_MEMBER_ROLE;
use crate::areas::organizations::schema::Tables;
use crate::areas::organizations::shared::stand_in;
use crate::baseline::Spanned;
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::facts::partitions::is_name;
use crate::guardrails::Document;
use crate::guardrails::library::{
    Argument, Arguments, Guardrail, Kind, PolicyKind, Problem, Surroundings, Where, arn_pattern, find,
};
use crate::organization::MANAGEMENT;

/// So many accounts `except-accounts` may name: of their ids alone half as many fill a policy.
const SPARED: usize = 1_000;

/// So many characters the patterns of the roles that all guardrails spare may have before no more are looked at: no guardrail takes as many.
const EXEMPT: usize = 25_000;

/// Roles of service-managed StackSets, which groundline works with in every account.
const STACK_SETS: &str = "stacksets-exec-*";

/// The policy that a guardrail is. Nothing if anything is wrong, which is then reported.
pub(super) fn compile(
    written: &Source<'_>,
    name: &Spanned<String>,
    tables: &Tables,
    keys: &Keys,
    out: &mut Diagnostics,
) -> Option<PolicyContent> {
    let guardrail = found(written, name, out)?;
    if !keys.has_room() {
        return None;
    }
    let mut ids = Ids::new(tables, keys);
    let arguments = ids.arguments(written.with);
    let places_exist = places(written, guardrail, &arguments, keys, out);
    let surroundings = Surroundings {
        exempt: keys.exempt(|| exempt(tables)).to_vec(),
        approved_regions: ids.approved.clone(),
        organization_id: ids.organization(),
        except_accounts: spared(written, &mut ids, keys, out)?,
    };
    let text = match guardrail.compile(&arguments, &surroundings) {
        // What it says of Regions that do not exist would be found again in its text.
        Ok(_) if !places_exist => return None,
        Ok(text) => text,
        Err(problems) => {
            problems
                .into_iter()
                .for_each(|problem| out.push(diagnostic(written, name, problem, keys)));
            return None;
        }
    };
    if keys.fills(text.len()) {
        out.push(too_much(name.span));
    }
    // The tests of the library parse what it compiles.
    let document = Document::parse(&text).ok()?;
    let linted = Linted::of(
        &document,
        Stands::Library(name.span),
        written.policy_type,
        written.lint_allow,
        keys,
        out,
    );
    Some(PolicyContent {
        title: Some(format!("{} ({guardrail})", guardrail.title)),
        document: Some(document),
        linted,
        file: None,
        late: LateText::new(&text, &ids.stand_ins),
        guardrail: Some(GuardrailUse {
            name: guardrail.to_string(),
        }),
    })
}

/// What is wrong with more text than AWS keeps in any Organization; said once.
pub(super) fn too_much(at: Option<Span>) -> Diagnostic {
    let message = format!("the policies have more than {} MiB in all", POLICIES / (1024 * 1024));
    Diagnostic::error("too-large", message)
        .at(at)
        .help("write shorter lists, or fewer policies")
}

fn found(written: &Source<'_>, name: &Spanned<String>, out: &mut Diagnostics) -> Option<&'static Guardrail> {
    match find(name) {
        Err(problem) => {
            let mut wrong = Diagnostic::error(problem.code, problem.message).at(name.span);
            wrong.help = problem.help;
            out.push(wrong);
            None
        }
        Ok(guardrail) if guardrail.kind.policy_type() != written.policy_type => {
            let message = format!(
                "`{guardrail}` is for policies of type {}, and `{}` is of type {}",
                guardrail.kind.policy_type(),
                written.path.join("."),
                written.policy_type
            );
            let home = match guardrail.kind {
                PolicyKind::Scp => "scps",
                PolicyKind::Rcp => "rcps",
                PolicyKind::DeclarativeEc2 => "declarative-policies",
            };
            let help = match written.path {
                [_, key] => format!("write it as `[{home}.{key}]`"),
                _ => format!("put it into a policy or set under `[{home}]`"),
            };
            out.push(Diagnostic::error("guardrail-type", message).at(name.span).help(help));
            None
        }
        Ok(guardrail) => Some(guardrail),
    }
}

/// The roles that every guardrail with an exemption spares: those that groundline itself works with.
fn exempt(tables: &Tables) -> Vec<String> {
    let member = tables
        .roles
        .member
        .as_ref()
        .map_or(DEFAULT_MEMBER_ROLE, |role| role.as_str());
    let overrides = tables
        .accounts
        .values()
        .filter_map(|account| account.member_role.as_ref());
    let mut roles = vec![member.to_owned()];
    let read = tables.roles.read.as_ref().map(|role| role.value.clone());
    let others = overrides.map(|role| role.value.clone()).chain(read);
    let mut seen = BTreeSet::from([member.to_owned()]);
    roles.extend(
        others
            .chain([STACK_SETS.to_owned()])
            .filter(|role| seen.insert(role.clone())),
    );
    // More than a policy has room for are too many for every guardrail, which each says.
    let mut length = 0;
    roles.retain(|role| {
        length += "arn:*:iam::*:role/".len() + role.len();
        length <= EXEMPT
    });
    // What is no role is reported where it is written.
    roles.retain(|role| arn_pattern(role).is_ok());
    roles
}

/// The ids of the accounts that the guardrail does not bind. Nothing if one is unknown.
fn spared(written: &Source<'_>, ids: &mut Ids<'_>, keys: &Keys, out: &mut Diagnostics) -> Option<Vec<String>> {
    if written.except_accounts.len() > SPARED {
        let message = format!("`except-accounts` names more than {SPARED} accounts: no policy takes as many");
        let at = written.except_accounts.get(SPARED).and_then(|key| key.span);
        out.push(
            Diagnostic::error("too-long", message)
                .at(at)
                .help("attach the guardrail to fewer units instead"),
        );
        return None;
    }
    let mut spared = Some(Vec::new());
    let mut first: BTreeMap<&str, Option<Span>> = BTreeMap::new();
    for key in written.except_accounts {
        if let Some(first) = first.get(key.as_str()) {
            out.push(listed_twice(key, key.span, *first));
            continue;
        }
        first.insert(key, key.span);
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
            spared = None;
        } else if let Some(spared) = &mut spared {
            spared.push(ids.account(key));
        }
    }
    spared
}

/// Reports the Regions and ARNs in its arguments that do not exist, or are in another partition. Says whether there are none.
fn places(
    written: &Source<'_>,
    guardrail: &Guardrail,
    arguments: &Arguments,
    keys: &Keys,
    out: &mut Diagnostics,
) -> bool {
    // What `[regions]` says is checked there.
    let mut exist = keys.approved_exist(|region| is_known_region(region, keys));
    for parameter in &guardrail.parameters {
        let is_of_regions = parameter.kind == Kind::Regions;
        let Some(Argument::List(items)) = arguments.get(&parameter.name) else {
            continue;
        };
        for (index, item) in items.iter().enumerate() {
            let Argument::Text(text) = item else { continue };
            // To find a place takes longer than to check: only what says the partition first and what is wrong need theirs.
            let place = || item_at(written, &parameter.name, index, keys);
            let at = keys.partition().is_none().then(place).flatten();
            // What has no shape, and a partition that there is not, are problems of the parameter.
            let wrong = match is_of_regions {
                true if keys.is_approved(text) || !is_name(text) => None,
                true => wrong_region(text, at, keys).or_else(|| elsewhere(text, at, keys)),
                false if parameter.kind == Kind::RolePatterns => {
                    // A role that is none is a problem of the parameter too.
                    arn_pattern(text).ok().and_then(|arn| wrong_names(&arn, at, keys))
                }
                false => wrong_names(text, at, keys),
            };
            if let Some(wrong) = wrong {
                out.push(wrong.at(at.or_else(place)));
                exist = false;
            }
        }
    }
    exist
}

/// Where an item of an argument stands. A reference to a list is one text, and its items stand elsewhere.
fn item_at(written: &Source<'_>, argument: &str, index: usize, keys: &Keys) -> Option<Span> {
    let item = keys.value(&written.under(&["with", argument, &index.to_string()]));
    item.or_else(|| keys.value(&written.under(&["with", argument])))
}

fn diagnostic(written: &Source<'_>, name: &Spanned<String>, problem: Problem, keys: &Keys) -> Diagnostic {
    let at = match &problem.at {
        Where::Guardrail | Where::Missing(_) => None,
        Where::Name(argument) => keys.at(&written.under(&["with", argument])),
        Where::Argument(argument) => keys.value(&written.under(&["with", argument])),
        Where::Item(argument, index) => item_at(written, argument, *index, keys),
        Where::ExceptAccounts => keys.value(&written.under(&["except-accounts"])),
    };
    let mut wrong = Diagnostic::error(problem.code, problem.message).at(at.or(name.span));
    wrong.help = problem.help;
    wrong
}

/// The ids that the text of a guardrail names: those that are written, and stand-ins for those that only AWS knows.
struct Ids<'a> {
    tables: &'a Tables,
    keys: &'a Keys,
    approved: Vec<String>,
    stand_ins: BTreeMap<Awaited, String>,
}

impl<'a> Ids<'a> {
    fn new(tables: &'a Tables, keys: &'a Keys) -> Self {
        Self {
            tables,
            keys,
            approved: keys.approved().to_vec(),
            stand_ins: BTreeMap::new(),
        }
    }

    fn organization(&mut self) -> Option<String> {
        let table = self.tables.organization.as_ref()?;
        match &table.id {
            Some(id) => Some(id.value.clone()),
            None if table.create => Some(self.stand_in(Awaited::Organization)),
            None => None,
        }
    }

    fn account(&mut self, key: &str) -> String {
        let written = self.tables.accounts.get(key).and_then(|account| account.id.as_ref());
        written.map_or_else(
            || self.stand_in(Awaited::Account(key.to_owned())),
            |id| id.value.clone(),
        )
    }

    fn stand_in(&mut self, awaited: Awaited) -> String {
        let id = match &awaited {
            Awaited::Account(key) => {
                let accounts = &self.tables.accounts;
                let known = self.keys.stand_ins(|| stand_in::accounts(accounts.keys())).get(key);
                known
                    .cloned()
                    .unwrap_or_else(|| stand_in::account(accounts.keys(), key))
            }
            Awaited::Organization => stand_in::ORGANIZATION.to_owned(),
        };
        self.stand_ins.insert(awaited, id.clone());
        id
    }

    /// Arguments with every mark of a reference filled in.
    fn arguments(&mut self, arguments: &Arguments) -> Arguments {
        let filled = arguments
            .iter()
            .map(|(name, value)| (name.clone(), self.argument(value)));
        filled.collect()
    }

    fn argument(&mut self, argument: &Argument) -> Argument {
        match argument {
            Argument::Text(text) if *text == approved_mark() => Argument::texts(&self.approved),
            Argument::Text(text) => Argument::Text(self.text(text)),
            Argument::List(items) => Argument::List(items.iter().flat_map(|item| self.items(item)).collect()),
            other => other.clone(),
        }
    }

    /// A list in a list is spliced where it is a reference.
    fn items(&mut self, item: &Argument) -> Vec<Argument> {
        match (item, self.argument(item)) {
            (Argument::Text(_), Argument::List(items)) => items,
            (_, other) => vec![other],
        }
    }

    fn text(&mut self, text: &str) -> String {
        let [open, close] = MARK;
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(open) {
            filled.push_str(before);
            let Some((words, behind)) = after.split_once(close) else {
                break;
            };
            filled.push_str(&self.marked(words));
            rest = behind;
        }
        filled + rest
    }

    /// What stands for a reference: `account.KEY.id`.
    fn marked(&mut self, words: &str) -> String {
        let key = words
            .strip_prefix("account.")
            .and_then(|words| words.strip_suffix(".id"));
        match (words, key) {
            ("regions.approved", _) => self.approved.join(","),
            ("organization.id", _) => self.organization().unwrap_or_default(),
            (_, Some(key)) => self.account(key),
            // Nothing else is late.
            _ => String::new(),
        }
    }
}

fn approved_mark() -> String {
    mark(&["regions".to_owned(), "approved".to_owned()])
}
