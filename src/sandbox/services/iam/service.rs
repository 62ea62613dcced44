//! Every simulated operation of IAM. Each works in the account of its caller.

use super::state::{Iam, Identities};
use super::{password_policy, roles};
use crate::facts::access::Access;
use crate::facts::service::{IAM, Service};
use crate::sandbox::model::{NoEvent, Services, Stored};
use crate::sandbox::service::{ErrorCodes, Operation, Simulated, Spot};

impl Simulated for Iam {
    type State = Identities;
    type Event = NoEvent;
    const SERVICE: &'static Service = &IAM;
    const ERRORS: ErrorCodes = ErrorCodes {
        throttled: ("Throttling", 400),
        failed: "ServiceFailure",
        expired: ("ExpiredToken", 403),
        unknown_caller: ("InvalidClientTokenId", 403),
        conflict: None,
    };
    const OPERATIONS: &'static [Operation<Self>] = &[
        Operation::new("GetRole", Access::Read, roles::get),
        Operation::new("ListRoles", Access::Read, roles::list),
        Operation::new("CreateRole", Access::Write, roles::create),
        Operation::new("DeleteRole", Access::Write, roles::delete),
        Operation::new("GetAccountPasswordPolicy", Access::Read, password_policy::get),
        Operation::new("UpdateAccountPasswordPolicy", Access::Write, password_policy::update),
        Operation::new("DeleteAccountPasswordPolicy", Access::Write, password_policy::delete),
    ];

    fn stored(services: &Services) -> &Stored<Identities, NoEvent> {
        &services.iam
    }

    fn stored_mut(services: &mut Services) -> &mut Stored<Identities, NoEvent> {
        &mut services.iam
    }

    fn happen(_: &mut Spot<'_, Self>, event: NoEvent) {
        match event {}
    }
}
