//! What a guardrail takes from the Organization it works in.

/// What a guardrail takes from the Organization it works in, beside its arguments.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Surroundings {
    /// Roles that every guardrail with an exemption spares: names, names with a path, or ARN patterns.
    pub exempt: Vec<String>,
    /// The approved Regions, if any are written.
    pub approved_regions: Vec<String>,
    /// The Organization's id.
    pub organization_id: Option<String>,
    /// Ids of accounts that the guardrail does not bind.
    pub except_accounts: Vec<String>,
}

impl Surroundings {
    /// Stands in where there is no Organization: the tests of the library, and showing a guardrail.
    #[must_use]
    pub fn example() -> Self {
        Self {
            exempt: vec![
                "OrganizationAccountAccessRole".to_owned(),
                "stacksets-exec-*".to_owned(),
            ],
            approved_regions: vec!["eu-west-1".to_owned(), "us-east-1".to_owned()],
            organization_id: Some("o-example0001".to_owned()),
            except_accounts: Vec::new(),
        }
    }
}
