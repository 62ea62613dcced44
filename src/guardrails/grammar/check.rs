//! The grammar and size that AWS checks when a policy is created.
//!
//! Source: AWS Organizations User Guide, "SCP syntax" (the full language since 2025-09-19) and "RCP syntax".

use super::super::document::{Document, Kind, Member, Node};
use super::super::policy::operator::{Operator, closest, closest_of};
use super::rcp;
use crate::facts::policy_types;

/// One thing that is wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its name, for tests and machines.
    pub code: &'static str,
    /// What is wrong and what to do.
    pub message: String,
    /// First byte in the document's source.
    pub offset: usize,
    /// Bytes in the document's source.
    pub length: usize,
    /// Whether AWS would refuse the document; otherwise a warning.
    pub error: bool,
}

/// What is wrong with a document of a policy type, in the order of the text. Inheriting types are checked for size only.
#[must_use]
pub fn check(document: &Document, policy_type: &str) -> Vec<Finding> {
    let mut checker = Checker {
        rcp: policy_type == policy_types::RCP,
        findings: Vec::new(),
    };
    checker.size(document, policy_type);
    if matches!(policy_type, policy_types::SCP | policy_types::RCP) {
        checker.document(&document.root);
    }
    checker.findings.sort_by_key(|finding| finding.offset);
    checker.findings
}

const ELEMENTS: &[&str] = &["Version", "Id", "Statement"];
const STATEMENT_ELEMENTS: &[&str] = &[
    "Sid",
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Principal",
    "NotPrincipal",
    "Condition",
];

struct Checker {
    rcp: bool,
    findings: Vec<Finding>,
}

impl Checker {
    fn size(&mut self, document: &Document, policy_type: &str) {
        let most = policy_types::policy_type(policy_type).max_size;
        let size = document.size();
        if size > most {
            let message = format!("the policy has {size} characters without white space: AWS takes {most}");
            self.error("policy-size", message, &document.root);
        }
    }

    fn document(&mut self, root: &Node) {
        let Kind::Object(members) = &root.kind else { return };
        self.known(members, ELEMENTS);
        self.version(root, members);
        match find(members, "Statement") {
            None => self.error("statement-missing", "the policy has no `Statement`", root),
            Some(node) => match &node.kind {
                Kind::List(statements) if statements.is_empty() => {
                    self.error("statement-missing", "`Statement` is empty", node);
                }
                Kind::List(statements) => statements.iter().for_each(|statement| self.statement(statement)),
                _ => self.statement(node),
            },
        }
    }

    fn version(&mut self, root: &Node, members: &[Member]) {
        let why = "write `\"Version\": \"2012-10-17\"`";
        let (found, node) = match find(members, "Version") {
            None => (
                format!("no `Version` means 2008-10-17, in which `${{…}}` is literal text: {why}"),
                root,
            ),
            Some(node) => match &node.kind {
                Kind::Text(version) if version == "2012-10-17" => return,
                Kind::Text(version) if version == "2008-10-17" => {
                    (format!("in version 2008-10-17 `${{…}}` is literal text: {why}"), node)
                }
                _ => return self.error("version-unknown", format!("not a version of the language: {why}"), node),
            },
        };
        self.push(
            "version-old",
            found,
            node.offset,
            if node.offset == root.offset { 1 } else { node.length },
            self.rcp,
        );
    }

    fn statement(&mut self, node: &Node) {
        let Kind::Object(members) = &node.kind else {
            return self.error("statement-shape", "a statement is a JSON object", node);
        };
        self.known(members, STATEMENT_ELEMENTS);
        if let Some(sid) = find(members, "Sid")
            && !matches!(sid.kind, Kind::Text(_))
        {
            self.error("sid-shape", "`Sid` is a text", sid);
        }
        self.effect(node, members);
        self.one_of(node, members, "Action", "NotAction");
        self.one_of(node, members, "Resource", "NotResource");
        self.principal(node, members);
        for member in members {
            match member.key.as_str() {
                "Action" | "NotAction" => self.texts(member, Self::action),
                "Resource" | "NotResource" => self.texts(member, Self::resource),
                "Condition" => self.condition(&member.value),
                _ => {}
            }
        }
    }

    fn effect(&mut self, statement: &Node, members: &[Member]) {
        let Some(node) = find(members, "Effect") else {
            return self.error("effect-missing", "the statement has no `Effect`", statement);
        };
        match &node.kind {
            Kind::Text(effect) if effect == "Deny" => {}
            Kind::Text(effect) if effect == "Allow" && !self.rcp => {}
            Kind::Text(effect) if effect == "Allow" => {
                self.error(
                    "allow-in-rcp",
                    "an RCP only denies: AWS's own `RCPFullAWSAccess` allows",
                    node,
                );
            }
            _ => self.error("effect-unknown", "`Effect` is exactly `Allow` or `Deny`", node),
        }
    }

    fn one_of(&mut self, statement: &Node, members: &[Member], one: &str, other: &str) {
        let mut found = members.iter().filter(|member| member.key == one || member.key == other);
        match (found.next(), found.next()) {
            (None, _) => {
                let message = format!("the statement has neither `{one}` nor `{other}`");
                self.error("element-missing", message, statement);
            }
            (Some(_), Some(second)) => {
                self.at_key(
                    "element-twice",
                    &format!("`{one}` and `{other}` exclude each other"),
                    second,
                );
            }
            (Some(_), None) => {}
        }
    }

