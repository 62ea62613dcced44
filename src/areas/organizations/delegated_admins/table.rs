//! `[delegated-admins]`.

use crate::areas::organizations::shared::texts::Texts;

/// The account, or accounts, that administer one service, by their keys.
pub type Administrators = Texts;
