//! `[delegation-policy]`.

use super::policy::{KIND, ResourcePolicy, address};
use crate::areas::kit::document::{Contributions, Contributor, Document, Statement};
use crate::areas::kit::prelude::*;
use crate::diagnostics::Diagnostic;
use crate::guardrails::{self, ParseError, check_delegation};

/// The area.
pub struct DelegationPolicy;

/// Statements of the Organization's resource policy, which lets members manage policies. Statements of others are left alone.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DelegationPolicyTable {
    /// A JSON document, relative to this file. It is never interpolated.
    pub file: Spanned<String>,
}

impl Area for DelegationPolicy {
    type Table = DelegationPolicyTable;
    const INFO: &'static AreaInfo = &AreaInfo::one("delegation-policy", "The Organization's resource policy.");
    const KINDS: &'static [&'static dyn AnyKind] = &[&ResourcePolicy];

    fn declare(&self, table: &Written<DelegationPolicyTable>, declaring: &mut Declaring<'_>) {
        let Some(table) = table.one() else { return };
        let Some(document) = declaring.files.document(&table.file, check_delegation, declaring.out) else {
            return;
        };
        let documents = &mut declaring.wants.documents;
        match contribute(&document, documents.remove(&address()).unwrap_or_default()) {
            Ok((frame, contributions)) => {
                documents.insert(address(), contributions);
                let desired = Desired::new(address(), Session::management(), ());
                declaring.want_document(&ResourcePolicy, desired, Some(frame));
                declaring.wants.files.insert(address(), document);
            }
            Err(wrong) => {
                let message = format!(
                    "the delegation policy cannot be split into statements: {}",
                    wrong.message
                );
                declaring
                    .out
                    .push(Diagnostic::error("malformed-policy", message).at(table.file.span));
            }
        }
    }
}

/// Adds the statements of a file. Besides, the document that is begun with where there is none.
///
/// A live statement without a mark that says the same as one of the file is taken for it: it was written before it was in the file.
pub(super) fn contribute(
    file: &guardrails::Document,
    contributions: Contributions,
) -> Result<(Document, Contributions), ParseError> {
    let (text, mut contributions) = (file.minified(), contributions.taking_over());
    for statement in Statement::all_written(&text)? {
        contributions.add(Contributor::area(KIND), statement);
    }
    Ok((Document::without_statements(&text)?, contributions))
}
