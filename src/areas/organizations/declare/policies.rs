//! `[scps]`, `[rcps]`, `[declarative-policies]`, `[tag-policies]` and `[policies]`.

use std::collections::{BTreeMap, BTreeSet};

use super::attach::{self, Attached};
use super::keys::Keys;
use super::lint::{self, Linted};
use super::says::Source;
use super::sets::{self, WrittenSet};
use super::tags;
use super::words::{did_you_mean, length};
use crate::areas::organizations::model::policy::{ANY_KIND, DeclaredPolicy, GuardrailUse, KINDS};
use crate::areas::organizations::policies::late::LateText;
use crate::areas::organizations::policies::table::{Adopt, AnyPolicyTable, PolicyTable};
use crate::areas::organizations::schema::Tables;
use crate::baseline::{Loaded, Spanned};
use crate::diagnostics::{Diagnostic, Diagnostics, FileId, Span};
use crate::engine::address::Address;
use crate::engine::owner::{Owner, owner};
use crate::facts::policy_types::{self, KNOWN, RCP, SCP};
use crate::facts::quotas::{POLICY_DESCRIPTION, POLICY_NAME};
use crate::guardrails::Document;
use crate::guardrails::library::Arguments;
use crate::organization::Tags;

/// A policy as it was written, with the places that rules over all policies point at.
pub(super) struct Written {
    pub(super) address: Address,
    pub(super) policy_type: String,
    pub(super) name: String,
    pub(super) name_at: Option<Span>,
    pub(super) description: String,
    pub(super) tags: Tags,
    /// Nothing where it could not be read.
    pub(super) document: Option<Document>,
    pub(super) late: Option<LateText>,
    pub(super) guardrail: Option<GuardrailUse>,
    /// The file that it stands in, if it has one of its own.
    pub(super) file: Option<FileId>,
    pub(super) attached: Vec<Attached>,
    pub(super) adopt_exact: bool,
    pub(super) linted: Linted,
}

impl Written {
    /// What the linter goes through.
    pub(super) fn part(&mut self) -> lint::Part<'_> {
        lint::Part {
            policy_type: &self.policy_type,
            document: self.document.as_ref(),
            linted: &mut self.linted,
        }
    }

    /// What areas work with.
    pub(super) fn into_declared(self) -> Option<(Address, DeclaredPolicy)> {
        let attach: BTreeSet<_> = self.attached.into_iter().map(|attached| attached.place).collect();
        let policy = DeclaredPolicy {
            address: self.address.clone(),
            policy_type: self.policy_type,
            name: self.name,
            description: self.description,
            tags: self.tags,
            document: self.document?,
            late: self.late,
            awaits: BTreeSet::new(),
            guardrail: self.guardrail,
            set: None,
            attach,
            adopt_exact: self.adopt_exact,
        };
        Some((self.address, policy))
    }
}

/// The description of a policy for which the baseline has none.
pub(super) fn default_description(tables: &Tables) -> String {
    let baseline = tables.organization.as_ref().map_or("", |table| table.baseline.as_str());
    format!("Managed by groundline, baseline {baseline}")
}

/// All policies, checked each for itself.
pub(super) fn declared(loaded: &mut Loaded, tables: &Tables, keys: &Keys, out: &mut Diagnostics) -> Vec<Written> {
    let mut declared = Vec::new();
    for entry in entries(tables, out) {
        if entry.packs() != Some(true) {
            sets::refuse_pack(&entry, keys, out);
            declared.push(entry.declare(loaded, tables, keys, out));
        }
    }
    declared
}

/// All sets of guardrails.
pub(super) fn packed(tables: &Tables, keys: &Keys, out: &mut Diagnostics) -> Vec<WrittenSet> {
    let entries = entries(tables, &mut Diagnostics::default());
    let sets = entries.iter().filter(|entry| entry.packs() == Some(true));
    sets.map(|entry| sets::declared(entry, tables, keys, out)).collect()
}

/// One policy of any table.
pub(super) struct Entry<'a> {
    pub(super) table: &'static str,
    pub(super) kind: &'static str,
    pub(super) policy_type: &'a str,
    pub(super) key: &'a str,
    /// Its table, if that is one for its type alone.
    pub(super) own: Option<&'a PolicyTable>,
    file: Option<&'a Spanned<String>>,
    guardrail: Option<&'a Spanned<String>>,
    with: &'a Arguments,
    pub(super) except_accounts: &'a [Spanned<String>],
    name: Option<&'a Spanned<String>>,
    description: Option<&'a Spanned<String>>,
    pub(super) attach: &'a [Spanned<String>],
    tags: &'a BTreeMap<String, Spanned<String>>,
    adopt: Option<Adopt>,
    lint_allow: &'a [Spanned<String>],
}

/// What is the same of every policy and set, whatever it says.
pub(super) struct Head {
    pub(super) name: String,
    name_at: Option<Span>,
    pub(super) description: String,
    pub(super) tags: Tags,
    pub(super) attached: Vec<Attached>,
    pub(super) adopt_exact: bool,
}

