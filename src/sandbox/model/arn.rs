//! ARNs, paths, and who is in what.

use super::organization::Organization;
use crate::facts::quotas::UNIT_DEPTH;

/// What an id of the Organization stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox) enum Node {
    Root,
    Unit,
    Account,
}

impl Node {
    /// In AWS's words.
    pub(in crate::sandbox) fn word(self) -> &'static str {
        match self {
            Self::Root => "ROOT",
            Self::Unit => "ORGANIZATIONAL_UNIT",
            Self::Account => "ACCOUNT",
        }
    }
}

impl Organization {
    /// What `id` stands for, if it is a root, unit or account.
    pub(in crate::sandbox) fn node(&self, id: &str) -> Option<Node> {
        if id == self.root.id {
            Some(Node::Root)
        } else if self.units.contains_key(id) {
            Some(Node::Unit)
        } else if self.accounts.contains_key(id) {
            Some(Node::Account)
        } else {
            None
        }
    }

    /// Whether units and accounts can be in `id`.
    pub(in crate::sandbox) fn is_parent(&self, id: &str) -> bool {
        matches!(self.node(id), Some(Node::Root | Node::Unit))
    }

    /// The name of a root, unit or account.
    pub(in crate::sandbox) fn node_name(&self, id: &str) -> &str {
        let unit = self.units.get(id).map(|unit| unit.name.as_str());
        let account = || self.accounts.get(id).map(|account| account.name.as_str());
        unit.or_else(account).unwrap_or("Root")
    }

    /// The id of what `id` is directly in; none for the root.
    #[must_use]
    pub fn parent(&self, id: &str) -> Option<&str> {
        let unit = self.units.get(id).map(|unit| unit.parent.as_str());
        unit.or_else(|| self.accounts.get(id).map(|account| account.parent.as_str()))
    }

    /// The chain from the root down to `id`, both included.
    #[must_use]
    pub fn chain<'a>(&'a self, id: &'a str) -> Vec<&'a str> {
        // Two more than the depth of units: the root above them and the account below.
        let mut chain: Vec<&str> = std::iter::successors(Some(id), |id| self.parent(id))
            .take(UNIT_DEPTH + 2)
            .collect();
        chain.reverse();
        chain
    }

    /// The path of a unit or account: `o-…/r-…/ou-…/123456789012/`.
    pub(in crate::sandbox) fn path(&self, id: &str) -> String {
        let mut path = format!("{}/", self.id);
        for step in self.chain(id) {
            path.push_str(step);
            path.push('/');
        }
        path
    }

    fn own_arn(&self, kind: &str, id: &str) -> String {
        format!(
            "arn:aws:organizations::{}:{kind}/{}/{id}",
            self.management_account, self.id
        )
    }

    /// The ARN of the Organization.
    pub(in crate::sandbox) fn arn(&self) -> String {
        format!(
            "arn:aws:organizations::{}:organization/{}",
            self.management_account, self.id
        )
    }

    /// The ARN of a root, unit, account, policy or delegation policy that exists.
    pub(in crate::sandbox) fn arn_of(&self, id: &str) -> Option<String> {
        if let Some(policy) = self.policies.get(id) {
            let kind = policy.kind.to_lowercase();
            return Some(if policy.aws_managed {
                format!("arn:aws:organizations::aws:policy/{kind}/{id}")
            } else {
                self.own_arn("policy", &format!("{kind}/{id}"))
            });
        }
        if self.resource_policy.as_ref().is_some_and(|policy| policy.id == id) {
            return Some(self.own_arn("resourcepolicy", id));
        }
        self.node(id).map(|node| match node {
            Node::Root => self.own_arn("root", id),
            Node::Unit => self.own_arn("ou", id),
            Node::Account => self.own_arn("account", id),
        })
    }
}
