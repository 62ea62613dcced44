//! Locks whose holders do not panic half-way.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Holds `mutex`. What it guards is whole even after a panic elsewhere: no holder leaves it half-changed.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