fn entries<'a>(tables: &'a Tables, out: &mut Diagnostics) -> Vec<Entry<'a>> {
    let mut entries = Vec::new();
    for (table, kind, policy_type) in KINDS {
        for (key, policy) in own_table(tables, table) {
            entries.push(Entry {
                table,
                kind,
                policy_type,
                key,
                own: Some(policy),
                file: policy.file.as_ref(),
                guardrail: policy.guardrail.as_ref(),
                with: &policy.with,
                except_accounts: &policy.except_accounts,
                name: policy.name.as_ref(),
                description: policy.description.as_ref(),
                attach: &policy.attach,
                tags: &policy.tags,
                adopt: policy.adopt,
                lint_allow: &policy.lint_allow,
            });
        }
    }
    for (key, policy) in &tables.policies {
        check_type(policy, out);
        entries.push(Entry {
            table: "policies",
            kind: ANY_KIND,
            policy_type: &policy.kind,
            key,
            own: None,
            file: policy.file.as_ref(),
            guardrail: policy.guardrail.as_ref(),
            with: &policy.with,
            except_accounts: &policy.except_accounts,
            name: policy.name.as_ref(),
            description: policy.description.as_ref(),
            attach: &policy.attach,
            tags: &policy.tags,
            adopt: policy.adopt,
            lint_allow: &policy.lint_allow,
        });
    }
    entries
}

/// The policies of a table for one type.
fn own_table<'a>(tables: &'a Tables, table: &str) -> impl Iterator<Item = (&'a String, &'a PolicyTable)> {
    let policies = match table {
        "scps" => Some(&tables.scps),
        "rcps" => Some(&tables.rcps),
        "declarative-policies" => Some(&tables.declarative_policies),
        "tag-policies" => Some(&tables.tag_policies),
        _ => None,
    };
    policies.into_iter().flatten()
}

fn check_type(policy: &AnyPolicyTable, out: &mut Diagnostics) {
    let written = &policy.kind;
    let known = KNOWN.iter().map(|known| known.name);
    let plain = written
        .chars()
        .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    if !plain || !written.ends_with("_POLICY") && !written.contains("POLICY_") {
        let mut wrong =
            Diagnostic::error("invalid-policy-type", format!("`{written}` is not a policy type")).at(written.span);
        wrong.help = did_you_mean(written, known);
        out.push(wrong);
    } else if policy_types::known(written).is_none() {
        let mut unknown = Diagnostic::warning(
            "unknown-policy-type",
            format!(
                "policy type `{written}` is not known to this version: it works as it is, without its limits and rules"
            ),
        )
        .at(written.span);
        unknown.help = crate::baseline::closest(written, known).map(|close| format!("did you mean `{close}`?"));
        out.push(unknown);
    }
}

impl Entry<'_> {
    fn declare(&self, loaded: &mut Loaded, tables: &Tables, keys: &Keys, out: &mut Diagnostics) -> Written {
        let path = [self.table, self.key];
        let head = self.head("", tables, keys, out);
        let source = Source {
            path: &path,
            policy_type: self.policy_type,
            file: self.file,
            guardrail: self.guardrail,
            with: self.with,
            except_accounts: self.except_accounts,
            lint_allow: self.lint_allow,
        };
        let says = source.read(loaded, tables, keys, out);
        Written {
            address: Address::new(self.kind, self.key),
            policy_type: self.policy_type.to_owned(),
            name: head.name,
            name_at: head.name_at,
            description: match (self.description, says.title) {
                (None, Some(title)) => title,
                _ => head.description,
            },
            tags: head.tags,
            attached: head.attached,
            adopt_exact: head.adopt_exact,
            document: says.document,
            file: says.file,
            late: says.late,
            guardrail: says.guardrail,
            linted: says.linted,
        }
    }

    /// What is the same whatever the policy says. The name is checked with `suffix` behind it.
    pub(super) fn head(&self, suffix: &str, tables: &Tables, keys: &Keys, out: &mut Diagnostics) -> Head {
        let name_at = self.name.and_then(|name| name.span).or_else(|| self.at(keys));
        let name = self.name.map_or(self.key, |name| name.as_str());
        // The suffix of a set must not hide that there is no name.
        let whole = if name.trim().is_empty() {
            name.to_owned()
        } else {
            format!("{name}{suffix}")
        };
        self.check_name(&whole, name_at, out);
        self.check_description(out);
        let described = || default_description(tables);
        Head {
            name: name.to_owned(),
            name_at,
            description: self.description.map_or_else(described, |text| text.value.clone()),
            tags: tags::declared(self.tags, [self.table, self.key], keys, out),
            attached: attach::declared(self.attach, self.policy_type, keys, out),
            adopt_exact: self.adopt == Some(Adopt::Exact),
        }
    }

    /// Whether it says to be packed, where that can be.
    fn packs(&self) -> Option<bool> {
        let packable = [SCP, RCP].contains(&self.policy_type);
        self.own.filter(|_| packable)?.pack
    }

    pub(super) fn at(&self, keys: &Keys) -> Option<Span> {
        keys.at(&[self.table, self.key])
    }

    fn check_name(&self, name: &str, at: Option<Span>, out: &mut Diagnostics) {
        if let Some(wrong) = length("the name of a policy", name, (1, POLICY_NAME), at) {
            out.push(wrong);
        }
        let aws = policy_types::policy_type(self.policy_type)
            .full_access
            .and_then(|id| id.strip_prefix("p-"));
        if aws == Some(name) {
            let message = format!("`{name}` is AWS's own policy, which it keeps attached everywhere");
            out.push(
                Diagnostic::error("reserved-policy-name", message)
                    .at(at)
                    .help("choose another name"),
            );
        }
        if let Owner::Foreign(tool) = owner("", name, &Tags::new()) {
            let message = format!("`{name}` would count as a policy of {tool}, which is never changed");
            out.push(
                Diagnostic::error("reserved-policy-name", message)
                    .at(at)
                    .help("choose another name"),
            );
        }
    }

    fn check_description(&self, out: &mut Diagnostics) {
        if let Some(text) = self.description
            && let Some(wrong) = length("the description of a policy", text, (0, POLICY_DESCRIPTION), text.span)
        {
            out.push(wrong);
        }
    }
}
