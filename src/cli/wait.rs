//! How long to wait, as a person types it.

use std::time::Duration;

/// Reads `90s`, `30m` or `2h`.
///
/// # Errors
/// Says how to write it.
pub(super) fn parse(text: &str) -> Result<Duration, String> {
    let bad = || "write it as `90s`, `30m` or `2h`, at most a week".to_owned();
    let unit = text.chars().next_back().ok_or_else(bad)?;
    let seconds: u64 = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        _ => return Err(bad()),
    };
    let number: u64 = text
        .strip_suffix(unit)
        .and_then(|digits| digits.parse().ok())
        .ok_or_else(bad)?;
    let total = number.checked_mul(seconds).filter(|total| *total <= 7 * 24 * 3_600);
    total.map(Duration::from_secs).ok_or_else(bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_minutes_and_hours() {
        assert_eq!(parse("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(parse("30m"), Ok(Duration::from_secs(1_800)));
        assert_eq!(parse("0s"), Ok(Duration::ZERO));
        assert_eq!(parse("168h"), Ok(Duration::from_secs(604_800)));
    }

    #[test]
    fn anything_else_is_refused() {
        for bad in [
            "",
            "30",
            "m",
            "-1m",
            "1.5h",
            "1d",
            "169h",
            "99999999999999999999s",
            "5µ",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
