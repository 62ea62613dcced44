//! Identifiers that look like AWS's, and are the same on every run.

use super::super::hash;
use super::organization::Organization;

const BASE36: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyz";
const DIGITS: &[u8] = b"0123456789";
const HEX: &[u8] = b"0123456789abcdef";

impl Organization {
    pub(super) fn root_id_for(organization: &str) -> String {
        format!("r-{}", hash::letters(hash::of(organization), BASE36, 4))
    }

    /// The next of a row of numbers that are never given out twice.
    pub(super) fn next_number(&mut self) -> u64 {
        self.issued += 1;
        self.issued
    }

    fn fresh(&mut self, kind: &str, alphabet: &[u8], length: usize) -> String {
        let number = self.next_number();
        hash::letters(hash::of(&format!("{} {kind} {number}", self.id)), alphabet, length)
    }

    /// The id of a unit to be made.
    pub(in crate::sandbox) fn new_unit_id(&mut self) -> String {
        loop {
            let suffix = self.root.id.trim_start_matches("r-").to_owned();
            let id = format!("ou-{suffix}-{}", self.fresh("unit", BASE36, 8));
            if !self.units.contains_key(&id) {
                return id;
            }
        }
    }

    /// The id of an account to be made.
    pub(in crate::sandbox) fn new_account_id(&mut self) -> String {
        loop {
            let first = self.fresh("account", b"123456789", 1);
            let id = format!("{first}{}", self.fresh("account", DIGITS, 11));
            if !self.accounts.contains_key(&id) {
                return id;
            }
        }
    }

    /// The id of a policy to be made.
    pub(in crate::sandbox) fn new_policy_id(&mut self) -> String {
        loop {
            let id = format!("p-{}", self.fresh("policy", BASE36, 10));
            if !self.policies.contains_key(&id) {
                return id;
            }
        }
    }

    /// The id of a request to create an account.
    pub(in crate::sandbox) fn new_creation_id(&mut self) -> String {
        format!("car-{}", self.fresh("creation", HEX, 32))
    }

    /// The id of a delegation policy.
    pub(in crate::sandbox) fn new_resource_policy_id(&mut self) -> String {
        format!("rp-{}", self.fresh("resource policy", BASE36, 8))
    }
}
