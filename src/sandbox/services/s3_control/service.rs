//! Every simulated operation of S3 Control.

use super::public_access_block::{self, CONFIGURATION};
use super::state::{S3AccountSettings, S3Control};
use crate::facts::access::Access;
use crate::facts::service::{S3_CONTROL, Service};
use crate::sandbox::model::{NoEvent, Services, Stored};
use crate::sandbox::service::{ErrorCodes, Operation, Simulated, Spot};
use crate::sandbox::wire::{Payload, Route};

const DOCUMENT: Payload = Payload::Xml {
    root: CONFIGURATION,
    repeated: &[],
};

const fn route(method: &'static str) -> Route {
    Route {
        headers: &[("x-amz-account-id", "AccountId")],
        ..Route::xml(method, "/v20180820/configuration/publicAccessBlock")
    }
}

impl Simulated for S3Control {
    type State = S3AccountSettings;
    type Event = NoEvent;
    const SERVICE: &'static Service = &S3_CONTROL;
    const ERRORS: ErrorCodes = ErrorCodes {
        throttled: ("SlowDown", 503),
        failed: "InternalError",
        expired: ("ExpiredToken", 400),
        unknown_caller: ("InvalidAccessKeyId", 403),
        conflict: None,
    };
    const OPERATIONS: &'static [Operation<Self>] = &[
        Operation::at(
            Route {
                gives: DOCUMENT,
                ..route("GET")
            },
            "GetPublicAccessBlock",
            Access::Read,
            public_access_block::get,
        ),
        Operation::at(
            Route {
                takes: DOCUMENT,
                ..route("PUT")
            },
            "PutPublicAccessBlock",
            Access::Write,
            public_access_block::put,
        ),
        Operation::at(
            Route {
                status: 204,
                ..route("DELETE")
            },
            "DeletePublicAccessBlock",
            Access::Write,
            public_access_block::delete,
        ),
    ];

    fn stored(services: &Services) -> &Stored<S3AccountSettings, NoEvent> {
        &services.s3_control
    }

    fn stored_mut(services: &mut Services) -> &mut Stored<S3AccountSettings, NoEvent> {
        &mut services.s3_control
    }

    fn happen(_: &mut Spot<'_, Self>, event: NoEvent) {
        match event {}
    }
}
