//! What statements say of one request's resource and context, whatever its action.

use std::collections::BTreeMap;

use super::prepared::PreparedStatement;
use super::request::Request;
use super::texts::Unknowns;
use super::truth::Truth;

/// Whether statements of one chain apply to the resource and context of one request, as far as that is known.
#[derive(Debug, Default)]
pub(super) struct Applied(BTreeMap<*const PreparedStatement, bool>);

impl Applied {
    /// Whether a statement matches the request: [`PreparedStatement::matches`].
    pub(super) fn matches<'a>(
        &mut self,
        statement: &'a PreparedStatement,
        request: &'a Request,
        unknowns: &mut Unknowns<'a>,
    ) -> Truth {
        if !statement.takes_action(&request.action) {
            return Truth::False;
        }
        let place = std::ptr::from_ref(statement);
        if let Some(known) = self.0.get(&place) {
            return (*known).into();
        }
        let found = statement.matches(request, unknowns);
        // What depends on keys names them each time.
        if found != Truth::Unknown {
            self.0.insert(place, found.is_true());
        }
        found
    }
}
