//! How changes end that somebody else came before.

use crate::aws::AwsError;
use crate::engine::event::End;

/// Somebody has changed it to something else: what was found.
pub(super) fn changed(found: &str) -> End {
    End::Skipped {
        why: format!("somebody else has changed it since it was read: {found}; plan again"),
    }
}

/// It is so already.
pub(super) fn done() -> End {
    End::Done {
        id: None,
        note: Some("was so already, by somebody else: nothing was written".to_owned()),
    }
}

/// It is not known how it is.
pub(super) fn unread(error: &AwsError) -> End {
    End::Failed {
        help: error.help(),
        message: format!("it could not be read again before the change: {error}"),
    }
}
