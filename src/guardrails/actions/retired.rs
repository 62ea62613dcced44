//! Prefixes whose service has ended or has another prefix now: a statement about them protects nothing.
//!
//! `chime` is not among them: Amazon Chime has ended, but the Amazon Chime SDK goes on with its prefix.

/// A prefix that nothing answers to any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retired {
    /// The prefix, in lower case.
    pub prefix: &'static str,
    /// What became of it, as the end of a sentence: `… ended in May 2025`.
    pub because: &'static str,
    /// Prefixes that do its work today.
    pub successors: &'static [&'static str],
}

const RETIRED: &[Retired] = &[
    // Source: Alexa for Business announcement, end of support on 31 May 2025.
    Retired {
        prefix: "a4b",
        because: "Alexa for Business ended in May 2025",
        successors: &[],
    },
    // Source: AWS Billing User Guide, "Migrating access control for AWS Billing".
    Retired {
        prefix: "aws-portal",
        because: "its actions were replaced by finer ones in 2023",
        successors: &[
            "account",
            "billing",
            "consolidatedbilling",
            "freetier",
            "invoicing",
            "payments",
            "tax",
        ],
    },
    // Source: the same page; no action of this prefix is in the service authorization reference.
    Retired {
        prefix: "awsbillingconsole",
        because: "its actions were replaced by finer ones in 2023",
        successors: &[
            "billing",
            "consolidatedbilling",
            "freetier",
            "invoicing",
            "payments",
            "tax",
        ],
    },
    // Source: AWS Import/Export became AWS Snowball.
    Retired {
        prefix: "importexport",
        because: "AWS Import/Export Disk was replaced by AWS Snowball",
        successors: &["snowball"],
    },
    // Source: Amazon Macie User Guide, "Amazon Macie Classic".
    Retired {
        prefix: "macie",
        because: "it is that of Macie Classic, which is gone",
        successors: &["macie2"],
    },
    // Source: Amazon Mobile Analytics became part of Amazon Pinpoint in 2018.
    Retired {
        prefix: "mobileanalytics",
        because: "Amazon Mobile Analytics became part of Amazon Pinpoint",
        successors: &["mobiletargeting"],
    },
];

/// What is known of a prefix, in any case, that nothing answers to any more. Some are still in the table.
#[must_use]
pub fn retired(prefix: &str) -> Option<&'static Retired> {
    RETIRED
        .iter()
        .find(|retired| retired.prefix.eq_ignore_ascii_case(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guardrails::actions::ActionTable;

    #[test]
    fn successors_are_known_and_not_retired() {
        for one in RETIRED {
            for successor in one.successors {
                assert!(ActionTable::embedded().service(successor).is_some(), "{successor}");
                assert_eq!(retired(successor), None);
            }
        }
        assert_eq!(retired("AWS-Portal").unwrap().prefix, "aws-portal");
        assert_eq!(retired("chime"), None);
    }
}
