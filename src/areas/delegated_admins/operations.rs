//! The calls of delegated administrators.

use crate::facts::answer::{Field, NEXT_TOKEN};
use crate::facts::op::{Meaning, Op};
use crate::facts::service::ORGANIZATIONS;

/// Makes an account the administrator of a service.
pub static REGISTER: Op = Op::write(
    &ORGANIZATIONS,
    "RegisterDelegatedAdministrator",
    &[
        ("AccountAlreadyRegisteredException", Meaning::AlreadySo),
        ("AccountNotFoundException", Meaning::NotYet),
    ],
);
/// Ends that.
pub static DEREGISTER: Op = Op::write(
    &ORGANIZATIONS,
    "DeregisterDelegatedAdministrator",
    &[("AccountNotRegisteredException", Meaning::AlreadySo)],
);
/// The accounts that administer any service.
pub static LIST: Op = Op::read(
    &ORGANIZATIONS,
    "ListDelegatedAdministrators",
    &[
        Field::list("DelegatedAdministrators"),
        Field::text("DelegatedAdministrators[].Id"),
        NEXT_TOKEN,
    ],
    &[],
);
/// What one of them administers.
pub static LIST_SERVICES: Op = Op::read(
    &ORGANIZATIONS,
    "ListDelegatedServicesForAccount",
    &[
        Field::list("DelegatedServices"),
        Field::text("DelegatedServices[].ServicePrincipal"),
        NEXT_TOKEN,
    ],
    &[("AccountNotRegisteredException", Meaning::Absent)],
);

/// All of them.
pub static ALL: &[&Op] = &[&REGISTER, &DEREGISTER, &LIST, &LIST_SERVICES];
