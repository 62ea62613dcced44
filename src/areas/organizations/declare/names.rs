//! The names of the document, for the tables of other areas.

use super::keys::Keys;
use super::known_names::{wrong_region, wrong_service};
use crate::areas::kit::names::Names;
use crate::diagnostics::{Diagnostic, Span};
use crate::organization::MANAGEMENT;

impl Names for Keys {
    fn has_account(&self, key: &str) -> bool {
        self.has(&["accounts", key])
    }

    fn accounts(&self) -> Vec<&str> {
        self.of_table("accounts").collect()
    }

    fn close_accounts(&self) -> Vec<&str> {
        let known = self.close_in("accounts").into_iter();
        known.filter(|key| *key != MANAGEMENT).collect()
    }

    fn wrong_service(&self, principal: &str, at: Option<Span>) -> Option<Diagnostic> {
        wrong_service(principal, at, self)
    }

    fn wrong_region(&self, name: &str, at: Option<Span>) -> Option<Diagnostic> {
        wrong_region(name, at, self)
    }
}
