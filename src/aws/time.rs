//! The SDK's clock, derived from the runtime's.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_smithy_async::time::TimeSource;
use tokio::time::Instant;

/// 2026-01-01T00:00:00Z, in seconds since 1970.
const EPOCH: Duration = Duration::from_secs(1_767_225_600);

/// A clock that starts at a fixed date and goes as the runtime's goes, so that signatures in process are the same on every run.
#[derive(Debug)]
pub(super) struct RuntimeClock {
    started: Instant,
}

impl RuntimeClock {
    pub(super) fn start() -> Self {
        Self {
            started: Instant::now(),
        }
    }
}

impl TimeSource for RuntimeClock {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + EPOCH + self.started.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn it_goes_as_the_runtime_goes() {
        let clock = RuntimeClock::start();
        tokio::time::sleep(Duration::from_secs(90)).await;
        assert_eq!(clock.now(), UNIX_EPOCH + EPOCH + Duration::from_secs(90));
    }
}
