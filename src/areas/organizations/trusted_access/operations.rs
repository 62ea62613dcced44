//! The calls of trusted access.

use crate::facts::answer::{Field, NEXT_TOKEN};
use crate::facts::op::{Meaning, Op};
use crate::facts::service::ORGANIZATIONS;

/// Gives a service access. Giving it twice does nothing.
pub static ENABLE: Op = Op::write(&ORGANIZATIONS, "EnableAWSServiceAccess", &[]);
/// Takes it away.
pub static DISABLE: Op = Op::write(
    &ORGANIZATIONS,
    "DisableAWSServiceAccess",
    &[("ServicePrincipalNotEnabledException", Meaning::AlreadySo)],
);
/// The services that have it.
pub static LIST: Op = Op::read(
    &ORGANIZATIONS,
    "ListAWSServiceAccessForOrganization",
    &[
        Field::list("EnabledServicePrincipals"),
        Field::text("EnabledServicePrincipals[].ServicePrincipal"),
        NEXT_TOKEN,
    ],
    &[],
);

/// All of them.
pub static ALL: &[&Op] = &[&ENABLE, &DISABLE, &LIST];
