//! The calls of delegated administrators.

use crate::facts::op::{Meaning, Op, Service};

/// Makes an account the administrator of a service.
pub static REGISTER: Op = Op::write(
    Service::Organizations,
    "RegisterDelegatedAdministrator",
    &[
        ("AccountAlreadyRegisteredException", Meaning::AlreadySo),
        ("AccountNotFoundException", Meaning::NotYet),
    ],
);
/// Ends that.
pub static DEREGISTER: Op = Op::write(
    Service::Organizations,
    "DeregisterDelegatedAdministrator",
    &[("AccountNotRegisteredException", Meaning::AlreadySo)],
);
/// The accounts that administer any service.
pub static LIST: Op = Op::read(Service::Organizations, "ListDelegatedAdministrators", &[]);
/// What one of them administers.
pub static LIST_SERVICES: Op = Op::read(
    Service::Organizations,
    "ListDelegatedServicesForAccount",
    &[("AccountNotRegisteredException", Meaning::Absent)],
);

/// All of them.
pub static ALL: &[&Op] = &[&REGISTER, &DEREGISTER, &LIST, &LIST_SERVICES];
