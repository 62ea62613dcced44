//! What a misspelt name may have meant.

use super::action::Service;
use super::table::ActionTable;
use crate::guardrails::policy::operator::closest_of;

impl ActionTable {
    /// The prefix closest to `prefix`, if one is close.
    #[must_use]
    pub fn closest_service(&self, prefix: &str) -> Option<&str> {
        closest_of(prefix, self.services.iter().map(|service| service.prefix.as_str()))
    }

    /// The action closest to `name`, prefix included, if one is close. Another prefix is tried only where the one
    /// written is unknown.
    #[must_use]
    pub fn closest_action(&self, name: &str) -> Option<&str> {
        let (prefix, short) = name.split_once(':')?;
        let service = match self.service(prefix) {
            Some(service) => service,
            None => self.service(self.closest_service(prefix)?)?,
        };
        self.closest_within(service, short)
    }

    fn closest_within(&self, service: &Service, short: &str) -> Option<&str> {
        let actions = self.within(service);
        let found = closest_of(short, actions.iter().map(|action| action.short()))?;
        let action = actions.iter().find(|action| action.short() == found)?;
        Some(&action.name)
    }

    /// The condition key closest to `name`, if one is close. What varies in it is kept as written.
    #[must_use]
    pub fn closest_key(&self, name: &str) -> Option<String> {
        let varying = name
            .split_once('/')
            .map(|(_, varying)| varying)
            .filter(|varying| !varying.is_empty());
        let spelled = self.keys.iter().map(|key| match (key.name.split_once("/${"), varying) {
            (Some((stem, rest)), Some(varying)) if rest.ends_with('}') => format!("{stem}/{varying}"),
            _ => key.name.clone(),
        });
        let spelled: Vec<String> = spelled.collect();
        closest_of(name, spelled.iter().map(String::as_str)).map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_names_are_recognised() {
        let table = ActionTable::embedded();
        assert_eq!(table.closest_service("guarduty"), Some("guardduty"));
        assert_eq!(table.closest_service("nonsense-service"), None);
        assert_eq!(table.closest_action("s3:getobjct"), Some("s3:GetObject"));
        assert_eq!(
            table.closest_action("guarduty:DeleteDetectr"),
            Some("guardduty:DeleteDetector")
        );
        assert_eq!(table.closest_action("s3:Whatever"), None);
        assert_eq!(table.closest_action("s3"), None);
        assert_eq!(
            table.closest_key("aws:PrincipleArn").as_deref(),
            Some("aws:PrincipalArn")
        );
        assert_eq!(
            table.closest_key("aws:PrincipleTag/team").as_deref(),
            Some("aws:PrincipalTag/team")
        );
        assert_eq!(
            table.closest_key("ec2:MetadataHttpToken").as_deref(),
            Some("ec2:MetadataHttpTokens")
        );
        assert_eq!(table.closest_key("whatever"), None);
    }
}
