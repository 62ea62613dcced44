//! Every simulated operation of Account Management.

use super::state::{AccountEvent, AccountManagement, AccountSettings};
use super::{contacts, names, regions};
use crate::facts::access::Access;
use crate::facts::service::{ACCOUNT, Service};
use crate::sandbox::model::{Services, Stored};
use crate::sandbox::service::{ErrorCodes, Operation, Simulated, Spot};
use crate::sandbox::wire::Route;

impl Simulated for AccountManagement {
    type State = AccountSettings;
    type Event = AccountEvent;
    const SERVICE: &'static Service = &ACCOUNT;
    const ERRORS: ErrorCodes = ErrorCodes {
        throttled: ("TooManyRequestsException", 429),
        failed: "InternalServerException",
        expired: ("ExpiredTokenException", 403),
        unknown_caller: ("UnrecognizedClientException", 400),
        conflict: None,
    };
    const OPERATIONS: &'static [Operation<Self>] = &[
        Operation::at(
            Route::json("/putAccountName"),
            "PutAccountName",
            Access::Write,
            names::put,
        ),
        Operation::at(
            Route::json("/getAccountInformation"),
            "GetAccountInformation",
            Access::Read,
            names::information,
        ),
        Operation::at(
            Route::json("/getPrimaryEmail"),
            "GetPrimaryEmail",
            Access::Read,
            names::primary_email,
        ),
        Operation::at(
            Route::json("/getAlternateContact"),
            "GetAlternateContact",
            Access::Read,
            contacts::get,
        ),
        Operation::at(
            Route::json("/putAlternateContact"),
            "PutAlternateContact",
            Access::Write,
            contacts::put,
        ),
        Operation::at(
            Route::json("/deleteAlternateContact"),
            "DeleteAlternateContact",
            Access::Write,
            contacts::delete,
        ),
        Operation::at(Route::json("/listRegions"), "ListRegions", Access::Read, regions::list),
        Operation::at(
            Route::json("/getRegionOptStatus"),
            "GetRegionOptStatus",
            Access::Read,
            regions::status,
        ),
        Operation::at(
            Route::json("/enableRegion"),
            "EnableRegion",
            Access::Write,
            regions::enable,
        ),
        Operation::at(
            Route::json("/disableRegion"),
            "DisableRegion",
            Access::Write,
            regions::disable,
        ),
    ];

    fn stored(services: &Services) -> &Stored<AccountSettings, AccountEvent> {
        &services.account
    }

    fn stored_mut(services: &mut Services) -> &mut Stored<AccountSettings, AccountEvent> {
        &mut services.account
    }

    fn happen(spot: &mut Spot<'_, Self>, event: AccountEvent) {
        regions::happen(spot, event);
    }
}