    fn principal(&mut self, statement: &Node, members: &[Member]) {
        if !self.rcp {
            for member in members
                .iter()
                .filter(|member| matches!(member.key.as_str(), "Principal" | "NotPrincipal"))
            {
                let key = &member.key;
                let message = format!("an SCP takes no `{key}`: name callers in `Condition` with `aws:PrincipalArn`");
                self.at_key("principal-in-scp", &message, member);
            }
            return;
        }
        match find(members, "Principal").map(|node| (node, &node.kind)) {
            Some((_, Kind::Text(principal))) if principal == "*" => {}
            Some((node, _)) => {
                let message = "an RCP's `Principal` is exactly `\"*\"`: name callers in `Condition`";
                self.error("principal-in-rcp", message, node);
            }
            None => self.error(
                "principal-in-rcp",
                "an RCP's statement needs `\"Principal\": \"*\"`",
                statement,
            ),
        }
        for key in ["NotPrincipal", "NotAction"] {
            if let Some(member) = members.iter().find(|member| member.key == key) {
                self.at_key("negated-in-rcp", &format!("an RCP takes no `{key}`"), member);
            }
        }
    }

    /// One text or a list of at least one.
    fn texts(&mut self, member: &Member, each: fn(&mut Self, &Node, &str)) {
        let items = match &member.value.kind {
            Kind::List(items) if items.is_empty() => {
                return self.error("list-empty", format!("`{}` is empty", member.key), &member.value);
            }
            Kind::List(items) => items.as_slice(),
            _ => std::slice::from_ref(&member.value),
        };
        for item in items {
            match &item.kind {
                Kind::Text(text) => each(self, item, text),
                _ => self.error(
                    "text-wanted",
                    format!("`{}` takes a text or a list of texts", member.key),
                    item,
                ),
            }
        }
    }

    fn action(&mut self, node: &Node, action: &str) {
        if action == "*" {
            if self.rcp {
                self.error(
                    "action-in-rcp",
                    "an RCP's action names a service: `*` alone is refused",
                    node,
                );
            }
            return;
        }
        let Some((service, name)) = action.split_once(':') else {
            return self.error("action-shape", "an action is `*` or `service:Name`", node);
        };
        let plain = |text: &str, more: &str| {
            !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
        };
        if !plain(service, "-") {
            self.error(
                "action-service",
                "an action's service is a plain name: wildcards stand only behind the `:`",
                node,
            );
        } else if !plain(name, "*?-_.") {
            self.error(
                "action-shape",
                "an action's name has letters, digits, `*` and `?`",
                node,
            );
        } else if self.rcp && !rcp::SERVICES.contains(&service.to_ascii_lowercase().as_str()) {
            let message = format!("`{service}` is not known to support RCPs: AWS may refuse it");
            self.push("rcp-service", message, node.offset, node.length, false);
        }
    }

    fn resource(&mut self, node: &Node, resource: &str) {
        if resource == "*" {
            return;
        }
        let mut parts = resource.split(':');
        if parts.next() != Some("arn") {
            return self.error(
                "resource-shape",
                "a resource is `*` or an ARN: `arn:*:service:region:account:name`",
                node,
            );
        }
        if let Some(service) = parts.nth(1)
            && parts.next().is_some()
            && service.contains(['*', '?'])
        {
            self.error("resource-service", "an ARN's service takes no wildcards", node);
        }
    }

    fn condition(&mut self, node: &Node) {
        let Kind::Object(operators) = &node.kind else {
            return self.error(
                "condition-shape",
                "`Condition` is `{ operator: { key: values } }`",
                node,
            );
        };
        for operator in operators {
            if Operator::parse(&operator.key).is_none() {
                let message = with_hint("is not a condition operator", &operator.key, closest(&operator.key));
                self.at_key("operator-unknown", &message, operator);
            }
            let Kind::Object(keys) = &operator.value.kind else {
                self.error(
                    "condition-shape",
                    "a condition operator holds `{ key: values }`",
                    &operator.value,
                );
                continue;
            };
            for key in keys {
                let values = match &key.value.kind {
                    Kind::List(values) => values.as_slice(),
                    _ => std::slice::from_ref(&key.value),
                };
                for value in values {
                    if !matches!(value.kind, Kind::Text(_) | Kind::Bool(_) | Kind::Number(_)) {
                        self.error(
                            "condition-shape",
                            "a condition compares with a text or a list of texts",
                            value,
                        );
                    }
                }
            }
        }
    }

    fn known(&mut self, members: &[Member], known: &[&'static str]) {
        for member in members {
            if !known.contains(&member.key.as_str()) {
                let message = with_hint(
                    "is not an element of a policy",
                    &member.key,
                    closest_of(&member.key, known.iter().copied()),
                );
                self.at_key("element-unknown", &message, member);
            }
        }
    }

    fn at_key(&mut self, code: &'static str, message: &str, member: &Member) {
        self.push(code, message.to_owned(), member.offset, member.length, true);
    }

    fn error(&mut self, code: &'static str, message: impl Into<String>, node: &Node) {
        // A whole statement or document is pointed at by its first brace: underlining all of it helps nobody.
        let length = if matches!(node.kind, Kind::Object(_)) {
            1
        } else {
            node.length
        };
        self.push(code, message.into(), node.offset, length, true);
    }

    fn push(&mut self, code: &'static str, message: String, offset: usize, length: usize, error: bool) {
        self.findings.push(Finding {
            code,
            message,
            offset,
            length,
            error,
        });
    }
}

fn with_hint(what: &str, name: &str, hint: Option<&str>) -> String {
    match hint {
        Some(hint) => format!("`{}` {what}: did you mean `{hint}`?", name.escape_debug()),
        None => format!("`{}` {what}", name.escape_debug()),
    }
}

fn find<'a>(members: &'a [Member], key: &str) -> Option<&'a Node> {
    members
        .iter()
        .find(|member| member.key == key)
        .map(|member| &member.value)
}
