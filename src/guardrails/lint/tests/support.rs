//! What the tests of the linter share.

use crate::facts::policy_types;
use crate::guardrails::lint::{Finding, Kind, Options, check_delegation, lint, parse_finding};
use crate::guardrails::{ActionTable, Document};

/// What is found in a text, however broken.
pub fn found(text: &str, kind: Kind) -> Vec<Finding> {
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => return vec![parse_finding(&error)],
    };
    let table = ActionTable::embedded();
    let options = Options::default();
    match kind {
        Kind::Scp => lint(&document, policy_types::SCP, table, options),
        Kind::Rcp => lint(&document, policy_types::RCP, table, options),
        Kind::Inheriting => lint(&document, policy_types::AI_OPT_OUT, table, options),
        Kind::Delegation => check_delegation(&document, options),
    }
}

/// A statement, or a list of them, as a policy; a policy as it is.
pub fn policy(text: &str) -> String {
    if text.contains("\"Statement\"") {
        text.to_owned()
    } else {
        format!("{{ \"Version\": \"2012-10-17\", \"Statement\": {text} }}")
    }
}

/// The text that a finding underlines.
pub fn underlined<'a>(text: &'a str, finding: &Finding) -> &'a str {
    let start = finding.place.offset;
    text.get(start..start + finding.place.length).unwrap()
}

/// A finding on one line: severity, code, underlined text, message and help.
pub fn line(text: &str, finding: &Finding) -> String {
    let help = finding.help.as_ref().map_or(String::new(), |help| format!(" ({help})"));
    let at = underlined(text, finding);
    format!("{}[{}] {at}: {}{help}", finding.severity, finding.code, finding.message)
}
