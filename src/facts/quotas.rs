//! Sizes and counts that AWS Organizations enforces.
//!
//! Source: AWS Organizations User Guide, "Quotas for AWS Organizations"; API Reference for patterns and page sizes.

/// Largest page of every `List*` operation of Organizations.
pub const ORGANIZATIONS_PAGE: usize = 20;
/// The same as the API takes it.
pub const ORGANIZATIONS_MAX_RESULTS: i32 = 20;
/// Largest page of `tag:GetResources`.
pub const TAGGING_PAGE: usize = 100;
/// Units may be nested this deep under the root.
pub const UNIT_DEPTH: usize = 5;
/// Units of one Organization.
pub const UNITS: usize = 2_000;
/// The most accounts that AWS raises the quota of an Organization to.
pub const ACCOUNTS: usize = 50_000;
/// Accounts of a new Organization, the management account included.
pub const DEFAULT_ACCOUNTS: usize = 10;
/// `CreateAccount` requests that may be in progress at once.
pub const CREATIONS_IN_FLIGHT: usize = 5;
/// Tags of one resource.
pub const TAGS: usize = 50;
/// Characters of a tag key.
pub const TAG_KEY: usize = 128;
/// Characters of a tag value.
pub const TAG_VALUE: usize = 256;
/// Characters of the Organization's resource policy.
pub const DELEGATION_POLICY: usize = 40_000;
/// Characters of a policy's name.
pub const POLICY_NAME: usize = 128;
/// Characters of a policy's description.
pub const POLICY_DESCRIPTION: usize = 512;
/// Characters of a unit's name.
pub const UNIT_NAME: usize = 128;
/// Characters of an account's name.
pub const ACCOUNT_NAME: usize = 50;
/// Fewest and most characters of an account's e-mail.
pub const ACCOUNT_EMAIL: (usize, usize) = (6, 64);

/// Whether AWS takes `character` in a tag's key or value: letters, digits, spaces and `_ . : / = + - @`.
#[must_use]
pub fn is_tag_character(character: char) -> bool {
    character.is_alphanumeric() || character == ' ' || "_.:/=+-@".contains(character)
}
