//! `[ai-services]`.

use super::attach::Attached;
use super::entry::default_description;
use super::keys::Keys;
use super::lint::Linted;
use super::policies::Written;
use crate::areas::organizations::schema::Tables;
use crate::engine::address::Address;
use crate::facts::policy_types::AI_OPT_OUT;
use crate::guardrails::Document;
use crate::organization::{Place, Tags};

/// Opts out of all services, now and later ones, and lets nothing below the root opt in again.
///
/// Source: AWS Organizations User Guide, "AI services opt-out policy syntax and examples".
const OPT_OUT: &str = r#"{"services":{"@@operators_allowed_for_child_policies":["@@none"],"default":{"@@operators_allowed_for_child_policies":["@@none"],"opt_out_policy":{"@@operators_allowed_for_child_policies":["@@none"],"@@assign":"optOut"}}}}"#;

/// The policy that opts out, attached to the root.
pub(super) fn declared(tables: &Tables, keys: &Keys) -> Option<Written> {
    tables.ai_services.as_ref().filter(|table| table.opt_out)?;
    Some(Written {
        address: Address::new("ai-services", "opt-out"),
        policy_type: AI_OPT_OUT.to_owned(),
        name: "ai-services-opt-out".to_owned(),
        name_at: keys.at(&["ai-services", "opt-out"]),
        description: default_description(tables),
        tags: Tags::new(),
        document: Document::parse(OPT_OUT).ok(),
        late: None,
        guardrail: None,
        file: None,
        attached: vec![Attached {
            place: Place::Root,
            at: keys.at(&["ai-services", "opt-out"]),
        }],
        adopt_exact: false,
        linted: Linted::default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_is_one_that_aws_takes() {
        let document = Document::parse(OPT_OUT).unwrap();
        assert_eq!(document.minified(), OPT_OUT);
        assert_eq!(crate::guardrails::check(&document, AI_OPT_OUT), []);
    }
}
