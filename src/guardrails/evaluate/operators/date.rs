//! The `Date…` operators: instants, from ISO 8601 or from seconds since 1970.

/// A point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::guardrails::evaluate) struct Instant {
    /// Seconds since 1970.
    seconds: i64,
    nanoseconds: u32,
}

const DAY: i64 = 86_400;

impl Instant {
    /// `2026-11-23T10:00:00.5+01:00`, any shorter form that ISO 8601 has of it (UTC where there is no offset), or an
    /// integer: seconds since 1970.
    ///
    /// Source: IAM User Guide, "Condition operators": ISO 8601 formats of the W3C profile, or epoch (UNIX) time.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Self {
                seconds: text.parse().ok()?,
                nanoseconds: 0,
            });
        }
        let (date, time) = match text.split_once(['T', 't']) {
            Some((date, time)) => (date, Some(time)),
            None => (text, None),
        };
        let mut fields = date.split('-');
        let year = number(fields.next()?, 4)?;
        let month = fields.next().map_or(Some(1), |field| number(field, 2))?;
        let day = match fields.next() {
            Some(field) => number(field, 2)?,
            None if time.is_none() => 1,
            None => return None,
        };
        if fields.next().is_some() || !(1..=12).contains(&month) || !(1..=days_in(year, month)).contains(&day) {
            return None;
        }
        let (seconds, nanoseconds) = match time {
            Some(time) => of_day(time)?,
            None => (0, 0),
        };
        Some(Self {
            seconds: days(year, month, day) * DAY + seconds,
            nanoseconds,
        })
    }
}

/// Seconds since midnight in UTC, and the rest.
fn of_day(text: &str) -> Option<(i64, u32)> {
    let (clock, offset) = match text.find(['Z', 'z', '+', '-']) {
        Some(at) => text.split_at_checked(at)?,
        None => (text, "Z"),
    };
    let mut fields = clock.split(':');
    let hour = number(fields.next()?, 2)?;
    let minute = number(fields.next()?, 2)?;
    let (second, nanoseconds) = match fields.next() {
        None => (0, 0),
        Some(field) => {
            let (second, fraction) = match field.split_once(['.', ',']) {
                Some((second, fraction)) => (second, nanoseconds(fraction)?),
                None => (field, 0),
            };
            (number(second, 2)?, fraction)
        }
    };
    let in_range = hour < 24 && minute < 60 && second < 60 && fields.next().is_none();
    in_range.then_some(())?;
    Some((hour * 3600 + minute * 60 + second - zone(offset)?, nanoseconds))
}

/// Seconds that a zone is ahead of UTC: `Z`, `+01:00`, `+0100` or `+01`.
fn zone(text: &str) -> Option<i64> {
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+')?),
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some(pair) => pair,
        None if digits.len() > 2 => digits.split_at_checked(2)?,
        None => (digits, "00"),
    };
    let (hours, minutes) = (number(hours, 2)?, number(minutes, 2)?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

/// A number of exactly so many digits.
fn number(text: &str, digits: usize) -> Option<i64> {
    let fits = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

/// Digits behind the point as nanoseconds; finer ones are dropped.
fn nanoseconds(digits: &str) -> Option<u32> {
    let all_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then_some(())?;
    let value = digits.bytes().chain(std::iter::repeat(b'0')).take(9);
    Some(value.fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0')))
}

fn days_in(year: i64, month: i64) -> i64 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970 in the Gregorian calendar, after Howard Hinnant's `days_from_civil`: years that begin in March.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_instant_in_many_spellings() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("1970-01-01", 0),
            ("1970-01", 0),
            ("0", 0),
            ("-1", -1),
            ("1969-12-31T23:59:59Z", -1),
            ("2020-04-01T00:00:00Z", 1_585_699_200),
            ("1585699200", 1_585_699_200),
            ("2020-04-01T02:00:00+02:00", 1_585_699_200),
            ("2020-04-01T02:00+0200", 1_585_699_200),
            ("2020-03-31T19:00:00-05", 1_585_699_200),
            ("2020-04-01t00:00z", 1_585_699_200),
            ("2020-04-01T00:00:00", 1_585_699_200),
            ("2020-02-29T12:00:00Z", 1_582_977_600),
            ("2000-03-01", 951_868_800),
            ("0001-01-01", -62_135_596_800),
        ] {
            let wanted = Instant {
                seconds,
                nanoseconds: 0,
            };
            assert_eq!(Instant::parse(text), Some(wanted), "{text}");
        }
    }

    #[test]
    fn fractions_count() {
        let instant = |text| Instant::parse(text).unwrap();
        assert!(instant("2020-04-01T00:00:00.5Z") > instant("2020-04-01T00:00:00.499Z"));
        assert_eq!(instant("2020-04-01T00:00:00.50Z"), instant("2020-04-01T00:00:00.5Z"));
        assert!(instant("2020-04-01T00:00:00.001Z") > instant("1585699200"));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "-",
            "tomorrow",
            "2020-13-01",
            "2020-00-01",
            "2019-02-29",
            "2020-04-31",
            "2020-4-1",
            "2020-04-01T",
            "2020-04-01T24:00Z",
            "2020-04-01T00:60Z",
            "2020-04-01T00:00:60Z",
            "2020-04-01T00:00:00.Z",
            "2020-04-01T00:00+2",
            "2020-04-01T00:00+24:00",
            "2020-04T00:00Z",
            "2020-04-01T00",
            "20200401T000000Z",
            "2020-04-01-01",
            "99999999999999999999",
            "1.5",
            "2020-04-01T00:00:00+é",
        ] {
            assert_eq!(Instant::parse(text), None, "{text}");
        }
    }
}
