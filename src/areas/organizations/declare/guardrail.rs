//! Guardrails of the library in the tables of policies: `guardrail`, `with`, `except-accounts`.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::compiled::{Compiled, Outcome};
use super::ids::Ids;
use super::keys::{Keys, POLICIES};
use super::known_names::{is_known_region, wrong_region};
use super::lint::{Linted, Stands};
use super::partition::elsewhere;
use super::policy_source::{PolicyContent, Source};
use super::spared::{Spared, spared};
use super::values::wrong_names;
use crate::areas::organizations::model::late::LateText;
use crate::areas::organizations::model::policy::GuardrailUse;
use crate::areas::organizations::organization::table::DEFAULT_MEMBER_ROLE;
use crate::areas::organizations::schema::Tables;
use crate::baseline::Spanned;
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::facts::partitions::is_name;
use crate::guardrails::Document;
use crate::guardrails::library::{
    Argument, Arguments, Guardrail, Kind, PolicyKind, Problem, Surroundings, Where, arn_pattern, find,
};

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
    let spared = spared(written.except_accounts, written.of_set, tables, keys, out);
    let ids = spared.as_ref().map(|spared| spared.ids.as_slice());
    let named = guardrail.to_string();
    let known = ids.and_then(|ids| keys.outcomes().find(&named, written.with, ids));
    let outcome = match known {
        Some(outcome) if !matches!(*outcome, Outcome::WrongPlaces) => outcome,
        known => {
            let outcome = Rc::new(outcome(written, guardrail, spared.as_deref(), tables, keys, out)?);
            if known.is_none() {
                keys.outcomes().keep(&named, written.with, ids?, &outcome);
            }
            outcome
        }
    };
    let compiled = match outcome.as_ref() {
        Outcome::Policy(compiled) => compiled,
        Outcome::Problems(problems) => {
            let problems = problems.iter().cloned();
            problems.for_each(|problem| out.push(diagnostic(written, name, problem, keys)));
            return None;
        }
        Outcome::WrongPlaces | Outcome::WrongElsewhere => return None,
    };
    // The guardrails of a set are written and then packed.
    let times = if written.of_set.is_some() { 2 } else { 1 };
    if keys.fills(times * compiled.text.len()) {
        out.push(too_much(name.span));
    }
    let linted = Linted::of(
        &compiled.document,
        Stands::Library(name.span),
        written.policy_type,
        written.lint_allow,
        keys,
        out,
    );
    Some(PolicyContent {
        title: Some(format!("{} ({guardrail})", guardrail.title)),
        document: Some(compiled.document.clone()),
        linted,
        file: None,
        late: compiled.late.clone(),
        guardrail: Some(GuardrailUse { name: named }),
    })
}

/// What comes of a guardrail. Nothing if it is not known which accounts it spares. Places that are wrong are reported.
fn outcome(
    written: &Source<'_>,
    guardrail: &Guardrail,
    spared: Option<&Spared>,
    tables: &Tables,
    keys: &Keys,
    out: &mut Diagnostics,
) -> Option<Outcome> {
    // What `[regions]` says is checked there.
    let approved_exist = keys.approved_exist(|region| is_known_region(region, keys));
    let mut ids = Ids::new(tables, keys);
    if !approved_exist {
        // There will be no text: one Region says as much as all.
        ids = ids.with_one_region();
    }
    let arguments = ids.arguments(written.with);
    let are_right = places(written, guardrail, &arguments, keys, out);
    let surroundings = Surroundings {
        exempt: keys.exempt(|| exempt(tables)).to_vec(),
        approved_regions: ids.approved().to_vec(),
        organization_id: ids.organization(),
        except_accounts: spared?.ids.clone(),
    };
    if !are_right || !approved_exist {
        // What is said of places that do not exist would be found again in a text.
        let problems = guardrail.problems(&arguments, &surroundings);
        return Some(match (problems.is_empty(), are_right) {
            (false, true) => Outcome::Problems(problems),
            (false, false) => {
                let named = written.guardrail?;
                problems
                    .into_iter()
                    .for_each(|problem| out.push(diagnostic(written, named, problem, keys)));
                Outcome::WrongPlaces
            }
            (true, true) => Outcome::WrongElsewhere,
            (true, false) => Outcome::WrongPlaces,
        });
    }
    let text = match guardrail.compile(&arguments, &surroundings) {
        Ok(text) => text,
        Err(problems) => return Some(Outcome::Problems(problems)),
    };
    // The tests of the library parse what it compiles.
    let document = Document::parse(&text).ok()?;
    let stand_ins = ids.stand_ins().iter().chain(&spared?.stand_ins);
    Some(Outcome::Policy(Compiled {
        late: LateText::new(&text, stand_ins),
        text,
        document,
    }))
}

/// What is wrong with more text than AWS keeps in any Organization; said once.
pub(super) fn too_much(at: Option<Span>) -> Diagnostic {
    let message = format!("the policies have more than {} MiB in all", POLICIES / (1024 * 1024));
    Diagnostic::error("too-large", message)
        .at(at)
        .help("write shorter lists, or fewer policies and guardrails of sets, which count twice")
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

/// Reports the Regions and ARNs in its arguments that do not exist, or are in another partition. Says whether there are none.
fn places(
    written: &Source<'_>,
    guardrail: &Guardrail,
    arguments: &Arguments,
    keys: &Keys,
    out: &mut Diagnostics,
) -> bool {
    let mut exist = true;
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
