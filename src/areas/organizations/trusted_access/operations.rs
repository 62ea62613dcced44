//! The calls of trusted access.

use crate::facts::answer::{Field, NEXT_TOKEN};
use crate::facts::op::{Meaning, Op, Service};

/// Gives a service access. Giving it twice does nothing.
pub static ENABLE: Op = Op::write(Service::Organizations, "EnableAWSServiceAccess", &[]);
/// Takes it away.
pub static DISABLE: Op = Op::write(
    Service::Organizations,
    "DisableAWSServiceAccess",
    &[("ServicePrincipalNotEnabledException", Meaning::AlreadySo)],
);
/// The services that have it.
pub static LIST: Op = Op::read(
    Service::Organizations,
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
