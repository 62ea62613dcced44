//! Every simulated service, and what concerns all of them.

use super::clock::Moment;
use super::erased::AnyService;
use super::model::{Organization, State};
use super::services::account::AccountManagement;
use super::services::iam::Iam;
use super::services::organizations::Organizations;
use super::services::s3_control::S3Control;
use super::services::sts::Sts;
use super::services::tagging::Tagging;

/// Every simulated service. A test holds it against the folder `services/`.
pub(super) static ALL: &[&dyn AnyService] = &[&AccountManagement, &Iam, &Organizations, &S3Control, &Sts, &Tagging];

/// Does what is due by `now`, in the order of its times: what happens in the Organization first, then service by service.
pub(super) fn run_due(state: &mut State, now: Moment) {
    loop {
        let organization = state.organization.as_ref().and_then(Organization::next_due);
        let services = ALL
            .iter()
            .filter_map(|service| Some((service.next_due(&state.services)?, *service)));
        let next = services.min_by_key(|(at, _)| *at);
        match (organization, next) {
            (Some(at), other) if at <= now && other.is_none_or(|(other, _)| at <= other) => {
                if let Some(organization) = &mut state.organization {
                    organization.run_next();
                }
            }
            (_, Some((at, service))) if at <= now => service.run_next(state),
            _ => break,
        }
    }
    state.now = now;
}
