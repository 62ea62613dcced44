//! How large a document may be, and whose statements make it so.

use std::collections::BTreeMap;
use std::fmt;

use crate::facts::{quotas, resource_policies};

use super::contributor::{Contributor, Mark};
use super::policy::Document;

/// What a service takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// What the document is to a person: `bucket policy`.
    pub of: &'static str,
    /// The most.
    pub most: usize,
    /// Of what.
    pub unit: Unit,
    /// The most statements, where the service counts them.
    pub statements: Option<usize>,
}

/// What a service counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Bytes in UTF-8.
    Bytes,
    /// Characters.
    Characters,
}

/// A document that the service does not take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct TooLarge {
    limit: Limit,
    size: usize,
    counted: &'static str,
    most: usize,
    /// How much of it is whose, the largest first.
    pub shares: Vec<(String, usize)>,
}

impl Limit {
    /// Bucket policies.
    pub const BUCKET_POLICY: Self = Self::bytes("bucket policy", resource_policies::BUCKET);
    /// Key policies.
    pub const KEY_POLICY: Self = Self::bytes("key policy", resource_policies::KEY);
    /// Policies of SNS topics.
    pub const TOPIC_POLICY: Self = Self {
        statements: Some(resource_policies::TOPIC_STATEMENTS),
        ..Self::bytes("topic policy", resource_policies::TOPIC)
    };
    /// Policies of SQS queues.
    pub const QUEUE_POLICY: Self = Self {
        statements: Some(resource_policies::QUEUE_STATEMENTS),
        ..Self::bytes("queue policy", resource_policies::QUEUE)
    };
    /// The resource policy of the Organization.
    pub const DELEGATION_POLICY: Self = Self {
        unit: Unit::Characters,
        ..Self::bytes("delegation policy", quotas::DELEGATION_POLICY)
    };

    const fn bytes(of: &'static str, most: usize) -> Self {
        Self {
            of,
            most,
            unit: Unit::Bytes,
            statements: None,
        }
    }

    /// The size of a text as the service counts it.
    #[must_use]
    pub fn size(self, text: &str) -> usize {
        match self.unit {
            Unit::Bytes => text.len(),
            Unit::Characters => text.chars().count(),
        }
    }

    /// Checks a document. Late texts count as nothing, so that a document that still has some is checked again when they are known.
    ///
    /// # Errors
    /// Where the service would not take it.
    pub fn check(self, mark: &Mark, document: &Document) -> Result<(), TooLarge> {
        let size = self.size(&document.without_lates());
        let statements = document.pieces.len();
        let (size, most, counted) = match self.statements {
            Some(most) if statements > most => (statements, most, "statements"),
            _ if size > self.most => (size, self.most, self.unit.name()),
            _ => return Ok(()),
        };
        let mut shares: BTreeMap<String, usize> = BTreeMap::new();
        for piece in &document.pieces {
            let whose = piece.sid.as_deref().and_then(|sid| Contributor::of_sid(mark, sid));
            let whose = whose.map_or_else(|| "others".to_owned(), |area| area.to_string());
            *shares.entry(whose).or_default() += match counted {
                "statements" => 1,
                _ => self.size(&piece.without_lates()),
            };
        }
        let mut shares: Vec<(String, usize)> = shares.into_iter().collect();
        shares.sort_by_key(|(_, share)| std::cmp::Reverse(*share));
        Err(TooLarge {
            limit: self,
            size,
            counted,
            most,
            shares,
        })
    }
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::Characters => "characters",
        }
    }
}

/// `the bucket policy would have 21504 bytes, and AWS takes 20480: 12000 are of others, 9400 of trails`.
impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            limit,
            size,
            counted,
            most,
            shares,
        } = self;
        write!(f, "the {} would have {size} {counted}, and AWS takes {most}", limit.of)?;
        for (at, (whose, share)) in shares.iter().enumerate() {
            let before = if at == 0 { ":" } else { "," };
            let verb = if at == 0 { " are" } else { "" };
            write!(f, "{before} {share}{verb} of {whose}")?;
        }
        Ok(())
    }
}
