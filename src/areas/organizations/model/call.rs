//! The writes of the Organizations core, as data: planned, saved and sent as they are.

use serde::{Deserialize, Serialize};

use crate::areas::lifecycle::Failure;
use crate::engine::late::{Template, Value};
use crate::organization::Tags;

/// One write.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Call {
    /// Makes the Organization.
    CreateOrganization,
    /// Enables a policy type in the root.
    EnablePolicyType {
        /// The root.
        root: Value,
        /// `SERVICE_CONTROL_POLICY`, …
        policy_type: String,
    },
    /// Makes a unit.
    CreateUnit {
        /// What it is made in.
        parent: Value,
        /// Its name.
        name: String,
        /// Its tags, the ownership tag among them.
        tags: Tags,
        /// The ids of those whose place it takes.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        replaces: Vec<String>,
    },
    /// Names a unit.
    RenameUnit {
        /// Which.
        unit: Value,
        /// Its new name.
        name: String,
    },
    /// Deletes a unit, which is empty by then.
    DeleteUnit {
        /// Which.
        unit: Value,
    },
    /// Makes an account.
    CreateAccount {
        /// Its e-mail, which is its identity.
        email: String,
        /// Its name.
        name: String,
        /// The role that AWS makes in it, where it is not AWS's default.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        role: Option<String>,
        /// Its tags, the ownership tag among them.
        tags: Tags,
        /// The keys under which the baseline had it before: a creation that is under way may bear one.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        formerly: Vec<String>,
    },
    /// Moves an account.
    MoveAccount {
        /// Which.
        account: Value,
        /// Where it stands; read just before where it is not known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Value>,
        /// Where it is to stand.
        to: Value,
    },
    /// Names an account.
    RenameAccount {
        /// Which.
        account: Value,
        /// Its new name.
        name: String,
    },
    /// Makes a policy.
    CreatePolicy {
        /// `SERVICE_CONTROL_POLICY`, …
        policy_type: String,
        /// Its name.
        name: String,
        /// Its description.
        description: String,
        /// Its text.
        content: Template,
        /// Its tags, the ownership tag among them.
        tags: Tags,
    },
    /// Changes a policy. What is absent stays as it is.
    UpdatePolicy {
        /// Which.
        policy: Value,
        /// Its new name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// Its new description.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        description: Option<String>,
        /// Its new text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        content: Option<Template>,
    },
    /// Deletes a policy, which is attached to nothing by then.
    DeletePolicy {
        /// Which.
        policy: Value,
    },
    /// Attaches a policy.
    AttachPolicy {
        /// Which.
        policy: Value,
        /// To what.
        target: Value,
    },
    /// Detaches a policy.
    DetachPolicy {
        /// Which.
        policy: Value,
        /// From what.
        target: Value,
    },
    /// Detaches AWS's policy that allows everything, if what is to allow something instead is attached by then.
    DetachFullAccess {
        /// Its id.
        policy: Value,
        /// From what.
        target: Value,
        /// The policies that are to be attached there, each by its address.
        instead: Vec<Instead>,
    },
    /// Sets tags.
    Tag {
        /// Of what.
        resource: Value,
        /// Which.
        tags: Tags,
    },
    /// Takes tags away.
    Untag {
        /// From what.
        resource: Value,
        /// Which.
        keys: Vec<String>,
    },
}

impl Call {
    /// The failure of a call that came to an area which does not send it.
    #[must_use]
    pub fn of_another_area(&self) -> Failure {
        let call = serde_json::to_string(self).unwrap_or_default();
        Failure::fault(format!("this area sends no such call: {call}"))
    }

    /// The failure of a call that its area does not wait for.
    #[must_use]
    pub fn waits_for_nothing(&self) -> Failure {
        let call = serde_json::to_string(self).unwrap_or_default();
        Failure::fault(format!("this area does not wait for such a call: {call}"))
    }
}

/// A policy that allows something where everything was allowed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Instead {
    /// Its address.
    pub address: String,
    /// Its id.
    pub policy: Value,
}
