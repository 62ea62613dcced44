//! One change of a plan: what will be done to one address, why, and what it waits for.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::address::Address;
use super::risk::Risks;
use super::session::Session;

/// What a change does. The sigil is what the plan prints in front of the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Makes something that is not there.
    Create,
    /// Takes something that is there under our ownership tag.
    Adopt,
    /// Changes fields of something that is ours.
    Update,
    /// Puts an account under another unit.
    Move,
    /// Puts a policy on a target.
    Attach,
    /// Takes a policy off a target.
    Detach,
    /// Switches something on.
    Enable,
    /// Switches something off.
    Disable,
    /// Makes an account the delegated administrator of a service.
    Register,
    /// Ends that.
    Deregister,
    /// Deletes something that is ours.
    Delete,
    /// Takes our ownership tag off something that stays.
    Release,
}

impl Action {
    /// Whether something that is there is no longer there, or no longer in force, once it is done.
    #[must_use]
    pub fn loses(self) -> bool {
        matches!(self, Self::Delete | Self::Detach | Self::Disable | Self::Deregister)
    }

    /// One character that reads without colour: `+` makes, `~` changes, `>` moves, `-` takes away, `.` gives up.
    #[must_use]
    pub fn sigil(self) -> char {
        match self {
            Self::Create | Self::Attach | Self::Enable | Self::Register => '+',
            Self::Adopt | Self::Update => '~',
            Self::Move => '>',
            Self::Detach | Self::Disable | Self::Deregister | Self::Delete => '-',
            Self::Release => '.',
        }
    }

    /// The word in plans and documents: `create`, `move`, …
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Adopt => "adopt",
            Self::Update => "update",
            Self::Move => "move",
            Self::Attach => "attach",
            Self::Detach => "detach",
            Self::Enable => "enable",
            Self::Disable => "disable",
            Self::Register => "register",
            Self::Deregister => "deregister",
            Self::Delete => "delete",
            Self::Release => "release",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// What a change waits for or brings about. The only tie between areas.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Label {
    /// The thing it is said of.
    pub of: Address,
    /// What is said.
    pub facet: Facet,
}

impl Label {
    /// `of` is `facet`.
    #[must_use]
    pub fn new(of: &Address, facet: Facet) -> Self {
        Self { of: of.clone(), facet }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.of, self.facet.word())
    }
}

/// The states that one change can wait for in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Facet {
    /// It is there and has an id.
    Exists,
    /// It is switched on.
    Enabled,
    /// Policies that the plan puts on it are on it.
    Guarded,
    /// An account stands where it should.
    Placed,
    /// Nothing is left in it, or on it.
    Empty,
    /// It no longer takes a slot, or is gone.
    Freed,
    /// Its name is free for another.
    Unnamed,
    /// A statement that allows it is in the document.
    Granted,
}

impl Facet {
    /// The word in documents.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Exists => "exists",
            Self::Enabled => "enabled",
            Self::Guarded => "guarded",
            Self::Placed => "placed",
            Self::Empty => "empty",
            Self::Freed => "freed",
            Self::Unnamed => "unnamed",
            Self::Granted => "granted",
        }
    }
}

/// When a change prefers to run. Law is in the labels; this only orders what is free to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// The Organization itself.
    Organization,
    /// Trusted access of services.
    TrustedAccess,
    /// Policy types of the root.
    PolicyTypes,
    /// Units are made and renamed.
    Units,
    /// Accounts are made, adopted, named and tagged.
    Accounts,
    /// Delegated administrators and the delegation policy.
    Delegation,
    /// Services are set up, in the Organization and in its accounts.
    Services,
    /// Policies are made, grown and attached.
    Guard,
    /// Accounts move.
    Moves,
    /// Policies shrink, are detached and deleted.
    Loosen,
    /// What is no longer wanted goes.
    Remove,
}

/// Calls that a change will make to one operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedCall {
    /// `organizations:CreatePolicy`.
    pub operation: String,
    /// Where they are made.
    pub session: Session,
    /// How many.
    pub count: u32,
    /// What is sent.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub request: Value,
}

impl PlannedCall {
    /// One call of `operation` (`service:Name`).
    pub fn once(operation: impl Into<String>, session: Session) -> Self {
        Self {
            operation: operation.into(),
            session,
            count: 1,
            request: Value::Null,
        }
    }
}

/// One change of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// What it changes.
    pub address: Address,
    /// What it does.
    pub action: Action,
    /// Why, for people; never used to decide anything.
    pub reason: String,
    /// What makes it dangerous.
    #[serde(flatten)]
    pub risks: Risks,
    /// What starts to be metered, where something does.
    pub spend: Option<String>,
    /// The thing as it is, in canonical form; absent where it is not there.
    pub before: Option<Value>,
    /// The thing as it will be; absent where it goes.
    pub after: Option<Value>,
    /// The writes it makes.
    pub calls: Vec<PlannedCall>,
    /// The call by which AWS was asked already, where AWS is at it and nothing is left but to wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub awaits: Option<Value>,
    /// What it waits for.
    pub needs: BTreeSet<Label>,
    /// What it brings about.
    pub provides: BTreeSet<Label>,
    /// When it prefers to run.
    pub phase: Phase,
    /// The live id it works on, where there is one already. It may differ from the id its address ends up with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The area that applies it.
    pub area: String,
}

impl Change {
    /// Whether an account is there once it is made.
    #[must_use]
    pub fn makes_account(&self) -> bool {
        self.action == Action::Create && self.address.kind == "account"
    }

    /// A change with nothing but its name; the area fills in the rest.
    pub fn new(area: &'static str, phase: Phase, action: Action, address: Address) -> Self {
        Self {
            address,
            action,
            reason: String::new(),
            risks: Risks::default(),
            spend: None,
            before: None,
            after: None,
            calls: Vec::new(),
            awaits: None,
            needs: BTreeSet::new(),
            provides: BTreeSet::new(),
            phase,
            id: None,
            area: area.to_owned(),
        }
    }

    /// Names it in messages: `move account.security`.
    #[must_use]
    pub fn title(&self) -> String {
        format!("{} {}", self.action, self.address)
    }
}
