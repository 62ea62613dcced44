//! The operations on accounts. Accounts are read with the rest of the tree.

use crate::areas::organizations::shared::tags;
use crate::facts::answer::Field;
use crate::facts::op::{Meaning, Op};
use crate::facts::service::{ACCOUNT, ORGANIZATIONS};

/// The account that a creation made.
const ACCOUNT_ID: Field = Field::text("CreateAccountStatus.AccountId").or_absent(
    "there is no account yet, or none was made",
    "Organizations API Reference, `CreateAccountStatus`: known once the state is `SUCCEEDED`",
);

/// Asks for a new account. It has no client token: the e-mail is the identity, and a lost answer is looked up, never sent again blindly.
pub static CREATE: Op = Op::write_once(&ORGANIZATIONS, "CreateAccount", &[]).answers(&[
    Field::structure("CreateAccountStatus"),
    Field::text("CreateAccountStatus.Id"),
    Field::text("CreateAccountStatus.State"),
    ACCOUNT_ID,
]);
/// How one creation is going.
pub static DESCRIBE_CREATION: Op = Op::read(
    &ORGANIZATIONS,
    "DescribeCreateAccountStatus",
    &[
        Field::structure("CreateAccountStatus"),
        Field::text("CreateAccountStatus.Id"),
        Field::text("CreateAccountStatus.State"),
        ACCOUNT_ID,
        Field::text("CreateAccountStatus.FailureReason").or_absent(
            "it has not failed",
            "Organizations API Reference, `CreateAccountStatus`: known if the state is `FAILED`",
        ),
    ],
    &[("CreateAccountStatusNotFoundException", Meaning::Absent)],
);
/// Puts an account under another parent.
pub static MOVE: Op = Op::write(
    &ORGANIZATIONS,
    "MoveAccount",
    &[
        ("DuplicateAccountException", Meaning::AlreadySo),
        ("SourceParentNotFoundException", Meaning::Absent),
        ("AccountNotFoundException", Meaning::NotYet),
        ("DestinationParentNotFoundException", Meaning::NotYet),
    ],
);
/// Names an account. Needs trusted access for `account.amazonaws.com`.
pub static RENAME: Op = Op::write(&ACCOUNT, "PutAccountName", &[]);

/// All of them.
pub static ALL: &[&Op] = &[&CREATE, &DESCRIBE_CREATION, &MOVE, &RENAME, &tags::TAG, &tags::UNTAG];
