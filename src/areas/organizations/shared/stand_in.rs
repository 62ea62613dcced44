//! Ids that stand in for those that only AWS knows, where something is checked before AWS is asked. As long as real ones, so that sizes are right.

use std::collections::BTreeMap;

/// Stands in for the id of an Organization that is yet to be made.
pub const ORGANIZATION: &str = "o-0000000000";

/// Stands in for the id of an account that is not pinned: its number among the keys. AWS gives no ids that begin with so many zeros.
pub fn account<'a>(keys: impl IntoIterator<Item = &'a String>, key: &str) -> String {
    let number = keys.into_iter().take_while(|other| other.as_str() <= key).count();
    format!("{number:012}")
}

/// What stands in for the id of each account: the same as [`account`] gives, for all at once.
pub fn accounts<'a>(keys: impl IntoIterator<Item = &'a String>) -> BTreeMap<String, String> {
    let numbered = keys.into_iter().zip(1_usize..);
    numbered
        .map(|(key, number)| (key.clone(), format!("{number:012}")))
        .collect()
}

/// Whether an id stands in for one.
pub fn is_account(id: &str) -> bool {
    id.len() == 12 && id.starts_with("0000000")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_its_own() {
        let keys = ["a".to_owned(), "b".to_owned(), "c".to_owned()];
        assert_eq!(account(&keys, "a"), "000000000001");
        assert_eq!(account(&keys, "c"), "000000000003");
        assert_eq!(accounts(&keys)["b"], account(&keys, "b"));
        assert!(is_account("000000000003") && !is_account("012345678901"));
    }
}
