//! Drift as SARIF 2.1.0, for code scanning. Only the parts that its readers use.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::engine::plan::Plan;

use super::detail::Voice;
use super::difference::{Entry, beside, differences};
use super::{json as machine, safe};

pub(super) const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
struct Run {
    tool: Value,
    invocations: [Value; 1],
    results: Vec<Finding>,
    properties: Value,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding {
    rule_id: String,
    level: &'static str,
    message: Value,
    locations: [Value; 1],
    partial_fingerprints: Value,
}

/// The drift as a SARIF log. `baseline_file` is the baseline's path relative to the repository.
///
/// What could not be read is a result of its own: a log without results would close the alerts of an earlier run.
#[must_use]
pub fn drift(plan: &Plan, baseline_file: &str) -> String {
    let file = uri(baseline_file);
    let mut results = Vec::new();
    for difference in differences(plan) {
        let address = difference.address.to_string();
        for entry in &difference.entries {
            let rule = format!("{}.{}", difference.address.kind, entry.rule());
            let message = format!("{address}: {}", entry.headline(Voice::Drift));
            results.push(finding(rule, level(entry), &message, &address, &file));
        }
    }
    for warning in &plan.warnings {
        let address = warning.address.to_string();
        let message = format!("{address}: {}", beside(&warning.why, &warning.help));
        results.push(finding("warning".to_owned(), "note", &message, &address, &file));
    }
    for unread in &plan.unread {
        let message = format!("could not be read: {}: {}", unread.what, unread.why);
        results.push(finding("unread".to_owned(), "error", &message, &unread.what, &file));
    }
    for pending in &plan.pending {
        let message = format!("still in progress at AWS since {}: {}", pending.since, pending.what);
        results.push(finding("pending".to_owned(), "note", &message, &pending.what, &file));
    }
    machine::finish(serde_json::to_string_pretty(&Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: tool(&results),
            invocations: [json!({ "executionSuccessful": plan.unread.is_empty() })],
            results,
            properties: json!({ "accountsToCreate": plan.accounts_to_create() }),
        }],
    }))
}

fn level(entry: &Entry<'_>) -> &'static str {
    match entry {
        Entry::Refused(_) => "error",
        Entry::Change(..) | Entry::LeftOut(_) => "warning",
    }
}

fn tool(results: &[Finding]) -> Value {
    let rules: BTreeMap<&str, Value> = results
        .iter()
        .map(|finding| {
            let id = finding.rule_id.as_str();
            let about = match id {
                "unread" => "something could not be read, so it is not known whether it differs".to_owned(),
                "pending" => "AWS is still working on it".to_owned(),
                "warning" => "this is likely to be a mistake, though it may be meant".to_owned(),
                _ => match id.rsplit_once('.') {
                    Some((kind, "refused")) => format!("`{kind}` differs, and the change is refused"),
                    Some(("account", "create")) => {
                        "an account is missing; `groundline apply` would make an AWS account, which cannot be undone"
                            .to_owned()
                    }
                    Some((kind, "left-out")) => format!("`{kind}` differs, and a person is needed"),
                    Some((kind, action)) => {
                        format!("`{kind}` differs from the baseline; `groundline apply` would {action} it")
                    }
                    None => id.to_owned(),
                },
            };
            (id, json!({ "id": id, "shortDescription": { "text": plain(&about) } }))
        })
        .collect();
    json!({ "driver": {
        "name": "groundline",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules.into_values().collect::<Vec<_>>(),
    } })
}

fn finding(rule: String, level: &'static str, message: &str, name: &str, file: &str) -> Finding {
    let rule_id = safe::text(&rule).into_owned();
    let name = safe::text(name);
    // GitHub tells alerts apart by this fingerprint; by default it hashes the line, and all stand on line 1.
    let mut digest = Sha256::new();
    digest.update(&rule_id);
    digest.update([0]);
    digest.update(name.as_bytes());
    // One address may have several warnings.
    if rule_id == "warning" {
        digest.update(message.as_bytes());
    }
    let fingerprint: String = digest
        .finalize()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Finding {
        level,
        message: json!({ "text": plain(message) }),
        locations: [json!({
            "physicalLocation": { "artifactLocation": { "uri": file }, "region": { "startLine": 1 } },
            "logicalLocations": [{ "fullyQualifiedName": name, "kind": "resource" }],
        })],
        partial_fingerprints: json!({ "primaryLocationLineHash": fingerprint }),
        rule_id,
    }
}

/// A message without the `[text](target)` that SARIF (3.11.6) takes for a link.
pub(super) fn plain(message: &str) -> String {
    safe::text(message).replace("](", "] (")
}

/// A path as a relative URI reference.
pub(super) fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::sample;

    #[test]
    fn rich_drift() {
        insta::assert_snapshot!(drift(&sample::rich(), "baselines/our org.toml"));
    }

    #[test]
    fn in_sync_has_no_results_and_unread_has_one() {
        let results = |plan: &Plan| serde_json::from_str::<Value>(&drift(plan, "b.toml")).unwrap()["runs"][0].take();
        let clean = results(&sample::in_sync());
        assert_eq!(clean["results"], json!([]));
        assert_eq!(clean["invocations"][0]["executionSuccessful"], json!(true));
        let unread = results(&sample::unread_only());
        assert_eq!(unread["results"][0]["level"], "error");
        assert_eq!(unread["invocations"][0]["executionSuccessful"], json!(false));
    }

    #[test]
    fn alerts_of_one_log_have_different_fingerprints() {
        let log: Value = serde_json::from_str(&drift(&sample::rich(), "b.toml")).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap();
        let prints: std::collections::BTreeSet<_> = results
            .iter()
            .map(|r| r["partialFingerprints"]["primaryLocationLineHash"].to_string())
            .collect();
        assert_eq!(prints.len(), results.len());
    }

    #[test]
    fn hostile_names_make_no_links() {
        let text = drift(&sample::hostile(), "a\"b](x)\u{1b}.toml");
        sample::assert_harmless(&text);
        assert!(text.contains("a%22b%5D%28x%29%1B.toml"));
        let log: Value = serde_json::from_str(&text).unwrap();
        for result in log["runs"][0]["results"].as_array().unwrap() {
            assert!(!result["message"]["text"].as_str().unwrap().contains("]("), "{result}");
        }
    }
}
